/** What a dialogue does counts once, whatever comes between the steps of its last turn: on one replica, on two, and after a death. */
import { afterAll, beforeAll, expect, it } from 'vitest'
import { contactId, type IncomingContent, type IncomingMessage } from '../../src/channels/channel.js'
import { createConversationStore } from '../../src/conversation/store.js'
import type { Connection } from '../../src/database/connect.js'
import { createMovableClock } from '../../src/simulator/clock.js'
import { type Bot, START, startBot } from '../setup/bot.js'
import { freshName } from '../setup/database.js'
import { deedsOf, type LastTurn, recordLastTurns, restore } from '../setup/last-turns.js'
import { STORIES } from '../setup/stories.js'
import { watchedConnection } from '../setup/watched.js'

const databaseName = freshName()
let turns: LastTurn[]
/** The replica that works on the message, told of each command; and another one. */
let first: Bot
let second: Bot
let watched: Awaited<ReturnType<typeof watchedConnection>>
let now = START
const clock = { ...createMovableClock(), now: () => now }

beforeAll(async () => {
  turns = await recordLastTurns(...STORIES)
  watched = await watchedConnection(databaseName)
  second = await startBot({ databaseName, clock })
  first = await startBot({ connection: watched.connection, databaseName, simulator: second.simulator, clock })
}, 180_000)
afterAll(async () => {
  await second.connection.dropDatabase()
  await first.stop()
  await second.stop()
})

const EXTRAS: readonly (readonly [name: string, content: IncomingContent])[] = [
  ['another message', { type: 'text', text: '帮助' }],
  ['a photo', { type: 'file', kind: 'image', mediaId: 'between' }],
  ['a tap on an old card', { type: 'tap', key: 'q:gone:confirm:confirm', card: 'gone', selected: [] }],
]
const extraFor = ({ message }: LastTurn, content: IncomingContent): IncomingMessage => ({
  ...message,
  key: `${message.key}-extra`,
  content,
})

/** Puts everything back to where it was before the last message. */
async function prepare({ message, before }: LastTurn, connection: Connection): Promise<void> {
  await Promise.all([first.app.settled(), second.app.settled()])
  now = message.at
  await restore(connection, before)
}

/** Works on the message with the replica; `interrupt` is called right before its nth command. @returns how many commands there were */
async function play(
  bot: Bot,
  onCommand: typeof watched.onCommand,
  message: IncomingMessage,
  nth = 0,
  interrupt = () => {},
): Promise<number> {
  let count = 0
  onCommand(({ commandName }) => {
    if (commandName !== 'ping' && ++count === nth) interrupt()
  })
  try {
    await bot.app.handle(message, () => false)
  } finally {
    onCommand()
  }
  return count
}

/** The driver connects again for whatever comes after; the dead do not. */
function kill(connection: Connection): void {
  const client = connection.getClient()
  client.connect = () => Promise.reject(new Error('dead'))
  void client.close(true)
}

/** Where a turn is interrupted: at the write that ends it, and at another place from turn to turn. */
const places = (commands: number, index: number) => [...new Set([1 + ((index * 7) % commands), commands])]

async function expectOnce(turn: LastTurn, label: string): Promise<void> {
  await Promise.all([first.app.settled(), second.app.settled()])
  const id = contactId(turn.message.from!)
  expect(await deedsOf(second.connection, id), label).toEqual(turn.deeds)
  const refusals = await second.connection.db!.collection('refusals').countDocuments()
  expect(refusals, `${label}: refusals`).toBe(turn.before.get('refusals')?.length ?? 0)
  const { session } = await createConversationStore(second.connection, clock.now).read(id)
  expect(session?.flow === turn.flow && turn.flow !== 'intake' ? session.step : undefined, `${label}: the dialogue is over`).toBeUndefined()
}

it('is recorded of every dialogue that does something', () => {
  expect(new Set(turns.map(({ flow }) => flow))).toEqual(new Set(['press', ...EFFECTFUL]))
})
const EFFECTFUL = [
  'acceptFiling',
  'callback',
  'classify',
  'complaint',
  'confirmation',
  'convene',
  'correct',
  'declineMeeting',
  'deskCheck',
  'execution',
  'explanation',
  'facts',
  'filing',
  'instruct',
  'labResult',
  'liability',
  'lowerMajor',
  'majorDone',
  'measure',
  'measureDone',
  'merge',
  'minutes',
  'opinion',
  'phoned',
  'plan',
  'planAnswer',
  'proposeMeeting',
  'recallPlan',
  'rejectPlan',
  'reopen',
  'reportMajor',
  'redirect',
  'reroute',
  'returnFiling',
  'sample',
  'supplement',
  'visit',
  'visitPlan',
  'withdraw',
  'verifyMeasure',
]

it.each(EXTRAS)(
  'though %s comes meanwhile',
  async (name, content) => {
    for (const [index, turn] of turns.entries()) {
      await prepare(turn, second.connection)
      const commands = await play(first, watched.onCommand, turn.message)
      for (const [round, place] of places(commands, index).entries()) {
        await prepare(turn, second.connection)
        const other = (index + round) % 2 ? first : second
        let between: Promise<unknown> = Promise.resolve()
        await play(first, watched.onCommand, turn.message, place, () => {
          between = other.app.handle(extraFor(turn, content), () => false)
        })
        await between
        await expectOnce(
          turn,
          `${turn.flow}, ${name} before command ${place} of ${commands}, ${other === first ? 'one replica' : 'two replicas'}`,
        )
      }
    }
  },
  180_000,
)

it('though the replica dies, and the message comes again, or the person says it again', async () => {
  const stopping: Promise<void>[] = []
  for (const [index, turn] of turns.entries()) {
    await prepare(turn, second.connection)
    const commands = await play(first, watched.onCommand, turn.message)
    const place = places(commands, index)[index % 2] ?? commands
    const dying = await watchedConnection(databaseName)
    const doomed = await startBot({ connection: dying.connection, databaseName, simulator: second.simulator, clock })
    await prepare(turn, second.connection)
    await play(doomed, dying.onCommand, turn.message, place, () => setImmediate(() => kill(dying.connection))).catch(() => {})
    const isRedelivered = index % 4 < 2
    if (!isRedelivered) await second.app.handle(extraFor(turn, { type: 'text', text: '帮助' }), () => false)
    await second.app.handle(isRedelivered ? turn.message : { ...turn.message, key: `${turn.message.key}-again` }, () => false)
    stopping.push(doomed.stop().catch(() => {})) // what it still tries fails by itself
    await expectOnce(turn, `${turn.flow}, dead before command ${place} of ${commands}, ${isRedelivered ? 'delivered' : 'said'} again`)
  }
  await Promise.all(stopping)
}, 360_000)

it('filing, interrupted at every single command, on one replica and on two', async () => {
  const turn = turns.find(({ flow }) => flow === 'complaint')!
  await prepare(turn, second.connection)
  const commands = await play(first, watched.onCommand, turn.message)
  expect(commands).toBeGreaterThan(4)
  for (let place = 1; place <= commands; place++) {
    const [name, content] = EXTRAS[place % EXTRAS.length]!
    for (const other of [first, second]) {
      await prepare(turn, second.connection)
      let between: Promise<unknown> = Promise.resolve()
      await play(first, watched.onCommand, turn.message, place, () => {
        between = other.app.handle(extraFor(turn, content), () => false)
      })
      await between
      await expectOnce(turn, `${name} before command ${place} of ${commands}, ${other === first ? 'one replica' : 'two replicas'}`)
    }
  }
}, 180_000)
