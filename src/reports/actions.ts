/** What people ask for: forms, the ledger, the digest, figures and the lists behind them. */
import { addDays, DAY_MS, dayOf, instant } from '../calendar/index.js'
import { scopeOf } from '../complaints/access.js'
import { numberIn, type Readable } from '../complaints/actions.js'
import { listLine } from '../complaints/cards.js'
import type { Complaint } from '../complaints/model.js'
import type { Records } from '../complaints/records.js'
import { nextSteps } from '../complaints/steps.js'
import { latest } from '../complaints/workflow.js'
import type { Customers } from '../customers/index.js'
import { type Notice, say } from '../delivery/notice.js'
import { keyOf } from '../dialogue/normalise.js'
import { UserFacingError } from '../errors.js'
import type { Action, Actions } from '../staff/action.js'
import { KINDS, type Organisation } from '../staff/organisation.js'
import { holdsRole, type Person } from '../staff/person.js'
import type { Digest, Word } from './digest.js'
import { formToDocx, letterToDocx, type Photo } from './docx.js'
import type { FigureQueries } from './figures.js'
import { type FormContext, fillForm, type Layout } from './form.js'
import { ledgerRow, ledgerToXlsx } from './ledger.js'

export interface ReportActionDeps {
  readonly figures: FigureQueries
  readonly digest: Digest
  readonly customers: Pick<Customers, 'search'>
  readonly readable: Readable
  readonly records: Pick<Records, 'perform'>
  readonly organisation: Organisation
  readonly layouts: { readonly form2: Layout; readonly form3: Layout }
  readonly form: FormContext
  /** Names by which people call a kind of complaint. */
  readonly kindNames: (kind: string) => readonly string[]
  readonly files: {
    store(id: string, file: { bytes: Buffer; name: string; contentType: string }): Promise<void>
    read(id: string): Promise<{ bytes: Buffer; name: string }>
  }
}

const DOCX = 'application/vnd.openxmlformats-officedocument.wordprocessingml.document'
const XLSX = 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet'
const LISTED = 5
const LINES = 10
const LEDGER_ROWS = 20_000
const LEDGER_READERS = ['CS', 'MKT_HEAD', 'QC_HEAD', 'GM'] as const
export const REPORT_BUTTONS = ['exportForms', 'showList', 'sendList', 'listTasks'] as const

export function createReportActions(deps: ReportActionDeps): {
  actions: Actions
  formFiles(complaint: Complaint): Promise<Notice[]>
  replyLetter(complaint: Complaint): Promise<Notice | undefined>
} {
  const { figures, digest, customers, readable, records, organisation, layouts, form, kindNames, files } = deps
  const { phrase } = form.wording

  /** 导出 TS-…: form 2 of the present round, and form 3 of every round that was called back. */
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
    return { say: await formFiles(complaint) }
  }

  async function formFiles(complaint: Complaint): Promise<Notice[]> {
    const photos = await photosOf(complaint)
    const wanted = [
      { layout: layouts.form2, round: complaint.round, photos },
      ...complaint.callbacks.map(({ round }) => ({ layout: layouts.form3, round, photos: [] })),
    ]
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
        return file(`${layout.number}-${complaint._id}-${round}-${complaint.version}`, name, DOCX, bytes)
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

  const workbook = (found: readonly Complaint[], by: Person, at: Date, title: string): Promise<Buffer> =>
    ledgerToXlsx(
      found.map((complaint) => ledgerRow(complaint, form.wording, form.plantName)),
      form.wording,
      { title, by: phrase('ledger.by', { name: by.name, at: at.toISOString(), count: found.length }) },
    )

  const sendDigest: Action = async ({ facts, by, at }) => {
    const plants = scopeOf(by)
    if (plants?.length === 0) throw new UserFacingError('digest.notAllowed')
    return { say: (await digest.digestFor(by, wordOf(facts), at)).notices }
  }

  /** The list behind a number of the digest, each with the buttons that move it. */
  const showList: Action = async ({ reference = '', by, at }) => {
    const [list = 'overdue', from = '0'] = reference.split('.')
    const filter = listOf(list, at)
    const plants = scopeOf(by)
    if (!filter || plants?.length === 0) throw new UserFacingError('digest.notAllowed')
    const skip = Number(from)
    const all = await figures.count(plants, filter)
    const found = await figures.listed(plants, filter, {
      skip,
      limit: LISTED,
      sort: list === 'overdue' ? { overdueAt: 1 } : { nextDueAt: 1 },
    })
    if (found.length === 0) return { say: [say('digest.listEmpty')] }
    const cards = found.map((complaint) => lateCard(complaint, list, at))
    const left = all - skip - found.length
    const more: Notice[] =
      left > 0
        ? [
            {
              type: 'card',
              card: `list-${list}-${skip}`,
              title: { key: 'digest.more', values: { count: left } },
              rows: [],
              buttons: [{ key: `do:showList:${list}.${skip + LISTED}`, label: { key: 'digest.buttons.next' }, style: 'primary' }],
            },
          ]
        : []
    return { say: [...cards, ...more] }
  }

  function listOf(list: string, at: Date) {
    const { overdue, dueToday, dueTomorrow, major, dissatisfied } = figures.lists
    const known = {
      overdue: overdue(at),
      dueToday: dueToday(at),
      dueTomorrow: dueTomorrow(at),
      major: major(),
      dissatisfied: dissatisfied(at),
    }
    return known[list as keyof typeof known]
  }

  /** Found, understood and pushed from one card. */
  function lateCard(complaint: Complaint, list: string, at: Date): Notice {
    const values = { ...digest.lateValues(complaint, at), list, round: complaint.round }
    const [step] = nextSteps(complaint)
    const row = (label: string, text: string, more = {}) => ({
      label: { key: `complaint.rows.${label}` },
      value: { key: text, values: { ...values, ...more } },
    })
    return {
      type: 'card',
      card: `late-${complaint._id}`,
      title: { key: list === 'overdue' ? 'digest.lateTitle' : 'digest.listTitle', values },
      subtitle: { key: 'complaint.cards.subtitle', values },
      text: { key: 'plain', values: { text: complaint.description } },
      rows: [
        row('customer', 'plain', { text: complaint.customer.name }),
        row('state', 'complaint.stateNow'),
        row('waitsFor', 'digest.waitsFor', { step: step?.id ?? '' }),
      ],
      buttons: [
        ...(step
          ? [{ key: `do:push:${complaint._id}.${step.id}`, label: { key: 'complaint.buttons.push' }, style: 'primary' as const }]
          : []),
        { key: `do:showComplaint:${complaint._id}`, label: { key: 'complaint.buttons.details' } },
        { key: `do:explainDue:${complaint._id}`, label: { key: 'complaint.buttons.why' } },
      ],
    }
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

  /** 本月 受潮结块 渭南 · 逾期 · 不满意: what is counted is said, then the cases. */
  const queryComplaints: Action = async ({ facts, by, at }) => {
    const plants = scopeOf(by)
    const { word = '' } = (facts.asked ?? {}) as { word?: string }
    const pieces = restOf(facts)
      .split(/[\s,，、]+/)
      .filter(Boolean)
    const named = await Promise.all(pieces.map(readPiece))
    const unknown = pieces.filter((_, index) => !named[index])
    if (unknown.length > 0) throw new UserFacingError('stats.unknown', { words: unknown.join('、') })
    const own = plants?.length === 0 ? { 'registeredBy.id': by.id } : {}
    const filter = Object.assign({}, spanOf(word, at), own, ...named.map((one) => one!.filter)) as Record<string, unknown>
    const count = (more: object) => figures.count(plants?.length === 0 ? undefined : plants, { $and: [filter, more] })
    const [all, open, overdue, closed, dissatisfied] = await Promise.all([
      count({}),
      count({ isOpen: true }),
      count({ overdueAt: { $lt: at } }),
      count({ state: 'CLOSED' }),
      count({ 'callbacks.overall': { $lte: 2 } }),
    ])
    const title = [word, ...named.map((one) => one!.label)].join(' ')
    const head = say('stats.text', { title, all, open, overdue, closed, dissatisfied })
    const found = await figures.listed(plants?.length === 0 ? undefined : plants, filter, { limit: LINES, sort: { registeredAt: -1 } })
    const more = all > found.length ? [say('stats.more', { count: all - found.length })] : []
    return { say: [head, ...found.map((complaint): Notice => ({ type: 'text', text: listLine(complaint) })), ...more] }
  }

  async function readPiece(piece: string): Promise<{ label: string; filter: object } | undefined> {
    const key = keyOf(piece)
    const kind = KINDS.find((one) => kindNames(one).some((name) => keyOf(name) === key || (key.length >= 2 && keyOf(name).includes(key))))
    if (kind) return { label: form.wording.field('complaint', 'kind', kind)?.value ?? kind, filter: { kind } }
    const plant = organisation.plants.find(({ name, shortName }) => keyOf(shortName).startsWith(key) || keyOf(name) === key)
    if (plant) return { label: plant.shortName, filter: { plant: plant.id } }
    const no = numberIn(piece)
    if (no) return { label: no, filter: { _id: no } }
    const matches = await customers.search(piece)
    if (matches.length > 0)
      return {
        label: matches.map(({ shortName, name }) => shortName ?? name).join('/'),
        filter: { 'customer.id': { $in: matches.map(({ _id }) => _id) } },
      }
    return /\d/.test(piece) && /^[\w-]+$/.test(piece) ? { label: piece, filter: { batchKey: key } } : undefined
  }

  /** What the first word means; the words stand in the texts of the dialogue `stats`. */
  function spanOf(word: string, at: Date): object {
    const today = dayOf(at)
    const month = today.slice(0, 7)
    const before = addDays(`${month}-01`, -1).slice(0, 7)
    const monday = addDays(today, -((new Date(`${today}T00:00:00Z`).getUTCDay() + 6) % 7))
    const year = Number(today.slice(0, 4))
    const between = (from: string, to: string) => ({ registeredAt: { $gte: instant(from), $lt: instant(to) } })
    const tomorrow = addDays(today, 1)
    const spans: Readonly<Record<string, object>> = {
      今天: between(today, tomorrow),
      本周: between(monday, tomorrow),
      上周: between(addDays(monday, -7), monday),
      本月: between(`${month}-01`, tomorrow),
      上月: between(`${before}-01`, `${month}-01`),
      今年: between(`${year}-01-01`, tomorrow),
      去年: between(`${year - 1}-01-01`, `${year}-01-01`),
      逾期: figures.lists.overdue(at),
      不满意: figures.lists.dissatisfied(at),
      重大: figures.lists.major(),
      thismonth: between(`${month}-01`, tomorrow),
      thisweek: between(monday, tomorrow),
      thisyear: between(`${year}-01-01`, tomorrow),
      overdue: figures.lists.overdue(at),
      dissatisfied: figures.lists.dissatisfied(at),
      major: figures.lists.major(),
    }
    return spans[word] ?? { registeredAt: { $gte: new Date(at.getTime() - 30 * DAY_MS), $lte: at } }
  }

  return { actions: { exportForms, exportLedger, sendDigest, showList, sendList, queryComplaints }, formFiles, replyLetter }
}

const restOf = (facts: Readonly<Record<string, unknown>>): string =>
  String((facts.asked as { rest?: string } | undefined)?.rest ?? '').trim()

function wordOf(facts: Readonly<Record<string, unknown>>): Word {
  const { word = '' } = (facts.asked ?? {}) as { word?: string }
  return /周|weekly/.test(word) ? 'week' : /月|monthly/.test(word) ? 'month' : 'day'
}
