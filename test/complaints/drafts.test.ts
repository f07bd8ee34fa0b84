/** A complaint that is still being told: found in the afternoon and in the evening whatever became of its dialogue, and completed as it would have been filed. */
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { type Bot, startBot, type TestPerson } from '../setup/bot.js'
import { setRoles } from '../setup/roles.js'
import { FACTS } from '../setup/scripts.js'
import { expectReplayed, fileShortage } from '../setup/story.js'

let bot: Bot
let wang: TestPerson
beforeEach(async () => {
  bot = await startBot()
  wang = bot.person('wangqiang')
})
afterEach(async () => {
  await expectReplayed(bot)
  await bot.stop()
})

const at = (day: string, time: string) => bot.until(day, time)
const NO = 'TS-20261103-001'
const NUDGE = '今天 24:00 前要上报'
const CANNOT = '还没写客户'
const times = (text: string, words: string) => text.split(words).length - 1
const record = async (no = NO) => (await bot.complaints()).find(({ _id }) => _id === no)!

const BEGUN = ['投诉 袋数不足', '宏基', '张工', 'PO42.5'] as const
/** Everything after the report of 21:00, up to the summary. */
async function tellTheRest(...rest: readonly string[]): Promise<string> {
  await wang.saysAll('T2611-021 陕E12345 昨天 我方承运', '700 692', '今天上午收货员老李点的')
  await wang.sendsPhoto()
  return wang.saysAll('卸车少了8袋，要求补上', ...FACTS, ...rest)
}
async function reportPartly(...told: readonly string[]): Promise<void> {
  await wang.saysAll(...(told.length > 0 ? told : BEGUN))
  await at('2026-11-03', '21:00')
  expect(await record()).toMatchObject({ isIncomplete: true })
}

describe('is found, whatever became of its dialogue', () => {
  it.each([
    ['running', []],
    ['paused', ['暂停']],
    ['paused, and another dialogue was gone through since', ['暂停', '我的投诉']],
    ['waiting behind another dialogue', ['查']],
    ['waiting behind another dialogue that was paused', ['查', '暂停']],
  ] as const)('%s', async (_, then) => {
    await wang.saysAll(...BEGUN, ...then)
    await at('2026-11-03', '17:00')
    expect(times(wang.transcript(), NUDGE)).toBe(1)
    await at('2026-11-03', '21:00')
    expect(await record()).toMatchObject({ state: 'REPORTED', isIncomplete: true })
    expect(bot.person('zhaojianguo').reportCards()).toHaveLength(1)
  })

  it('one of more than may be kept as drafts', async () => {
    for (const customer of ['宏基', '宏远', '众诚', '关中环线', '宏基']) await wang.saysAll('投诉 袋数不足', customer, '暂停')
    await at('2026-11-03', '21:00')
    expect(await bot.complaints()).toHaveLength(5)
  })

  it('its dialogue was replaced by a newer one, and the person was told so', async () => {
    await wang.saysAll(...BEGUN, '暂停')
    const conversations = bot.connection.db!.collection('conversations')
    await conversations.updateOne({ _id: 'wecom:wangqiang' as never }, { $set: { 'drafts.0.status': 'expired' } })
    await wang.says('继续')
    await at('2026-11-03', '21:00')
    expect(await bot.complaints()).toHaveLength(1)
  })

  it('with its kind alone: there is nobody to report it for, and that is said until the customer is named', async () => {
    await wang.saysAll('投诉 袋数不足', '暂停')
    await at('2026-11-03', '17:00')
    expect(times(wang.transcript(), CANNOT)).toBe(1)
    expect(wang.transcript()).not.toContain('先按现有内容上报')
    await at('2026-11-03', '21:00')
    await at('2026-11-03', '21:05')
    expect(await bot.complaints()).toEqual([])
    expect(times(wang.transcript(), CANNOT)).toBe(2)
    await wang.saysAll('继续', '宏基')
    await at('2026-11-03', '21:20')
    expect(await bot.complaints()).toEqual([])
    await at('2026-11-03', '21:40')
    expect(await record()).toMatchObject({ isIncomplete: true, customer: { name: '渭南宏基商品混凝土有限公司' } })
  })
})

describe('取消', () => {
  it('before the report withdraws it without a word to anybody', async () => {
    await wang.saysAll(...BEGUN)
    expect(await wang.says('取消')).toContain('没有登记')
    await at('2026-11-03', '17:00')
    await at('2026-11-03', '21:00')
    expect(await bot.complaints()).toEqual([])
    expect(wang.transcript()).not.toContain(NUDGE)
  })

  it('after the report says that it is registered; 继续 completes it', async () => {
    await reportPartly()
    await wang.sendsPhoto()
    const heard = await wang.says('取消')
    expect(heard).toContain(NO)
    expect(heard).toContain('撤销投诉')
    expect(heard).not.toContain('没有登记')
    await wang.says('继续')
    await wang.saysAll('T2611-021 陕E12345 昨天 我方承运', '700 692', '今天上午收货员老李点的', '卸车少了8袋，要求补上', ...FACTS, '提交')
    expect(await record()).toMatchObject({ isIncomplete: false, attachments: [{ kind: 'image' }] })
    expect(await bot.complaints()).toHaveLength(1)
  })

  it('after the report says so too where the dialogue is paused', async () => {
    await reportPartly()
    expect(await wang.saysAll('暂停', '取消')).toContain(`${NO} `)
    expect(wang.heard()).toContain('不会因此撤销')
    expect(await record()).toMatchObject({ state: 'REPORTED' })
  })

  it('of one that is about to be reported is answered by what becomes of it', async () => {
    await wang.saysAll(...BEGUN)
    const complaints = bot.connection.db!.collection('counters')
    await complaints.updateOne({ _id: 'TS-20261103' as never }, { $set: { value: 'broken' } }, { upsert: true })
    await at('2026-11-03', '21:00')
    expect(await bot.complaints()).toEqual([])
    expect(await wang.says('取消')).not.toContain('没有登记')
    await complaints.deleteOne({ _id: 'TS-20261103' as never })
    await at('2026-11-03', '21:05')
    expect(await bot.complaints()).toHaveLength(1)
  })
})

describe('what is typed after the report', () => {
  it('on a later day is not asked why it was not reported on the first', async () => {
    await reportPartly()
    expect(bot.person('zhaojianguo').transcript()).toContain('还没填完，缺投诉内容')
    await at('2026-11-05', '10:00')
    await wang.says('继续')
    await tellTheRest()
    expect(wang.transcript()).not.toContain('为什么没有当天上报')
    await wang.says('提交')
    expect(await record()).toMatchObject({ isIncomplete: false, report: { sameDayOk: true } })
  })

  it('reaches those who got the report', async () => {
    await reportPartly()
    const [zhao, zhou, sun] = ['zhaojianguo', 'zhoumin', 'sunqiang'].map((id) => bot.person(id))
    await tellTheRest('提交')
    for (const person of [zhao!, zhou!, sun!]) {
      expect(person.heard()).toContain('投诉内容已补全')
      expect(person.heard()).toContain('卸车少了8袋')
      expect(person.heard()).toContain('T2611-021')
    }
    expect(zhao!.reportCards()).toHaveLength(1)
  })

  it('is raised where it looks major (R19.5.a)', async () => {
    await reportPartly()
    await tellTheRest('修改初步等级', '疑似重大', '提交')
    expect(await record()).toMatchObject({ major: 'SUSPECTED', severity: 'SUSPECTED_MAJOR' })
    expect(bot.person('songbo').heard()).toContain('上报重大质量事故（疑似）：卸车少了8袋')
  })

  it('is raised also where the report waits for a department', async () => {
    await wang.saysAll(...BEGUN)
    await at('2026-11-03', '20:50')
    await setRoles(bot, 'sunqiang')
    await at('2026-11-03', '21:00')
    expect(await record()).toMatchObject({ state: 'REGISTERED' })
    await tellTheRest('修改初步等级', '疑似重大', '提交')
    expect(bot.person('songbo').heard()).toContain('上报重大质量事故')
    await setRoles(bot, 'sunqiang', { role: 'DEPT', department: 'weinan-packing' })
    await at('2026-11-03', '21:30')
    expect(await record()).toMatchObject({ state: 'REPORTED' })
  })

  it('does not undo a re-routing', async () => {
    await reportPartly()
    const [chen] = [bot.person('chenjing')]
    await chen!.taps('转给其他企业')
    await chen!.saysAll('铜川厂', '提货单是铜川厂的。')
    const before = await record()
    expect(before).toMatchObject({ plant: 'tongchuan', departments: ['tongchuan-packing'] })
    await tellTheRest('提交')
    expect(await record()).toMatchObject({ isIncomplete: false, plant: 'tongchuan', departments: ['tongchuan-packing'] })
    expect((await record()).report.recipients.map(({ id }) => id)).toEqual(before.report.recipients.map(({ id }) => id))
  })

  it('brings the report to whom it concerns by what is known now', async () => {
    await reportPartly(...BEGUN)
    await wang.saysAll('修改生产企业', '铜川厂')
    await tellTheRest('提交')
    expect(await record()).toMatchObject({ plant: 'tongchuan', departments: ['tongchuan-packing'] })
    expect(bot.person('hepeng').reportCards()).toHaveLength(1)
    expect((await record()).report.recipients.find(({ name }) => name === '何鹏')?.deliveredAt).toBeInstanceOf(Date)
  })

  it('does not find itself as a duplicate, and ends the asking for what it gives', async () => {
    await wang.saysAll(...BEGUN, '暂无法提供')
    await at('2026-11-03', '21:00')
    expect(await record()).toMatchObject({ followUps: [{ field: 'deliveryNo' }, { field: 'truckNo' }, { field: 'arrivedAt' }] })
    await wang.saysAll('修改提货单号', 'T2611-021', '修改车号', '陕E12345', '修改到货日期', '昨天', '我方承运', '700 692', '收货员老李点的')
    await wang.sendsPhoto()
    expect(await wang.saysAll('卸车少了8袋，要求补上', ...FACTS)).not.toContain('是同一件事吗')
    expect(await wang.says('提交')).toContain(NO)
    expect((await record()).followUpDueAt).toBeUndefined()
    expect(await wang.says('我的任务')).toContain('现在没有待办')
  })

  it('that it is another one’s matter: the rest goes into both, and it is said that there are two', async () => {
    const other = await fileShortage(bot)
    await wang.saysAll(...BEGUN)
    await at('2026-11-03', '21:00')
    expect(await tellTheRest()).toContain(`已有一件未结的投诉：${other.no}`)
    const heard = await wang.taps('是，并入')
    expect(heard).toContain('TS-20261103-002')
    expect(heard).toContain(other.no)
    expect(heard).not.toContain('没有重复登记')
    expect(await record('TS-20261103-002')).toMatchObject({ isIncomplete: false, attachments: [{ kind: 'image' }] })
    expect((await record(other.no)).events.map(({ type }) => type)).toContain('supplemented')
  })

  it('is answered with what has become of it where it is closed by then', async () => {
    await reportPartly()
    const { person } = bot
    const liu = person('liuna')
    await liu.says(`查 ${NO}`)
    await liu.taps('更多')
    await liu.taps('撤销投诉')
    await liu.says('司机记错，袋数是对的。')
    await liu.sendsPhoto()
    await liu.saysAll('完成', '提交')
    expect(await tellTheRest('提交')).toContain('客户撤销')
    expect(await wang.says('提交')).not.toContain(NO)
  })
})

it('what looks major is raised though its report waits for a department (R19.5.a)', async () => {
  await setRoles(bot, 'sunqiang')
  await wang.saysAll(...BEGUN)
  await tellTheRest('修改初步等级', '疑似重大', '提交')
  expect(await record()).toMatchObject({ state: 'REGISTERED', major: 'SUSPECTED' })
  expect(bot.person('songbo').heard()).toContain('上报重大质量事故')
  await setRoles(bot, 'sunqiang', { role: 'DEPT', department: 'weinan-packing' })
  await bot.pass(11 * 60_000)
  expect(await record()).toMatchObject({ state: 'REPORTED' })
})

it('what looks major to somebody who may not say so is given to customer service, also with the rest of a partial report', async () => {
  const sun = bot.person('sunqiang')
  await sun.saysAll('投诉 其他', '渭南宏远建材有限公司', '李会计 13991300002', '渭南厂', 'PO42.5', '袋装', '跳过', '跳过')
  await at('2026-11-03', '21:00')
  expect(await record()).toMatchObject({ isIncomplete: true, severity: 'NOT_SAID', source: 'NOT_SAID' })
  const told = await sun.saysAll('3 号楼梁板开裂，已停工。', '其他 疑似重大 电话 刚才', '前进路12号工地', '提交')
  expect(told).toContain(`您选了「疑似重大」，${NO} 已请客服核对并上报`)
  expect(await record()).toMatchObject({ isIncomplete: false, majorAsked: true })
  expect(await bot.person('liuna').says('我的任务')).toContain('上报重大事故')
})

describe('what was forwarded and not answered', () => {
  const FORWARDED = '宏基的张工打电话说昨天到的水泥结块了，要我们赶紧处理'
  const ASKED = '还没说要不要作为投诉登记'

  it('is nudged after half an hour and asked for at 17:00, and goes on with all that was sent', async () => {
    expect(await wang.says(FORWARDED)).toContain('要作为投诉登记吗')
    await bot.pass(40 * 60_000)
    expect(times(wang.transcript(), '还没填完')).toBe(1)
    await at('2026-11-03', '17:00')
    expect(times(wang.transcript(), ASKED)).toBe(1)
    await at('2026-11-03', '21:00')
    expect(times(wang.transcript(), ASKED)).toBe(1)
    await wang.says('是')
    await wang.saysAll('受潮结块', '宏基')
    await at('2026-11-03', '23:00')
    const [filed] = await bot.complaints()
    expect(filed?.attachments).toMatchObject([{ kind: 'text', name: FORWARDED }])
  })

  it('also behind another dialogue, and as a photo', async () => {
    await wang.sendsPhoto()
    await wang.says('查')
    await at('2026-11-03', '17:00')
    expect(times(wang.transcript(), ASKED)).toBe(1)
  })

  it('is left alone once it was said to be no complaint', async () => {
    await wang.saysAll(FORWARDED, '否')
    await at('2026-11-03', '21:00')
    expect(wang.transcript()).not.toContain(ASKED)
  })
})
