/** What is delivered again, too late or by the dozen. */
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import type { IncomingMessage } from '../../src/channels/channel.js'
import { createHandleMessage } from '../../src/conversation/handle-message.js'
import { createConversationStore } from '../../src/conversation/store.js'
import { type Bot, START, startBot } from '../setup/bot.js'
import { fakeChannel } from '../setup/channel.js'
import { freshName } from '../setup/database.js'
import { watchedConnection } from '../setup/watched.js'

let bot: Bot
let watched: Awaited<ReturnType<typeof watchedConnection>>
beforeEach(async () => {
  const databaseName = freshName()
  watched = await watchedConnection(databaseName)
  bot = await startBot({ connection: watched.connection, databaseName })
})
afterEach(async () => {
  watched.onCommand()
  await bot.connection.dropDatabase()
  await bot.stop()
})

const message = (key: string, text: string, userId = 'wangqiang'): IncomingMessage => ({
  key,
  from: { channel: 'wecom', userId },
  at: bot.clock.now(),
  content: { type: 'text', text },
})
const passive = () => true
const store = () => createConversationStore(bot.connection, bot.clock.now)
const talk = () => store().read('wecom:wangqiang')

describe('a repeated message', () => {
  it('is known after any number of others, for three hours', async () => {
    const captured = message('captured', '投诉 破损')
    await bot.app.handle(captured, passive)
    for (let index = 0; index < 60; index++) await bot.app.handle(message(`k${index}`, '帮助'), passive)
    bot.clock.moveBy(179 * 60_000)
    expect(await bot.app.handle(captured, passive)).toMatchObject({ outcome: 'repeated' })
    bot.clock.moveBy(2 * 60_000)
    await bot.app.handle(message('later', '帮助'), passive)
    expect((await talk()).seen.map(({ key }) => key)).toEqual(['later'])
  })

  it('is known from before keys had times', async () => {
    await bot.app.handle(message('old', '投诉 破损'), passive)
    const conversations = bot.connection.db!.collection('conversations')
    await conversations.updateOne({ _id: 'wecom:wangqiang' as never }, { $set: { keys: ['old'] }, $unset: { seen: true } })
    expect(await bot.app.handle(message('old', '投诉 破损'), passive)).toMatchObject({ outcome: 'repeated' })
    await bot.app.handle(message('new', '宏基'), passive)
    expect((await talk()).seen.map(({ key }) => key)).toEqual(['old', 'new'])
    expect(await conversations.countDocuments({ keys: { $exists: true } })).toBe(0)
  })

  it('is acknowledged only after a write of its own, as a read may show what is not durable yet', async () => {
    await bot.app.handle(message('k', '投诉 破损'), passive)
    const commands: string[] = []
    watched.onCommand(({ commandName, command }) => {
      if (command[commandName] === 'conversations') commands.push(commandName)
    })
    expect(await bot.app.handle(message('k', '投诉 破损'), passive)).toMatchObject({ outcome: 'repeated', reply: { type: 'text' } })
    expect(commands).toEqual(['find', 'update'])
  })

  it('is not acknowledged when that write fails', async () => {
    await bot.app.handle(message('k', '投诉 破损'), passive)
    const failing = { ...store(), confirm: () => Promise.reject(new Error('not writable primary')) }
    const { handle } = createHandleMessage({
      store: failing,
      now: bot.clock.now,
      channels: new Map([['wecom', fakeChannel()]]),
      delivery: { enqueue: async () => {} },
    } as never)
    await expect(handle(message('k', '投诉 破损'), passive)).rejects.toThrow('not writable primary')
  })
})

describe('a turn that is committed too late for its HTTP answer', () => {
  it('is answered by a message', async () => {
    const wang = bot.person('wangqiang')
    await bot.app.handle(message('late', '投诉 破损'), passive, lateAfterCommit())
    await bot.app.settled()
    expect(wang.heard()).toContain('哪个客户')
    expect((await talk()).replies).toEqual([])
  })

  it('is answered once, when the platform has asked again meanwhile and was given the reply', async () => {
    const request = { id: 'r', to: 'wecom:wangqiang', message: { type: 'text' as const, text: '哪个客户' } }
    await bot.app.handle(message('late', '投诉 破损'), passive)
    expect(await bot.app.handle(message('late', '投诉 破损'), passive)).toMatchObject({ outcome: 'repeated', reply: { type: 'text' } })
    expect(await store().redirectReply('wecom:wangqiang', 'late', request, START)).toBe(false)
    expect((await talk()).outbox).toEqual([])
  })

  it('is not even begun once nobody waits for it', async () => {
    await expect(bot.app.handle(message('gone', '投诉 破损'), passive, { isLate: () => true })).rejects.toMatchObject({ status: 503 })
    expect(await talk()).toMatchObject({ version: 0 })
  })

  /** In time when it begins, and too late once the conversation is written. */
  function lateAfterCommit() {
    let isWritten = false
    watched.onCommand(({ commandName, command }) => {
      isWritten ||= commandName === 'update' && command.update === 'conversations'
    })
    return { isLate: () => isWritten }
  }
})

describe('a flood of one person', () => {
  it('is refused beyond a handful, and nobody else waits', async () => {
    const flood = Promise.allSettled(Array.from({ length: 300 }, (_, index) => bot.app.handle(message(`k${index}`, '帮助'), passive)))
    const other = await bot.app.handle(message('other', '投诉 破损', 'liuna'), passive)
    const outcomes = await flood
    expect(other).toMatchObject({ outcome: 'new', reply: { type: 'text' } })
    const taken = outcomes.filter(({ status }) => status === 'fulfilled').length
    expect(taken).toBeGreaterThanOrEqual(9) // as many photos as can be sent at once
    expect(taken).toBeLessThan(20)
    for (const outcome of outcomes)
      if (outcome.status === 'rejected') expect(outcome.reason).toMatchObject({ status: 503, reason: 'contact busy' })
    expect((await talk()).seen).toHaveLength(taken)
  })

  it('leaves nothing in the outbox, however steady it is', async () => {
    for (let index = 0; index < 30; index++) await bot.app.handle(message(`k${index}`, index % 2 ? '帮助' : '投诉'), () => false)
    await bot.app.settled()
    await expect.poll(async () => (await talk()).outbox).toEqual([])
    expect((await talk()).outboxSince).toBeUndefined()
  })

  it('what one turn says is handed to delivery once, not with every turn after it', async () => {
    let enqueued = 0
    watched.onCommand(({ commandName, command }) => {
      if (commandName === 'findAndModify' && command.findAndModify === 'mailboxes') enqueued += JSON.stringify(command).length
    })
    for (let index = 0; index < 5; index++) await bot.app.handle(message(`k${index}`, '投诉'), () => false)
    await bot.app.settled()
    const first = enqueued
    for (let index = 5; index < 10; index++) await bot.app.handle(message(`k${index}`, '投诉'), () => false)
    await bot.app.settled()
    expect(enqueued).toBeLessThan(first * 3)
  })
})
