/** Complaints that are begun and not finished, and talks that go silent: after outages, in the evening, one beside the other. */
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { instant } from '../../src/calendar/index.js'
import { chasesOf } from '../../src/complaints/unfinished.js'
import { createConversationStore } from '../../src/conversation/store.js'
import { createDue } from '../../src/database/due.js'
import { chaseUnfinished } from '../../src/jobs/unfinished.js'
import { type Bot, startBot } from '../setup/bot.js'
import { staff } from '../setup/people.js'

let bot: Bot
beforeEach(async () => {
  bot = await startBot()
})
afterEach(() => bot.stop())

/** Nothing runs meanwhile: an outage. */
const setClock = (day: string, time: string) => bot.clock.moveBy(instant(day, time).getTime() - bot.clock.now().getTime())
const at = (day: string, time: string) => bot.until(day, time)
/** The jobs have no order among themselves: after an outage any of them may be the first. */
async function afterOutage(): Promise<void> {
  setClock('2026-11-05', '10:00')
  for (const job of [...bot.app.jobs].reverse()) await job.run()
  await bot.runJobs()
}
const talkOf = (userId: string) => createConversationStore(bot.connection, bot.clock.now).read(`wecom:${userId}`)
const times = (text: string, words: string) => text.split(words).length - 1

describe('after an outage of more than a day', () => {
  const wang = () => bot.person('wangqiang')

  it('what was running is reported', async () => {
    await wang().saysAll('投诉 袋数不足', '宏基')
    await afterOutage()
    expect(wang().transcript()).toContain('已先按现有内容登记为 TS-20261105-001 并上报')
    expect(await bot.complaints()).toMatchObject([{ isIncomplete: true, registeredBy: { name: '王强' } }])
  })

  it('what was paused is reported', async () => {
    await wang().saysAll('投诉 袋数不足', '宏基', '暂停')
    await afterOutage()
    expect(await bot.complaints()).toMatchObject([{ isIncomplete: true }])
  })

  it('what waited behind another dialogue is reported, and so is the other', async () => {
    await wang().saysAll('投诉 袋数不足', '宏基')
    await bot.person('liuna').saysAll('投诉 袋数不足', '宏远')
    await wang().says('查')
    expect((await talkOf('wangqiang')).suspended).toHaveLength(1)
    await afterOutage()
    expect((await bot.complaints()).map(({ registeredBy }) => registeredBy.name).sort()).toEqual(['刘娜', '王强'])
  })

  it('is reported once, though the jobs look again and again, and can be completed', async () => {
    await wang().saysAll('投诉 袋数不足', '宏基', '张工', 'PO42.5')
    await afterOutage()
    await at('2026-11-05', '10:06')
    await at('2026-11-06', '21:30')
    expect(await bot.complaints()).toHaveLength(1)
    expect(times(wang().transcript(), '已先按现有内容登记')).toBe(1)
    expect(times(wang().transcript(), '今天 24:00 前要上报')).toBe(0)
    expect(await wang().says('继续')).toContain('提货单号')
  })

  it('everybody is found, whatever their number and whoever else waits', async () => {
    const others = Array.from({ length: 1_100 }, (_, index) => ({
      _id: `wecom:other${index}` as never,
      version: 1,
      suspended: [],
      drafts: [],
      keys: [],
      replies: [],
      outbox: [],
      activeAt: bot.clock.now(),
      nudgeAt: new Date(bot.clock.now().getTime() + 60_000),
    }))
    await bot.connection.db!.collection('conversations').insertMany(others as never)
    await wang().saysAll('投诉 袋数不足', '宏基')
    await at('2026-11-03', '21:05')
    expect(await bot.complaints()).toHaveLength(1)
  }, 120_000)
})

describe('in the evening', () => {
  it('whoever is typing hears nothing until half an hour of silence', async () => {
    const wang = bot.person('wangqiang')
    setClock('2026-11-03', '17:20')
    await wang.saysAll('投诉 袋数不足', '宏基')
    await at('2026-11-03', '17:26')
    await at('2026-11-03', '17:40')
    expect(wang.transcript()).not.toContain('今天 24:00 前要上报')
    await wang.says('PO42.5')
    await at('2026-11-03', '18:00')
    expect(wang.transcript()).not.toContain('今天 24:00 前要上报')
    await at('2026-11-03', '18:15')
    await at('2026-11-03', '18:20')
    expect(times(wang.transcript(), '今天 24:00 前要上报')).toBe(1)
    expect(times(wang.transcript(), '还没填完（已填')).toBe(1) // and no nudge that says the same
  })

  it('what is begun after 21:00 is reported after half an hour of silence, and always the same day', async () => {
    const [wang, liu] = [bot.person('wangqiang'), bot.person('liuna')]
    setClock('2026-11-03', '21:20')
    await wang.saysAll('投诉 袋数不足', '宏基')
    await at('2026-11-03', '21:30')
    expect(await bot.complaints()).toHaveLength(0)
    await at('2026-11-03', '21:52')
    expect(await bot.complaints()).toHaveLength(1)
    await at('2026-11-03', '23:40')
    await liu.saysAll('投诉 袋数不足', '宏远')
    await at('2026-11-03', '23:52')
    expect(await bot.complaints()).toHaveLength(2)
    expect((await bot.complaints()).map(({ _id }) => _id)).toEqual(['TS-20261103-001', 'TS-20261103-002'])
  })

  it('what is taken up again the next day is not cut short', async () => {
    const wang = bot.person('wangqiang')
    await wang.saysAll('投诉 袋数不足', '宏基')
    setClock('2026-11-04', '09:00')
    await wang.says('PO42.5')
    await at('2026-11-04', '09:20')
    expect(await bot.complaints()).toHaveLength(0)
    await at('2026-11-04', '09:35')
    expect(await bot.complaints()).toHaveLength(1)
  })

  it('the word in the afternoon is remembered in the talk, not only by delivery', async () => {
    const wang = bot.person('wangqiang')
    await wang.saysAll('投诉 袋数不足', '宏基')
    await at('2026-11-03', '17:05')
    expect((await talkOf('wangqiang')).chased).toMatchObject([{ remindedAt: instant('2026-11-03', '17:00') }])
    await bot.connection.db!.collection('mailboxes').updateMany({}, { $set: { finished: [] } })
    await at('2026-11-03', '17:10')
    expect(times(wang.transcript(), '今天 24:00 前要上报')).toBe(1)
  })
})

describe('silence', () => {
  it('leaves three drafts at most, however often somebody forgets, and the newest comes back', async () => {
    const wang = bot.person('wangqiang')
    for (const day of ['03', '05', '07', '09', '11']) {
      await at(`2026-11-${day}`, '10:00')
      await wang.saysAll('投诉 破损', '宏基')
      await at(`2026-11-${String(Number(day) + 1).padStart(2, '0')}`, '12:00')
    }
    const { drafts, session, suspended } = await talkOf('wangqiang')
    expect([drafts.length, session, suspended]).toEqual([3, undefined, []])
    expect(await wang.says('继续')).toContain('谁反映的')
  }, 120_000)
})

describe('a revision that no longer fits', () => {
  async function startAgain(): Promise<Bot> {
    const other = await startBot({ databaseName: bot.connection.name, simulator: bot.simulator, clock: bot.clock })
    await other.app.start()
    await other.app.settled()
    return other
  }
  const session = (id: string, revision: string) => ({
    id,
    flow: 'complaint',
    revision,
    status: 'active',
    step: 'plant',
    answers: { kind: 'CAKING' },
    facts: { startedAt: bot.clock.now().toISOString() },
    failures: 0,
    turn: 1,
    told: {},
    passed: [],
  })
  const talk = (id: string, more: object) => ({
    _id: id as never,
    version: 1,
    suspended: [],
    drafts: [],
    keys: [],
    replies: [],
    outbox: [],
    activeAt: bot.clock.now(),
    ...more,
  })

  it('is closed for everybody, not for the first two hundred', async () => {
    const talks = Array.from({ length: 250 }, (_, index) => talk(`wecom:p${index}`, { session: session(`s${index}`, 'gone') }))
    await bot.connection.db!.collection('conversations').insertMany(talks as never)
    const other = await startAgain()
    expect(await bot.connection.db!.collection('conversations').countDocuments({ 'session.revision': 'gone' })).toBe(0)
    await other.stop()
  }, 120_000)

  it('is closed where it waits behind another dialogue, and is not offered as a draft', async () => {
    await bot.person('wangqiang').says('投诉 破损')
    const running = (await talkOf('wangqiang')).session
    await bot.connection
      .db!.collection('conversations')
      .insertMany([
        talk('wecom:liuna', { session: running, suspended: [session('s1', 'gone')] }),
        talk('wecom:sunqiang', { drafts: [{ ...session('s2', 'gone'), status: 'paused' }] }),
      ] as never)
    const other = await startAgain()
    expect(bot.person('liuna').transcript()).toContain('这个对话已经更新')
    expect(await talkOf('liuna')).toMatchObject({ session: { id: running!.id }, suspended: [], drafts: [{ id: 's1', status: 'expired' }] })
    expect(bot.person('sunqiang').transcript()).toBe('')
    expect(await bot.person('sunqiang').says('继续')).toContain('这个对话已经更新')
    await other.stop()
  })

  it('is closed where it goes on with a dialogue that there is no more', async () => {
    const definition = {
      id: 'complaint',
      revision: 'older',
      facts: [],
      start: 'plant',
      steps: { plant: { type: 'end', outcome: 'completed', values: [], silent: true, continueWith: 'removed' } },
    }
    await bot.connection.db!.collection('flowrevisions').insertOne({
      _id: 'older' as never,
      flow: 'complaint',
      definition: JSON.stringify(definition),
    })
    await bot.connection.db!.collection('conversations').insertOne(talk('wecom:liuna', { session: session('s1', 'older') }) as never)
    const other = await startAgain()
    expect(bot.person('liuna').transcript()).toContain('这个对话已经更新')
    await other.stop()
  })
})

it('who cancels at the very moment of the report is not reported', async () => {
  const wang = bot.person('wangqiang')
  await wang.saysAll('投诉 袋数不足', '宏基')
  setClock('2026-11-03', '21:00')
  const { connection, clock } = bot
  const store = createConversationStore(connection, clock.now, chasesOf)
  const filed: string[] = []
  let reads = 0
  await chaseUnfinished({
    store: {
      ...store,
      async read(contact) {
        const talk = await store.read(contact)
        if (++reads === 2) await wang.says('取消')
        return talk
      },
    },
    complaints: { filePartly: async ({ key }) => ({ no: `filed ${filed.push(key)}`, cells: [] }) },
    due: createDue({ connection, now: clock.now }),
    notifier: { notify: async () => {} },
    personOf: async (id) => staff(id),
    now: clock.now,
  })
  expect([reads, filed]).toEqual([2, []])
  expect(wang.heard()).toContain('没有登记')
})

it('a talk whose dialogue has gone is not looked at again and again', async () => {
  await bot.person('wangqiang').saysAll('投诉 袋数不足', '宏基', '暂停')
  const conversations = bot.connection.db!.collection('conversations')
  await conversations.updateOne({ _id: 'wecom:wangqiang' as never }, { $set: { drafts: [] } })
  await at('2026-11-03', '21:05')
  expect(await conversations.countDocuments({ chaseAt: { $type: 'date' } })).toBe(0)
  expect(await bot.complaints()).toEqual([])
})

describe('what a customer sends and says no more of', () => {
  const [said, zhang, liu] = ['你们家这批水泥全是疙瘩，工地都停了！太气人了', () => bot.person('zhanggong'), () => bot.person('liuna')]

  it('reaches customer service after half an hour, once, with whom to call', async () => {
    expect(await zhang().says(said)).toContain('要作为投诉登记、由我们来处理吗？')
    await bot.pass(25 * 60_000)
    expect(liu().transcript()).toBe('')
    await bot.pass(10 * 60_000)
    expect(liu().heard()).toBe(`渭南宏基商品混凝土有限公司 张工 发来的内容还没有登记，请联系客户问清楚：「${said}」 电话 13991300001`)
    expect(zhang().heard()).toContain('您发来的内容已转给客服人员')
    await bot.pass(3 * 3_600_000)
    expect(times(liu().transcript(), '还没有登记')).toBe(1)
    expect(await zhang().says('是')).toContain('受潮结块')
  })

  it('reaches customer service also where its person is reminded of it at that moment', async () => {
    setClock('2026-11-03', '16:50')
    await zhang().says(said)
    await at('2026-11-03', '17:30')
    expect(zhang().transcript()).toContain('还没说要不要作为投诉登记')
    expect(liu().heard()).toContain(`请联系客户问清楚：「${said}」`)
  })

  it('is no matter of theirs where it has been answered, or a colleague has sent it', async () => {
    await zhang().saysAll(said, '否')
    await bot.person('wangqiang').says('宏基说昨天的水泥全是疙瘩，工地都停了')
    await bot.pass(40 * 60_000)
    expect(liu().transcript()).not.toContain('还没有登记')
  })

  it('is said to be so many photos where it was no words', async () => {
    await zhang().sendsPhoto()
    await bot.pass(40 * 60_000)
    expect(liu().heard()).toContain('请联系客户问清楚（1 份照片或文件）')
  })
})
