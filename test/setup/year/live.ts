/** The year 2026 lived through with a moved clock: every kind of case, two plants, people who are away, and as many replicas as wanted, which may die. */

import mongoose from 'mongoose'
import { KINDS } from '../../../src/app.js'
import type { By, CaseRecord } from '../../../src/cases/case.js'
import type { CaseType } from '../../../src/cases/case-type.js'
import { allCases } from '../../../src/cases/collection.js'
import { connectKind } from '../../../src/cases/connect-kind.js'
import type { Declared } from '../../../src/cases/declare.js'
import { createEveryKind } from '../../../src/cases/every-kind.js'
import { createKin } from '../../../src/cases/kin.js'
import type { CaseService } from '../../../src/cases/service.js'
import { createComplaints } from '../../../src/complaints/index.js'
import type { Complaint } from '../../../src/complaints/model.js'
import { createCustomers } from '../../../src/customers/index.js'
import { buildIndexes, type Connection, connect } from '../../../src/database/connect.js'
import { createDue } from '../../../src/database/due.js'
import type { Notice, Notifier } from '../../../src/delivery/notice.js'
import { calendarOf } from '../../../src/people/calendar-of.js'
import { createDeputies } from '../../../src/people/deputies.js'
import { createDeputyCopies } from '../../../src/people/deputy-copies.js'
import { createDirectory } from '../../../src/people/directory.js'
import { createLeaves } from '../../../src/people/leaves.js'
import { databaseUri, freshName } from '../database.js'
import { rulesOf } from '../organisation.js'
import { at, MINUTE, randomFrom } from './days.js'
import { holdersOf, LEAVES, membersOf, named, organisationOfTheYear, standInsOf } from './people.js'
import { END, OUTAGE, type Step, stepsOfTheYear } from './stories.js'

export interface Sent {
  readonly id: string
  readonly to: string
  readonly at: Date
  readonly notice: Notice
}

export interface Run {
  readonly connection: Connection
  readonly cases: CaseRecord[]
  readonly complaints: Complaint[]
  readonly sent: Sent[]
  /** What was not allowed, or found no case. */
  readonly refused: string[]
  /** What the sweeps could not do, and have set aside. */
  readonly failed: number
  readonly askedTwice: number
  readonly kills: number
}

export interface Year {
  readonly replicas?: number
  readonly killRate?: number
  readonly until?: Date
  readonly steps?: readonly Step[]
}

const isDeclared = (kind: CaseType): kind is Declared => 'readers' in kind

export async function liveThrough({ replicas = 1, killRate = 0, until = END, steps = stepsOfTheYear() }: Year = {}): Promise<Run> {
  const connection: Connection = await connect(databaseUri(freshName()))
  const random = randomFrom(7)
  const dice = randomFrom(11)
  let now = at('2026-01-01')
  let kills = 0
  let askedTwice = 0
  const refused: string[] = []
  const sent = new Map<string, Sent>()
  /** Like the real one: an id is delivered once. A dying replica may be cut off before, or in the middle of what it says. */
  const recorder: Notifier = {
    async notify(items) {
      for (const { id, to, notice } of items) {
        if (dice() < killRate) {
          kills++
          // nothing that a dying replica would still write arrives
          throw new mongoose.mongo.MongoNetworkError('killed')
        }
        if (sent.has(`${id}|${to}`)) askedTwice++
        else sent.set(`${id}|${to}`, { id, to, at: now, notice })
      }
    },
  }
  const organisation = organisationOfTheYear()
  const customers = createCustomers(connection, () => now)
  const due = createDue({ connection, now: () => now })
  const cases = allCases(connection)
  const leaves = createLeaves(connection)
  const directory = await createDirectory({ connection, organisation, vouches: () => true, now: () => now })
  function start() {
    const notifier = createDeputyCopies({
      notifier: recorder,
      deputies: createDeputies({ leaves, directory, now: () => now }),
      personOf: directory.personOf,
    })
    const calendar = calendarOf(organisation)
    // what is begun or ended beside an event is announced by the next look
    const announce = () => {}
    const kin = createKin({ connection, cases, services: (): readonly CaseService[] => services, announce })
    const ruleBook = rulesOf(organisation)
    const parts = { connection, customers, directory, organisation, ruleBook, calendar, notifier, due, kin, now: () => now }
    const complaints = createComplaints(parts)
    const services = [...complaints.cases, ...KINDS.filter(isDeclared).map((kind) => connectKind(kind, parts).service)]
    const every = createEveryKind({
      ...parts,
      services,
      taskLists: [],
      findOthers: complaints.findComplaints,
      cases,
      onError: console.error,
    })
    return { ...complaints, services, every }
  }
  const bots = Array.from({ length: replicas }, start)
  await buildIndexes(connection)
  await directory.refresh()
  for (const leave of LEAVES) await leaves.take(leave)

  /** Every replica looks at once; one that dies is started again, until nothing is left to do. */
  async function look(): Promise<void> {
    const isDue = { $or: [{ remindAt: { $lte: now } }, { noticeDueAt: { $lte: now } }] }
    for (let round = 0; round < 200; round++) {
      if (!(await cases.exists(isDue))) return
      await Promise.allSettled(bots.map(({ every }) => every.remind().finally(every.announce)))
    }
    throw new Error('the sweeps never come to rest')
  }

  /** Every minute at which something is due, up to a time. */
  async function passUntil(time: Date): Promise<void> {
    for (;;) {
      const [next] = await cases
        .find({ remindAt: { $exists: true } }, { remindAt: 1 })
        .sort({ remindAt: 1 })
        .limit(1)
        .lean<CaseRecord[]>()
      const due = next?.remindAt && new Date(Math.ceil(next.remindAt.getTime() / MINUTE) * MINUTE)
      if (!due || due > time) break
      const isOut = due > OUTAGE[0] && due < OUTAGE[1]
      if (isOut && OUTAGE[1] > time) break
      now = isOut ? OUTAGE[1] : due
      await look()
    }
    now = time > now ? time : now
  }

  const oneOf = <T>(some: readonly T[]): T => some[Math.floor(random() * some.length)]!

  async function take(step: Step): Promise<void> {
    const { at: time, no, kind, deed, plant, heardAt } = step
    const { reports, services } = oneOf(bots)
    if (heardAt) return begin(step, heardAt, services)
    const record = deed.kind ? await relativeOf(no, deed.kind) : await cases.findById(no).lean<CaseRecord>()
    if (!record) {
      refused.push(`${no} has no ${deed.kind ?? kind} for ${deed.act}`)
      return
    }
    if (deed.act === 'delivered') {
      for (const { id } of (record as Complaint).report.recipients) await reports.recordDelivery(no, id, time)
      return
    }
    const service = services.find(({ type }) => type.kind === record.caseKind)!
    const data = typeof deed.data === 'function' ? deed.data(time, plant, record) : deed.data
    const moved = deed.act === 'rerouted' && (await reports.recipientsOf({ ...(record as Complaint), plant: String(data?.toPlant) }))
    const led = deed.act === 'redirected' && {
      recipients: await reports.departmentRecipients([data?.toDepartments ?? []].flat().map(String)),
    }
    const outcome = await service.store.perform(record._id, ({ version }) => ({
      id: `${record._id}.${deed.act}.${version}`,
      type: deed.act,
      at: time,
      ...doerOf(oneOf(whoMay(deed.as, record)), time),
      actors: [deed.as],
      ...((data || moved || led) && { data: { ...data, ...moved, ...led } }),
      ...(deed.record && { record: deed.record }),
    }))
    if (!outcome?.ok) refused.push(`${record._id} ${deed.act}: ${JSON.stringify(outcome)}`.slice(0, 400))
  }

  async function begin({ at: time, no, kind, plant, deed }: Step, heardAt: Date, services: readonly CaseService[]): Promise<void> {
    const { store } = services.find(({ type }) => type.kind === kind)!
    const by = named(oneOf(holdersOf('SALES')))
    const data = typeof deed.data === 'function' ? deed.data(time, plant) : deed.data
    const act = { id: `${no}.${deed.act}`, type: deed.act, at: time, by, actors: [deed.as], ...(data && { data }) }
    const place = { _id: no, plant, registeredAt: time, registeredBy: by, customer: { id: no, name: '宏基' } }
    if (kind !== 'complaint') return void (await store.create([{ ...act, record: place }], no))
    const record = { ...partA(heardAt), ...place, customer: { ...place.customer, isIncomplete: false }, ...deed.record }
    await store.create([{ id: `${no}.received`, type: 'received', at: time, actors: ['ANYONE'], record }, act], no)
  }

  /** The newest open one of a kind that belongs to a case, or to one that belongs to it. */
  async function relativeOf(no: string, caseKind: string): Promise<CaseRecord | null> {
    const own = await cases.find({ parent: no }).lean<CaseRecord[]>()
    const parents = [no, ...own.map(({ _id }) => _id)]
    return cases
      .findOne({ parent: { $in: parents }, caseKind, isOpen: true })
      .sort({ registeredAt: -1 })
      .lean<CaseRecord>()
  }

  const inOrder = [...steps].sort((one, other) => one.at.getTime() - other.at.getTime() || (one.no < other.no ? -1 : 1))
  for (const step of inOrder.filter(({ at: time }) => time <= until)) {
    await passUntil(step.at)
    await take(step)
    await look()
  }
  await passUntil(until)
  await look()
  const found = await cases.find().sort({ _id: 1 }).lean<CaseRecord[]>()
  const complaints = found.filter((record): record is Complaint => record.caseKind === 'complaint')
  const failed = await connection.collection('setasides').countDocuments()
  return { connection, cases: found, complaints, sent: [...sent.values()], refused, failed, askedTwice, kills }
}

function whoMay(as: string, { plant, departments, registeredBy, assignee, copies }: CaseRecord): readonly string[] {
  if (as === 'SYSTEM') return []
  if (as === 'COPIED') return copies?.at(-1)?.to.map(({ id }) => id) ?? []
  if (as === 'ANYONE' || as === 'READER' || as === 'REGISTRAR') return [registeredBy.id]
  if (as === 'ASSIGNEE') return assignee ? [assignee.id] : []
  return as === 'DEPT' ? membersOf(departments) : holdersOf(as, plant)
}

/** Whoever is away does nothing themselves. */
function doerOf(id: string | undefined, time: Date): { readonly by?: By; readonly onBehalfOf?: By } {
  if (id === undefined) return {}
  const [deputy] = standInsOf(id, time)
  return deputy ? { by: named(deputy), onBehalfOf: named(id) } : { by: named(id) }
}

/** What a complaint of each of the kinds must tell. */
const partA = (receivedAt: Date): Partial<Complaint> => ({
  receivedAt,
  source: 'PHONE',
  channel: 'wecom',
  description: '少 8 袋',
  demand: ['REPLENISH'],
  severity: 'GENERAL',
  complainant: '张工',
  product: 'PO425',
  subKind: 'STRENGTH',
  details: {
    ...{ deliveryNo: 'T2611-021', truckNo: '陕E12345', batchNo: 'HB2611-07', arrivedAt: '2026-01-02', packedOn: '2025-12-28' },
    ...{ notedBags: 700, countedBags: 692, countedBy: '老李', storage: '料棚', usePart: '梁板' },
    ...{ deliveredQty: { value: 700, unit: 'bag' }, affectedQty: { value: 60, unit: 'bag' } },
  },
  kindData: {},
  attachments: [],
  followUps: [],
  report: { method: 'SYSTEM', recipients: [] },
  matchKeys: [],
  ruleSet: '2015-08-24',
})
