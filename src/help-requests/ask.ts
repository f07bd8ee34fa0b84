import type { Model } from 'mongoose'
import type { Announce } from '../cases/announcements.js'
import type { CaseEvent, CaseRecord } from '../cases/case.js'
import { createNumbers } from '../cases/numbers.js'
import type { KindParts } from '../cases/parts.js'
import { bySystem, type CaseStore } from '../cases/store.js'
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

/** The open one of a person; there is one at most. */
export const openOf = (cases: Model<CaseRecord>, person: string): Promise<CaseRecord | null> =>
  cases.findOne({ caseKind: helpRequest.kind, 'registeredBy.id': person, isOpen: true }).lean<CaseRecord>()

const phoneIn = ({ fields }: CaseRecord): string | null => {
  const { phone } = (fields ?? {}) as { readonly phone?: string }
  return phone ?? null
}

/** Says until when somebody will call, and gives the talk to whoever is on duty where it is held. The answers are the fields of the request. */
export function createAskForHelp({ connection, customers, directory, calendar, cases, store, announce }: HelpRequestDeps): Action {
  const nextNumber = createNumbers(connection)

  async function begin({ by, at, channel, answers }: ActionRequest): Promise<CaseRecord> {
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
    const phone = answers.phone ?? customer?.contacts.find(({ chatId }) => isKnownAs(by, chatId))?.phone
    const data = { ...answers, name: by.name, ...(phone !== undefined && { phone }) }
    const act = { id: `${no}.helpAsked`, type: 'helpAsked', at, by: asker, channel, data, record }
    return store.create([{ ...act, actors: ['ANYONE'] }], `${by.id}.help.${at.getTime()}`)
  }

  async function askAgain({ _id: no, events }: CaseRecord, { at, answers }: ActionRequest): Promise<void> {
    const { at: askedAt } = events.findLast(({ type }) => type === 'helpAsked' || type === 'helpAskedAgain')!
    if (at.getTime() - askedAt.getTime() < ASK_AGAIN_AFTER_MS) return
    await store.perform(no, () => bySystem('helpAskedAgain', `${no}.again.${at.getTime()}`, at, answers))
  }

  return async (request) => {
    const { by, at } = request
    const open = await openOf(cases, by.id)
    if (open) await askAgain(open, request)
    const record = open ?? (await begin(request))
    await announce(record._id)
    const dueAt = record.clocks.find(({ id, stoppedAt }) => id === 'TH' && !stoppedAt)?.dueAt.toISOString()
    const isClosed = calendar.addWorkingHours(at, 0, record.plant).dueAt > at
    return {
      say: [
        say('helpRequest.promised', { dueAt: dueAt ?? null, closed: isClosed || null, phone: phoneIn(record) }),
        await handOn(by, record.plant),
      ],
    }
  }

  /** Customer service of their plant first. */
  async function handOn(by: Person, plant: string | undefined): Promise<Notice> {
    const [near, all] = await Promise.all([directory.holders('CS', plant), directory.holders('CS')])
    const servicers = [...new Set([...near, ...all].filter(({ id }) => id !== by.id).flatMap(({ contacts }) => contacts))]
    return { type: 'handOn', servicers, text: { key: 'helpRequest.handedOn' } }
  }
}
