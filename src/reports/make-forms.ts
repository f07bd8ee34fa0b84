/** Forms 2 and 3 of a complaint, with its annexes. */
import { allOf } from '../cases/history.js'
import { type Evidence, evidenceOf } from '../complaints/evidence.js'
import type { Complaint } from '../complaints/model.js'
import type { FileStore } from '../database/files.js'
import type { Notice } from '../delivery/notice.js'
import type { Organisation } from '../people/organisation.js'
import { annexBytes } from './annex-bytes.js'
import { type FormContext, fillForm } from './form.js'
import type { Layout } from './layout.js'
import type { FormTask, Part, Task } from './making/tasks.js'
import { type FileRequest, TRIES } from './requests.js'

export const DOCX = 'application/vnd.openxmlformats-officedocument.wordprocessingml.document'
/** More get a further volume, so that each stays legible and the document can be sent. */
const PHOTOS_A_DOCUMENT = 40

type FormName = 'form2' | 'form3'
export type FileNotice = Extract<Notice, { type: 'file' }>
export type Store = (key: string, name: string, contentType: string, task: Task, parts?: AsyncIterable<Part>) => Promise<FileNotice>

export interface MakeFormsDeps {
  readonly layouts: Readonly<Record<FormName, Layout>>
  readonly numbers: Organisation['forms']
  readonly form: FormContext
  /** False while one of these files is still being fetched from the platform. */
  readonly areFetched: (fileIds: readonly string[]) => Promise<boolean>
  readonly files: Pick<FileStore, 'open'>
  readonly store: Store
  /** The same as PDF; nothing where that is not possible. */
  readonly asPdf: (docx: FileNotice) => Promise<readonly FileNotice[]>
}

export function createMakeForms({ layouts, numbers, form, areFetched, files, store, asPdf }: MakeFormsDeps) {
  const { phrase } = form.wording

  /** Form 2 of each round, and form 3 of each in which the customer was called; for whoever asked as PDF too. */
  return async function makeForms(request: FileRequest, complaint: Complaint, rounds: readonly number[]): Promise<Notice[]> {
    const annexed = rounds.flatMap((round) => evidenceOf(complaint, round))
    const mayWait = request.attempts + 1 < TRIES
    if (mayWait && !(await areFetched(annexed.map(({ id }) => id)))) throw new Error(`photos of ${complaint._id} are still being fetched`)
    const wanted = rounds.flatMap((round) => [
      ...volumesOf(evidenceOf(complaint, round)).map((annexes, volume) => ({ name: 'form2' as const, round, volume, annexes })),
      ...(isCalled(complaint, round) ? [{ name: 'form3' as const, round, volume: 0, annexes: [] }] : []),
    ])
    const notices: FileNotice[] = []
    for (const { name, round, volume, annexes } of wanted) {
      const { annex, title } = layouts[name]
      const task: FormTask = {
        type: 'form',
        ...(volume === 0 && { form: fillForm(layouts[name], complaint, form, round) }),
        company: form.company,
        annex,
        title,
        foot: { ...numbers[name], no: complaint._id, made: madeBy(request, phrase), page: phrase('forms.page') },
        wording: { signLine: phrase('forms.signLine'), unreadable: phrase('forms.unreadable') },
        photos: annexes.length,
      }
      const more = volume > 0 ? `-${phrase('forms.volume', { count: volume + 1 })}` : ''
      const key = `${request.run}.${name}.${round}.${volume}`
      notices.push(await store(key, `${complaint._id}-${round}-${title}${more}.docx`, DOCX, task, annexBytes(annexes, { files, phrase })))
    }
    if (request.role) return notices
    // behind all of them: that one of them could not be made moves no other when the request runs again
    const pdfs: FileNotice[] = []
    for (const docx of notices) pdfs.push(...(await asPdf(docx)))
    return [...notices, ...pdfs]
  }
}

/** What is exported says who had it made and when (domain.md 8); what the bot sends by itself names nobody. */
export const madeBy = ({ by, role, at }: FileRequest, phrase: FormContext['wording']['phrase']): string =>
  phrase(role ? 'forms.madeAlone' : 'forms.made', { name: by.name, at: at.toISOString() })

export const roundsOf = ({ round }: Pick<Complaint, 'round'>): number[] => Array.from({ length: round }, (_, index) => index + 1)

const isCalled = (complaint: Complaint, round: number): boolean =>
  allOf(complaint, 'calledBack', round).length + allOf(complaint, 'callAttempted', round).length > 0

const volumesOf = (annexes: readonly Evidence[]): (readonly Evidence[])[] =>
  Array.from({ length: Math.max(1, Math.ceil(annexes.length / PHOTOS_A_DOCUMENT)) }, (_, volume) =>
    annexes.slice(volume * PHOTOS_A_DOCUMENT, (volume + 1) * PHOTOS_A_DOCUMENT),
  )
