/** The desk check of a plant: what its own records say (F2.C02 to C10). */
import { describe, expect, it } from 'vitest'
import { printed } from '../setup/printed.js'
import { eachStory, type Story } from '../setup/story.js'

let story: Story
eachStory(async (_, filed) => {
  story = filed
  await story.chen.taps('受理')
  await story.chen.taps('厂内核查')
})

describe('the loading record', () => {
  it.each(['总袋数700 补0 3道 马某', '装了700袋 补差0袋 3号道 装车工马某'])('is read as it is said: %s', async (said) => {
    const heard = await story.chen.says(said)
    expect(heard).toContain('✓ 总袋数：700')
    expect(heard).toContain('✓ 补差袋数：0')
    expect(heard).toMatch(/✓ 装车道：3号?道/)
    expect(heard).toContain('✓ 装车工：马某')
  })
})

it('of a shortage of bags asks for the weighbridge too, and all of it stands on form 2 (F2.C04, C05)', async () => {
  expect(await story.chen.says('700 2 3号道 李明 装车时间11月2日 9点')).toContain('我方过磅记录')
  const heard = await story.chen.says('50.20 15.20 票重35.00 磅房2号 进磅11月2日8点 出磅11月2日 9:40')
  for (const part of [
    '过磅净重：35 吨',
    '票面重量：35 吨',
    '磅房：2号',
    '进磅时间：2026年11月2日（周一） 08:00',
    '出磅时间：2026年11月2日（周一） 09:40',
  ])
    expect(heard).toContain(`✓ ${part}`)
  await story.chen.saysAll('否', '否', '提交')
  expect(printed(await story.complaint())).toMatchObject({
    装车袋数: '700',
    补差袋数: '2',
    正常袋数: '698',
    装车时间: '2026-11-02 09:00',
    装车道: '3号道',
    装车工: '李明',
    过磅记录: '毛重 50.2 吨，皮重 15.2 吨，净重 35 吨',
    票面重量: '35 吨',
    磅房: '2号',
    进磅时间: '2026-11-02 08:00',
    出磅时间: '2026-11-02 09:40',
  })
})
