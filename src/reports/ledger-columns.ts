/** Which columns a table of complaints has: the yearly ledger, a list of chat, and one for whoever sees complaints from outside. */
import type { Wording } from './form.js'
import type { CellValue, Column } from './making/tasks.js'

const ALL = [
  ['no', 18],
  ['receivedAt', 18],
  ['customer', 30],
  ['plant', 12],
  ['kind', 12],
  ['product', 14],
  ['batchNo', 14],
  ['deliveryNo', 14],
  ['affected', 12],
  ['description', 40],
  ['severity', 10],
  ['registeredBy', 10],
  ['sameDay', 10],
  ['state', 18],
  ['round', 6],
  ['cause', 16],
  ['liability', 10],
  ['plan', 36],
  ['planInTime', 12],
  ['cost', 12],
  ['overall', 12],
  ['closedAt', 18],
] as const
/** Whom to call, beside what the yearly ledger holds. */
const CONTACT = [
  ['complainant', 10],
  ['phone', 16],
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
