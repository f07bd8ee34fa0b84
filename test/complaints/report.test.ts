import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { complaintModels } from '../../src/complaints/collections.js'
import type { Complaint } from '../../src/complaints/model.js'
import { type Bot, startBot, type TestPerson } from '../setup/bot.js'
import { setRoles } from '../setup/roles.js'
import { FACTS } from '../setup/scripts.js'

let bot: Bot
let wang: TestPerson
beforeEach(async () => {
  bot = await startBot()
  wang = bot.person('wangqiang')
})
afterEach(async () => {
  await bot.stop()
})

async function fileCaking(): Promise<string> {
  await wang.saysAll('投诉 结块', '宏基', '张工', 'PO42.5', 'HB2611-07 10月28日 昨天', '700袋 60袋', '工地料棚内', '能捏碎 已停用')
  await wang.sendsPhoto()
  await wang.saysAll('底层60袋结块，要求换货', ...FACTS, '提交')
  return 'TS-20261103-001'
}

describe('the same-day report (R19.1.b)', () => {
  it('reaches the heads and the responsible department at once, and records it (F2.B01–B05)', async () => {
    const no = await fileCaking()
    for (const [userid, name] of [
      ['zhaojianguo', '赵建国'],
      ['zhoumin', '周敏'],
      ['wudawei', '吴大为'],
    ] as const) {
      expect(bot.person(userid).heard(), name).toMatch(
        new RegExp(`新投诉：受潮结块[\\s\\S]*${no}[\\s\\S]*渭南宏基[\\s\\S]*60 袋[\\s\\S]*收到`),
      )
    }
    expect(bot.person('sunqiang').heard()).toBe('') // packing answers for other kinds
    expect(await bot.complaints()).toMatchObject([
      {
        state: 'REPORTED',
        report: {
          sameDayOk: true,
          recipients: [
            { role: 'MKT_HEAD', deliveredAt: expect.any(Date) },
            { role: 'QC_HEAD', deliveredAt: expect.any(Date) },
            { role: 'DEPT', department: 'weinan-production', deliveredAt: expect.any(Date) },
          ],
        },
      },
    ])
  })

  it('records 收到 once however often it is pressed, and says who else has it', async () => {
    const no = await fileCaking()
    const zhao = bot.person('zhaojianguo')
    expect(await zhao.taps('收到')).toContain(`已记下：您已收到 ${no}`)
    expect(await zhao.taps('查看详情')).toContain('现在在 陈静（渭南厂质检人员）手里：受理')
    expect(zhao.isReplaced(zhao.cards()[0]!)).toBe('已收到')
    expect(await zhao.tapsOn(zhao.cards()[0]!, '收到')).toBe('')
    const [complaint] = await bot.complaints()
    expect(complaint?.events.filter(({ type }) => type === 'confirmed')).toHaveLength(1)
    expect(complaint?.report.recipients[0]?.confirmedAt).toBeInstanceOf(Date)
    expect(await bot.person('zhoumin').says('我的任务')).toContain(`待确认收到：${no}`)
    expect(await zhao.says('我的任务')).toContain('现在没有待办')
  })

  it('shows the others on the same seat who has it', async () => {
    await setRoles(bot, 'qianweimin', { role: 'MKT_HEAD' })
    await fileCaking()
    const [zhao, qian, zhou] = ['zhaojianguo', 'qianweimin', 'zhoumin'].map((userid) => bot.person(userid))
    await zhao!.taps('收到')
    expect(qian!.isReplaced(qian!.cards()[0]!)).toBe('赵建国 已收到')
    expect(zhou!.isReplaced(zhou!.cards()[0]!)).toBeUndefined()
  })

  it('is refused to confirm for somebody who did not get it, and the try is recorded', async () => {
    await fileCaking()
    const [card] = bot.person('zhaojianguo').cards()
    const he = bot.person('hepeng')
    expect(await he.tapsOn(card!, '收到')).toContain('没有上报给您')
    expect(await complaintModels(bot.connection).refusals.find().lean()).toMatchObject([
      { by: { id: 'wecom:hepeng' }, action: 'acknowledgeReport' },
    ])
  })

  it('waits for a head who cannot be found, tells the administrator, and goes out when there is one', async () => {
    await setRoles(bot, 'zhoumin')
    await fileCaking()
    expect(wang.heard()).toContain('正在上报')
    expect(bot.person('linjing').heard()).toContain('找不到 质检部负责人')
    expect(await bot.complaints()).toMatchObject([{ state: 'REGISTERED' }])
    expect(await wang.says('查 宏基')).toContain('当日上报：进行中')
    await setRoles(bot, 'zhoumin', { role: 'QC_HEAD' })
    await bot.pass(11 * 60_000)
    expect(await bot.complaints()).toMatchObject([{ state: 'REPORTED', report: { sameDayOk: true } }])
    expect(bot.person('zhaojianguo').reportCards()).toHaveLength(1)
  })

  it('says at 17:00, at 21:00 and to the head at the end of the day who has not got it, and customer service notes by a button that they were told', async () => {
    await setRoles(bot, 'zhoumin')
    const no = await fileCaking()
    const liu = bot.person('liuna')
    const left = /当日上报[\s\S]*客户：渭南宏基商品混凝土有限公司\n还没报到：质检部负责人\n[\s\S]*/
    for (const time of ['17:05', '21:05']) {
      await bot.until('2026-11-03', time)
      expect(liu.heard(), time).toMatch(new RegExp(`${left.source}\\[补记上报\\|`))
    }
    await bot.until('2026-11-04', '00:05')
    expect(bot.person('zhaojianguo').heard()).toMatch(left)
    expect(await liu.taps('补记上报')).toContain(`报给了谁`)
    expect(no).toBe('TS-20261103-001')
  })

  const DEPT = { role: 'DEPT', plant: 'weinan', department: 'weinan-production' } as const
  it.each([
    ['a head and the responsible department', ['zhoumin'], 'wudawei', [{ role: 'QC_HEAD' }, DEPT]],
    ['both heads', ['zhoumin'], 'zhaojianguo', [{ role: 'MKT_HEAD' }, { role: 'QC_HEAD' }]],
    ['all of them', ['zhoumin', 'wudawei'], 'zhaojianguo', [{ role: 'MKT_HEAD' }, { role: 'QC_HEAD' }, DEPT]],
  ] as const)('reaches somebody who is %s once, for each of these', async (_who, others, userid, roles) => {
    for (const other of others) await setRoles(bot, other)
    await setRoles(bot, userid, ...roles)
    await fileCaking()
    expect(bot.person(userid).reportCards()).toHaveLength(1)
    expect(bot.person('linjing').heard()).toBe('')
    expect(await bot.complaints()).toMatchObject([{ state: 'REPORTED', report: { sameDayOk: true } }])
    const [{ report, clocks }] = (await bot.complaints()) as [Complaint]
    expect(report.recipients).toHaveLength(3 - others.length)
    expect(clocks.find(({ id }) => id === 'T1')?.stoppedAt).toBeInstanceOf(Date)
  })

  it('is complete when somebody who has it already takes the place of a head who could not be found', async () => {
    await setRoles(bot, 'zhoumin')
    await fileCaking()
    await setRoles(bot, 'zhaojianguo', { role: 'MKT_HEAD' }, { role: 'QC_HEAD' })
    await bot.pass(11 * 60_000)
    expect(bot.person('zhaojianguo').reportCards()).toHaveLength(1)
    const [complaint] = await bot.complaints()
    expect(complaint).toMatchObject({ state: 'REPORTED', report: { sameDayOk: true } })
    expect(complaint!.clocks.find(({ id }) => id === 'T1')?.stoppedAt).toBeInstanceOf(Date)
  })

  it('shows as missed after midnight when nobody could be told', async () => {
    bot.simulator.faults.busyRate = 1
    await fileCaking()
    bot.clock.moveBy(24 * 3_600_000) // nothing runs meanwhile
    bot.simulator.faults.busyRate = 0
    expect(
      await wang
        .says('查 宏基')
        .then(() => bot.runJobs())
        .then(() => wang.heard()),
    ).toContain('当日上报：未当日上报')
    expect(await bot.complaints()).toMatchObject([{ report: { sameDayOk: false } }])
  })

  it('is delivered when the platform comes back', async () => {
    bot.simulator.faults.busyRate = 1
    await fileCaking()
    bot.simulator.faults.busyRate = 0
    expect(bot.person('zhaojianguo').heard()).toBe('')
    await bot.pass(10_000)
    expect(bot.person('zhaojianguo').heard()).toContain('新投诉')
    expect(await bot.complaints()).toMatchObject([{ report: { sameDayOk: true } }])
  })
})

describe('looking complaints up', () => {
  it('shows a card with state, clocks and history to those who may see it', async () => {
    const no = await fileCaking()
    for (const query of [`查 ${no}`, `查 ${no.toLowerCase().replaceAll('-', '')}`, '查 宏基', '查 hjsh']) {
      expect(await wang.says(query), query).toMatch(/已上报，等陈静受理[\s\S]*当日上报：已按时上报[\s\S]*11月3日 10:\d\d 王强 登记/)
    }
    expect(await wang.says('我的投诉')).toContain(no)
    expect(await bot.person('liuna').says(`查 ${no}`)).toContain('13991300001')
  })

  it('sends the photos on request', async () => {
    await fileCaking()
    await wang.says('查 宏基')
    expect(await wang.taps('看附件（1）')).toContain('[image]')
  })

  it('refuses in the same words what is not there and what is not theirs to know, says who may, and records the try', async () => {
    const no = await fileCaking()
    const he = bot.person('hepeng')
    const refused = await he.says(`查 ${no}`)
    expect(refused).toContain('可以查看的是')
    expect(await he.says('查 TS-20200101-001')).toBe(refused.replace(no, 'TS-20200101-001'))
    expect(await he.says('查 渭南宏基商品混凝土有限公司')).toBe(await he.says('查 不存在的客户'))
    expect(await complaintModels(bot.connection).refusals.countDocuments()).toBe(2)
  })

  it('says what to do when there is nothing', async () => {
    expect(await wang.says('查 TS-20200101-001')).toContain('没有找到投诉')
    expect(await wang.says('查 不存在的客户')).toContain('没有找到')
    expect(await wang.says('查')).toContain('查哪一件')
  })
})
