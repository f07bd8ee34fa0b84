/** The yearly ledger 投诉台账 as a workbook. */
import { localAsUtc } from '../calendar/local-time.js'
import { latest } from '../cases/history.js'
import { clockFor } from '../complaints/history.js'
import type { Complaint } from '../complaints/model.js'
import type { Values } from '../dialogue/session.js'
import type { Wording } from './form.js'
import type { CellValue, Column } from './making/tasks.js'

/** Columns in order; each has a name under `ledger` in the texts. */
export const LEDGER_COLUMNS = [
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
export type LedgerColumn = (typeof LEDGER_COLUMNS)[number][0]
export type LedgerRow = Readonly<Record<LedgerColumn, CellValue>>

const FORMATS: Partial<Record<LedgerColumn, Column['format']>> = { receivedAt: 'time', closedAt: 'time', cost: 'money' }
export const ledgerColumns = (wording: Wording): Column[] =>
  LEDGER_COLUMNS.map(([key, width]) => ({ title: wording.phrase(`ledger.${key}`), width, format: FORMATS[key] ?? 'text' }))

/** Workbooks know no time zone: what is shown is the time in Shanghai. */
const shown = (at: Date | undefined): Date | null => (at ? localAsUtc(at) : null)

/** What of a record stands in its row. */
export type LedgerEntry = Pick<
  Complaint,
  | '_id'
  | 'receivedAt'
  | 'customer'
  | 'plant'
  | 'kind'
  | 'product'
  | 'details'
  | 'kindData'
  | 'description'
  | 'severity'
  | 'registeredBy'
  | 'report'
  | 'state'
  | 'round'
  | 'causeCode'
  | 'liability'
  | 'overall'
  | 'callbackOutcome'
  | 'closedAt'
  | 'events'
  | 'clocks'
>

export function ledgerRow(complaint: LedgerEntry, wording: Wording, plantName: (id: string | undefined) => string): LedgerRow {
  const { details, kindData, report } = complaint
  const field = (name: string, value: Values[string]) =>
    value === undefined ? '' : (wording.field('complaint', name, value)?.value ?? String(value))
  const plan = clockFor(complaint, 'planProposed')
  const cost = latest(complaint, 'filingSubmitted')?.data?.cost
  return {
    no: complaint._id,
    receivedAt: shown(complaint.receivedAt),
    customer: complaint.customer.name,
    plant: plantName(complaint.plant),
    kind: field('kind', complaint.kind),
    product: field('product', complaint.product),
    batchNo: field('batchNo', details.batchNo),
    deliveryNo: field('deliveryNo', details.deliveryNo),
    affected:
      typeof kindData.affectedTonnes === 'number'
        ? wording.phrase('forms.quantity', { amount: { value: kindData.affectedTonnes, unit: 't' } })
        : field('affectedQty', details.affectedQty),
    description: complaint.description,
    severity: field('severity', complaint.severity),
    registeredBy: complaint.registeredBy.name,
    sameDay: report.sameDayOk === undefined ? '' : wording.phrase(report.sameDayOk ? 'yes' : 'no'),
    state: wording.phrase(`complaint.states.${complaint.state}`),
    round: complaint.round,
    cause: complaint.causeCode ? (wording.field('factsWritten', 'causeCode', complaint.causeCode)?.value ?? '') : '',
    liability: complaint.liability ? (wording.field('liabilitySet', 'liability', complaint.liability)?.value ?? '') : '',
    plan: latest(complaint, 'planProposed')?.data?.plan ?? latest(complaint, 'explained')?.data?.explanation ?? '',
    planInTime: plan?.stoppedAt ? wording.phrase(plan.stoppedAt <= plan.legalEndAt ? 'yes' : 'no') : '',
    cost: typeof cost === 'number' ? cost : null,
    overall: complaint.overall
      ? wording.phrase(`ratings.${complaint.overall}.label`)
      : complaint.callbackOutcome === 'unreachable'
        ? wording.phrase('ledger.unreachable')
        : '',
    closedAt: shown(complaint.closedAt),
  }
}
