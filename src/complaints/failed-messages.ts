import type { Seats } from '../cases/seats.js'
import { bySystem } from '../cases/store.js'
import type { Customers } from '../customers/index.js'
import { type Notifier, say, type Topic, talkTopic } from '../delivery/notice.js'
import type { Unsaid } from '../domain.js'
import type { Directory } from '../people/directory.js'
import { isKnownAs } from '../people/person.js'
import type { complaintModels } from './collections.js'
import { complaintEngine } from './complaint.js'
import type { Complaint } from './model.js'
import type { Records } from './records.js'

export interface FailedMessagesDeps {
  readonly models: Pick<ReturnType<typeof complaintModels>, 'complaints'>
  readonly records: Records
  readonly seats: Pick<Seats, 'peopleOn'>
  readonly customers: Pick<Customers, 'byId' | 'ofContacts'>
  readonly directory: Pick<Directory, 'whoIs' | 'holders'>
  readonly notifier: Notifier
}

/**
 * What a customer was to be told and did not get is noted in the complaint, so that customer service is asked to ring them up. The sweep tells of it: what
 * fails within the same seconds is then said on one card.
 */
export function createFailedMessages({ models, records, seats, customers, directory, notifier }: FailedMessagesDeps) {
  async function note(complaint: Complaint, { id, to, words, reason: failure, at }: Unsaid): Promise<void> {
    const { _id: no } = complaint
    const person = directory.whoIs(to)
    const contact = (await seats.peopleOn('CUSTOMER', complaint)).find((one) => one.id === person.id)
    if (!contact) return
    const filed = (await customers.byId(complaint.customer.id))?.contacts.find(({ chatId }) => isKnownAs(person, chatId))?.phone
    const phone = filed ?? (contact.name === complaint.complainant ? complaint.phone : undefined)
    await records.perform(no, () =>
      bySystem('messageFailed', `${no}.failed.${id}`, at, { contact: { ...contact }, ...(phone && { phone }), words, failure }),
    )
  }

  /** Of no complaint in particular: it is noted in the newest, of those that are open if any are; without one all of customer service hears of it. */
  async function noteOfTalk(unsaid: Unsaid): Promise<void> {
    const { id, to, words } = unsaid
    const person = directory.whoIs(to)
    const customer = await customers.ofContacts(person.contacts, person.only)
    if (!customer) return // whoever is a stranger has no number that we know
    const own = person.only === undefined ? null : await records.read(person.only)
    if (own) return note(own, unsaid)
    const [newest] = await models.complaints
      .find({ 'customer.id': customer._id })
      .sort({ isOpen: -1, registeredAt: -1 })
      .limit(1)
      .lean<Complaint[]>()
    if (newest) return note(newest, unsaid)
    const { name, phone } = customer.contacts.find(({ chatId }) => isKnownAs(person, chatId)) ?? {}
    const notice = say('complaint.call.noCase', { customer: customer.name, name, phone, words })
    const service = await directory.holders('CS')
    await notifier.notify(service.map((one) => ({ id: `unsaid.${id}.${one.id}`, to: one.id, notice })))
  }

  return async function closed({ kind, reference }: Topic, unsaid: Unsaid): Promise<void> {
    if (kind === talkTopic(unsaid.to).kind) return noteOfTalk(unsaid)
    const [no = ''] = reference.split('|')
    const complaint = kind === complaintEngine.kind.kind ? await records.read(no) : null
    if (complaint) await note(complaint, unsaid)
  }
}
