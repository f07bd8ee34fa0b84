/** A connection through which a platform pushes: one process at a time has it, nothing that came is lost, nothing is told twice. */
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { type Channel, contactId, type IncomingMessage, type StreamEnd, type StreamInlet, type Take } from '../../src/channels/channel.js'
import { BOT_LIMITS } from '../../src/channels/wecom-bot/limits.js'
import { buildIndexes, type Connection } from '../../src/database/connect.js'
import { createDue } from '../../src/database/due.js'
import { ChannelApiError, ChannelNetworkError } from '../../src/errors.js'
import { createStreams, type Streams } from '../../src/inlets/streams.js'
import { createMovableClock } from '../../src/simulator/clock.js'
import { fakeChannel } from '../setup/channel.js'
import { freshName } from '../setup/database.js'
import { watchedConnection } from '../setup/watched.js'

const NAME = 'wecom-bot'
const ID = `${NAME}:b1`
const MINUTE_MS = 60_000
let databaseName: string
let connection: Connection
let clock: ReturnType<typeof createMovableClock>
/** What was committed, by key: as the contact's document remembers keys, a second time does nothing. */
let taken: string[]
let logged: string[]
/** The one connection that the platform has, and how it came to that. */
let current: { readonly take: Take; readonly end: (how: StreamEnd) => void } | undefined
let opens: number
let refusal: Error | undefined
const started: Streams[] = []

beforeEach(async () => {
  databaseName = freshName()
  ;({ connection } = await watchedConnection(databaseName))
  clock = createMovableClock(() => Date.parse('2026-11-03T02:00:00Z'))
  taken = []
  logged = []
  current = undefined
  opens = 0
  refusal = undefined
})
afterEach(async () => {
  for (const streams of started.splice(0)) await end(streams)
  await connection.dropDatabase()
  await connection.destroy()
})
async function end(streams: Streams): Promise<void> {
  streams.stop()
  await streams.close()
}

/** A newer connection takes the place of the older one. */
const open: StreamInlet['open'] = async (take) => {
  if (refusal) throw refusal
  opens++
  let end: (how: StreamEnd) => void = () => {}
  const ended = new Promise<StreamEnd>((resolve) => {
    end = resolve
  })
  const own = { take, end }
  current?.end('replaced')
  current = own
  return {
    ended,
    async close() {
      if (current === own) current = undefined
      end('lost')
    },
  }
}
const message = (person: string, key: string): IncomingMessage => ({
  key,
  from: { channel: NAME, userId: person },
  at: clock.now(),
  content: { type: 'text', text: key },
})
const idOf = ({ from, key }: IncomingMessage) => `${from ? contactId(from) : ''} ${key}`
const keys = () => taken.map((id) => id.split(' ')[1])
const commit = async (one: IncomingMessage): Promise<void> => {
  if (!taken.includes(idOf(one))) taken.push(idOf(one))
}

function replica({ on = connection, take = commit }: { on?: Connection; take?: (one: IncomingMessage) => Promise<unknown> } = {}): Streams {
  const channel: Channel = fakeChannel({ name: NAME, limits: BOT_LIMITS, inlets: [{ type: 'stream', account: 'b1', open }] })
  const log = (level: string) => (fields: object, text: string) => void logged.push(`${level} ${text} ${JSON.stringify(fields)}`)
  const streams = createStreams({
    connection: on,
    channels: new Map([[NAME, channel]]),
    take,
    due: createDue({ connection: on, now: clock.now }),
    now: clock.now,
    log: { info: log('info'), warn: log('warn'), error: log('error') } as never,
  })
  started.push(streams)
  return streams
}
const state = () => connection.collection('streams').findOne({ _id: ID as never })
const inboxCount = () => connection.collection('inboxmessages').countDocuments()
/** As if whoever holds it had died long ago. */
const endLeases = () =>
  connection.collection('streams').updateMany({ lease: { $type: 'object' } }, { $set: { 'lease.until': new Date(0) } })
/** A gate that opens when it is told to, and says when somebody stands before it. */
function gate() {
  let pass = () => {}
  let arrive = () => {}
  const opened = new Promise<void>((resolve) => {
    pass = resolve
  })
  const arrived = new Promise<void>((resolve) => {
    arrive = resolve
  })
  const wait = () => {
    arrive()
    return opened
  }
  return { pass, arrived, wait }
}

describe('one connection', () => {
  it('is opened by one of three replicas, whichever asks, and brings what is said in its order', async () => {
    const replicas = [replica(), replica(), replica()]
    await Promise.all(replicas.map((one) => one.start()))
    for (const one of replicas) await one.sweep()
    expect(opens).toBe(1)
    const said = Array.from({ length: 12 }, (_, index) => message(`p${index % 3}`, `m${index}`))
    await Promise.all(said.map((one) => current!.take(one)))
    for (const person of ['p0', 'p1', 'p2'])
      expect(taken.filter((id) => id.includes(person))).toEqual(said.filter(({ from }) => from?.userId === person).map(idOf))
    expect(taken).toHaveLength(12)
    expect(await inboxCount()).toBe(0)
  })

  it('acknowledges a message only after its turn', async () => {
    const turn = gate()
    const streams = replica({ take: (one) => turn.wait().then(() => commit(one)) })
    await streams.start()
    let isAcknowledged = false
    const taking = current!.take(message('p', 'm')).then(() => {
      isAcknowledged = true
    })
    await turn.arrived
    expect([isAcknowledged, await inboxCount()]).toEqual([false, 1])
    turn.pass()
    await taking
    expect([isAcknowledged, taken.length, await inboxCount()]).toEqual([true, 1, 0])
  })

  it('goes to another replica when its holder is gone; one that comes back finds it taken and does not fight', async () => {
    const first = replica()
    await first.start()
    const second = replica()
    await second.sweep()
    expect(opens).toBe(1)
    await endLeases()
    await second.sweep()
    expect(opens).toBe(2)
    await first.settled()
    clock.moveBy(10 * MINUTE_MS)
    await first.sweep()
    expect(opens).toBe(2)
    await current!.take(message('p', 'm'))
    expect(keys()).toEqual(['m'])
    expect(logged.filter((line) => line.startsWith('error'))).toEqual([])
  })

  it('goes to another replica at once when its holder stops, which takes until then what comes', async () => {
    const first = replica()
    await first.start()
    first.stop()
    await current!.take(message('p', 'm1'))
    await first.close()
    const second = replica()
    await second.sweep()
    expect([opens, keys()]).toEqual([2, ['m1']])
    expect(await state()).toHaveProperty('lease')
  })
})

describe('a death between any two steps', () => {
  const said = () => Array.from({ length: 4 }, (_, index) => message(`p${index % 2}`, `m${index}`))

  async function commandsOf(): Promise<number> {
    const probe = await watchedConnection(databaseName)
    let count = 0
    probe.onCommand(() => {
      count++
    })
    const streams = replica({ on: probe.connection })
    await streams.start()
    await Promise.all(said().map((one) => current!.take(one)))
    probe.onCommand()
    await end(streams)
    await probe.connection.destroy()
    await forget()
    return count
  }
  async function forget(): Promise<void> {
    for (const name of ['streams', 'inboxmessages', 'asidemessages', 'setasides']) await connection.collection(name).deleteMany({})
    taken = []
    current = undefined
  }

  it('loses nothing that was kept or acknowledged, and doubles nothing: another replica takes over', async () => {
    await buildIndexes(connection)
    const commands = await commandsOf()
    expect(commands).toBeGreaterThan(10)
    let recovered = 0
    for (let nth = 1; nth <= commands; nth++) {
      const dying = await watchedConnection(databaseName)
      let count = 0
      dying.onCommand(() => {
        if (++count === nth) void dying.connection.getClient().close(true)
      })
      const first = replica({ on: dying.connection })
      await first.start().catch(() => {})
      const messages = said()
      const acknowledged: string[] = []
      const brought = messages.map((one) =>
        current?.take(one).then(
          () => acknowledged.push(idOf(one)),
          () => {},
        ),
      )
      await end(first)
      await Promise.all(brought)
      const kept = (await connection.collection('inboxmessages').find().toArray()).map((one) => idOf(one.message as IncomingMessage))
      recovered += kept.length
      await endLeases()
      const second = replica()
      await second.start()
      const known = [...new Set([...acknowledged, ...kept])]
      expect(taken, `after command ${nth}`).toEqual(expect.arrayContaining(known))
      for (const one of messages) if (!acknowledged.includes(idOf(one))) await current!.take(one)
      expect(taken.toSorted(), `after command ${nth}`).toEqual(messages.map(idOf).sort())
      expect(await inboxCount(), `after command ${nth}`).toBe(0)
      await end(second)
      await dying.connection.destroy().catch(() => {})
      await forget()
    }
    expect(recovered).toBeGreaterThan(0)
  })

  it('leaves what was in hand to the next holder, in its order and before anything new', async () => {
    const turn = gate()
    const first = replica({ take: () => turn.wait() })
    await first.start()
    const takings = ['m1', 'm2', 'm3'].map((key) => current!.take(message('p', key)))
    await turn.arrived
    await expect.poll(inboxCount).toBe(3)
    await endLeases()
    const second = replica()
    await second.start()
    await current!.take(message('p', 'm4'))
    expect(keys()).toEqual(['m1', 'm2', 'm3', 'm4'])
    turn.pass()
    await Promise.all(takings)
  })
})

describe('a connection that is lost', () => {
  it('is opened again at once, and with growing pauses where it does not last', async () => {
    const streams = replica()
    await streams.start()
    clock.moveBy(2 * MINUTE_MS)
    current!.end('lost')
    await expect.poll(() => opens).toBe(2)
    await streams.settled()
    const pauses = []
    for (let seconds = 0; seconds < 20 && opens < 5; seconds++) {
      current?.end('lost')
      await expect.poll(async () => (await state())?.lease).toBeUndefined()
      current = undefined
      const dueAt = ((await state())!.dueAt as Date).getTime()
      pauses.push(dueAt - clock.now().getTime())
      clock.moveBy(dueAt - clock.now().getTime())
      await streams.sweep()
    }
    expect(pauses).toEqual([1_000, 2_000, 4_000])
  })

  it('because the platform wants another one is opened again, and told as nothing to worry about', async () => {
    const streams = replica()
    await streams.start()
    clock.moveBy(2 * MINUTE_MS)
    current!.end('expired')
    await expect.poll(() => opens).toBe(2)
    await streams.settled()
    expect(logged.filter((line) => !line.startsWith('info'))).toEqual([])
  })

  it('while a turn is under way runs that turn once, and what its person says next after it', async () => {
    const turn = gate()
    const begun: string[] = []
    const streams = replica({
      async take(one) {
        begun.push(one.key)
        if (one.key === 'm1') await turn.wait()
        await commit(one)
      },
    })
    await streams.start()
    clock.moveBy(2 * MINUTE_MS)
    const first = current!.take(message('p', 'm1'))
    await turn.arrived
    current!.end('expired')
    await expect.poll(() => opens).toBe(2)
    const second = current!.take(message('p', 'm2'))
    await current!.take(message('q', 'm3'))
    turn.pass()
    await Promise.all([first, second])
    expect([begun, keys()]).toEqual([
      ['m1', 'm3', 'm2'],
      ['m3', 'm1', 'm2'],
    ])
    expect(await inboxCount()).toBe(0)
  })

  it('to a platform that is away for ten minutes is tried again and again, and then brings everything', async () => {
    refusal = new ChannelNetworkError('connect')
    const streams = replica()
    await streams.start()
    for (let minute = 0; minute < 10; minute++) {
      clock.moveBy(MINUTE_MS)
      await streams.sweep()
    }
    expect(await state()).toMatchObject({ failures: 11 })
    refusal = undefined
    clock.moveBy(MINUTE_MS)
    await streams.sweep()
    await current!.take(message('p', 'm'))
    expect(keys()).toEqual(['m'])
  })

  it('to a stranger is left to them for half an hour, told as an error, and asked for by a process that starts', async () => {
    const streams = replica()
    await streams.start()
    await open(async () => {})
    await expect.poll(() => logged.filter((line) => line.startsWith('error'))).toHaveLength(1)
    for (let minute = 0; minute < 29; minute++) {
      clock.moveBy(MINUTE_MS)
      await streams.sweep()
    }
    expect(opens).toBe(2)
    await replica().start()
    expect(opens).toBe(3)
    await current!.take(message('p', 'm'))
    expect(keys()).toEqual(['m'])
  })

  it('because the platform refuses us is set aside, where an administrator reads of it', async () => {
    refusal = new ChannelApiError('aibot_subscribe', 853000, 'configuration')
    const streams = replica()
    await streams.start()
    expect(await connection.collection('setasides').findOne({})).toMatchObject({ job: 'streams', item: ID, failures: 1 })
    refusal = undefined
    await streams.sweep()
    expect(opens).toBe(0)
    await replica().start()
    expect(opens).toBe(1)
  })
})

it('a message whose turn fails stops none of the others, and is tried again beside them', async () => {
  let isMended = false
  const streams = replica({
    async take(one) {
      if (one.key === 'bad' && !isMended) throw new Error('a fault of ours')
      await commit(one)
    },
  })
  await streams.start()
  await Promise.all(['bad', 'good'].map((key) => current!.take(message('p', key))))
  await streams.settled()
  expect([keys(), await inboxCount()]).toEqual([['good'], 0])
  isMended = true
  clock.moveBy(31_000)
  await streams.sweep()
  expect(keys()).toEqual(['good', 'bad'])
  expect(logged.join('\n')).not.toContain('"text"')
})
