import type { DeliveryRequest, DeliveryService } from '../delivery/index.js'
import type { Notifier } from '../delivery/notice.js'
import type { ConversationStore } from './store.js'
import type { Texts } from './texts.js'
import { translate } from './translate.js'

export interface NotifierDeps {
  readonly store: Pick<ConversationStore, 'languageOf'>
  readonly delivery: Pick<DeliveryService, 'enqueue'>
  readonly texts: () => Texts
  readonly defaultLanguage: string
}

/** Notices in each reader's language, handed to delivery. Somebody whom nothing can be handed to keeps none of the others from hearing. */
export function createNotifier({ store, delivery, texts, defaultLanguage }: NotifierDeps): Notifier {
  type Item = Parameters<Notifier['notify']>[0][number]

  async function tell(to: string, items: readonly Item[]): Promise<void> {
    const known = await store.languageOf(to)
    const language = known !== undefined && texts().languages.includes(known) ? known : defaultLanguage
    const requests = items.map(
      ({ id, notice, topic }): DeliveryRequest => ({ id, to, message: translate(texts(), language, notice), ...(topic && { topic }) }),
    )
    await delivery.enqueue(requests)
  }

  return {
    async notify(items) {
      const people = [...new Set(items.map(({ to }) => to))]
      const outcomes = await Promise.allSettled(
        people.map((person) =>
          tell(
            person,
            items.filter(({ to }) => to === person),
          ),
        ),
      )
      const failed = outcomes.find(({ status }) => status === 'rejected')
      // whoever asks tries again later; the ids of what was handed over already are the same
      if (failed?.status === 'rejected') throw failed.reason
    },
  }
}
