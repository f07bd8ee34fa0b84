/** Moves the clock of the playground and tells what came of it. */
import { allCases } from './cases/collection.js'
import type { App } from './compose/options.js'
import type { Connection } from './database/connect.js'
import type { MovableClock } from './simulator/clock.js'
import type { Phones } from './simulator/phones.js'

/** More reminders than any case has before one of its times ends. */
const MOST_STOPS = 20

export interface TimeDeps {
  readonly app: Pick<App, 'jobs' | 'settled'>
  readonly connection: Connection
  readonly clock: MovableClock
  /** Who hears what in the chats. */
  readonly phones: Pick<Phones, 'onEntry' | 'settled'>
}

export interface Passed {
  readonly now: string
  /** The case whose time has ended; absent where none runs. */
  readonly reached?: string
  /** What people got meanwhile, each with the id of its entry. */
  readonly heard: readonly { readonly userid: string; readonly entry: number }[]
}

export function createTime({ app, connection, clock, phones }: TimeDeps) {
  const cases = allCases(connection)

  async function work(): Promise<void> {
    for (const job of app.jobs) await job.run()
    await app.settled()
  }

  /** What was said before the clock was moved is answered before it. */
  async function telling(pass: () => Promise<string | undefined>): Promise<Passed> {
    await phones.settled()
    await app.settled()
    const heard: { userid: string; entry: number }[] = []
    const stop = phones.onEntry(({ userid, from, id }) => {
      if (from === 'app') heard.push({ userid, entry: id })
    })
    try {
      const reached = await pass()
      const each = heard.filter(({ entry }, index) => heard.findIndex((other) => other.entry === entry) === index)
      return { now: clock.now().toISOString(), heard: each, ...(reached !== undefined && { reached }) }
    } finally {
      stop()
    }
  }

  const passing = (move: () => void) =>
    telling(async () => {
      move()
      await work()
      return undefined
    })

  /** The nearest end of a clock that is still to come, whatever is late already. */
  async function nextDue(): Promise<{ _id: string; dueAt: Date } | undefined> {
    const [next] = await cases.aggregate<{ _id: string; dueAt: Date }>([
      { $match: { isOpen: true } },
      { $unwind: '$clocks' },
      { $match: { 'clocks.stoppedAt': null, 'clocks.dueAt': { $gt: clock.now() } } },
      { $sort: { 'clocks.dueAt': 1 } },
      { $limit: 1 },
      { $project: { dueAt: '$clocks.dueAt' } },
    ])
    return next
  }

  /** As time would have passed: each reminder on the way is told when it is due. */
  const toNextDue = () =>
    telling(async () => {
      const next = await nextDue()
      if (!next) return undefined
      for (let stops = 0; stops < MOST_STOPS; stops++) {
        const before = await cases
          .findOne({ isOpen: true, remindAt: { $gt: clock.now(), $lt: next.dueAt } }, { remindAt: 1 })
          .sort({ remindAt: 1 })
          .lean<{ remindAt: Date }>()
        if (!before) break
        clock.moveTo(before.remindAt)
        await work()
      }
      clock.moveTo(next.dueAt)
      await work()
      return next._id
    })

  return {
    moveBy: (ms: number) => passing(() => clock.moveBy(ms)),
    reset: () => passing(() => clock.reset()),
    toNextDue,
  }
}
