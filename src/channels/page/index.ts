import { ChannelApiError, ChannelNetworkError } from '../../errors.js'
import { type Channel, type Contact, contactId, type Download, type OutgoingMessage, type Receipt, type SendContext } from '../channel.js'
import { CHANNEL, readPage } from './contact.js'
import { PAGE_LIMITS } from './limits.js'

export interface PageOptions {
  /** True while a link opens the page of this contact. */
  readonly isOpen: (contact: string) => Promise<boolean>
  /** Puts a message on the page; once, however often it is asked for with this id. */
  readonly show: (contact: string, id: string, message: OutgoingMessage) => Promise<void>
  /** What was uploaded. */
  readonly download: (mediaId: string, signal?: AbortSignal) => Promise<Download>
}

/** A page of ours behind a signed link, for whoever uses no platform. It calls us at routes of its own and fetches what it shows. */
export function createPageChannel({ isOpen, show, download }: PageOptions): Channel {
  return {
    name: CHANNEL,
    limits: PAGE_LIMITS,
    inlets: [],
    standsFor: (userId) => readPage({ userId }),
    cardId: (id) => id,
    send,
    download,
  }

  async function send(to: Contact, message: OutgoingMessage, { deliveryId }: SendContext): Promise<Receipt> {
    const contact = contactId(to)
    if (!(await whileThere(isOpen(contact)))) throw new ChannelApiError('page', 'noLink', 'closed', 'no link opens this page now')
    await whileThere(show(contact, deliveryId, message))
    return { messageId: deliveryId }
  }
}

/** What keeps the page is away for a while: what was to stand on it is tried again, as with any platform. */
const whileThere = <T>(work: Promise<T>): Promise<T> =>
  work.catch((cause: unknown) => {
    throw new ChannelNetworkError('page', { cause })
  })
