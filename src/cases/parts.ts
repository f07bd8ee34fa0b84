/** What the kernel needs to connect a kind of case. */
import type { Calendar } from '../calendar/index.js'
import type { Connection } from '../database/connect.js'
import type { Due } from '../database/due.js'
import type { Notifier } from '../delivery/notice.js'
import type { Directory } from '../people/directory.js'
import type { Organisation } from '../people/organisation.js'
import type { Person } from '../people/person.js'
import type { RuleBook } from '../people/rule-book.js'
import type { Announce } from './announcements.js'
import type { By } from './case.js'
import type { Kin } from './kin.js'

export interface ArchivedCustomer {
  readonly name: string
  readonly salesperson?: string
  readonly plant?: string
  readonly contacts: readonly { readonly phone?: string; readonly chatId?: string }[]
}

/** What cases ask of the archive of customers. */
export interface CustomerArchive {
  /** Of the customers whose salesperson this is, by the person or one of their contacts. */
  idsOfSalesperson(person: Pick<Person, 'id' | 'contacts'>): Promise<readonly string[]>
  byId(id: string): Promise<ArchivedCustomer | null>
  /** Contacts of a customer who chat with us. */
  chatContacts(id: string, no: string): Promise<readonly By[]>
  /** Adds somebody who can be called; whose phone is on file already is not added again. */
  addContact(id: string, contact: { readonly name: string; readonly title?: string; readonly phone: string }): Promise<void>
  /** Adds one of whom little is known yet; the same key adds it once. @returns its id */
  add(key: string, fields: { readonly name: string; readonly contacts: readonly []; readonly createdBy: string }): Promise<string>
}

export interface KindParts {
  readonly connection: Connection
  readonly customers: CustomerArchive
  readonly directory: Pick<Directory, 'holders' | 'personOf' | 'whoIs'>
  readonly organisation: Organisation
  readonly ruleBook: RuleBook
  readonly calendar: Calendar
  readonly notifier: Notifier
  readonly due: Due
  /** Tells beside the turn; at once unless given. */
  readonly announce?: Announce
  /** What belongs to what; without it every case stands alone. */
  readonly kin?: Kin
  readonly now: () => Date
}
