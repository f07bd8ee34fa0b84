/** Which columns a table of complaints has: the yearly ledger, a list of chat, and one for whoever sees complaints from outside. */
import type { Wording } from './form.js'
import type { CellValue, Column } from './making/tasks.js'

/** Widths in characters: together they can be read on A3. */
const ALL = [
  ['no', 17],
  ['receivedAt', 17],
  ['customer', 24],
  ['plant', 10],
  ['kind', 10],
  ['product', 11],
  ['batchNo', 12],
  ['deliveryNo', 12],
  ['affected', 10],
  ['description', 32],
  ['severity', 8],
  ['registeredBy', 9],
  ['sameDay', 8],
  ['state', 12],
  ['round', 5],
  ['cause', 11],
  ['liability', 8],
  ['plan', 30],
  ['planInTime', 8],
  ['cost', 11],
  ['overall', 9],
  ['closedAt', 17],
] as const
/** Whom to call, beside what the yearly ledger holds. */
const CONTACT = [
  ['complainant', 8],
  ['phone', 14],
] as const
/** All that somebody may read who sees a complaint from outside. */
const SEEN_OUTSIDE: ReadonlySet<string> = new Set<LedgerColumn>([
  ...(['no', 'receivedAt', 'customer', 'complainant', 'phone', 'kind', 'product'] as const),
  ...(['batchNo', 'deliveryNo', 'affected', 'description', 'state'] as const),
])

export type LedgerColumn = (typeof ALL | typeof CONTACT)[number][0]
export type LedgerRow = Readonly<Record<LedgerColumn, CellValue>>
export interface LedgerColumns {
  /** In order, with their widths. */
  readonly columns: readonly (readonly [LedgerColumn, number])[]
  /** Where the texts name them. */
  readonly names: string
}

export const isSeenOutside = (column: string): boolean => SEEN_OUTSIDE.has(column)

export const LEDGER: LedgerColumns = { columns: ALL, names: 'ledger' }
export const LIST: LedgerColumns = { columns: [...ALL.slice(0, 3), ...CONTACT, ...ALL.slice(3)], names: 'ledger' }
export const OUTSIDE: LedgerColumns = { columns: LIST.columns.filter(([key]) => isSeenOutside(key)), names: 'lists.outside' }

const FORMATS: Partial<Record<LedgerColumn, Column['format']>> = { receivedAt: 'time', closedAt: 'time', cost: 'money' }

export const columnsOf = ({ columns, names }: LedgerColumns, { phrase }: Pick<Wording, 'phrase'>): Column[] =>
  columns.map(([key, width]) => ({ title: phrase(`${names}.${key}`), width, format: FORMATS[key] ?? 'text' }))
