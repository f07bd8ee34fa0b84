/** Time as it passes: between two moments every job runs when the schedule would have run it, in that order, wherever it can have something to do. */
import { parse } from 'node-cron'
import type { App } from '../../src/app.js'
import { addDays, dayOf, instant } from '../../src/calendar/index.js'
import type { Connection } from '../../src/database/connect.js'
import type { Job } from '../../src/jobs/schedule.js'
import type { createMovableClock } from '../../src/simulator/clock.js'

export interface Passing {
  readonly app: Pick<App, 'jobs' | 'settled'>
  readonly connection: Connection
  readonly clock: ReturnType<typeof createMovableClock>
}

const SECOND = 1_000
const MINUTE = 60 * SECOND
const HOUR = 60 * MINUTE

/** What a job finds by index: collection, field, and how long after that time it takes it up. */
const FINDS: Readonly<Record<string, readonly (readonly [collection: string, field: string, after?: number])[]>> = {
  outbox: [['conversations', 'outboxSince', 5 * SECOND]],
  deliveries: [['mailboxes', 'dueAt']],
  announcements: [['cases', 'noticeDueAt']],
  unfinished: [
    ['conversations', 'chaseAt'],
    ['conversations', 'nudgeAt'],
  ],
  reminders: [['cases', 'remindAt']],
  attachments: [['attachments', 'dueAt']],
  'follow-ups': [['cases', 'followUpDueAt']],
  pulls: [
    ['pullaccounts', 'dueAt'],
    ['pullaccounts', 'lookedAt', MINUTE],
    ['asidemessages', 'dueAt'],
  ],
  erasures: [['erasures', 'askedAt', 10 * MINUTE]],
  'set-aside': [['setasides', 'failedAt']],
  'file-requests': [['filerequests', 'dueAt']],
  'attachment-turns': [['attachments', 'confirmAt']],
}
/** The others go by the time of day. One that stands nowhere here runs whenever the schedule runs it, however long that takes a test. */
const TIMES: Readonly<Record<string, readonly string[]>> = {
  digest: ['08:30'],
  morning: ['08:31'], // the minute after the digest, which has passed once that has run
  recalculation: ['00:10'],
  'next-year': ['09:00', '10:30', '17:00'],
  people: ['06:00'],
  months: ['06:30'],
  retention: ['03:10'],
  searchKeys: ['04:00'],
}
const BEFORE_ALL = new Date(-1)
/** What stays due although its job has run waits for a quiet hour to end, or is set aside for a while. */
const LOOK_AGAIN_MS = 10 * MINUTE

/** @returns the jobs that failed; as in the schedule they keep no other from running */
export async function passUntil(end: Date, { app, connection, clock }: Passing): Promise<string[]> {
  const failed = new Set<string>()
  const ran = new Map<string, Date>()
  const moveTo = (at: Date) => clock.moveBy(at.getTime() - clock.now().getTime())
  for (;;) {
    const next = await nextRun(app.jobs, ran, clock.now(), connection)
    if (!next || next.at > end) break
    moveTo(next.at)
    await next.job.run().catch(() => failed.add(next.job.name))
    await app.settled()
    ran.set(next.job.name, next.at)
  }
  if (end > clock.now()) moveTo(end)
  return [...failed]
}

async function nextRun(jobs: readonly Job[], ran: ReadonlyMap<string, Date>, now: Date, connection: Connection) {
  const runs = await Promise.all(
    jobs.map(async (job) => {
      const due = await dueOf(job, now, connection)
      const last = ran.get(job.name)
      const again = last && (due && due <= last ? await lookAgain(last, connection) : new Date(last.getTime() + 1))
      return due && { job, at: tickFrom(job.cron, latest(due, now, again)) }
    }),
  )
  return runs.flatMap((run) => run ?? []).sort((one, other) => one.at.getTime() - other.at.getTime())[0]
}

async function dueOf({ name }: Job, now: Date, connection: Connection): Promise<Date | undefined> {
  const times = TIMES[name]
  if (times) return [dayOf(now), addDays(dayOf(now), 1)].flatMap((day) => times.map((time) => instant(day, time))).find((at) => at >= now)
  const finds = FINDS[name]
  if (!finds) return now
  const dates = await Promise.all(finds.map(([collection, field, after = 0]) => earliest(connection, collection, field, BEFORE_ALL, after)))
  return dates.flatMap((at) => at ?? []).sort((one, other) => one.getTime() - other.getTime())[0]
}

async function lookAgain(last: Date, connection: Connection): Promise<Date> {
  const until = await earliest(connection, 'setasides', 'until', last)
  const pause = new Date(last.getTime() + LOOK_AGAIN_MS)
  return until && until < pause ? until : pause
}

async function earliest(connection: Connection, collection: string, field: string, from: Date, after = 0): Promise<Date | undefined> {
  const options = { sort: { [field]: 1 }, projection: { [field]: 1 } } as const
  const found = await connection.collection(collection).findOne({ [field]: { $gt: from } }, options)
  return found ? new Date((found[field] as Date).getTime() + after) : undefined
}

/** When the schedule fires next, at that moment or after it; every job runs every day. */
export function tickFrom(cron: string, from: Date): Date {
  const { second, minute, hour } = parse(cron)
  for (let day = dayOf(from); ; day = addDays(day, 1))
    for (const h of hour)
      for (const m of minute) {
        const start = instant(day, '00:00').getTime() + h * HOUR + m * MINUTE
        const s = second.find((one) => start + one * SECOND >= from.getTime())
        if (s !== undefined) return new Date(start + s * SECOND)
      }
}

const latest = (...times: readonly (Date | undefined)[]): Date => new Date(Math.max(...times.map((time) => time?.getTime() ?? 0)))
