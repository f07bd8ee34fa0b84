import { type Channel, contactOf } from '../channels/channel.js'
import type { DeliveryService } from '../delivery/index.js'
import type { Notification, Topic } from '../delivery/notice.js'
import type { ConversationStore, LastOf } from './store.js'

export interface ContactForDeps {
  /** @param topic what they are told of: some contacts are for one record alone */
  readonly contactsOf: (person: string, topic?: Topic) => Promise<readonly string[]>
  readonly store: Pick<ConversationStore, 'lastOf'>
  readonly delivery: Pick<DeliveryService, 'placedAt'>
  readonly channels: ReadonlyMap<string, Pick<Channel, 'limits'>>
  readonly now: () => Date
}
export type ContactFor = (notification: Notification) => Promise<string>

/** The contact on which a person hears something: where it is already, else the one heard from last, or turned to since, that can take it now. */
export function createContactFor({ contactsOf, store, delivery, channels, now }: ContactForDeps): ContactFor {
  return async ({ id, to, isOfTalk, notice, topic }) => {
    if (isOfTalk) return to
    const contacts = await contactsOf(to, topic)
    const [only = to, ...others] = contacts
    if (others.length === 0) return only
    const placed = await delivery.placedAt(contacts, { id, ...(notice.type === 'cardDone' && { changes: notice.card }) })
    return placed ?? bestOf(contacts, await store.lastOf(contacts)) ?? only
  }

  /** Those that cannot take it come last, and those never heard from in the order of the organisation file. */
  function bestOf(contacts: readonly string[], lastOf: ReadonlyMap<string, LastOf>): string | undefined {
    const rank = (contact: string) => {
      const { activeAt, turnedToAt } = lastOf.get(contact) ?? {}
      return [canTake(contact, activeAt) ? 1 : 0, Math.max(activeAt?.getTime() ?? 0, turnedToAt?.getTime() ?? 0)] as const
    }
    const [best] = contacts
      .map((contact) => ({ contact, rank: rank(contact) }))
      .sort(({ rank: one }, { rank: other }) => other[0] - one[0] || other[1] - one[1])
    return best?.contact
  }

  function canTake(contact: string, heard: Date | undefined): boolean {
    const channel = channels.get(contactOf(contact).channel)
    if (!channel?.limits.replyWindow) return channel !== undefined
    return heard !== undefined && now().getTime() - heard.getTime() < channel.limits.replyWindow.ms
  }
}
