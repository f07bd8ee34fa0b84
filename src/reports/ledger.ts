/** The row of a complaint in the yearly ledger 投诉台账, and in the tables of lists. */
import { localAsUtc } from '../calendar/local-time.js'
import { latest } from '../cases/history.js'
import { customerStateOf } from '../complaints/customer-state.js'
import { clockFor } from '../complaints/history.js'
import type { Complaint } from '../complaints/model.js'
import type { Level, Subject } from '../complaints/view.js'
import type { Values } from '../dialogue/session.js'
import type { Wording } from './form.js'
import { isSeenOutside, type LedgerRow } from './ledger-columns.js'

/** Workbooks know no time zone: what is shown is the time in Shanghai. */
const shown = (at: Date | undefined): Date | null => (at ? localAsUtc(at) : null)

/** What of a record stands in its row, and says who may read it. */
export type LedgerEntry = Subject &
  Pick<
    Complaint,
    | '_id'
    | 'receivedAt'
    | 'complainant'
    | 'phone'
    | 'plant'
    | 'kind'
    | 'product'
    | 'details'
    | 'kindData'
    | 'description'
    | 'severity'
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
    complainant: complaint.complainant ?? '',
    phone: complaint.phone ?? '',
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

/** As much of a row as somebody may read who sees the complaint so far. */
export function rowAt(
  level: Level | undefined,
  row: LedgerRow,
  entry: LedgerEntry,
  { phrase }: Pick<Wording, 'phrase'>,
): Partial<LedgerRow> {
  if (level === 'inside') return row
  const outside = Object.fromEntries(Object.entries(row).filter(([key]) => isSeenOutside(key)))
  return level === 'customer' ? { ...outside, state: phrase('complaint.customerState', { state: customerStateOf(entry) }) } : outside
}
