/** The six promises of the design, each broken on purpose. */
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import type { IncomingMessage } from '../../src/channels/channel.js'
import { replay } from '../../src/complaints/complaint.js'
import { createConversationStore } from '../../src/conversation/store.js'
import { revisionOf } from '../../src/dialogue/read-flow.js'
import { type Bot, START, startBot } from '../setup/bot.js'
import { freshName } from '../setup/database.js'
import { CAKING } from '../setup/scripts.js'

let bot: Bot
const databaseName = freshName()
let databases = 0
beforeEach(async () => {
  bot = await startBot({ databaseName: `${databaseName}_${databases++}` })
})
afterEach(async () => {
  await bot.connection.dropDatabase()
  await bot.stop()
})

const message = (key: string, text: string, userId = 'wangqiang'): IncomingMessage => ({
  key,
  from: { channel: 'wecom', userId },
  at: START,
  content: { type: 'text', text },
})
const passive = () => true
const conversationOf = (one: Bot, userId = 'wangqiang') => createConversationStore(one.connection, () => START).read(`wecom:${userId}`)

async function sayAll(one: Bot, texts: readonly string[], prefix = 'k'): Promise<void> {
  for (const [index, text] of texts.entries()) await one.app.handle(message(`${prefix}${index}`, text), passive)
}

describe('a message takes effect once', () => {
  it('when it is delivered three times in a row', async () => {
    await sayAll(bot, CAKING.slice(0, 5))
    const first = await bot.app.handle(message('again', '700袋 60袋'), passive)
    const before = await conversationOf(bot)
    const second = await bot.app.handle(message('again', '700袋 60袋'), passive)
    const third = await bot.app.handle(message('again', '700袋 60袋'), passive)
    expect(second).toEqual({ ...first, outcome: 'repeated' })
    expect(third).toEqual(second)
    expect((await conversationOf(bot)).version).toBe(before.version)
  })

  it('when it is delivered three times at the same instant, on two replicas', async () => {
    const other = await startBot({ databaseName: bot.connection.name, simulator: bot.simulator, clock: bot.clock })
    await sayAll(bot, CAKING)
    const filed = await Promise.all([bot, other, bot].map((one) => one.app.handle(message('file', '提交'), passive)))
    expect(filed.filter(({ outcome }) => outcome === 'new')).toHaveLength(1)
    await Promise.all([bot.app.settled(), other.app.settled()])
    expect(await bot.complaints()).toHaveLength(1)
    expect(bot.person('zhaojianguo').cards()).toHaveLength(1)
    const { reply } = filed.find(({ outcome }) => outcome === 'new')!
    const answered = [bot.person('wangqiang').transcript(), reply?.type === 'text' ? reply.text : ''].join('\n')
    expect(answered.match(/已登记 TS/g)).toHaveLength(1)
    await other.stop()
  })

  it('when a card is tapped twice before it changes', async () => {
    const wang = bot.person('wangqiang')
    await wang.says('投诉')
    const [card] = wang.cards()
    await Promise.all([wang.tapsOn(card!, '受潮结块'), wang.tapsOn(card!, '受潮结块')])
    expect((await conversationOf(bot)).session?.answers).toEqual({ kind: 'CAKING' })
  })
})

describe('two messages at once cannot overwrite each other', () => {
  it('on two replicas: both are kept, in some order', async () => {
    const other = await startBot({ databaseName: bot.connection.name, simulator: bot.simulator, clock: bot.clock })
    await sayAll(bot, CAKING.slice(0, 8))
    await Promise.all(
      Array.from({ length: 6 }, (_, index) =>
        (index % 2 ? bot : other).app.handle(
          { ...message(`photo${index}`, ''), content: { type: 'file', kind: 'image', mediaId: `m${index}` } },
          passive,
        ),
      ),
    )
    const { session, version } = await conversationOf(bot)
    expect((session!.answers.photosOne as { id: string }[]).map(({ id }) => id).sort()).toEqual(
      Array.from({ length: 6 }, (_, index) => `wecom-m${index}`),
    )
    expect(version).toBeGreaterThanOrEqual(13)
    await other.stop()
  })

  it('a hundred people at once do not meet', async () => {
    await Promise.all(
      Array.from({ length: 100 }, (_, index) => bot.app.handle(message(`k${index}`, '投诉 结块', `person${index}`), passive)),
    )
    for (const index of [0, 50, 99]) expect((await conversationOf(bot, `person${index}`)).session?.answers).toEqual({ kind: 'CAKING' })
  })
})

describe('an action counts once', () => {
  it('however often its turn is run again because somebody saved first', async () => {
    await sayAll(bot, CAKING)
    const wang = message('x', '提交')
    await Promise.all(Array.from({ length: 5 }, (_, index) => bot.app.handle({ ...wang, key: `file${index}` }, passive)))
    await bot.app.settled()
    expect(await bot.complaints()).toHaveLength(1)
  })
})

describe('what happened and who must hear of it are saved together', () => {
  it('what was said but not handed to delivery is found by the sweep, and said once', async () => {
    const store = createConversationStore(bot.connection, bot.clock.now)
    const id = 'wecom:wangqiang'
    const before = await store.read(id)
    const request = { id: 'o1', to: id, message: { type: 'text' as const, text: '还在吗' } }
    await store.commit(before, { ...before, outbox: [request], outboxSince: bot.clock.now() })
    bot.clock.moveBy(10_000)
    await bot.runJobs()
    await bot.runJobs()
    expect(bot.person('wangqiang').entries()).toHaveLength(1)
    expect((await store.read(id)).outbox).toEqual([])
  })

  it('a complaint whose report was cut short is reported by the sweep, to everyone once', async () => {
    await sayAll(bot, [...CAKING, '提交'])
    await bot.app.settled()
    const [filed] = await bot.complaints()
    const cut = { ...replay(filed!.events.slice(0, 2)), operationKey: filed!.operationKey, notices: [`${filed!._id}.registered`] }
    await bot.connection.db!.collection('cases').replaceOne({}, { ...cut, _id: undefined, noticeDueAt: bot.clock.now() })
    bot.clock.moveBy(1000)
    await bot.runJobs()
    expect(await bot.complaints()).toMatchObject([{ state: 'REPORTED', notices: [] }])
    for (const head of ['zhaojianguo', 'zhoumin', 'wudawei']) expect(bot.person(head).reportCards()).toHaveLength(1)
  })
})

describe('every replica is equal', () => {
  it('a dialogue goes on wherever the next message arrives', async () => {
    const other = await startBot({ databaseName: bot.connection.name, simulator: bot.simulator, clock: bot.clock })
    for (const [index, text] of [...CAKING, '提交'].entries())
      await (index % 2 ? bot : other).app.handle(message(`k${index}`, text), passive)
    await Promise.all([bot.app.settled(), other.app.settled()])
    expect(await bot.complaints()).toMatchObject([{ kind: 'CAKING', state: 'REPORTED' }])
    await other.stop()
  })

  it('a session finishes on the revision it began with, after an edit of the dialogue', async () => {
    await sayAll(bot, ['投诉 破损'])
    const conversations = bot.connection.db!.collection('conversations')
    const revisions = bot.connection.db!.collection('flowrevisions')
    const { session } = await conversationOf(bot)
    const current = await revisions.findOne({ _id: session!.revision as never })
    const { revision: _, ...definition } = JSON.parse(current!.definition as string) as { revision: string; facts: string[] }
    const edited = { ...definition, facts: [...definition.facts, 'added'] }
    const older = revisionOf(edited)
    await revisions.insertOne({ _id: older as never, flow: 'complaint', definition: JSON.stringify({ ...edited, revision: older }) })
    await conversations.updateOne({}, { $set: { 'session.revision': older } })
    const handled = await bot.app.handle(message('next', '宏基'), () => false)
    expect(handled.outcome).toBe('new')
    expect((await conversationOf(bot)).session).toMatchObject({ revision: older, step: 'reporter' })
  })

  it.each([
    ['an action', { type: 'action', run: 'noSuchAction', next: [{ to: 'b' }] }],
    ['a lookup', { type: 'question', input: { type: 'record', lookup: 'noSuchLookup' }, next: [{ to: 'b' }] }],
  ])('closes what no longer fits, as %s is gone, with a friendly word at start, and keeps the answers', async (_, a) => {
    await sayAll(bot, ['投诉 破损', '宏基'])
    const revisions = bot.connection.db!.collection('flowrevisions')
    const steps = { a, b: { type: 'end' } }
    const definition = { id: 'complaint', start: 'a', steps }
    const gone = revisionOf(definition)
    await revisions.insertOne({ _id: gone as never, flow: 'complaint', definition: JSON.stringify(definition) })
    await bot.connection.db!.collection('conversations').updateOne({}, { $set: { 'session.revision': gone } })
    const other = await startBot({ databaseName: bot.connection.name, simulator: bot.simulator, clock: bot.clock })
    await other.app.start()
    await other.app.settled()
    expect(bot.person('wangqiang').heard()).toContain('这个对话已经更新')
    const { session, drafts } = await conversationOf(bot)
    expect(session).toBeUndefined()
    expect(drafts.at(-1)?.answers).toMatchObject({ kind: 'BREAKAGE' })
    await other.stop()
  })
})

describe('silence', () => {
  it('is broken once after half an hour, and the draft is kept after a day (T9)', async () => {
    const wang = bot.person('wangqiang')
    await wang.saysAll('投诉 破损', '宏基')
    bot.clock.moveBy(29 * 60_000)
    await bot.runJobs()
    expect(wang.heard()).not.toContain('还没填完')
    bot.clock.moveBy(2 * 60_000)
    await bot.runJobs()
    await bot.runJobs()
    expect(wang.heard().match(/您的「登记投诉」还没填完/g)).toHaveLength(1)
    bot.clock.moveBy(24 * 3_600_000)
    await bot.runJobs()
    expect((await conversationOf(bot)).session).toBeUndefined()
    expect(await wang.says('继续')).toContain('谁反映的')
  })

  it('of a dialogue that goes on after a pause is broken after half an hour as well', async () => {
    const wang = bot.person('wangqiang')
    await wang.saysAll('投诉 破损', '宏基', '暂停')
    bot.clock.moveBy(31 * 60_000)
    await bot.runJobs()
    await wang.saysAll('帮助', '继续')
    bot.clock.moveBy(31 * 60_000)
    await bot.runJobs()
    expect(wang.heard()).toContain('您的「登记投诉」还没填完')
  })

  it('is broken again after half an hour where the person has gone on since', async () => {
    const wang = bot.person('wangqiang')
    await wang.saysAll('投诉 破损', '宏基', '张工')
    for (const answer of ['PO42.5', 'T2611-021 陕E12345 昨天 我方承运']) {
      bot.clock.moveBy(31 * 60_000)
      await bot.runJobs()
      expect(wang.heard()).toContain('您的「登记投诉」还没填完')
      await wang.says(answer)
    }
  })

  it('after a pause is left alone', async () => {
    await bot.person('wangqiang').saysAll('投诉 破损', '宏基', '暂停')
    expect((await conversationOf(bot)).nudgeAt).toBeUndefined()
  })
})
