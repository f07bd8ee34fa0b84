/** What a customer has sent and said nothing more of is for customer service to ask about: nobody else knows of it. */
import { isForwarded } from '../complaints/unfinished.js'
import type { Customers } from '../customers/index.js'
import { type Notifier, say } from '../delivery/notice.js'
import type { Session } from '../dialogue/session.js'
import type { Directory } from '../people/directory.js'
import type { Person } from '../people/person.js'

export interface WordsLeftDeps {
  readonly customersBeside: Pick<Customers, 'byId'>
  readonly directory: Pick<Directory, 'holders'>
  readonly notifier: Notifier
}

/** True of words or files that somebody outside sent before any dialogue, and has not said whether they are a complaint. */
export const areWordsLeft = (session: Session, { side }: Pick<Person, 'side'>): boolean => side !== 'staff' && isForwarded(session)

/** Once for each of them. */
export async function tellOfWordsLeft({ id, facts: { heard, files } }: Session, by: Person, deps: WordsLeftDeps): Promise<void> {
  const customer = by.customer === undefined ? null : await deps.customersBeside.byId(by.customer)
  const contact = customer?.contacts.find(({ chatId }) => chatId !== undefined && by.contacts.includes(chatId))
  const count = Array.isArray(files) && typeof heard !== 'string' ? files.length : 0
  const values = { name: by.name, customer: customer?.name ?? '', phone: contact?.phone ?? '', heard: heard ?? '', count }
  const helpers = await deps.directory.holders('CS')
  await deps.notifier.notify(helpers.map((one) => ({ id: `${id}.left.${one.id}`, to: one.id, notice: say('complaint.wordsLeft', values) })))
}
