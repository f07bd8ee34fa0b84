/**
 * Keeps the connections through which platforms push. One process at a time has a connection, under a lease that another takes over when its holder is
 * gone; a platform that knows one connection only is thus never asked for two. Whoever was put out by a stranger does not fight.
 */
import type { Channel, Stream, StreamEnd, StreamInlet } from '../channels/channel.js'
import { type Connection, collectionOf } from '../database/connect.js'
import type { Due } from '../database/due.js'
import { type HeldLease, holdLease } from '../database/hold-lease.js'
import { claim, type Held, heldBy, isFreeFor, release, renew } from '../database/lease.js'
import { isDuplicateKey } from '../database/retry.js'
import { ChannelApiError, ChannelNetworkError } from '../errors.js'
import type { Logger } from '../log.js'
import { createAside } from './aside.js'
import { createInbox, type TakeAnswering } from './inbox.js'
import { type StreamState, streamModel } from './model.js'
import { createPage } from './page.js'

export interface StreamsDeps {
  /** Not the one of turns. */
  readonly connection: Connection
  readonly channels: ReadonlyMap<string, Channel>
  /** One turn and its answer; resolves once it is committed. */
  readonly take: TakeAnswering
  readonly due: Pick<Due, 'attempt' | 'tryNow'>
  readonly now: () => Date
  readonly log: Pick<Logger, 'info' | 'warn' | 'error'>
  readonly leaseMs?: number
}

interface Holding {
  readonly state: Held<StreamState>
  readonly lease: HeldLease
  readonly since: number
}

const JOB = 'streams'
const LEASE_MS = 15_000
const FIRST_PAUSE_MS = 1_000
const LONGEST_PAUSE_MS = 60_000
/** A connection that lasted so long was a good one: it is opened again at once. */
const GOOD_AFTER_MS = 60_000
/** Somebody else has it and will keep it; by then they may have gone. Starting a process asks at once. */
const REPLACED_PAUSE_MS = 30 * 60_000

export type Streams = ReturnType<typeof createStreams>

export function createStreams({ connection, channels, take, due, now, log, leaseMs = LEASE_MS }: StreamsDeps) {
  const inlets = new Map<string, StreamInlet>(
    [...channels.values()].flatMap(({ name, inlets }) =>
      inlets.filter((inlet) => inlet.type === 'stream').map((inlet) => [`${name}:${inlet.account}`, inlet] as const),
    ),
  )
  const states = collectionOf<StreamState>(streamModel(connection))
  const aside = createAside({ connection, channels, take, due, now, log, leaseMs })
  const takePage = createPage({ channels, take, setAside: aside.put, now, log })
  const inbox = createInbox({ connection, take, takePage, setAside: aside.put, now, log })
  const held = new Map<string, Stream>()
  const opening = new Map<string, Promise<void>>()
  const ending = new Set<Promise<void>>()
  const timers = new Set<NodeJS.Timeout>()
  let isStopped = false

  /** Opens it unless somebody has it, or it is not time yet. */
  function hold(id: string): Promise<void> {
    const running = opening.get(id)
    if (running) return running
    if (isStopped || held.has(id)) return Promise.resolve()
    const work = tryHold(id, inlets.get(id)!).finally(() => opening.delete(id))
    opening.set(id, work)
    return work
  }

  async function tryHold(id: string, inlet: StreamInlet): Promise<void> {
    await makeKnown(id)
    const takenAt = performance.now()
    const state = await claim(states, { _id: id, dueAt: { $lte: now() } }, { leaseMs })
    if (!state) return
    const lease = holdLease({ renew: () => renew(states, state, leaseMs), leaseMs, takenAt })
    let isKept = false
    try {
      const pausedUntil = await due.attempt(JOB, id, async () => {
        isKept = await open(inlet, state, lease)
      })
      if (pausedUntil) await states.updateOne(heldBy(state), { $set: { dueAt: pausedUntil }, $unset: { lease: true } })
    } finally {
      if (!isKept) lease.stop()
    }
  }

  /** @returns true where it is open; @throws what does not pass by itself */
  async function open(inlet: StreamInlet, state: Held<StreamState>, lease: HeldLease): Promise<boolean> {
    const id = state._id
    try {
      await inbox.recover(id, lease.signal)
      if (lease.signal.aborted) return false
      const stream = await inlet.open((message, answering) => inbox.take(id, message, answering))
      if (lease.signal.aborted) {
        await stream.close()
        return false
      }
      const since = now().getTime()
      held.set(id, stream)
      const ended: Promise<void> = stream.ended
        .then((how) => onEnd(how, { state, lease, since }))
        .catch((error: unknown) => log.warn({ err: error, stream: id }, 'the lease of a connection runs out by itself'))
        .finally(() => ending.delete(ended))
      ending.add(ended)
      // whoever has it now cannot use it before ours is closed
      lease.signal.addEventListener('abort', () => void stream.close(), { once: true })
      log.info({ stream: id }, 'the connection is open')
      return true
    } catch (error) {
      if (!isPassing(error)) throw error
      log.warn({ err: error, stream: id }, 'the connection could not be opened; it is tried again')
      const { failures = 0 } = state
      await putOff(state, Math.min(FIRST_PAUSE_MS * 2 ** failures, LONGEST_PAUSE_MS))
      return false
    }
  }

  async function onEnd(how: StreamEnd, { state, lease, since }: Holding): Promise<void> {
    const id = state._id
    held.delete(id)
    lease.stop()
    if (lease.signal.aborted) return log.info({ stream: id }, 'another replica has the connection now')
    if (isStopped) return release(states, state)
    if (how === 'replaced') return stayAway(state)
    if (how === 'expired') log.info({ stream: id }, 'the platform wants another connection in place of this one')
    else log.warn({ stream: id }, 'the connection was lost; it is opened again')
    const failures = now().getTime() - since >= GOOD_AFTER_MS ? 0 : (state.failures ?? 0)
    await putOff({ ...state, failures }, failures === 0 ? 0 : Math.min(FIRST_PAUSE_MS * 2 ** (failures - 1), LONGEST_PAUSE_MS))
    if (failures === 0) await hold(id)
  }

  async function stayAway(state: Held<StreamState>): Promise<void> {
    const until = new Date(now().getTime() + REPLACED_PAUSE_MS)
    const { matchedCount } = await states.updateOne(heldBy(state), { $set: { dueAt: until, failures: 0 }, $unset: { lease: true } })
    if (matchedCount === 0) log.info({ stream: state._id }, 'another replica has the connection now')
    else
      log.error(
        { stream: state._id, until },
        'another program has connected in place of this one, which stays away for a while: stop the other, then start this one again',
      )
  }

  /** Any replica may be the next. */
  async function putOff(state: Held<StreamState>, pauseMs: number): Promise<void> {
    const { failures = 0, _id } = state
    const dueAt = new Date(now().getTime() + pauseMs)
    await states.updateOne(heldBy(state), { $set: { dueAt, failures: failures + 1 }, $unset: { lease: true } })
    if (pauseMs > 0) lookAgainIn(_id, pauseMs)
  }

  function lookAgainIn(id: string, ms: number): void {
    const timer = setTimeout(() => {
      timers.delete(timer)
      hold(id).catch((error: unknown) => log.warn({ err: error, stream: id }, 'the connection could not be looked after'))
    }, ms).unref()
    timers.add(timer)
  }

  async function makeKnown(id: string): Promise<void> {
    await states.updateOne({ _id: id }, { $setOnInsert: { dueAt: now() } }, { upsert: true }).catch((error: unknown) => {
      if (!isDuplicateKey(error)) throw error // two replicas that start at once
    })
  }

  const holdAll = async (): Promise<void> => void (await Promise.all([...inlets.keys()].map(hold)))

  return {
    /** Somebody has started a process: what was put off is tried now. */
    async start(): Promise<void> {
      for (const id of inlets.keys()) {
        await due.tryNow(`${JOB} ${id}`)
        await states.updateOne({ _id: id, $expr: isFreeFor('') }, { $set: { dueAt: now() } })
      }
      await holdAll()
    },
    /** Opens what nobody has; returns once it is open. */
    async sweep(): Promise<void> {
      await holdAll()
      await aside.sweep()
    },
    /** Opens nothing more. What comes through an open connection is still taken: the platform would not bring it again. */
    stop(): void {
      isStopped = true
      for (const timer of timers) clearTimeout(timer)
      aside.stop()
    },
    /** What needs a database that is away is left to the next holder. */
    stopWaiting: (): void => inbox.stop(),
    /** Gives the connections up, once nothing is to be sent through them any more. */
    async close(): Promise<void> {
      await Promise.allSettled(opening.values())
      await Promise.allSettled([...held.values()].map((stream) => stream.close()))
      inbox.stop()
      await inbox.settled()
      await Promise.all(ending)
    },
    /** Waits for turns, and for connections that are being opened. */
    async settled(): Promise<void> {
      await Promise.allSettled(opening.values())
      await inbox.settled()
      await aside.settled().catch(() => {})
    },
  }
}

/** What passes by itself is waited for; the rest is set aside, so that an administrator hears of it. */
const isPassing = (error: unknown): boolean => error instanceof ChannelNetworkError || (error instanceof ChannelApiError && error.retryable)
