/** Fetching from an account: in order, each once, one process at a time, whatever dies in between. */
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { type Channel, contactId, type Fetched, type IncomingMessage, type PullInlet } from '../../src/channels/channel.js'
import { KF_LIMITS } from '../../src/channels/wecom-kf/limits.js'
import { buildIndexes, type Connection } from '../../src/database/connect.js'
import { createDue } from '../../src/database/due.js'
import { ChannelApiError, ChannelNetworkError } from '../../src/errors.js'
import { createPulls, type Pulls } from '../../src/inlets/pulls.js'
import { createMovableClock } from '../../src/simulator/clock.js'
import { fakeChannel } from '../setup/channel.js'
import { freshName } from '../setup/database.js'
import { watchedConnection } from '../setup/watched.js'

const NAME = 'wecom-kf'
const START = Date.parse('2026-11-03T02:00:00Z')
let databaseName: string
let connection: Connection
let clock: ReturnType<typeof createMovableClock>
/** Everything that the platform has, in order. */
let sent: IncomingMessage[]
/** What was committed, by key: as the contact's document remembers keys, a second time does nothing. */
let taken: string[]
/** How often a turn was begun. */
let turns: number
let fetched: { cursor: string | undefined; pass: string | undefined }[]
let logged: string[]
const started: Pulls[] = []

beforeEach(async () => {
  databaseName = freshName()
  ;({ connection } = await watchedConnection(databaseName))
  clock = createMovableClock(() => START)
  sent = []
  taken = []
  turns = 0
  fetched = []
  logged = []
})
afterEach(async () => {
  for (const pulls of started.splice(0)) {
    pulls.stop()
    await pulls.settled()
  }
  await connection.dropDatabase()
  await connection.destroy()
})

const message = (person: string, key: string, at = clock.now()): IncomingMessage => ({
  key,
  from: { channel: NAME, userId: person },
  at,
  content: { type: 'text', text: key },
})
const idOf = ({ from, key }: IncomingMessage) => `${from ? contactId(from) : ''} ${key}`
const commit = async (one: IncomingMessage): Promise<void> => {
  turns++
  if (!taken.includes(idOf(one))) taken.push(idOf(one))
}

/** Pages of three, as the platform gives them out. */
async function page(cursor: string | undefined, pass: string | undefined): Promise<Fetched> {
  fetched.push({ cursor, pass })
  const from = Number(cursor ?? 0)
  const messages = sent.slice(from, from + 3)
  return { messages, cursor: String(from + messages.length), hasMore: from + 3 < sent.length }
}

function replica({
  on = connection,
  next = page,
  take = commit,
}: {
  on?: Connection
  next?: PullInlet['next']
  take?: (one: IncomingMessage) => Promise<unknown>
} = {}): Pulls {
  const channel: Channel = fakeChannel({ name: NAME, limits: KF_LIMITS, inlets: [{ type: 'pull', account: 'wk1', next }] })
  const log = (level: string) => (fields: object, text: string) => void logged.push(`${level} ${text} ${JSON.stringify(fields)}`)
  const pulls = createPulls({
    connection: on,
    channels: new Map([[NAME, channel]]),
    take,
    due: createDue({ connection: on, now: clock.now }),
    now: clock.now,
    log: { info: log('info'), warn: log('warn'), error: log('error') } as never,
  })
  started.push(pulls)
  return pulls
}
const account = () => connection.collection('pullaccounts').findOne({ _id: `${NAME}:wk1` as never })
/** As if whoever holds it had died long ago. */
const endLeases = () =>
  connection.collection('pullaccounts').updateMany({ lease: { $type: 'object' } }, { $set: { 'lease.until': new Date(0) } })
const asideCount = () => connection.collection('asidemessages').countDocuments()

describe('a call', () => {
  it('brings everything that there is, page by page, with what the platform gave for asking', async () => {
    sent = Array.from({ length: 7 }, (_, index) => message(`p${index % 2}`, `m${index}`))
    const pulls = replica()
    await pulls.wake('wk1', 'pass')
    await pulls.settled()
    expect(taken.filter((id) => id.includes('p0'))).toEqual(['m0', 'm2', 'm4', 'm6'].map((key) => `${NAME}:p0 ${key}`))
    expect(taken.filter((id) => id.includes('p1'))).toEqual(['m1', 'm3', 'm5'].map((key) => `${NAME}:p1 ${key}`))
    expect(fetched).toEqual(['', '3', '6'].map((cursor) => ({ cursor: cursor || undefined, pass: 'pass' })))
    expect(await account()).toMatchObject({ cursor: '7' })
    expect(Object.keys((await account())!)).not.toEqual(expect.arrayContaining(['lease', 'dueAt', 'pass']))
  })

  it('for another account brings nothing; one that names none brings what there is', async () => {
    sent = [message('p', 'm')]
    const pulls = replica()
    await pulls.wake('wk2')
    await pulls.settled()
    expect(taken).toEqual([])
    await pulls.wake()
    await pulls.settled()
    expect(taken).toHaveLength(1)
  })

  it('that comes while somebody fetches is not lost', async () => {
    sent = [message('p', 'm1')]
    const pulls = replica({
      async take(one) {
        await commit(one)
        if (one.key !== 'm1') return
        sent.push(message('p', 'm2'))
        await other.wake('wk1')
      },
    })
    const other = replica()
    await pulls.wake('wk1')
    await pulls.settled()
    await other.settled()
    await pulls.sweep()
    expect(taken.map((id) => id.split(' ')[1])).toEqual(['m1', 'm2'])
  })

  it('that was lost is made up for within a minute', async () => {
    const pulls = replica()
    await pulls.sweep()
    expect(fetched).toHaveLength(1)
    sent = [message('p', 'm')]
    clock.moveBy(30_000)
    await pulls.sweep()
    expect(taken).toEqual([])
    clock.moveBy(30_000)
    await pulls.sweep()
    expect(taken).toHaveLength(1)
  })

  it('leaves out what came with a notification of ten minutes ago', async () => {
    const pulls = replica({
      async next(cursor, pass) {
        const found = await page(cursor, pass)
        if (fetched.length === 1) throw new ChannelNetworkError('kf/sync_msg')
        return found
      },
    })
    await pulls.wake('wk1', 'pass')
    await pulls.settled()
    clock.moveBy(600_000)
    await pulls.sweep()
    expect(fetched.map(({ pass }) => pass)).toEqual(['pass', undefined])
  })
})

describe('a death between any two steps', () => {
  /** The commands of a whole fetch, so that each can be the last of a process. */
  async function commandsOf(): Promise<number> {
    const probe = await watchedConnection(databaseName)
    let count = 0
    probe.onCommand(() => {
      count++
    })
    const pulls = replica({ on: probe.connection })
    await pulls.wake('wk1')
    await pulls.settled()
    probe.onCommand()
    await probe.connection.destroy()
    await connection.collection('pullaccounts').deleteMany({})
    taken = []
    return count
  }

  it('loses nothing and doubles nothing: another replica takes over', async () => {
    sent = Array.from({ length: 5 }, (_, index) => message(`p${index % 2}`, `m${index}`))
    const all = sent.map(idOf).sort()
    await buildIndexes(connection)
    const commands = await commandsOf()
    expect(commands).toBeGreaterThan(5)
    for (let nth = 1; nth <= commands; nth++) {
      const dying = await watchedConnection(databaseName)
      let count = 0
      dying.onCommand(() => {
        if (++count === nth) void dying.connection.getClient().close(true)
      })
      const first = replica({ on: dying.connection })
      await first.wake('wk1').catch(() => {})
      await first.settled()
      first.stop()
      await endLeases()
      clock.moveBy(60_000)
      const second = replica()
      await second.sweep()
      expect(taken.toSorted(), `after command ${nth}`).toEqual(all)
      expect(await account(), `after command ${nth}`).toMatchObject({ cursor: '5' })
      expect(await asideCount()).toBe(0)
      await connection.collection('pullaccounts').deleteMany({})
      taken = []
    }
  })

  it.each(['fetch', 'turn'] as const)(
    'where the process stands still in a %s, its lease ends, and what it does later changes nothing',
    async (step) => {
      sent = [message('p', 'm1'), message('p', 'm2')]
      let goOn: () => void = () => {}
      const still = new Promise<void>((resolve) => {
        goOn = resolve
      })
      let stands: () => void = () => {}
      const standing = new Promise<void>((resolve) => {
        stands = resolve
      })
      const pause = async () => {
        stands()
        await still
      }
      const first = replica({
        next: async (cursor, pass) => {
          const found = await page(cursor, pass)
          if (step === 'fetch') await pause()
          return found
        },
        take: async (one) => {
          if (step === 'turn') await pause()
          await commit(one)
        },
      })
      await first.wake('wk1')
      await standing
      await endLeases()
      const second = replica()
      await second.wake('wk1')
      await second.settled()
      expect(taken).toHaveLength(2)
      sent.push(message('p', 'm3'))
      await second.wake('wk1')
      await second.settled()
      goOn()
      await first.settled()
      expect(taken.map((id) => id.split(' ')[1])).toEqual(['m1', 'm2', 'm3'])
      expect(await account()).toMatchObject({ cursor: '3' })
    },
  )
})

it('two replicas that are told at once fetch one after the other', async () => {
  sent = Array.from({ length: 9 }, (_, index) => message('p', `m${index}`))
  let atOnce = 0
  let most = 0
  const next: PullInlet['next'] = async (cursor, pass) => {
    most = Math.max(most, ++atOnce)
    const found = await page(cursor, pass)
    await new Promise((resolve) => setImmediate(resolve))
    atOnce--
    return found
  }
  const replicas = [replica({ next }), replica({ next }), replica({ next })]
  await Promise.all(replicas.map((one) => one.wake('wk1', 'pass')))
  for (const one of replicas) await one.settled()
  for (const one of replicas) await one.sweep()
  expect(most).toBe(1)
  expect(taken.map((id) => id.split(' ')[1])).toEqual(sent.map(({ key }) => key))
  expect(turns).toBe(9)
})

describe('a message whose turn fails', () => {
  it('stops none of the others, is tried again with growing pauses, and named in the log without what it says', async () => {
    sent = [message('p', 'bad'), message('p', 'good'), message('q', 'other')]
    let isMended = false
    const pulls = replica({
      async take(one) {
        if (one.key === 'bad' && !isMended) throw new Error('a fault of ours')
        await commit(one)
      },
    })
    await pulls.wake('wk1')
    await pulls.settled()
    expect(taken.map((id) => id.split(' ')[1]).sort()).toEqual(['good', 'other'])
    expect(await account()).toMatchObject({ cursor: '3' })
    expect(await asideCount()).toBe(1)
    expect(logged.join('\n')).toContain('"messageId":"bad"')
    expect(logged.join('\n')).not.toContain('"text"')
    isMended = true
    await pulls.sweep()
    expect(taken).toHaveLength(2)
    clock.moveBy(31_000)
    await pulls.sweep()
    expect(taken.at(-1)).toBe(`${NAME}:p bad`)
    expect(await asideCount()).toBe(0)
  })

  it('is given up after as long as its platform repeats anything, and said to be', async () => {
    sent = [message('p', 'bad')]
    const pulls = replica({ take: () => Promise.reject(new Error('a fault of ours')) })
    await pulls.wake('wk1')
    await pulls.settled()
    clock.moveBy(KF_LIMITS.repeatsForMs + 1)
    await pulls.sweep()
    expect(await asideCount()).toBe(0)
    expect(logged.join('\n')).toContain('error a message was never understood; given up')
  })
})

describe('a platform', () => {
  it('that is away for ten minutes is asked again and again, and then nothing is missing', async () => {
    let isAway = true
    const pulls = replica({
      next: (cursor, pass) => (isAway ? Promise.reject(new ChannelNetworkError('kf/sync_msg')) : page(cursor, pass)),
    })
    sent = [message('p', 'm')]
    await pulls.wake('wk1')
    await pulls.settled()
    for (let minute = 0; minute < 10; minute++) {
      clock.moveBy(60_000)
      await pulls.sweep()
    }
    expect(taken).toEqual([])
    isAway = false
    clock.moveBy(60_000)
    await pulls.sweep()
    expect(taken).toHaveLength(1)
    expect(await account()).not.toHaveProperty('failures')
  })

  it('that refuses for good is set aside, where an administrator reads of it', async () => {
    const pulls = replica({ next: () => Promise.reject(new ChannelApiError('kf/sync_msg', 48002, 'configuration')) })
    await pulls.wake('wk1')
    await pulls.settled()
    expect(await connection.collection('setasides').findOne({})).toMatchObject({ job: 'pulls', item: `${NAME}:wk1`, failures: 1 })
  })

  it('that says the same page again and again keeps nobody for ever', async () => {
    const pulls = replica({ next: async () => ({ messages: [], cursor: 'same', hasMore: true }) })
    await pulls.wake('wk1')
    await pulls.settled()
    expect(await account()).toMatchObject({ cursor: 'same' })
  })

  it('that plays back what is older than our memory is not answered again', async () => {
    sent = [message('p', 'old', new Date(START - KF_LIMITS.repeatsForMs - 1)), message('p', 'new')]
    const pulls = replica()
    await pulls.wake('wk1')
    await pulls.settled()
    expect(taken).toEqual([`${NAME}:p new`])
  })
})

it('a process that stops leaves the rest of a backlog to others', async () => {
  sent = Array.from({ length: 6 }, (_, index) => message('p', `m${index}`))
  const first: Pulls = replica({
    async take(one) {
      await commit(one)
      first.stop()
    },
  })
  await first.wake('wk1')
  await first.settled()
  expect(taken).toHaveLength(3)
  const second = replica()
  await second.sweep()
  expect(taken.map((id) => id.split(' ')[1])).toEqual(sent.map(({ key }) => key))
})
