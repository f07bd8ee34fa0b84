/**
 * Fetches what platforms only tell us of. One process at a time fetches from an account, under a lease that another takes over when its holder is gone.
 * The cursor is kept after the turns of a page are committed: what a death leaves in between is fetched again, and turns know what they have seen.
 */
import type { Channel, PullInlet } from '../channels/channel.js'
import { type Connection, collectionOf } from '../database/connect.js'
import type { Due } from '../database/due.js'
import { type Held, heldBy, release } from '../database/lease.js'
import { createQueue } from '../database/queue.js'
import { isDuplicateKey } from '../database/retry.js'
import { ChannelApiError, ChannelNetworkError } from '../errors.js'
import type { Logger } from '../log.js'
import { createAside } from './aside.js'
import { type Account, accountModel, type Take } from './model.js'
import { createPage } from './page.js'

export type { Take } from './model.js'

export interface PullsDeps {
  /** Not the one of turns: a page may take long. */
  readonly connection: Connection
  readonly channels: ReadonlyMap<string, Channel>
  /** One turn; resolves once it is committed. */
  readonly take: Take
  readonly due: Pick<Due, 'attempt'>
  readonly now: () => Date
  readonly log: Pick<Logger, 'info' | 'warn' | 'error'>
  readonly leaseMs?: number
}

const LEASE_MS = 15_000
/** Accounts that this process fetches from at once. */
const LANES = 4
/** Notifications get lost: so long at most nobody looks. */
const LOOKED_EVERY_MS = 60_000
/** What came with a notification is good for ten minutes; a little less is relied on. */
const PASS_GOOD_FOR_MS = 9 * 60_000
const FIRST_PAUSE_MS = 1_000
const LONGEST_PAUSE_MS = 60_000

export type Pulls = ReturnType<typeof createPulls>

export function createPulls({ connection, channels, take, due, now, log, leaseMs = LEASE_MS }: PullsDeps) {
  const inlets = new Map(
    [...channels.values()].flatMap(({ name, inlets }) =>
      inlets.filter((inlet) => inlet.type === 'pull').map((inlet) => [idOf(name, inlet), inlet] as const),
    ),
  )
  const accounts = collectionOf<Account>(accountModel(connection))
  const aside = createAside({ connection, channels, take, due, now, log, leaseMs })
  const takePage = createPage({ channels, take, setAside: aside.put, now, log })
  const among = { _id: { $in: [...inlets.keys()] } }
  const queue = createQueue<Account>({ job: 'pulls', due, collection: accounts, among, lanes: LANES, leaseMs, now, work: fetchAll })

  async function fetchAll(held: Held<Account>, signal: AbortSignal): Promise<void> {
    const inlet = inlets.get(held._id)!
    try {
      if (await fetchPages(held, inlet, signal)) await finish(held)
      else await release(accounts, held)
    } catch (error) {
      if (signal.aborted) return // somebody else has it now
      if (!isPassing(error)) {
        await release(accounts, held).catch(() => {}) // else it waits until the lease has run out
        throw error
      }
      await putOff(held, error)
    }
  }

  /** @returns false where something is left: this process is stopping, or the account belongs to somebody else by now */
  async function fetchPages(held: Held<Account>, inlet: PullInlet, signal: AbortSignal): Promise<boolean> {
    let { cursor } = held
    let hasMore = true
    const pass = held.pass && now().getTime() - held.pass.at.getTime() < PASS_GOOD_FOR_MS ? held.pass.value : undefined
    while (hasMore) {
      if (isStopped) return false
      const page = await inlet.next(cursor, pass)
      if (signal.aborted) return false
      await takePage(page.messages, signal)
      if (signal.aborted) return false
      const { matchedCount } = await accounts.updateOne(heldBy(held), { $set: { cursor: page.cursor } })
      if (matchedCount === 0) return false
      // a platform that says the same again and again must not keep us for ever
      hasMore = page.hasMore && (page.cursor !== cursor || page.messages.length > 0)
      cursor = page.cursor
    }
    return true
  }

  /** Unless there was a call meanwhile: what it told of may have come after the last page. */
  async function finish(held: Held<Account>): Promise<void> {
    const { matchedCount } = await accounts.updateOne(
      { ...heldBy(held), wakes: held.wakes },
      { $set: { lookedAt: now() }, $unset: { dueAt: true, lease: true, failures: true, pass: true } },
    )
    if (matchedCount === 0) await release(accounts, held)
  }

  async function putOff(held: Held<Account>, error: unknown): Promise<void> {
    const { failures = 0, _id } = held
    const until = new Date(now().getTime() + Math.min(FIRST_PAUSE_MS * 2 ** failures, LONGEST_PAUSE_MS))
    log.warn({ err: error, account: _id, failures: failures + 1, until }, 'messages could not be fetched; it is tried again')
    await accounts.updateOne(heldBy(held), { $set: { dueAt: until, failures: failures + 1 }, $unset: { lease: true } })
  }

  async function markDue(_id: string, change: object): Promise<void> {
    const mark = () => accounts.updateOne({ _id }, { $set: { dueAt: now(), ...change }, $inc: { wakes: 1 } }, { upsert: true })
    // two replicas that heard of it first
    await mark().catch((error: unknown) => (isDuplicateKey(error) ? mark() : Promise.reject(error)))
  }

  let isStopped = false
  return {
    /**
     * There is something to fetch. Durable when it returns; fetching goes on beside.
     * @param account every one where it is not known
     * @param pass what the platform gave for asking
     */
    async wake(account?: string, pass?: string): Promise<void> {
      for (const [id, inlet] of inlets)
        if (account === undefined || inlet.account === account)
          await markDue(id, pass === undefined ? {} : { pass: { value: pass, at: now() } })
      if (!isStopped) queue.wake()
    },
    /** Looks where nobody has looked for a while, and does what was left or put off. */
    async sweep(): Promise<void> {
      const known = await accounts.find(among, { projection: { dueAt: 1, lookedAt: 1 } }).toArray()
      for (const id of inlets.keys()) {
        const account = known.find(({ _id }) => _id === id)
        const lookedAt = account?.lookedAt?.getTime() ?? 0
        if (!account || (!account.dueAt && now().getTime() - lookedAt >= LOOKED_EVERY_MS)) await markDue(id, {})
      }
      queue.wake()
      await Promise.all([queue.ended(), aside.sweep()])
    },
    /** Takes nothing more; another replica or the next start does. */
    stop(): void {
      isStopped = true
      queue.stop()
      aside.stop()
    },
    /** Waits for what is being fetched. */
    settled: async (): Promise<void> => void (await Promise.allSettled([queue.ended(), aside.settled()])),
  }
}

const idOf = (channel: string, { account }: PullInlet): string => `${channel}:${account}`

/** What passes by itself is waited for; the rest is set aside, so that an administrator hears of it. */
const isPassing = (error: unknown): boolean => error instanceof ChannelNetworkError || (error instanceof ChannelApiError && error.retryable)
