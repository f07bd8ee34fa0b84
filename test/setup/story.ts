/** The people of the story and what each of them says, so that a test reads as what happened. */
import { afterEach, beforeEach, expect } from 'vitest'
import type { CaseRecord } from '../../src/cases/case.js'
import { allCases } from '../../src/cases/collection.js'
import { complaintEngine, replay } from '../../src/complaints/complaint.js'
import type { Complaint } from '../../src/complaints/model.js'
import { expectLawful } from '../contracts/case-contract.js'
import { type Bot, startBot, type TestPerson } from './bot.js'
import { FACTS } from './scripts.js'
import type { Talker } from './talker.js'
import { xmlOf } from './word.js'

export interface Story<P extends Talker = TestPerson> {
  readonly no: string
  readonly wang: P
  readonly liu: P
  readonly zhao: P
  readonly zhou: P
  readonly chen: P
  readonly sun: P
  readonly qian: P
  readonly song: P
  complaint(): Promise<Complaint>
  /** What belongs to it, or to what belongs to it, by kind. */
  cases(kind: string): Promise<readonly CaseRecord[]>
}

export const cast = (bot: Bot, no: string): Story => castOf(bot, no, (id) => bot.person(id))

/** @param person on the platform that they use */
function castOf<P extends Talker>(bot: Pick<Bot, 'complaints' | 'connection'>, no: string, person: (id: string) => P): Story<P> {
  return {
    no,
    wang: person('wangqiang'),
    liu: person('liuna'),
    zhao: person('zhaojianguo'),
    zhou: person('zhoumin'),
    chen: person('chenjing'),
    sun: person('sunqiang'),
    qian: person('qianweimin'),
    song: person('songbo'),
    async complaint() {
      const found = (await bot.complaints()).find(({ _id }) => _id === no)
      if (!found) throw new Error(`there is no ${no}`)
      return found
    },
    cases: (kind) => allCases(bot.connection).find({ caseKind: kind }).sort({ _id: 1 }).lean<CaseRecord[]>(),
  }
}

/** Files a shortage of bags at 宏基 from 渭南厂; responsible is 孙强. */
export const fileShortage = (bot: Bot, delivery = 'T2611-021'): Promise<Story> => fileShortageAs(bot, (id) => bot.person(id), delivery)

export async function fileShortageAs<P extends Talker>(bot: Bot, person: (id: string) => P, delivery = 'T2611-021'): Promise<Story<P>> {
  const wang = person('wangqiang')
  await wang.saysAll('投诉 袋数不足', '宏基', '张工', 'PO42.5', `${delivery} 陕E12345 昨天 我方承运`, '700 692', '今天上午收货员老李点的')
  await wang.sendsPhoto()
  const heard = await wang.saysAll('卸车少了8袋，要求补上', ...FACTS, '提交')
  const no = /TS-\d{8}-\d{3}/.exec(heard)?.[0]
  if (!no) throw new Error(`not filed: ${heard}`)
  return castOf(bot, no, person)
}

/** Customer service mends the number of the delivery note. */
export async function correctDelivery({ liu, no }: Story<Talker>, delivery: string): Promise<void> {
  await liu.says(`查 ${no}`)
  await liu.taps('更多')
  await liu.taps('更正')
  await liu.saysAll('提货单号', delivery, '登记时写错了。')
}

/** A bot of its own for each test of a file, with a shortage that is filed; after each, every record is what its events make of it. @param take keeps both, and brings the story to where the tests begin */
export function eachStory(take: (bot: Bot, story: Story) => void | Promise<void>): void {
  let bot: Bot
  beforeEach(async () => {
    bot = await startBot()
    await take(bot, await fileShortage(bot))
  })
  afterEach(async () => {
    await expectReplayed(bot)
    await bot.stop()
  })
}

/** From acceptance to the facts that wait for the customer. */
export async function investigate(story: Story<Talker>): Promise<void> {
  await story.chen.taps('受理')
  await investigateFrom(story)
}

/** From then on. */
export async function investigateFrom({ chen }: Story<Talker>): Promise<void> {
  await chen.taps('厂内核查')
  await chen.saysAll('698 0 3号道 李明', '不清楚', '否', '否', '提交')
  await chen.taps('写核实结论')
  await chen.saysAll('装车道计数器漏计，少装 8 袋，与客户清点一致。', '包装/装车', '3 号道计数器故障，人工点数漏记。', '提交')
}

export async function confirmFacts({ liu }: Story<Talker>): Promise<void> {
  await liu.taps('客户确认事实')
  await liu.saysAll('确认', '张工', '电话')
  await liu.sendsPhoto()
  await liu.says('完成')
}

export async function setLiability({ chen }: Story<Talker>, whose: '我方' | '非我方' | '双方'): Promise<void> {
  await chen.taps('责任判定')
  if (whose === '非我方') await chen.saysAll(whose, '提交')
  else await chen.saysAll(whose, '渭南厂包装发运部', '提交')
}

export async function plan({ sun, zhao }: Story<Talker>): Promise<void> {
  await propose(sun)
  await zhao.taps('批准方案')
}

export async function propose(sun: Talker): Promise<void> {
  await sun.taps('提出方案')
  await sun.saysAll('补发 8 袋，随下一车送到，并当面道歉。', '跳过', '补货 道歉', '420元 0.4吨', '孙强', '明天', '提交')
}

/** From the plan to the file: what follows once the liability is ours. */
export async function handle(story: Story<Talker>): Promise<void> {
  await plan(story)
  await acceptPlan(story)
  await execute(story)
  await file(story)
}

/** From acceptance to the liability. */
export async function verify(story: Story<Talker>, whose: '我方' | '非我方' | '双方' = '我方'): Promise<void> {
  await investigate(story)
  await confirmFacts(story)
  await setLiability(story, whose)
}

export async function acceptPlan({ liu }: Story<Talker>): Promise<void> {
  await liu.taps('客户答复方案')
  await liu.saysAll('接受', '电话')
}

export async function execute({ sun }: Story<Talker>): Promise<void> {
  await sun.taps('报告执行情况')
  await sun.saysAll('8 袋今天上午送到，张工签收。', '刚才')
  await sun.sendsPhoto()
  await sun.saysAll('完成', '已对 3 号道班组重新培训。', '提交')
}

export async function file({ chen, liu, complaint }: Story<Talker>): Promise<void> {
  await chen.taps('提交备案')
  if ((await complaint()).liability === 'NOT_OURS') await chen.saysAll('解释清楚，同意备案。', '提交')
  else
    await chen.saysAll('3 号道恢复自动计数并复核。', '每班抽查一车。', '孙强', '11月20日 11月23日', '420', '处理得当，同意备案。', '提交')
  await liu.taps('备案')
  await liu.saysAll('同意备案。', '跳过', '提交')
}

export async function callBack({ liu }: Story<Talker>, ...answers: readonly string[]): Promise<void> {
  await liu.taps('投诉回访')
  await liu.saysAll('已接通', ...answers, '跳过', '张工', '提交')
}

/** Forms 2 and 3 of every round, as customer service gets them on request. */
export async function expectForms({ liu, no, complaint }: Story<Talker>): Promise<void> {
  const before = liu.files().length
  await liu.says(`导出 ${no}`)
  const { round } = await complaint()
  const files = liu.files().slice(before)
  expect(files).toHaveLength(round * 2)
  for (const [index, { bytes, name }] of files.entries()) {
    expect(name).toContain(`${no}-${Math.floor(index / 2) + 1}-${index % 2 ? '客户投诉回访记录' : '顾客产品质量投诉调查处理记录'}`)
    const xml = await xmlOf(bytes)
    // the callback's own number stands in form 3, of whatever became of it
    if (index % 2) expect(xml).toContain(`HF-${no}-${Math.floor(index / 2) + 1}-`)
  }
}

/** Every record is what its events make of it, and nobody was ever asked for what they may not do. */
export async function expectReplayed(bot: Bot): Promise<void> {
  for (const complaint of await bot.complaints()) {
    const { operationKey: _, notices: __, noticeDueAt: ___, ...record } = complaint as Complaint & { __v?: number }
    expect(JSON.parse(JSON.stringify(replay(complaint.events)))).toEqual(JSON.parse(JSON.stringify(record)))
    expect(complaint.version).toBe(complaint.events.length)
    expect(complaint.notices).toEqual([])
    expectLawful(complaintEngine.kind, complaint)
  }
}

/** What came as files, in order. */
export const filesOf = (person: Talker): Buffer[] => person.files().map(({ bytes }) => bytes)
