/** A whole complaint, from filing to the callback with both forms, for each way in which staff and customers may be reached. */
import { afterEach, expect, it } from 'vitest'
import { allCases } from '../../src/cases/collection.js'
import { type Bot, startBot } from '../setup/bot.js'
import { organisationOnBoth, organisationOnDingtalk } from '../setup/dingtalk.js'
import { addKfCustomer, tellShortage } from '../setup/kf.js'
import {
  acceptPlan,
  callBack,
  cast,
  confirmFacts,
  execute,
  expectForms,
  expectReplayed,
  file,
  fileShortageAs,
  investigate,
  plan,
  propose,
  type Story,
  setLiability,
} from '../setup/story.js'
import type { SentFile, Talker } from '../setup/talker.js'

/** Of a busy machine. */
const WHOLE_MS = 150_000
let bot: Bot
afterEach(async () => {
  await expectReplayed(bot)
  await bot.stop()
})

async function expectClosed({ complaint }: Story<Talker>): Promise<void> {
  const { state, isOpen, waitingFor } = await complaint()
  expect({ state, isOpen, waitingFor }).toEqual({ state: 'CLOSED', isOpen: false, waitingFor: [] })
}

it(
  'a customer in WeChat answers everything there: the facts, the plan and the callback',
  async () => {
    bot = await startBot({ kf: true })
    const li = await addKfCustomer(bot)
    await tellShortage(li)
    const story = cast(bot, /TS-\d{8}-\d{3}/.exec(await li.taps('提交'))?.[0] ?? '')
    await investigate(story)
    await li.taps('确认情况')
    await li.taps('确认')
    await setLiability(story, '我方')
    await propose(story.sun)
    await story.zhao.taps('批准方案')
    await story.liu.taps('发给客户')
    await li.taps('答复方案')
    await li.taps('接受')
    await execute(story)
    await file(story)
    await li.says(`查 ${story.no}`)
    await li.taps('评价')
    await li.saysAll('已解决', '5', '5', '4', '4', '跳过', '提交')
    const { events, overall } = await story.complaint()
    expect(overall).toBe(4)
    expect(events.find(({ type }) => type === 'calledBack')?.data).toMatchObject({ method: 'WECHAT' })
    await expectClosed(story)
    await expectForms(story)
    await li.says('删除我的资料')
    await li.taps('删除')
    await bot.pass(15 * 60_000)
    expect(JSON.stringify(await allCases(bot.connection).find().lean())).not.toMatch(/李会计|13991300002/)
    await expectForms(story)
  },
  WHOLE_MS,
)

it(
  'all staff are on DingTalk, and nobody needs anything else',
  async () => {
    bot = await startBot({ dingtalk: 'alone', organisation: organisationOnDingtalk() })
    const story = await fileShortageAs(bot, (id) => bot.member(id))
    await investigate(story)
    await confirmFacts(story)
    await setLiability(story, '我方')
    await plan(story)
    await acceptPlan(story)
    await execute(story)
    await file(story)
    await callBack(story, '已解决', '5 5 4', '满意')
    await expectClosed(story)
    // the platform takes so many messages to one person a minute
    bot.clock.moveBy(60_000)
    await expectForms(story)
    expect(bot.person('liuna').entries()).toEqual([])
  },
  WHOLE_MS,
)

/** Somebody on both, who takes up the other one whenever they begin something. */
class OnBoth implements Talker {
  private here: Talker
  private there: Talker

  constructor(userid: string) {
    this.here = bot.person(userid)
    this.there = bot.member(userid)
  }

  /** What they have to do is shown there as well. */
  async changes(): Promise<void> {
    ;[this.here, this.there] = [this.there, this.here]
    await this.here.says('我的任务')
  }

  says = (text: string): Promise<string> => this.here.says(text)
  saysAll = (...texts: readonly string[]): Promise<string> => this.here.saysAll(...texts)
  taps = (label: string): Promise<string> => this.here.taps(label)
  sendsPhoto = (content?: string): Promise<string> => this.here.sendsPhoto(content)
  heard = (): string => this.here.heard()
  transcript = (): string => this.here.transcript()
  files = (): readonly SentFile[] => this.here.files()
}

it(
  'staff who are on both go on wherever they like: what waits for them is there, and what they hear comes where they wrote last',
  async () => {
    bot = await startBot({ dingtalk: 'beside', organisation: organisationOnBoth() })
    const people = new Map<string, OnBoth>()
    const story = await fileShortageAs(bot, (id) => people.get(id) ?? people.set(id, new OnBoth(id)).get(id)!)
    const { chen, liu, sun, zhao } = story
    const steps: readonly (readonly [who: readonly OnBoth[], step: () => Promise<void>])[] = [
      [[chen], () => investigate(story)],
      [[liu], () => confirmFacts(story)],
      [[chen], () => setLiability(story, '我方')],
      [[sun], () => propose(sun)],
      [[zhao], async () => void (await zhao.taps('批准方案'))],
      [[liu], () => acceptPlan(story)],
      [[sun], () => execute(story)],
      [[chen], () => file(story)],
      [[liu], () => callBack(story, '已解决', '5 5 4', '满意')],
    ]
    for (const [who, step] of steps) {
      for (const one of who) await one.changes()
      await step()
    }
    await expectClosed(story)
    await expectForms(story)
    const { events } = await story.complaint()
    const channels = new Set(events.filter(({ by }) => by?.id === 'wecom:chenjing').map(({ channel }) => channel))
    expect([...channels].sort()).toEqual(['dingtalk', 'wecom'])
  },
  WHOLE_MS,
)

it('转到 sends what comes next to the other platform, until they write on the first again', async () => {
  bot = await startBot({ dingtalk: 'beside', organisation: organisationOnBoth() })
  const [wecom, dingtalk] = [bot.person('chenjing'), bot.member('chenjing')]
  await dingtalk.says('你好')
  expect(await wecom.says('转到 钉钉')).toContain('以后的通知发到钉钉')
  const first = await fileShortageAs(bot, (id) => bot.person(id))
  expect(dingtalk.transcript()).toContain(first.no)
  expect(wecom.transcript()).not.toContain(first.no)
  await wecom.says('你好')
  const second = await fileShortageAs(bot, (id) => bot.person(id), 'T2611-022')
  expect(wecom.transcript()).toContain(second.no)
  expect(dingtalk.transcript()).not.toContain(second.no)
})
