import type { DeliveryRequest, DeliveryService } from '../delivery/index.js'
import type { Notification, Notifier } from '../delivery/notice.js'
import type { Person } from '../people/person.js'
import type { ContactFor } from './contact-for.js'
import { languageFor } from './readers.js'
import type { ConversationStore } from './store.js'
import type { Texts } from './texts.js'
import { translate } from './translate.js'

export interface NotifierDeps {
  readonly store: Pick<ConversationStore, 'languageOf'>
  readonly delivery: Pick<DeliveryService, 'enqueue'>
  readonly contactFor: ContactFor
  readonly texts: () => Texts
  readonly personOf: (contact: string) => Promise<Pick<Person, 'side'>>
  readonly defaultLanguage: string
}

/** Notices in each reader's language and words, handed to delivery. Somebody whom nothing can be handed to keeps none of the others from hearing. */
export function createNotifier({ store, delivery, contactFor, texts, personOf, defaultLanguage }: NotifierDeps): Notifier {
  async function tell(to: string, items: readonly Notification[]): Promise<void> {
    const known = await store.languageOf(to)
    const chosen = known !== undefined && texts().languages.includes(known) ? known : defaultLanguage
    const language = languageFor(chosen, (await personOf(to)).side)
    const requests = items.map(
      ({ id, notice, topic, notBefore }): DeliveryRequest => ({
        id,
        to,
        message: translate(texts(), language, notice),
        ...(topic && { topic }),
        ...(notBefore && { notBefore }),
      }),
    )
    await delivery.enqueue(requests)
  }

  /** In their order. */
  async function byContact(items: readonly Notification[]): Promise<ReadonlyMap<string, readonly Notification[]>> {
    const groups = new Map<string, Notification[]>()
    for (const item of items) {
      const contact = await contactFor(item)
      groups.set(contact, [...(groups.get(contact) ?? []), item])
    }
    return groups
  }

  return {
    async notify(items) {
      const people = [...new Set(items.map(({ to }) => to))]
      const outcomes = await Promise.allSettled(
        people.map(async (person) => {
          const addressed = items.filter(({ to }) => to === person)
          for (const [contact, own] of await byContact(addressed)) await tell(contact, own)
        }),
      )
      const failed = outcomes.find(({ status }) => status === 'rejected')
      // whoever asks tries again later; the ids of what was handed over already are the same
      if (failed?.status === 'rejected') throw failed.reason
    },
  }
}
