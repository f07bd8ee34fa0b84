/** What stands in a ledger, read batch by batch. */
import type { Model } from 'mongoose'
import type { View } from '../complaints/access.js'
import { TELLING_CUSTOMERS } from '../complaints/customer-state.js'
import { clockIdsFor } from '../complaints/history.js'
import type { Complaint } from '../complaints/model.js'
import type { Wording } from './form.js'
import { type LedgerEntry, ledgerRow, rowAt } from './ledger.js'
import type { LedgerColumns, LedgerRow } from './ledger-columns.js'
import type { CellValue, RowsPart } from './making/tasks.js'
import { someOf } from './some-of.js'

/** The few of a record's events and clocks that stand in its row. */
const EVENTS = ['planProposed', 'explained', 'filingSubmitted', ...TELLING_CUSTOMERS] as const
const PARTS = {
  receivedAt: 1,
  'customer.id': 1,
  'customer.name': 1,
  complainant: 1,
  phone: 1,
  plant: 1,
  kind: 1,
  product: 1,
  details: 1,
  kindData: 1,
  description: 1,
  severity: 1,
  'registeredBy.id': 1,
  'registeredBy.name': 1,
  'report.sameDayOk': 1,
  'report.recipients': 1,
  departments: 1,
  major: 1,
  isOpen: 1,
  'assignee.id': 1,
  state: 1,
  round: 1,
  causeCode: 1,
  liability: 1,
  overall: 1,
  callbackOutcome: 1,
  closedAt: 1,
  events: someOf('events', 'type', EVENTS),
  clocks: someOf('clocks', 'id', clockIdsFor('planProposed')),
} as const
export interface LedgerQuery {
  readonly filter: Readonly<Record<string, unknown>>
  readonly sort: Readonly<Record<string, 1 | -1>>
  /** The index that gives this order, where it is known. */
  readonly hint?: Readonly<Record<string, 1 | -1>>
}
/** What is written, and for whom. */
export interface LedgerTable {
  readonly columns: LedgerColumns['columns']
  readonly view: Pick<View, 'shown' | 'levelOf'>
}
/** Rows that go to the making process at once: a few milliseconds of work, between which people are answered. */
const BATCH = 100

/** The rows of a ledger as they are read, as far as its reader may see them; nothing is held but the batch at hand. */
export async function* ledgerRows(
  complaints: Model<Complaint>,
  { filter, sort, hint }: LedgerQuery,
  wording: Wording,
  plantName: (id: string | undefined) => string,
  { columns, view }: LedgerTable,
): AsyncGenerator<RowsPart> {
  const remembering = remember(wording)
  let batch: CellValue[][] = []
  const found = complaints.collection.find<LedgerEntry>(
    { ...filter, caseKind: complaints.modelName },
    // a long list may be sorted on disk: in memory it would be refused
    { projection: PARTS, sort: { ...sort }, ...(hint && { hint: { ...hint } }), batchSize: BATCH, allowDiskUse: true },
  )
  for await (const entry of found) {
    const row = readableRow(entry, remembering, plantName, view)
    batch.push(columns.map(([key]) => row[key] ?? null))
    if (batch.length < BATCH) continue
    yield batch
    batch = []
  }
  if (batch.length > 0) yield batch
}

/** A record that is damaged stands in its line by its number, and keeps nobody from the others. */
function readableRow(
  entry: LedgerEntry,
  wording: Wording,
  plantName: (id: string | undefined) => string,
  { shown, levelOf }: LedgerTable['view'],
): Partial<LedgerRow> {
  try {
    return rowAt(levelOf(entry), ledgerRow(shown(entry), wording, plantName), entry, wording)
  } catch {
    return { no: entry._id, state: wording.phrase('ledger.damaged') }
  }
}

const REMEMBERED = 2_000
/** Most cells hold one of a few words: each is looked up once. */
function remember(wording: Wording): Wording {
  const phrases = new Map<string, string>()
  const fields = new Map<string, ReturnType<Wording['field']>>()
  const known = <T>(map: Map<string, T>, key: string, find: () => T): T => {
    if (map.has(key)) return map.get(key)!
    if (map.size >= REMEMBERED) map.clear()
    const found = find()
    map.set(key, found)
    return found
  }
  return {
    phrase: (key, values) => (values ? wording.phrase(key, values) : known(phrases, key, () => wording.phrase(key))),
    field: (event, field, value) => known(fields, `${event} ${field} ${JSON.stringify(value)}`, () => wording.field(event, field, value)),
  }
}
