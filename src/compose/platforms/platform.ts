/** A platform as the program is put together with it: one file each, and one line in the list. */
import type { Channel, Contact, OutgoingMessage } from '../../channels/channel.js'
import type { Finding } from '../../channels/checkup.js'
import type { MenuEntry } from '../../channels/menu.js'
import type { Platforms } from '../../config.js'
import type { Contacts, ContactsOf } from '../../people/directory.js'
import type { Organisation } from '../../people/organisation.js'

export interface Platform {
  /** Undefined where the installation does not use it. */
  connect(options: ConnectOptions): Connected | undefined
  /** Says what is wrong with it; says nothing where the installation does not use it. */
  examine?(examined: Examined): AsyncGenerator<Finding, Looked>
}

export interface ConnectOptions extends Platforms {
  readonly publicUrl: string
  /** More than the platform's limit only against a simulator. */
  readonly sendsPerMinute?: number
  readonly now: () => Date
}

export interface Connected {
  readonly channel: Channel
  /** Told from memory. */
  readonly isTokenHeld: () => boolean
  /** Who works in the company, where the platform tells. */
  readonly contacts?: Contacts
  readonly publishMenu?: PublishMenu
}

/** @throws ChannelApiError or ChannelNetworkError */
export type PublishMenu = (menu: readonly MenuEntry[]) => Promise<void>

export interface Examined extends Platforms {
  readonly organisation: Organisation
  readonly publicUrl: string
  readonly now: () => Date
  /** Who gets a card, and what stands on it. */
  readonly test?: TestCard
}

export interface Looked {
  /** Who works in the company can be asked there. */
  readonly contacts?: ContactsOf
  /** The platform has to be put in order first. */
  readonly isIll?: boolean
  /** How far this machine's clock is ahead of the platform's, where that was heard. */
  readonly aheadMs?: number | undefined
}

export interface TestCard {
  readonly to: Contact
  readonly card: OutgoingMessage
}
