/** What people ask for as files: forms, the reply letter, the ledger; and the digest. */
import { createHash } from 'node:crypto'
import { dayOf, instant } from '../calendar/index.js'
import { type Readable, scopeOf } from '../complaints/access.js'
import { allOf, latest } from '../complaints/history.js'
import type { Complaint } from '../complaints/model.js'
import type { Records } from '../complaints/records.js'
import { type Notice, say } from '../delivery/notice.js'
import { UserFacingError } from '../errors.js'
import type { Action, Actions } from '../staff/action.js'
import { holdsRole, type Person } from '../staff/person.js'
import type { Digest, Word } from './digest.js'
import { formToDocx, letterToDocx, type Photo } from './docx.js'
import { fillForm, type Layout } from './form.js'
import { ledgerRow, ledgerToXlsx } from './ledger.js'
import { createLists, type ListDeps, restOf } from './lists.js'

export interface ReportActionDeps extends ListDeps {
  readonly digest: Digest
  readonly readable: Readable
  readonly records: Pick<Records, 'perform'>
  readonly layouts: { readonly form2: Layout; readonly form3: Layout }
  readonly files: {
    store(id: string, file: { bytes: Buffer; name: string; contentType: string }): Promise<void>
    read(id: string): Promise<{ bytes: Buffer; name: string }>
  }
}

const DOCX = 'application/vnd.openxmlformats-officedocument.wordprocessingml.document'
const XLSX = 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet'
const LEDGER_ROWS = 20_000
const LEDGER_READERS = ['CS', 'MKT_HEAD', 'QC_HEAD', 'GM'] as const
export const REPORT_BUTTONS = ['exportForms', 'showList', 'sendList', 'listTasks'] as const

export function createReportActions(deps: ReportActionDeps): {
  actions: Actions
  formFiles(complaint: Complaint, rounds: readonly number[]): Promise<Notice[]>
  replyLetter(complaint: Complaint): Promise<Notice | undefined>
} {
  const { figures, digest, readable, access, records, organisation, layouts, form, files } = deps
  const { phrase } = form.wording

  /** 导出 TS-…: form 2 of every round, and form 3 of every round in which the customer was called. */
  const exportForms: Action = async ({ key, reference, facts, by, at, channel }) => {
    const asked = reference ?? restOf(facts)
    if (asked === '') throw new UserFacingError('forms.which')
    const complaint = await readable(asked, by, 'exportForms', channel)
    // every export is logged (domain.md 8)
    await records.perform(complaint._id, () => ({
      id: key,
      type: 'exported',
      at,
      by: { id: by.id, name: by.name },
      actors: ['ANYONE'],
      channel,
    }))
    return {
      say: await formFiles(
        complaint,
        Array.from({ length: complaint.round }, (_, index) => index + 1),
      ),
    }
  }

  async function formFiles(complaint: Complaint, rounds: readonly number[]): Promise<Notice[]> {
    const photos = await photosOf(complaint)
    const isCalled = (round: number) => allOf(complaint, 'calledBack', round).length + allOf(complaint, 'callAttempted', round).length > 0
    const wanted = rounds.flatMap((round) => [
      { layout: layouts.form2, round, photos },
      ...(isCalled(round) ? [{ layout: layouts.form3, round, photos: [] }] : []),
    ])
    return Promise.all(
      wanted.map(async ({ layout, round, photos: annex }) => {
        const filled = fillForm(layout, complaint, form, round)
        const bytes = await formToDocx(filled, annex, {
          annex: phrase('forms.annex'),
          page: phrase('forms.page'),
          signLine: phrase('forms.signLine'),
          company: organisation.company,
        })
        const name = `${complaint._id}-${round}-${layout.title}.docx`
        // named by what is in it: whoever may see less gets a file of their own
        const content = createHash('sha256').update(JSON.stringify(filled)).digest('hex').slice(0, 12)
        return file(`${layout.number}-${complaint._id}-${round}-${complaint.version}-${content}`, name, DOCX, bytes)
      }),
    )
  }

  /** The written reply (R19.3.b): a draft until the head of quality has signed it. */
  async function replyLetter(complaint: Complaint): Promise<Notice | undefined> {
    const explained = latest(complaint, 'explained')
    if (explained?.data?.replyNeeded !== true) return undefined
    const signed = latest(complaint, 'replySigned')
    const facts = latest(complaint, 'factsWritten')?.data
    const values = {
      ...facts,
      ...explained.data,
      no: complaint._id,
      customer: complaint.customer.name,
      description: complaint.description,
      receivedAt: complaint.receivedAt.toISOString(),
    }
    const line = (name: string, more = {}) => phrase(`forms.letter.${name}`, { ...values, ...more })
    const bytes = await letterToDocx({
      company: organisation.company,
      title: line('title'),
      number: line('number'),
      paragraphs: [line('to'), line('body'), line('cause'), line('explanation'), line('thanks')],
      signature: [
        organisation.company,
        signed ? line('signature', { name: signed.by?.name ?? '' }) : line('draft'),
        phrase('forms.day', { at: (signed ?? explained).at.toISOString() }),
      ],
    })
    const name = `${explained.data.replyNo}-${line('title')}.docx`
    return file(`reply-${complaint._id}-${complaint.round}-${signed ? 'signed' : 'draft'}`, name, DOCX, bytes)
  }

  async function photosOf({ attachments, events }: Complaint): Promise<Photo[]> {
    const later = events.flatMap(({ data }) => Object.values(data ?? {}).flatMap((value) => (Array.isArray(value) ? value : [])))
    const all = [...attachments, ...later].filter(
      (one): one is { id: string; kind: string } => typeof one === 'object' && one !== null && (one as { kind?: string }).kind === 'image',
    )
    const ids = [...new Set(all.map(({ id }) => id))]
    const read = ids.map(async (id, index) => {
      const found = await files.read(id).catch(() => undefined) // not fetched yet
      return { name: phrase('forms.photo', { count: index + 1 }), bytes: found?.bytes ?? Buffer.alloc(0) }
    })
    return Promise.all(read)
  }

  async function file(id: string, name: string, contentType: string, bytes: Buffer): Promise<Notice> {
    await files.store(id, { bytes, name, contentType })
    return { type: 'file', kind: 'file', fileId: id, name }
  }

  /** 台账 2026年: who asks and when stands in the file (domain.md 8). */
  const exportLedger: Action = async ({ facts, by, at }) => {
    if (!holdsRole(by, LEDGER_READERS)) throw new UserFacingError('ledger.notAllowed', { roles: [...LEDGER_READERS] })
    const asked = /(20\d\d)/.exec(restOf(facts))?.[1]
    const year = Number(asked ?? dayOf(at).slice(0, 4))
    const filter = { registeredAt: { $gte: instant(`${year}-01-01`), $lt: instant(`${year + 1}-01-01`) } }
    const found = await figures.listed(scopeOf(by), filter, { limit: LEDGER_ROWS, sort: { registeredAt: 1 } })
    if (found.length === 0) return { say: [say('ledger.none', { year })] }
    const bytes = await workbook(found, by, at, phrase('ledger.title', { year }))
    return {
      say: [
        say('ledger.made', { year, count: found.length }),
        await file(`ledger-${year}-${by.id}-${at.getTime()}`, `${phrase('ledger.title', { year })}.xlsx`, XLSX, bytes),
      ],
    }
  }

  async function workbook(found: readonly Complaint[], by: Person, at: Date, title: string): Promise<Buffer> {
    const { shown } = await access.viewFor(by)
    return ledgerToXlsx(
      found.map((complaint) => ledgerRow(shown(complaint), form.wording, form.plantName)),
      form.wording,
      { title, by: phrase('ledger.by', { name: by.name, at: at.toISOString(), count: found.length }) },
    )
  }

  const sendDigest: Action = async ({ facts, by, at }) => {
    const plants = scopeOf(by)
    if (plants?.length === 0) throw new UserFacingError('digest.notAllowed')
    return { say: (await digest.digestFor(by, wordOf(facts), at)).notices }
  }

  /** Every open complaint in somebody's scope as a workbook. */
  const sendList: Action = async ({ by, at }) => {
    const plants = scopeOf(by)
    if (plants?.length === 0) throw new UserFacingError('digest.notAllowed')
    const found = await figures.listed(plants, { isOpen: true }, { limit: LEDGER_ROWS, sort: { nextDueAt: 1 } })
    if (found.length === 0) return { say: [say('digest.listEmpty')] }
    const title = phrase('digest.listFile', { at: at.toISOString() })
    return { say: [await file(`open-${by.id}-${at.getTime()}`, `${title}.xlsx`, XLSX, await workbook(found, by, at, title))] }
  }

  return { actions: { exportForms, exportLedger, sendDigest, sendList, ...createLists(deps) }, formFiles, replyLetter }
}

function wordOf(facts: Readonly<Record<string, unknown>>): Word {
  const { word = '' } = (facts.asked ?? {}) as { word?: string }
  return /周|weekly/.test(word) ? 'week' : /月|monthly/.test(word) ? 'month' : 'day'
}
