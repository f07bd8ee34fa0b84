/** What a turn costs: every command that it sends to the database before the person is answered. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { IncomingContent } from '../../src/channels/channel.js'
import { type Connection, connect } from '../../src/database/connect.js'
import { type Bot, startBot } from '../setup/bot.js'
import { databaseUri, freshName } from '../setup/database.js'
import { CAKING } from '../setup/scripts.js'
import { fileShortage, type Story } from '../setup/story.js'
import { type Command, watchedConnection } from '../setup/watched.js'

const databaseName = freshName()
let bot: Bot
let background: Connection
let watched: Awaited<ReturnType<typeof watchedConnection>>
let story: Story
beforeAll(async () => {
  watched = await watchedConnection(databaseName)
  background = await connect(databaseUri(databaseName))
  bot = await startBot({ connection: watched.connection, background, databaseName })
  story = await fileShortage(bot)
})
afterAll(async () => {
  watched.onCommand()
  await bot.connection.dropDatabase()
  await bot.stop()
  await background.close()
})

/** Forgetting what delivery has taken over is no part of a turn; it comes a moment later, for many at once. */
const isClearing = ({ commandName, command }: Command) =>
  commandName === 'update' && Array.isArray((command.updates as { readonly u: unknown }[])[0]?.u)

let messages = 0
/** What messages that come at the same time cost, command by command: `find conversations`. */
async function costOfAll(userIds: readonly string[], content: IncomingContent): Promise<string[]> {
  await bot.app.settled()
  const commands: string[] = []
  watched.onCommand((sent) => {
    // who is on leave, and what the company has set, is asked once a second, whoever writes
    if (['leaves', 'settingchanges'].includes(String(sent.command[sent.commandName]))) return
    if (sent.commandName !== 'ping' && !isClearing(sent)) commands.push(`${sent.commandName} ${sent.command[sent.commandName]}`)
  })
  const at = bot.clock.now()
  await Promise.all(
    userIds.map((userId) => bot.app.handle({ key: `k${messages++}`, from: { channel: 'wecom', userId }, at, content }, () => true)),
  )
  watched.onCommand()
  return commands
}
const costOf = (userId: string, content: IncomingContent) => costOfAll([userId], content)
const says = (text: string, userId = 'hepeng') => costOf(userId, { type: 'text', text })
const PLAIN = ['find conversations', 'update conversations']

describe('a turn costs', () => {
  it('one read and one write for the first word of somebody', async () => {
    expect(await says('投诉')).toEqual(['find conversations', 'update conversations'])
  })

  it('one read and one write for an answer that is not understood', async () => {
    expect(await says('不知所云')).toEqual(PLAIN)
  })

  it('one read more for the kind of a complaint, as customers are offered below the next question', async () => {
    expect(await says('破损')).toEqual(['find conversations', 'find cases', 'update conversations'])
  })

  it.each([
    ['a pause', '暂停'],
    ['the draft that goes on', '继续'],
    ['a step back', '返回'],
    ['the language', 'English'],
  ])('one read and one write for %s', async (_what, text) => {
    expect(await says(text)).toEqual(PLAIN)
  })

  it('one read, one count for each kind of case, and one write for a word for help, which says what waits', async () => {
    const [read, ...counted] = await says('怎么用')
    expect([read, counted.pop()]).toEqual(PLAIN)
    expect(new Set(counted)).toEqual(new Set(['aggregate cases']))
  })

  it('one read and one write for a tap on a card that is gone', async () => {
    expect(await costOf('hepeng', { type: 'tap', key: 'q:gone:kind:BREAKAGE', card: 'gone', selected: [] })).toEqual(PLAIN)
  })

  it('five commands for a button: who it is, what it is about, and the two writes', async () => {
    const card = story.chen.cards().at(-1)!
    const key = card.button_list!.find(({ text }) => text === '受理')!.key
    const commands = await costOf('chenjing', { type: 'tap', key, card: card.task_id, selected: [] })
    expect((await story.complaint()).events.at(-1)).toMatchObject({ type: 'accepted' })
    expect(commands).toEqual(['find conversations', 'find cases', 'find cases', 'update cases', 'update conversations'])
  })

  it('three commands for 日报, whatever there is to count: it is counted and drawn beside', async () => {
    expect(await says('日报', 'zhaojianguo')).toEqual(['find conversations', 'insert filerequests', 'update conversations'])
  })

  it('at most eight commands for the filing of a complaint', async () => {
    for (const text of CAKING) await says(text, 'wangqiang')
    const commands = await says('提交', 'wangqiang')
    expect(await bot.complaints()).toHaveLength(2)
    expect(commands.length).toBeLessThanOrEqual(8)
  })

  it('for many at the same time a read and a write that they share', async () => {
    const people = Array.from({ length: 40 }, (_, index) => `visitor${index}`)
    const commands = await costOfAll(people, { type: 'text', text: '帮助' })
    expect(commands.filter((command) => PLAIN.includes(command)).length).toBeLessThanOrEqual(20)
  })
})
