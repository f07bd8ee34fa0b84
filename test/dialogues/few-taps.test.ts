/** How many messages it takes to file a complaint for somebody who would rather tap than write, and what is offered to them. */
import { beforeEach, describe, expect, it } from 'vitest'
import { type Bot, useBot } from '../setup/bot.js'
import { openQuestion } from '../setup/open-question.js'

const bot = useBot()

const FIRST = [
  '投诉 宏基少了8袋，P·O 42.5，提货单T2611-030，陕E12345，昨天到的，厂里送的，单上700袋实点692袋，要补货，张工13991300001',
  '李明',
  '暂无法提供',
  '一般 电话 刚才',
  '前进路12号工地',
  '提交',
]
let filed: Promise<unknown> | undefined
const another = async (): Promise<ReturnType<Bot['person']>> => {
  filed ??= bot()
    .person('wangqiang')
    .saysAll(...FIRST)
  await filed
  await bot().pass(60_000)
  return bot().person('wangqiang')
}

describe('a second complaint of the same customer', () => {
  let person: ReturnType<Bot['person']>
  beforeEach(async () => {
    person = await another()
    await person.saysAll('取消', '投诉')
  })

  it('takes nine messages, of which three are typed', async () => {
    person.sent = 0
    await person.taps('袋数不足')
    await person.taps('宏基商混')
    await person.taps('和上次一样')
    await person.says('T2611-031 陕E22345 昨天')
    await person.says('700 692 李明点的')
    await person.sendsPhoto()
    await person.says('卸车时点数少了8袋，客户要补货')
    await person.taps('一般·电话·刚才')
    expect(await person.taps('提交')).toContain('已登记 TS-')
    expect(person.sent).toBe(9)
    const [, second] = await bot().complaints()
    expect(second).toMatchObject({
      complainant: '张工',
      phone: '13991300001',
      product: 'PO425',
      severity: 'GENERAL',
      source: 'PHONE',
      demand: ['REPLENISH'],
      details: { transportBy: 'OURS', siteAddress: { label: '前进路12号工地' }, countedBy: '李明点的', arrivedAt: '2026-11-02' },
    })
  })

  it('says what the last time was before anybody takes it over', async () => {
    await person.taps('袋数不足')
    const asked = await person.taps('宏基商混')
    expect(asked).toContain('上次是：投诉人 张工、联系电话 13991300001、')
    expect(asked).toContain('品种及强度等级 P·O 42.5、运输方式 我方承运、使用地点 前进路12号工地')
    expect(await person.says('同上次')).toContain('✓ 使用地点：前进路12号工地')
  })

  it('takes nothing of it where the customer is another after all', async () => {
    await person.taps('袋数不足')
    await person.taps('宏基商混')
    await person.taps('和上次一样')
    const asked = await person.saysAll('修改客户', '宏远')
    expect(asked).not.toContain('13991300001')
    expect(asked).toContain('客户那边谁反映的？')
  })

  it('takes any other name that is written instead', async () => {
    await person.taps('袋数不足')
    expect(await person.says('宏远')).toContain('宏远')
  })
})

it('nobody is offered the customers of others', async () => {
  await another()
  const other = bot().person('liuna')
  await other.saysAll('投诉')
  expect(await other.taps('袋数不足')).not.toContain('宏基')
})

describe('days that can be tapped', () => {
  const caking = () => openQuestion('complaint', 'cakingShipment', { kind: 'CAKING' })

  it('stand below the question, with the way around it', () => {
    expect(openQuestion('complaint', 'packing', { kind: 'CAKING' }).says('袋装')).toContain('[今天到货|昨天到货|前天到货|暂时没有]')
  })

  it('fill in the day of the arrival, and the rest is asked', () => {
    const asked = caking()
    expect(asked.taps('arrivedAt.DAY_BEFORE')).toContain('✓ 到货日期：2026年11月1日')
    expect(asked.answers).toEqual({ kind: 'CAKING', arrivedAt: '2026-11-01' })
    expect(asked.step).toBe('cakingShipment')
  })

  it('are compared with what is known', () => {
    const asked = caking()
    asked.says('HB2611-07 包装11月3日')
    expect(asked.taps('arrivedAt.DAY_BEFORE')).toContain('[对调|没写反，重写]')
    expect(asked.answers.arrivedAt).toBeUndefined()
  })

  it('are gone once the day is said', () => {
    expect(caking().says('到货昨天')).not.toContain('今天到货')
  })
})

describe('what was said already', () => {
  it('is not answered anew by a button for several things', () => {
    const asked = openQuestion('complaint', 'severity', { kind: 'BAG_COUNT', source: 'LETTER', receivedAt: '2026-11-03T01:00:00.000Z' })
    expect(asked.says('？？')).not.toContain('一般·电话·刚才')
  })

  it('counts the button behind all others', () => {
    const asked = openQuestion('complaint', 'severity', { kind: 'BAG_COUNT' }, { startedAt: '2026-11-03T01:50:00.000Z' })
    asked.says('4')
    expect(asked.answers).toMatchObject({ severity: 'GENERAL', source: 'PHONE', receivedAt: '2026-11-03T01:50:00.000Z' })
  })
})

describe('what is said at a question that takes any sentence', () => {
  const atStorage = () =>
    openQuestion('complaint', 'storage', { kind: 'CAKING', phone: '13991300001', complainant: '张工', packedOn: '2026-10-28' })

  it('puts right what it names outright', () => {
    const asked = atStorage()
    expect(asked.says('电话改成13991300008')).toContain('✓ 联系电话：13991300008')
    expect(asked.answers.phone).toBe('13991300008')
    expect(asked.answers.storage).toBeUndefined()
  })

  it.each(['雨后改成室内堆放', '电话里说放在棚里', '改成放仓库了'])('is the answer where it names nothing: %s', (said) => {
    const asked = atStorage()
    asked.says(said)
    expect(asked.answers).toMatchObject({ storage: said, phone: '13991300001' })
  })
})

it('an option of a question that was answered already is taken for that one', () => {
  const asked = openQuestion('complaint', 'severity', { kind: 'BAG_COUNT', demand: ['REPLENISH'] })
  const heard = asked.says('补货')
  expect(heard).toContain('✓ 客户诉求：补货')
  expect(heard).not.toContain('没有这个选项')
  asked.says('赔偿')
  expect(asked.answers.demand).toEqual(['COMPENSATE'])
  expect(asked.step).toBe('severity')
})

it('数量, as the words at the summary say, is a name there is: of two that may be meant it is asked', () => {
  const known = { kind: 'BAG_COUNT', notedBags: 700, countedBags: 692, photosOne: { none: 'missing' }, description: '少了袋' }
  const asked = openQuestion('complaint', 'confirm', known)
  expect(asked.says('数量')).toContain('[单上袋数|实点袋数]')
  expect(asked.says('实点袋数')).toContain('「实点袋数」现在是 692')
})
