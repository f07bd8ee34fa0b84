/** From what was asked for to stored files and the messages that bring them. */
import type { Model } from 'mongoose'
import { instant } from '../calendar/index.js'
import type { CaseRecord } from '../cases/case.js'
import type { EveryKind } from '../cases/every-kind.js'
import type { CaseService } from '../cases/service.js'
import { contactOf } from '../channels/channel.js'
import { type Access, inPlants, plantsOf, scopeOf } from '../complaints/access.js'
import type { Complaint } from '../complaints/model.js'
import type { FileContent, FileStore } from '../database/files.js'
import { type Notice, say } from '../delivery/notice.js'
import { NotAllowedError, UserFacingError } from '../errors.js'
import type { Person } from '../people/person.js'
import { listRows, listTask, ofYear } from './case-list.js'
import type { Digest } from './digest.js'
import type { FigureQueries } from './figures.js'
import { LEDGER, LIST, OUTSIDE } from './ledger-columns.js'
import type { LedgerQuery } from './ledger-rows.js'
import type { Listings } from './listing.js'
import { createMakeCustomerCode, type MakeCustomerCodeDeps } from './make-customer-code.js'
import { createMakeFigures, type MakeFiguresDeps } from './make-figures.js'
import { createMakeForms, type FileNotice, type MakeFormsDeps } from './make-forms.js'
import { createMakeLetter } from './make-letter.js'
import { createMakeMinutes } from './make-minutes.js'
import { createMakePack, type MakePackDeps } from './make-pack.js'
import { createMakeTable, isCaseList, XLSX } from './make-table.js'
import type { Maker } from './making/maker.js'
import type { Pdf } from './making/pdf.js'
import type { Part, Task } from './making/tasks.js'
import type { FileRequest, Wanted } from './requests.js'

export interface MakeFilesDeps
  extends Omit<MakeFormsDeps, 'store' | 'asPdf'>,
    Pick<MakeFiguresDeps, 'shipments' | 'calendar' | 'organisation' | 'fontFile'>,
    Pick<MakePackDeps, 'records'>,
    Pick<MakeCustomerCodeDeps, 'customers' | 'invite' | 'codes'> {
  readonly figures: Pick<FigureQueries, 'count'>
  readonly digestFor: Digest['digestFor']
  readonly access: Pick<Access, 'viewFor' | 'readable'>
  readonly listings: Listings
  readonly complaints: Model<Complaint>
  readonly cases: Model<CaseRecord>
  /** A kind of case, connected. @throws Error where there is none of that name */
  readonly serviceOf: (kind: string) => Pick<CaseService, 'type' | 'visibleTo'>
  /** All that a person has to do, and what they may see that is late and no complaint. */
  readonly tasksOf: EveryKind['tasksOf']
  readonly lateOf: EveryKind['lateOf']
  /** With the rights that the person has now. */
  readonly personOf: (id: string) => Promise<Person>
  readonly files: Pick<FileStore, 'store' | 'open'>
  readonly maker: Pick<Maker, 'make'>
  /** Absent where LibreOffice is not installed. */
  readonly pdf?: Pick<Pdf, 'toPdf'>
  readonly now: () => Date
}

const PDF = 'application/pdf'
const KEPT_MS = 30 * 86_400_000
const LEDGER_READERS = ['CS', 'MKT_HEAD', 'QC_HEAD', 'GM'] as const

export function createMakeFiles(deps: MakeFilesDeps) {
  const { figures, digestFor, access, listings, cases, tasksOf, lateOf, serviceOf, personOf, form, files, maker, pdf, now } = deps
  const { phrase } = form.wording
  const { complaintTable, caseTable } = createMakeTable({ ...deps, store })
  const makeFigures = createMakeFigures({ ...deps, store })
  const makePack = createMakePack({ ...deps, keep })
  const makeForms = createMakeForms({ ...deps, store, asPdf })
  const makeLetter = createMakeLetter({ ...deps, store })
  const makeMinutes = createMakeMinutes({ ...deps, store })
  const makeCustomerCode = createMakeCustomerCode({ ...deps, store })

  async function makeFiles(request: FileRequest): Promise<readonly Notice[]> {
    const { wanted } = request
    switch (wanted.kind) {
      case 'forms':
        return makeForms(request, await readableBy(request, wanted.no), wanted.rounds)
      case 'letter':
        return makeLetter(request, await readableBy(request, wanted.no))
      case 'minutes':
        return minutesOf(request, wanted.no)
      case 'ledger':
        return ledgerOf(request, wanted)
      case 'openList':
        return openListOf(request)
      case 'table':
        return tableOf(request, wanted)
      case 'pack':
        return makePack(request, await readerOf(request), wanted.list)
      case 'figures':
        return makeFigures(request, await readerOf(request), wanted.words)
      case 'caseList':
        return caseListOf(request, wanted)
      case 'digest':
        return digestOf(request, wanted)
      case 'customerCode':
        return makeCustomerCode(request, await readerOf(request), wanted.customer)
    }
  }

  /** With the rights of now: whoever has lost a role since they asked gets what they still may see, or hears that they may not. */
  const readerOf = async ({ by, role }: FileRequest): Promise<Person> =>
    role ? { ...by, side: 'staff', contacts: [], roles: [{ role }] } : personOf(by.id)

  async function readableBy(request: FileRequest, no: string): Promise<Complaint> {
    const reader = await readerOf(request)
    return access.readable(no, reader, 'exportForms', contactOf(reader.contacts[0] ?? reader.id).channel)
  }

  const minutesOf = async (request: FileRequest, no: string) =>
    makeMinutes(request, no, await serviceOf('meeting').visibleTo(await readerOf(request)))

  /** 台账 2026年: who asked and when stands in the file (domain.md 8). */
  async function ledgerOf(request: FileRequest, { year }: Extract<Wanted, { kind: 'ledger' }>): Promise<Notice[]> {
    const reader = await readerOf(request)
    const plants = ledgerScopeOf(reader)
    const query = inYear(year)
    const count = await figures.count(plants, query.filter)
    const title = phrase('ledger.title', { year })
    const file = await complaintTable(request, reader, { title, count, query: within(plants, query), of: LEDGER })
    return [say('ledger.made', { year, count }), file]
  }

  /** Every open complaint in somebody's scope. */
  async function openListOf(request: FileRequest): Promise<Notice[]> {
    const reader = await readerOf(request)
    const plants = listScopeOf(reader)
    const query = { filter: { isOpen: true }, sort: { nextDueAt: 1 }, hint: { caseKind: 1, isOpen: 1, nextDueAt: 1 } } as const
    const count = await figures.count(plants, query.filter)
    const title = phrase('digest.listFile', { at: request.at.toISOString() })
    return [await complaintTable(request, reader, { title, count, query: within(plants, query), of: LEDGER })]
  }

  /** A list that chat shows, as it stood when the file was asked for, with the rights of now. */
  async function tableOf(request: FileRequest, { list }: Extract<Wanted, { kind: 'table' }>): Promise<Notice[]> {
    const reader = await readerOf(request)
    if (isCaseList(list, reader)) return caseTable(request, list, (list === 'tasks' ? tasksOf : lateOf)(reader, request.at))
    const { title, filter, sort, view } = await listings.named(list, reader, request.at)
    const count = await figures.count(undefined, filter)
    if (count === 0) throw new UserFacingError('lists.none')
    const file = await complaintTable(request, reader, { title, count, query: { filter, sort }, of: view.isInside ? LIST : OUTSIDE })
    return [say('lists.made', { title, count }), file]
  }

  /** 礼品台账 2026年, and the like of other kinds: what the reader may see, and who asked when. */
  async function caseListOf(request: FileRequest, { caseKind, year }: Extract<Wanted, { kind: 'caseList' }>): Promise<Notice[]> {
    const { type, visibleTo } = serviceOf(caseKind)
    const filter = ofYear(caseKind, year, await visibleTo(await readerOf(request)))
    const count = await cases.countDocuments(filter)
    if (count === 0) return [say(`${caseKind}.list.none`, { year })]
    const task = listTask(type, { ...request, year, count }, form.wording)
    return [await store(`${request.run}.list`, `${task.title}.xlsx`, XLSX, task, listRows(cases, type, filter, form.wording))]
  }

  /** The figures of when they were asked for. */
  async function digestOf(request: FileRequest, { word }: Extract<Wanted, { kind: 'digest' }>): Promise<readonly Notice[]> {
    const reader = await readerOf(request)
    listScopeOf(reader)
    return digestFor(reader, word, request.at)
  }

  async function store(key: string, name: string, contentType: string, task: Task, parts?: AsyncIterable<Part>): Promise<FileNotice> {
    return keep(key, name, contentType, maker.make(task, parts))
  }

  async function asPdf(docx: FileNotice): Promise<readonly FileNotice[]> {
    const bytes = await pdf?.toPdf((await files.open(docx.fileId)).stream)
    return bytes ? [await keep(`${docx.fileId}.pdf`, docx.name.replace(/docx$/, 'pdf'), PDF, bytes)] : []
  }

  async function keep(key: string, name: string, contentType: string, bytes: FileContent['bytes']): Promise<FileNotice> {
    await files.store(key, { bytes, name, contentType, expiresAt: new Date(now().getTime() + KEPT_MS) })
    return { type: 'file', kind: contentType.startsWith('image/') ? 'image' : 'file', fileId: key, name }
  }

  return makeFiles
}

/** @throws NotAllowedError where somebody may not have the ledger of any plant */
export function ledgerScopeOf(person: Person): readonly string[] | undefined {
  const plants = plantsOf(person, LEDGER_READERS)
  if (plants?.length === 0) throw new NotAllowedError('ledger.notAllowed', { roles: [...LEDGER_READERS] })
  return plants
}

/** @throws NotAllowedError where somebody may not see the list of any plant */
export function listScopeOf(person: Person): readonly string[] | undefined {
  const plants = scopeOf(person)
  if (plants?.length === 0) throw new NotAllowedError('digest.notAllowed')
  return plants
}

export const inYear = (year: number): LedgerQuery => ({
  filter: { registeredAt: { $gte: instant(`${year}-01-01`), $lt: instant(`${year + 1}-01-01`) } },
  sort: { registeredAt: 1 },
  hint: { caseKind: 1, registeredAt: -1 },
})

const within = (plants: readonly string[] | undefined, query: LedgerQuery): LedgerQuery =>
  plants ? { ...query, filter: { ...query.filter, ...inPlants(plants) } } : query
