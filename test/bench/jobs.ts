/** `npm run bench:jobs [-- --complaints 100000]`: how long the jobs and the look-ups take with so many open complaints; prints, judges nothing. */

import { mkdtempSync, rmSync } from 'node:fs'
import { homedir, tmpdir } from 'node:os'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { addDays, dayOf, instant } from '../../src/calendar/index.js'
import type { ActRequest } from '../../src/cases/act-request.js'
import { allCases } from '../../src/cases/collection.js'
import { createEveryKind } from '../../src/cases/every-kind.js'
import { apply, decide, replay } from '../../src/complaints/complaint.js'
import type { EventType } from '../../src/complaints/events.js'
import { createComplaints } from '../../src/complaints/index.js'
import type { Complaint } from '../../src/complaints/model.js'
import { createCustomers } from '../../src/customers/index.js'
import { BACKGROUND_LIMITS, buildIndexes, connect } from '../../src/database/connect.js'
import { createDue } from '../../src/database/due.js'
import { chooseProvider } from '../../src/database/provider.js'
import { calendarOf } from '../../src/people/calendar-of.js'
import { createFigures } from '../../src/reports/figures.js'
import { createListings } from '../../src/reports/listing.js'
import { createLists } from '../../src/reports/lists.js'
import { exampleOrganisation, rulesOf } from '../setup/organisation.js'
import { oneForEachRole, staff } from '../setup/people.js'

const { values } = parseArgs({ options: { complaints: { type: 'string', default: '100000' } } })
const COUNT = Number(values.complaints)
const BATCH = 2_000

const dataDir = mkdtempSync(join(tmpdir(), 'huisheng-bench-'))
const provider = await chooseProvider({
  dataDir,
  cacheDir: join(process.env.XDG_CACHE_HOME ?? join(homedir(), '.cache'), 'huisheng'),
  ...(process.env.TEST_MONGODB_URI && { mongodbUri: process.env.TEST_MONGODB_URI }),
})
const connection = await connect(provider.uri.replace(/\/[^/?]+\?/, '/benchjobs?'), BACKGROUND_LIMITS)
await connection.dropDatabase()

const organisation = exampleOrganisation()
const calendar = calendarOf(organisation)
const setting = { rules: organisation.rules, calendar }
let now = instant('2026-11-02', '08:00')
let notified = 0
const complaints = createComplaints({
  connection,
  customers: createCustomers(connection, () => now),
  directory: oneForEachRole,
  organisation,
  ruleBook: rulesOf(organisation),
  calendar,
  notifier: {
    async notify(items) {
      notified += items.length
    },
  },
  now: () => now,
})
const every = createEveryKind({
  services: complaints.cases,
  taskLists: [],
  findOthers: complaints.findComplaints,
  cases: allCases(connection),
  organisation,
  directory: oneForEachRole,
  due: createDue({ connection, now: () => now }),
  now: () => now,
  onError: (error) => console.error(error),
})
const figures = createFigures({ complaints: complaints.models.complaints, cases: allCases(connection), calendar })
const { access, finder, search } = complaints
const listings = createListings({
  figures,
  viewFor: access.viewFor,
  finder,
  search,
  organisation,
  wording: { phrase: (key) => key, field: () => undefined },
  kindNames: () => [],
})
const { queryComplaints } = createLists({
  figures,
  digest: { lateValues: () => ({ no: '', customer: '', kind: 'OTHER', state: 'REPORTED', days: 1 }) },
  viewFor: access.viewFor,
  inHands: complaints.inHands,
  listings,
})
/** 统计, as the head of sales asks for it in a turn. */
const ask = (word: string) =>
  queryComplaints!({
    key: word,
    by: { ...staff('wecom:zhou', { role: 'MKT_HEAD' }), name: '周敏' },
    at: now,
    channel: 'wecom',
    answers: {},
    facts: { asked: { word } },
  })
await buildIndexes(connection)

/** Open complaints of two years, accepted and waiting for the desk check; all but the newest have had their reminders. */
function complaint(index: number): Complaint {
  const day = addDays('2026-11-01', -Math.floor((index / COUNT) * 700))
  const at = instant(day, '10:00')
  const no = `TS-${day.replaceAll('-', '')}-${String(index).padStart(6, '0')}`
  const act = (
    type: ActRequest<EventType>['type'],
    actors: ActRequest<EventType>['actors'],
    data?: ActRequest<EventType>['data'],
  ): ActRequest<EventType> => ({
    id: `${no}.${type}`,
    type,
    at,
    actors,
    by: { id: 'wecom:x', name: 'x' },
    ...(data && { data }),
  })
  const record = {
    _id: no,
    kind: (['BAG_COUNT', 'CAKING', 'QUALITY'] as const)[index % 3]!,
    plant: index % 2 ? 'weinan' : 'tongchuan',
    receivedAt: at,
    registeredAt: at,
    registeredBy: { id: 'wecom:x', name: 'x' },
    customer: { id: `c${index % 500}`, name: '宏基', isIncomplete: false },
    description: '底层结块',
    details: {},
    followUps: [],
    matchKeys: [],
    report: { method: 'SYSTEM', recipients: [], sameDayOk: true },
  }
  const acts = [act('registered', ['ANYONE']), act('reported', ['SYSTEM']), act('accepted', ['QC'])]
  const filed = replay([{ id: `${no}.received`, type: 'received', at, round: 1, to: 'DRAFT', record: record as never }])
  const done = acts.reduce((present, one) => {
    const decision = decide(present, one, setting)
    if (!decision.ok) throw new Error(decision.key)
    return apply(present, decision.event)
  }, filed)
  const isOld = dayOf(at) < '2026-10-20'
  return { ...done, operationKey: no, notices: [], ...(isOld && { remindAt: undefined }) }
}

async function measure(name: string, work: () => Promise<unknown>): Promise<void> {
  const start = performance.now()
  const result = await work()
  const ms = performance.now() - start
  console.log(`${name.padEnd(46)} ${ms.toFixed(0).padStart(7)} ms   ${typeof result === 'number' ? result : ''}`)
}

console.log(`${COUNT} open complaints`)
for (let from = 0; from < COUNT; from += BATCH) {
  const batch = Array.from({ length: Math.min(BATCH, COUNT - from) }, (_, index) => complaint(from + index))
  await complaints.models.complaints.collection.insertMany(batch as never[], { ordered: false, ignoreUndefined: true })
}
const period = { from: instant('2026-10-30', '08:30'), to: now }
const pending = await complaints.models.complaints.countDocuments({ remindAt: { $lte: now } })
await measure(`reminders, ${pending} complaints due`, () => every.remind())
console.log(`  ${notified} messages handed to delivery`)
await measure('reminders, nothing due', () => every.remind())
await measure('announcements, nothing due', () => every.announce())
await measure('recalculation, nothing provisional', () => every.recalculate())
await measure('digest figures, whole company', () => figures.figuresOf(undefined, ['MKT_HEAD@weinan', 'MKT_HEAD@tongchuan'], period, now))
await measure('digest figures, one plant', () => figures.figuresOf(['weinan'], ['GM@weinan'], period, now))
for (const word of ['thismonth', 'thisyear', 'overdue', 'dissatisfied']) await measure(`counted in a turn, ${word}`, () => ask(word))
await measure(
  'ten most pressing overdue cases',
  async () => (await figures.listed(undefined, figures.lists.overdue(now), { limit: 10, sort: { overdueAt: 1 } })).length,
)
await measure(
  'task list of one quality person',
  async () =>
    (
      await complaints.models.complaints
        .find({ waitingFor: { $in: ['QC@weinan', 'QC@-'] } })
        .sort({ nextDueAt: 1 })
        .limit(10)
        .lean()
    ).length,
)
now = instant('2026-11-03', '12:01')
await measure('reminders the day after', () => every.remind())

await connection.dropDatabase()
await connection.destroy()
await provider.stop()
rmSync(dataDir, { recursive: true, force: true })
