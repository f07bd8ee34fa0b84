/** The year 2026 lived through with random complaints, a moved clock, and as many replicas as wanted, which may die. */

import mongoose from 'mongoose'
import { instant } from '../../src/calendar/index.js'
import type { Actor } from '../../src/cases/case.js'
import { allCases } from '../../src/cases/collection.js'
import { createEveryKind } from '../../src/cases/every-kind.js'
import type { EventType } from '../../src/complaints/events.js'
import { createComplaints } from '../../src/complaints/index.js'
import type { Complaint } from '../../src/complaints/model.js'
import { createCustomers } from '../../src/customers/index.js'
import { buildIndexes, type Connection, connect } from '../../src/database/connect.js'
import { createDue } from '../../src/database/due.js'
import type { Notice, Notifier } from '../../src/delivery/notice.js'
import type { Values } from '../../src/dialogue/session.js'
import { calendarOf } from '../../src/people/calendar-of.js'
import { databaseUri, freshName } from './database.js'
import { exampleOrganisation, rulesOf } from './organisation.js'
import { oneForEachRole } from './people.js'

const COMPLAINTS = 40
export const MINUTE = 60_000
export const HOUR = 60 * MINUTE
export const END = instant('2026-12-31', '23:59')

/** Days off and make-up days of 2026 as domain.md 6.1 prints them: not taken from the program. */
const OFF = ['01-01..01-03', '02-15..02-23', '04-04..04-06', '05-01..05-05', '06-19..06-21', '09-25..09-27', '10-01..10-07']
const MAKE_UP = ['01-04', '02-14', '02-28', '05-09', '09-20', '10-10']
export function isWorkingDay(day: string): boolean {
  const short = day.slice(5)
  if (MAKE_UP.includes(short)) return true
  if (OFF.some((range) => short >= range.slice(0, 5) && short <= range.slice(7))) return false
  return ![0, 6].includes(new Date(`${day}T00:00:00Z`).getUTCDay())
}
export const dayOf = (at: Date) => new Date(at.getTime() + 8 * HOUR).toISOString().slice(0, 10)
const nextDay = (day: string) => new Date(Date.parse(`${day}T00:00:00Z`) + 24 * HOUR).toISOString().slice(0, 10)
export function workingDayAfter(start: Date, count: number): string {
  let day = dayOf(start)
  for (let left = count; left > 0; ) {
    day = nextDay(day)
    if (isWorkingDay(day)) left--
  }
  return day
}

/** The same numbers in every run. */
function randomFrom(seed: number): () => number {
  let state = seed
  return () => {
    state = (state * 1_664_525 + 1_013_904_223) % 4_294_967_296
    return state / 4_294_967_296
  }
}

/** What each of the kinds must tell. */
const TOLD = {
  ...{ deliveryNo: 'T2611-021', truckNo: '陕E12345', batchNo: 'HB2611-07', arrivedAt: '2026-01-02', packedOn: '2025-12-28' },
  ...{ notedBags: 700, countedBags: 692, countedBy: '老李', storage: '料棚', usePart: '梁板' },
  ...{ deliveredQty: { value: 700, unit: 'bag' }, affectedQty: { value: 60, unit: 'bag' } },
}

type Deed = readonly [type: EventType, actor: Actor, data?: Values]
const INVESTIGATE: readonly Deed[] = [
  ['accepted', 'QC'],
  ['deskChecked', 'QC', { needSite: false, needSample: false }],
  ['factsWritten', 'QC', { facts: '少 8 袋', causeCode: 'PACKING', causeText: '漏计' }],
  ['customerConfirmed', 'CS', { evidence: ['a'] }],
]
const CLOSE: readonly Deed[] = [
  ['filingSubmitted', 'QC', { qcOpinion: '同意', corrective: '换', actionOwner: '孙强', actionDue: '2026-12-31' }],
  ['filingAccepted', 'CS', { mktOpinion: '同意' }],
  ['calledBack', 'CS', { overall: 4, resolved: 'RESOLVED' }],
]
const UNHAPPY: Deed = ['calledBack', 'CS', { overall: 2, resolved: 'UNRESOLVED', reasonText: '又破了' }]
const PATHS: readonly (readonly Deed[])[] = [
  [
    ...INVESTIGATE,
    ['liabilitySet', 'QC', { liability: 'NOT_OURS' }],
    ['explained', 'CS', { explanation: '受潮' }],
    ...CLOSE.slice(0, 2),
    UNHAPPY,
  ],
  [...INVESTIGATE, ['liabilitySet', 'QC', { liability: 'NOT_OURS' }], ['explained', 'CS', { explanation: '受潮' }], ...CLOSE],
  [
    ...INVESTIGATE,
    ['liabilitySet', 'QC', { liability: 'OURS', respDepts: ['weinan-packing'] }],
    ['planProposed', 'DEPT', { plan: '补 8 袋', planMeasures: ['REPLENISH'], planOwner: '孙强', planDue: '2026-12-30' }],
    ['planApproved', 'MKT_HEAD'],
    ['planAccepted', 'CS'],
    ['executed', 'DEPT', { execution: '已送', proof: ['a'] }],
    ...CLOSE,
  ],
  [
    ['accepted', 'QC'],
    ['withdrawn', 'CS', { reason: '点错', evidence: ['a'] }],
    ['calledBack', 'CS', { overall: 5, resolved: 'RESOLVED' }],
  ],
  [
    ['majorSuspected', 'CS', { majorFacts: '两家强度不足' }],
    ['majorClassified', 'PROD_TECH', { majorClass: 'MAJOR', basis: '复检' }],
    ['opinionGiven', 'PROD_TECH', { opinion: '停用' }],
  ],
]

interface Step {
  readonly at: Date
  readonly no: string
  readonly deed?: Deed
}
/** What happens in the year: each complaint goes some way, sometimes late, sometimes never to its end. */
function plan(complaints: number): Step[] {
  const random = randomFrom(2026)
  const steps: Step[] = []
  for (let index = 0; index < complaints; index++) {
    let at = new Date(instant('2026-01-02').getTime() + Math.floor(random() * 345 * 24 * 60) * MINUTE)
    const no = `TS-${dayOf(at).replaceAll('-', '')}-${String(index + 1).padStart(3, '0')}`
    steps.push({ at, no })
    const path = PATHS[Math.floor(random() * PATHS.length)]!
    for (const deed of path.slice(0, 1 + Math.floor(random() * path.length * 1.4))) {
      at = new Date(at.getTime() + Math.floor((random() < 0.7 ? random() * 20 : random() * 150) * 60) * MINUTE + MINUTE)
      if (at < END) steps.push({ at, no, deed })
    }
  }
  return steps.sort((left, right) => left.at.getTime() - right.at.getTime() || (left.no < right.no ? -1 : 1))
}
/** Nothing ran in these days: everything that was due comes afterwards, in order. */
export const OUTAGE = [instant('2026-03-10', '03:00'), instant('2026-03-13', '11:00')] as const

interface Sent {
  readonly id: string
  readonly to: string
  readonly at: Date
  readonly notice: Notice
}

export interface Run {
  readonly connection: Connection
  readonly complaints: Complaint[]
  readonly sent: Sent[]
  readonly askedTwice: number
  readonly kills: number
}

export async function liveThrough(replicas: number, killRate: number, until = END, complaints = COMPLAINTS): Promise<Run> {
  const connection: Connection = await connect(databaseUri(freshName()))
  const random = randomFrom(7)
  let now = instant('2026-01-01')
  let kills = 0
  let askedTwice = 0
  const sent = new Map<string, Sent>()
  /** Like the real one: an id is delivered once. A dying replica may be cut off before, or in the middle of what it says. */
  const notifier: Notifier = {
    async notify(items) {
      for (const { id, to, notice } of items) {
        if (random() < killRate) {
          kills++
          // nothing that a dying replica would still write arrives
          throw new mongoose.mongo.MongoNetworkError('killed')
        }
        if (sent.has(`${id}|${to}`)) askedTwice++
        else sent.set(`${id}|${to}`, { id, to, at: now, notice })
      }
    },
  }
  const organisation = exampleOrganisation()
  const customers = createCustomers(connection, () => now)
  const due = createDue({ connection, now: () => now })
  function start() {
    const calendar = calendarOf(organisation)
    const parts = {
      connection,
      customers,
      directory: oneForEachRole,
      organisation,
      ruleBook: rulesOf(organisation),
      calendar,
      notifier,
      due,
      now: () => now,
    }
    const complaints = createComplaints(parts)
    const every = createEveryKind({
      ...parts,
      services: complaints.cases,
      taskLists: [],
      findOthers: complaints.findComplaints,
      cases: allCases(connection),
    })
    return { ...complaints, every }
  }
  const bots = Array.from({ length: replicas }, start)
  await buildIndexes(connection)
  const { complaints: records } = bots[0]!.models

  /** Every replica looks at once; one that dies is started again, until nothing is left to do. */
  async function look(): Promise<void> {
    for (let round = 0; round < 200; round++) {
      const outcomes = await Promise.allSettled(bots.flatMap(({ every }) => [every.remind(), every.announce()]))
      const isQuiet = outcomes.every((outcome) => outcome.status === 'fulfilled' && outcome.value === 0)
      if (isQuiet && (await records.countDocuments({ $or: [{ remindAt: { $lte: now } }, { noticeDueAt: { $lte: now } }] })) === 0) return
    }
    throw new Error('the sweeps never come to rest')
  }

  /** Every minute at which something is due, up to a time. */
  async function passUntil(time: Date): Promise<void> {
    for (;;) {
      const [next] = await records
        .find({ remindAt: { $exists: true } }, { remindAt: 1 })
        .sort({ remindAt: 1 })
        .limit(1)
        .lean<Complaint[]>()
      const due = next?.remindAt && new Date(Math.ceil(next.remindAt.getTime() / MINUTE) * MINUTE)
      if (!due || due > time) break
      const isOut = due > OUTAGE[0] && due < OUTAGE[1]
      if (isOut && OUTAGE[1] > time) break
      now = isOut ? OUTAGE[1] : due
      await look()
    }
    now = time > now ? time : now
  }

  for (const { at, no, deed } of plan(complaints).filter((step) => step.at <= until)) {
    await passUntil(at)
    const bot = bots[Math.floor(random() * replicas)]!
    const by = { id: `wecom:${(deed?.[1] ?? 'sales').toLowerCase()}${deed ? deed[0] : ''}`, name: deed?.[1] ?? '王强' }
    if (!deed) {
      await bot.records.create(
        [
          { id: `${no}.received`, type: 'received', at, actors: ['ANYONE'], record: partA(no, at) },
          { id: `${no}.registered`, type: 'registered', at, by, actors: ['ANYONE'] },
        ],
        no,
      )
    } else {
      await bot.records.perform(no, (complaint) => ({
        id: `${no}.${deed[0]}.${complaint.version}`,
        type: deed[0],
        at,
        by,
        actors: [deed[1]],
        ...(deed[2] && { data: deed[2] }),
      }))
    }
    const isOut = at > OUTAGE[0] && at < OUTAGE[1]
    if (!isOut) await look()
    for (const head of ['mkt_head', 'qc_head', 'dept']) if (!deed) await bot.reports.recordDelivery(no, `wecom:${head}`, at)
  }
  await passUntil(until)
  await look()
  const found = await records.find().sort({ _id: 1 }).lean<Complaint[]>()
  return { connection, complaints: found, sent: [...sent.values()], askedTwice, kills }
}

const partA = (no: string, at: Date): Partial<Complaint> => ({
  _id: no,
  plant: 'weinan',
  kind: (['BAG_COUNT', 'CAKING', 'QUALITY'] as const)[Number(no.slice(-1)) % 3]!,
  receivedAt: at,
  registeredAt: at,
  registeredBy: { id: 'wecom:wangqiang', name: '王强' },
  source: 'PHONE',
  channel: 'wecom',
  customer: { id: no, name: '宏基', isIncomplete: false },
  description: '少 8 袋',
  demand: ['REPLENISH'],
  severity: 'GENERAL',
  complainant: '张工',
  product: 'PO425',
  subKind: 'STRENGTH',
  details: TOLD,
  kindData: {},
  attachments: [],
  followUps: [],
  report: { method: 'SYSTEM', recipients: [] },
  matchKeys: [],
  ruleSet: '2015-08-24',
})
