/** The yearly list of a kind of case, as its declaration says (`listed`): a row for each case that the reader may see. */
import type { Model } from 'mongoose'
import { instant, localAsUtc } from '../calendar/local-time.js'
import type { CaseRecord } from '../cases/case.js'
import type { CaseType } from '../cases/case-type.js'
import type { CaseFilter } from '../cases/rights.js'
import type { Wording } from './form.js'
import type { CellValue, Column, RowsPart, WorkbookTask } from './making/tasks.js'

type Listed = Pick<CaseType, 'kind' | 'listed'>

/** The action that asks for the list of a kind. */
export const listActionOf = (kind: string): string => `list${kind[0]?.toUpperCase()}${kind.slice(1)}`

export const listedKinds = (kinds: readonly CaseType[]): CaseType[] => kinds.filter(({ listed }) => listed !== undefined)

const BATCH = 100
/** What every case has. */
const COMMON = [
  ['no', 18, 'text'],
  ['registeredAt', 16, 'time'],
  ['registeredBy', 10, 'text'],
  ['customer', 24, 'text'],
  ['state', 12, 'text'],
] as const
const OWN_WIDTH = 16

interface Asked {
  readonly year: number
  readonly by: { readonly name: string }
  readonly at: Date
  readonly count: number
}

/** The workbook: what it is called, who asked for it when (domain.md 8), and its columns. */
export const listTask = (type: Listed, { year, by, at, count }: Asked, wording: Pick<Wording, 'phrase'>): WorkbookTask => ({
  type: 'workbook',
  title: wording.phrase(`${type.kind}.list.title`, { year }),
  by: wording.phrase('cases.list.by', { name: by.name, at: at.toISOString(), count }),
  columns: columnsOf(type, wording),
})

const columnsOf = ({ kind, listed = [] }: Listed, { phrase }: Pick<Wording, 'phrase'>): Column[] => [
  ...COMMON.map(([name, width, format]) => ({ title: phrase(`cases.list.${name}`), width, format })),
  ...listed.map((field) => ({ title: phrase(`${kind}.fieldNames.${field}`), width: OWN_WIDTH, format: 'text' as const })),
]

/** Of one year, by the day of registration in Asia/Shanghai. */
export const ofYear = (kind: string, year: number, visible: CaseFilter): CaseFilter => ({
  $and: [{ caseKind: kind, registeredAt: { $gte: instant(`${year}-01-01`), $lt: instant(`${year + 1}-01-01`) } }, visible],
})

/** Read batch by batch, in the order of registration. */
export async function* listRows(
  cases: Model<CaseRecord>,
  type: Listed,
  filter: CaseFilter,
  { phrase }: Pick<Wording, 'phrase'>,
): AsyncGenerator<RowsPart> {
  const own = { _id: 1, registeredAt: 1, registeredBy: 1, customer: 1, state: 1, fields: 1 }
  let batch: CellValue[][] = []
  for await (const record of cases.find(filter, own).sort({ registeredAt: 1 }).lean<CaseRecord>().cursor()) {
    batch.push(readableRow(record, type, phrase))
    if (batch.length < BATCH) continue
    yield batch
    batch = []
  }
  if (batch.length > 0) yield batch
}

/** A record that is damaged stands in its line by its number, and keeps nobody from the others. */
function readableRow(record: CaseRecord, type: Listed, phrase: Wording['phrase']): CellValue[] {
  try {
    return rowOf(record, type, phrase)
  } catch {
    return [record._id, null, '', '', phrase('ledger.damaged')]
  }
}

function rowOf(
  { _id, registeredAt, registeredBy, customer, state, fields = {} }: CaseRecord,
  { kind, listed = [] }: Listed,
  phrase: Wording['phrase'],
) {
  const values = new Map<string, unknown>(Object.entries(fields))
  const cell = (value: unknown): CellValue => {
    if (typeof value === 'boolean') return phrase(value ? 'yes' : 'no')
    return typeof value === 'number' || typeof value === 'string' ? value : value instanceof Date ? localAsUtc(value) : null
  }
  return [
    _id,
    localAsUtc(registeredAt),
    registeredBy.name,
    customer?.name ?? '',
    phrase(`${kind}.states.${state}`),
    ...listed.map((field) => cell(values.get(field))),
  ]
}
