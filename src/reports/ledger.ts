/** The yearly ledger 投诉台账 as a workbook. */
import ExcelJS from 'exceljs'
import { latest } from '../complaints/history.js'
import type { Complaint } from '../complaints/model.js'
import type { Values } from '../dialogue/session.js'
import type { Wording } from './form.js'

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
export type LedgerRow = Readonly<Record<LedgerColumn, string | number | Date | null>>

const OFFSET_MS = 8 * 3_600_000
/** Workbooks know no time zone: what is shown is the time in Shanghai. */
const shown = (at: Date | undefined): Date | null => (at ? new Date(at.getTime() + OFFSET_MS) : null)

export function ledgerRow(complaint: Complaint, wording: Wording, plantName: (id: string | undefined) => string): LedgerRow {
  const { details, report, clocks } = complaint
  const field = (name: string, value: Values[string]) =>
    value === undefined ? '' : (wording.field('complaint', name, value)?.value ?? String(value))
  const plan = clocks.findLast(({ id }) => id === 'T3')
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
    affected: field('affectedQty', details.affectedQty),
    description: complaint.description,
    severity: field('severity', complaint.severity),
    registeredBy: complaint.registeredBy.name,
    sameDay: report.sameDayOk === undefined ? '' : wording.phrase(report.sameDayOk ? 'yes' : 'no'),
    state: wording.phrase(`states.${complaint.state}`),
    round: complaint.round,
    cause: complaint.causeCode ? (wording.field('factsWritten', 'causeCode', complaint.causeCode)?.value ?? '') : '',
    liability: complaint.liability ? (wording.field('liabilitySet', 'liability', complaint.liability)?.value ?? '') : '',
    plan: String(latest(complaint, 'planProposed')?.data?.plan ?? latest(complaint, 'explained')?.data?.explanation ?? ''),
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

/** The bytes of an .xlsx with a fixed header, filters on every column and who made it when. */
export async function ledgerToXlsx(rows: readonly LedgerRow[], wording: Wording, made: { title: string; by: string }): Promise<Buffer> {
  const workbook = new ExcelJS.Workbook()
  const sheet = workbook.addWorksheet(made.title.slice(0, 31), {
    views: [{ state: 'frozen', ySplit: 3, xSplit: 1 }],
    pageSetup: { orientation: 'landscape', fitToPage: true, fitToWidth: 1, fitToHeight: 0, paperSize: 9, printTitlesRow: '3:3' },
  })
  const last = LEDGER_COLUMNS.length
  sheet.columns = LEDGER_COLUMNS.map(([key, width]) => ({ key, width }))
  sheet.getCell(1, 1).value = made.title
  sheet.getCell(1, 1).font = { name: '黑体', size: 16, bold: true }
  sheet.getCell(1, 1).alignment = { horizontal: 'center' }
  sheet.mergeCells(1, 1, 1, last)
  sheet.getCell(2, 1).value = made.by
  sheet.mergeCells(2, 1, 2, last)
  const header = sheet.getRow(3)
  LEDGER_COLUMNS.forEach(([key], index) => {
    header.getCell(index + 1).value = wording.phrase(`ledger.${key}`)
  })
  header.eachCell((cell) => {
    cell.font = { name: '宋体', bold: true }
    cell.fill = { type: 'pattern', pattern: 'solid', fgColor: { argb: 'FFE7EEF7' } }
    cell.alignment = { horizontal: 'center', vertical: 'middle', wrapText: true }
  })
  for (const row of rows) sheet.addRow(row)
  sheet.eachRow((row, number) => {
    if (number < 3) return
    row.eachCell({ includeEmpty: true }, (cell) => {
      cell.border = { top: { style: 'thin' }, bottom: { style: 'thin' }, left: { style: 'thin' }, right: { style: 'thin' } }
      if (number > 3) cell.alignment = { vertical: 'top', wrapText: true }
    })
  })
  for (const key of ['receivedAt', 'closedAt']) sheet.getColumn(key).numFmt = 'yyyy-mm-dd hh:mm'
  sheet.getColumn('cost').numFmt = '#,##0.00'
  sheet.autoFilter = { from: { row: 3, column: 1 }, to: { row: 3 + rows.length, column: last } }
  return Buffer.from(await workbook.xlsx.writeBuffer())
}
