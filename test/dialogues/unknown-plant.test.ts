/** 生产企业 may be unknown until the report, and must be known before somebody takes the complaint on (F2.A10). */
import { afterEach, beforeEach, expect, it } from 'vitest'
import { shortOf } from '../../src/cases/numbers.js'
import { type Bot, startBot } from '../setup/bot.js'
import { FACTS } from '../setup/scripts.js'

let bot: Bot
beforeEach(async () => {
  bot = await startBot()
})
afterEach(() => bot.stop())

it('every plant sees it, nobody takes it on before its plant is chosen, and managers read of it', async () => {
  const [liu, chen, qian] = ['liuna', 'chenjing', 'qianweimin'].map((id) => bot.person(id)) as [
    ReturnType<Bot['person']>,
    ReturnType<Bot['person']>,
    ReturnType<Bot['person']>,
  ]
  await liu.saysAll('投诉 其他', '另一个新客户', '1', '老张 13991300008', '不清楚', 'PO42.5', '袋装', '跳过', '跳过')
  await liu.saysAll('送来的和订的不是一种。', '退换货', ...FACTS, '提交')
  const [{ _id: no, plant } = { _id: '', plant: '' }] = await bot.complaints()
  expect(plant).toBeUndefined()
  expect(await qian.says('日报')).toContain(`生产企业：还不知道：${shortOf(no)}`)
  expect(await chen.taps('受理')).toContain('还不知道是哪个厂的水泥')
  expect(await bot.complaints()).toMatchObject([{ state: 'REPORTED' }])
  await chen.taps('转给其他企业')
  await chen.saysAll('渭南厂', '袋子上印着渭南厂。')
  await chen.taps('受理')
  expect(await bot.complaints()).toMatchObject([{ state: 'INVESTIGATING', plant: 'weinan' }])
  expect(await qian.says('日报')).not.toContain('还不知道')
})
