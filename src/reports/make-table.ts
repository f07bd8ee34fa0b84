/** Lists as workbooks: complaints by the columns of the ledger, what somebody has to do by what it is and until when. */
import { Readable } from 'node:stream'
import type { Model } from 'mongoose'
import { localAsUtc } from '../calendar/local-time.js'
import type { ListedCase } from '../cases/listed-cases.js'
import type { Access } from '../complaints/access.js'
import type { Complaint } from '../complaints/model.js'
import { type Notice, say } from '../delivery/notice.js'
import { NotAllowedError, UserFacingError } from '../errors.js'
import type { Person } from '../people/person.js'
import type { FormContext } from './form.js'
import { columnsOf, type LedgerColumns } from './ledger-columns.js'
import { type LedgerQuery, ledgerRows } from './ledger-rows.js'
import type { Store } from './make-forms.js'
import type { CellValue, Column, RowsPart, WorkbookTask } from './making/tasks.js'
import type { FileRequest } from './requests.js'

export const XLSX = 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet'

export interface MakeTableDeps {
  readonly complaints: Model<Complaint>
  readonly access: Pick<Access, 'viewFor'>
  readonly form: FormContext
  readonly store: Store
}

/** How it is called, and what it is of. */
export interface Table {
  readonly title: string
  readonly count: number
  readonly query: LedgerQuery
  readonly of: LedgerColumns
}

export function createMakeTable({ complaints, access, form, store }: MakeTableDeps) {
  const { phrase } = form.wording

  /** @param reader as whom it is read: what they may not see of a complaint is left out, and phone numbers that are not theirs are masked */
  async function complaintTable(request: FileRequest, reader: Person, { title, count, query, of }: Table): Promise<Notice> {
    const view = await access.viewFor(reader)
    const task = taskOf(request, title, count, columnsOf(of, form.wording))
    return write(request, task, ledgerRows(complaints, query, form.wording, form.plantName, { ...of, view }))
  }

  /** What each case wants of somebody is what its card in chat says. */
  async function caseTable(request: FileRequest, name: string, cases: AsyncIterable<ListedCase>): Promise<Notice[]> {
    const rows: CellValue[][] = []
    for await (const one of cases) rows.push(rowOf(one, request.at))
    if (rows.length === 0) throw new UserFacingError('lists.none')
    const title = phrase(`lists.${name}`)
    const file = await write(request, taskOf(request, title, rows.length, columns()), [rows])
    return [say('lists.made', { title, count: rows.length }), file]
  }

  const taskOf = ({ by, at }: FileRequest, title: string, count: number, all: readonly Column[]): WorkbookTask => ({
    type: 'workbook',
    title,
    by: phrase('ledger.by', { name: by.name, at: at.toISOString(), count }),
    columns: all,
  })

  const write = ({ run }: FileRequest, task: WorkbookTask, rows: AsyncIterable<RowsPart> | readonly RowsPart[]): Promise<Notice> =>
    store(`${run}.table`, `${fileNameOf(task.title)}.xlsx`, XLSX, task, Readable.from(rows))

  const columns = (): Column[] =>
    (
      [
        ['cases.list.no', 18, 'text'],
        ['lists.what', 24, 'text'],
        ['cases.list.customer', 24, 'text'],
        ['cases.list.state', 18, 'text'],
        ['lists.dueAt', 16, 'time'],
        ['lists.isLate', 8, 'text'],
        ['cases.list.registeredBy', 10, 'text'],
        ['lists.inPlaceOf', 10, 'text'],
      ] as const
    ).map(([title, width, format]) => ({ title: phrase(title), width, format }))

  function rowOf({ record, card }: ListedCase, at: Date): CellValue[] {
    const { _id: no, caseKind, customer, state, nextDueAt, overdueAt, registeredBy } = record
    return [
      no,
      phrase(card.title.key, card.title.values),
      customer?.name ?? '',
      phrase(`${caseKind}.states.${state}`),
      nextDueAt ? localAsUtc(nextDueAt) : null,
      overdueAt && overdueAt < at ? phrase('yes') : '',
      registeredBy.name,
      card.inPlaceOf ?? '',
    ]
  }

  return { complaintTable, caseTable }
}

/** True for a list of cases of every kind; it speaks in the words of the house. @throws NotAllowedError for whoever is not of ours */
export function isCaseList(list: string, { side }: Pick<Person, 'side'>): list is 'tasks' | 'late' {
  if (list !== 'tasks' && list !== 'late') return false
  if (side !== 'staff') throw new NotAllowedError('digest.notAllowed')
  return true
}

const LONGEST_FILE_NAME = 60
/** What people asked for may hold what no name of a file may. */
export const fileNameOf = (title: string): string =>
  [...title.replace(/[\\/:*?"<>|\p{C}\s]+/gu, ' ').trim()].slice(0, LONGEST_FILE_NAME).join('')
