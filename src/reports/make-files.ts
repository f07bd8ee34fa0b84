/** From what was asked for to stored files and the messages that bring them. */
import type { Model } from 'mongoose'
import { instant } from '../calendar/index.js'
import type { CaseRecord } from '../cases/case.js'
import { allOf, latest } from '../cases/history.js'
import type { CaseService } from '../cases/service.js'
import { contactOf } from '../channels/channel.js'
import { type Access, inPlants, scopeOf } from '../complaints/access.js'
import type { Complaint } from '../complaints/model.js'
import { FileNotStoredError, type FileStore } from '../database/files.js'
import { type Notice, say } from '../delivery/notice.js'
import { NotAllowedError } from '../errors.js'
import type { Person } from '../people/person.js'
import { listRows, listTask, ofYear } from './case-list.js'
import type { Digest } from './digest.js'
import type { FigureQueries } from './figures.js'
import { type FormContext, fillForm, type Layout } from './form.js'
import { ledgerColumns } from './ledger.js'
import { type LedgerQuery, ledgerRows } from './ledger-rows.js'
import type { Maker } from './making/maker.js'
import type { Part, PhotoPart, Task } from './making/tasks.js'
import { type FileRequest, TRIES, type Wanted } from './requests.js'

export interface MakeFilesDeps {
  readonly figures: Pick<FigureQueries, 'count'>
  readonly digestFor: Digest['digestFor']
  readonly access: Pick<Access, 'viewFor' | 'readable'>
  readonly complaints: Model<Complaint>
  readonly cases: Model<CaseRecord>
  /** A kind of case, connected. @throws Error where there is none of that name */
  readonly serviceOf: (kind: string) => Pick<CaseService, 'type' | 'visibleTo'>
  /** With the rights that the person has now. */
  readonly personOf: (id: string) => Promise<Person>
  /** False while one of these files is still being fetched from the platform. */
  readonly areFetched: (fileIds: readonly string[]) => Promise<boolean>
  readonly layouts: { readonly form2: Layout; readonly form3: Layout }
  readonly form: FormContext
  readonly files: Pick<FileStore, 'store' | 'open'>
  readonly maker: Pick<Maker, 'make'>
  readonly now: () => Date
}

const DOCX = 'application/vnd.openxmlformats-officedocument.wordprocessingml.document'
const XLSX = 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet'
const KEPT_MS = 30 * 86_400_000
/** More get a further volume, so that each stays legible and the document can be sent. */
const PHOTOS_A_DOCUMENT = 40
const LEDGER_READERS = ['CS', 'MKT_HEAD', 'QC_HEAD', 'GM'] as const

export function createMakeFiles(deps: MakeFilesDeps) {
  const { figures, digestFor, access, complaints, cases, serviceOf, personOf, areFetched, layouts, form, files, maker, now } = deps
  const { phrase } = form.wording

  async function makeFiles(request: FileRequest): Promise<readonly Notice[]> {
    const { wanted } = request
    switch (wanted.kind) {
      case 'forms':
        return formsOf(request, await readableBy(request, wanted.no), wanted.rounds)
      case 'letter':
        return letterOf(request, await readableBy(request, wanted.no))
      case 'ledger':
        return ledgerOf(request, wanted)
      case 'openList':
        return openListOf(request)
      case 'caseList':
        return caseListOf(request, wanted)
      case 'digest':
        return digestOf(request, wanted)
    }
  }

  /** With the rights of now: whoever has lost a role since they asked gets what they still may see, or hears that they may not. */
  const readerOf = async ({ by, role }: FileRequest): Promise<Person> =>
    role ? { ...by, side: 'staff', contacts: [], roles: [{ role }] } : personOf(by.id)

  async function readableBy(request: FileRequest, no: string): Promise<Complaint> {
    const reader = await readerOf(request)
    return access.readable(no, reader, 'exportForms', contactOf(reader.contacts[0] ?? reader.id).channel)
  }

  /** Form 2 of each round, and form 3 of each in which the customer was called. */
  async function formsOf({ run, attempts }: FileRequest, complaint: Complaint, rounds: readonly number[]): Promise<Notice[]> {
    const photos = photosOf(complaint)
    const mayWait = attempts + 1 < TRIES
    if (mayWait && !(await areFetched(photos.map(({ id }) => id)))) throw new Error(`photos of ${complaint._id} are still being fetched`)
    const isCalled = (round: number) => allOf(complaint, 'calledBack', round).length + allOf(complaint, 'callAttempted', round).length > 0
    const wanted = rounds.flatMap((round) => [
      ...volumes(layouts.form2, round, photos),
      ...(isCalled(round) ? [{ layout: layouts.form3, round, volume: 0, photos: [] }] : []),
    ])
    const notices: Notice[] = []
    for (const { layout, round, volume, photos: annex } of wanted) {
      const filled = fillForm(layout, complaint, form, round)
      const task: Task = {
        type: 'form',
        ...(volume === 0 && { form: filled }),
        company: form.company,
        title: filled.title,
        footer: filled,
        wording: {
          annex: phrase('forms.annex'),
          page: phrase('forms.page'),
          signLine: phrase('forms.signLine'),
          unreadable: phrase('forms.unreadable'),
        },
        photos: annex.length,
      }
      const name = `${complaint._id}-${round}-${layout.title}${volume > 0 ? `-${phrase('forms.volume', { count: volume + 1 })}` : ''}.docx`
      notices.push(await store(`${run}.${layout.number}.${round}.${volume}`, name, DOCX, task, bytesOf(annex)))
    }
    return notices
  }

  const volumes = (layout: Layout, round: number, photos: readonly PhotoRef[]) =>
    Array.from({ length: Math.max(1, Math.ceil(photos.length / PHOTOS_A_DOCUMENT)) }, (_, volume) => ({
      layout,
      round,
      volume,
      photos: photos.slice(volume * PHOTOS_A_DOCUMENT, (volume + 1) * PHOTOS_A_DOCUMENT),
    }))

  /** Each photo under its name; one that is lost, or that does not come, is only named. */
  async function* bytesOf(photos: readonly PhotoRef[]): AsyncGenerator<PhotoPart> {
    for (const { id, count } of photos) {
      yield { photo: phrase('forms.photo', { count }) }
      try {
        for await (const piece of (await files.open(id)).stream) yield piece
      } catch (error) {
        if (!(error instanceof FileNotStoredError)) throw error
      }
    }
  }

  /** The written reply (R19.3.b): a draft until the head of quality has signed it. */
  async function letterOf({ run }: FileRequest, complaint: Complaint): Promise<Notice[]> {
    const explained = latest(complaint, 'explained')
    if (explained?.data?.replyNeeded !== true) return []
    const signed = latest(complaint, 'replySigned')
    const values = {
      ...latest(complaint, 'factsWritten')?.data,
      ...explained.data,
      no: complaint._id,
      customer: complaint.customer.name,
      description: complaint.description,
      receivedAt: complaint.receivedAt.toISOString(),
    }
    const line = (name: string, more = {}) => phrase(`forms.letter.${name}`, { ...values, ...more })
    const task: Task = {
      type: 'letter',
      company: form.company,
      title: line('title'),
      number: line('number'),
      paragraphs: [line('to'), line('body'), line('cause'), line('explanation'), line('thanks')],
      signature: [
        form.company,
        signed ? line('signature', { name: signed.by?.name ?? '' }) : line('draft'),
        phrase('forms.day', { at: (signed ?? explained).at.toISOString() }),
      ],
    }
    return [await store(`${run}.letter`, `${explained.data.replyNo}-${line('title')}.docx`, DOCX, task)]
  }

  /** 台账 2026年: who asked and when stands in the file (domain.md 8). */
  async function ledgerOf(request: FileRequest, { year }: Extract<Wanted, { kind: 'ledger' }>): Promise<Notice[]> {
    const reader = await readerOf(request)
    const plants = ledgerScopeOf(reader)
    const query = inYear(year)
    const count = await figures.count(plants, query.filter)
    const file = await table(request, reader, phrase('ledger.title', { year }), count, within(plants, query))
    return [say('ledger.made', { year, count }), file]
  }

  /** Every open complaint in somebody's scope. */
  async function openListOf(request: FileRequest): Promise<Notice[]> {
    const reader = await readerOf(request)
    const plants = listScopeOf(reader)
    const query = { filter: { isOpen: true }, sort: { nextDueAt: 1 }, hint: { caseKind: 1, isOpen: 1, nextDueAt: 1 } } as const
    const count = await figures.count(plants, query.filter)
    return [await table(request, reader, phrase('digest.listFile', { at: request.at.toISOString() }), count, within(plants, query))]
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
    return (await digestFor(reader, word, request.at)).notices
  }

  async function table({ run, by, at }: FileRequest, reader: Person, title: string, count: number, query: LedgerQuery): Promise<Notice> {
    const { shown } = await access.viewFor(reader)
    const made = phrase('ledger.by', { name: by.name, at: at.toISOString(), count })
    const task: Task = { type: 'workbook', title, by: made, columns: ledgerColumns(form.wording) }
    return store(`${run}.table`, `${title}.xlsx`, XLSX, task, ledgerRows(complaints, query, form.wording, form.plantName, shown))
  }

  async function store(key: string, name: string, contentType: string, task: Task, parts?: AsyncIterable<Part>): Promise<Notice> {
    const expiresAt = new Date(now().getTime() + KEPT_MS)
    await files.store(key, { bytes: maker.make(task, parts), name, contentType, expiresAt })
    return { type: 'file', kind: 'file', fileId: key, name }
  }

  return makeFiles
}

/** @throws NotAllowedError where somebody may not have the ledger of any plant */
export function ledgerScopeOf(person: Person): readonly string[] | undefined {
  const plants = scopeOf(person, LEDGER_READERS)
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

interface PhotoRef {
  readonly id: string
  readonly count: number
}

/** Those it was filed with and those of every event, each once. */
function photosOf({ attachments, events }: Complaint): PhotoRef[] {
  const later = events.flatMap(({ data }) => Object.values(data ?? {}).flatMap((value) => (Array.isArray(value) ? value : [])))
  const all = [...attachments, ...later].filter(
    (one): one is { id: string; kind: string } => typeof one === 'object' && one !== null && 'kind' in one && one.kind === 'image',
  )
  return [...new Set(all.map(({ id }) => id))].map((id, index) => ({ id, count: index + 1 }))
}
