import type { Model } from 'mongoose'
import type { Announce } from '../cases/announcements.js'
import type { CaseEvent, CaseRecord } from '../cases/case.js'
import { createNumbers } from '../cases/numbers.js'
import type { KindParts } from '../cases/parts.js'
import { bySystem, type CaseStore } from '../cases/store.js'
import { isWhole } from '../cases/whole.js'
import { type Notice, say } from '../delivery/notice.js'
import type { Action, ActionRequest } from '../people/action.js'
import { isKnownAs, type Person } from '../people/person.js'
import { helpRequest } from './help-request.js'

export interface HelpRequestDeps extends Pick<KindParts, 'connection' | 'customers' | 'directory' | 'calendar'> {
  readonly cases: Model<CaseRecord>
  readonly store: CaseStore<CaseRecord, CaseEvent>
  readonly announce: Announce
}

/** Whoever asks again within this time has been heard. */
const ASK_AGAIN_AFTER_MS = 10 * 60_000

/** Those of a person that are open: several where an earlier version let them ask twice at once. One that is damaged is nobody's to go on with. */
export async function openOf(cases: Model<CaseRecord>, person: string): Promise<CaseRecord[]> {
  const open = await cases.find({ caseKind: helpRequest.kind, 'registeredBy.id': person, isOpen: true }).lean<CaseRecord[]>()
  return open.filter((record) => isWhole(record, helpRequest))
}

/** No time is promised a second time once it has passed. */
function promiseIn({ clocks, fields }: CaseRecord, at: Date, isClosed: boolean): Notice {
  const { phone = null } = (fields ?? {}) as { readonly phone?: string }
  const dueAt = clocks.find(({ id, stoppedAt }) => id === 'TH' && !stoppedAt)?.dueAt
  if (!dueAt || dueAt <= at) return say('helpRequest.askedAgain', { phone })
  return say('helpRequest.promised', { dueAt: dueAt.toISOString(), closed: isClosed || null, phone })
}

/** Says until when somebody will call, and gives the talk to whoever is on duty where it is held. The answers are the fields of the request. */
export function createAskForHelp({ connection, customers, directory, calendar, cases, store, announce }: HelpRequestDeps): Action {
  const nextNumber = createNumbers(connection)

  const newestOf = (person: string) =>
    cases.findOne({ caseKind: helpRequest.kind, 'registeredBy.id': person }).sort({ registeredAt: -1, _id: -1 }).lean<CaseRecord>()

  /** The one that follows their last: of two at once each finds the same last one, so that the second is the first. */
  async function begin(request: ActionRequest, last: CaseRecord | null): Promise<CaseRecord> {
    const { by, at, channel, answers } = request
    if (last?.registeredAt.getTime() === at.getTime()) return last // this very message, whose turn runs again
    const customer = by.customer === undefined ? null : await customers.byId(by.customer)
    const no = await nextNumber(helpRequest.prefix, at)
    const asker = { id: by.id, name: by.name }
    const record = {
      _id: no,
      registeredAt: at,
      registeredBy: asker,
      channel,
      ...(customer && { customer: { id: by.customer!, name: customer.name } }),
      ...(customer?.plant && { plant: customer.plant }),
    }
    const phone = customer?.contacts.find(({ chatId }) => isKnownAs(by, chatId))?.phone ?? answers.phone
    const data = { ...answers, name: by.name, ...(phone !== undefined && { phone }) }
    const act = { id: `${no}.helpAsked`, type: 'helpAsked', at, by: asker, channel, data, record }
    const begun = await store.create([{ ...act, actors: ['ANYONE'] }], `${by.id}.help.after.${last?._id ?? 'none'}`)
    return begun.isOpen ? begun : begin(request, begun)
  }

  /** @returns undefined where it has been answered meanwhile */
  async function askAgain(record: CaseRecord, { at, answers }: ActionRequest): Promise<CaseRecord | undefined> {
    const { _id: no, events, fields } = record
    const { draft } = (fields ?? {}) as { readonly draft?: string }
    const { at: askedAt } = events.findLast(({ type }) => type === 'helpAsked' || type === 'helpAskedAgain')!
    if (at.getTime() - askedAt.getTime() < ASK_AGAIN_AFTER_MS && (answers.draft ?? draft) === draft) return record
    const outcome = await store.perform(no, () => bySystem('helpAskedAgain', `${no}.again.${at.getTime()}`, at, answers))
    return outcome?.ok ? outcome.record : undefined
  }

  return async (request) => {
    const { by, at } = request
    const [open] = await openOf(cases, by.id)
    const record = (open && (await askAgain(open, request))) ?? (await begin(request, await newestOf(by.id)))
    await announce(record._id)
    const isClosed = calendar.addWorkingHours(at, 0, record.plant).dueAt > at
    const promise = promiseIn(record, at, isClosed)
    // whoever has left their duty on is not there
    return { say: isClosed ? [promise] : [promise, await toServicer(by, record.plant)] }
  }

  /** Customer service of their plant first. */
  async function toServicer(by: Person, plant: string | undefined): Promise<Notice> {
    const [near, all] = await Promise.all([directory.holders('CS', plant), directory.holders('CS')])
    const servicers = [...new Set([...near, ...all].filter(({ id }) => id !== by.id).flatMap(({ contacts }) => contacts))]
    return { type: 'toServicer', servicers, text: { key: 'helpRequest.handedOn' } }
  }
}
