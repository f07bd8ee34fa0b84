import { wordsOf } from '../channels/words-of.js'
import type { Outcome } from './mailbox-stages.js'
import type { CardCode, Delivery, Mailbox, Report, SentAs } from './model.js'
import { dueAgain, nextDueAt } from './order.js'

/** What one try changes in a mailbox. */
export interface Effect {
  /** Ended, in whatever way. */
  readonly finished?: readonly Delivery[]
  /** Of those, as the platform may tell later what became of it. */
  readonly traceId?: string
  /** To be tried again, as they are now. */
  readonly changed?: readonly Delivery[]
  readonly sentAt?: Date
  /** As how many it counts; one unless given. */
  readonly messages?: number
  readonly card?: CardCode
  readonly reports?: readonly Report[]
  readonly quietUntil?: Date
}

export type Round = ReturnType<typeof startRound>

/** A mailbox as it is while its messages are sent, until one write records all of it. */
export function startRound({ pending: found, reports: foundReports, sent, cards: foundCards, quietUntil }: Mailbox) {
  let pending = found
  let quiet = quietUntil
  const finished = new Map<string, Partial<SentAs>>()
  const changed = new Map<string, Delivery>()
  const sentAt: Date[] = []
  const cards: CardCode[] = []
  const reported = new Set<string>()
  const reports: Report[] = []

  function replace(deliveries: readonly Delivery[]): void {
    for (const delivery of deliveries) changed.set(delivery.id, delivery)
    pending = pending.filter(({ id }) => !finished.has(id)).map((delivery) => changed.get(delivery.id) ?? delivery)
  }

  return {
    pending: (): readonly Delivery[] => pending,
    sent: (): readonly Date[] => [...sent, ...sentAt],
    codeOf: (card: string): string | undefined => [...foundCards, ...cards].findLast((known) => known.card === card)?.code,
    isQuiet: (now: Date): boolean => quiet !== undefined && quiet > now,

    apply(effect: Effect): void {
      const { traceId, messages = 1 } = effect
      const isFirst = sentAt.length === 0
      for (const { id, topic, message } of effect.finished ?? [])
        finished.set(id, traceId ? { traceId, ...(topic && { topic, words: wordsOf(message) }) } : {})
      for (let count = 0; effect.sentAt && count < messages; count++) sentAt.push(effect.sentAt)
      if (effect.card) cards.push(effect.card)
      if (effect.quietUntil) quiet = effect.quietUntil
      reports.push(...(effect.reports ?? []))
      replace(effect.changed ?? [])
      if (effect.sentAt && isFirst) replace(dueAgain(pending, effect.sentAt))
    },
    /** The domain has heard of it, or `later` tells when to try again. */
    reported(id: string, later?: Report): void {
      reported.add(id)
      if (later) reports.push(later)
    },

    outcome({ isBusy, isLeaving }: Pick<Outcome, 'isBusy' | 'isLeaving'>): Outcome {
      const waiting = [...foundReports.filter(({ id }) => !reported.has(id)), ...reports].map(({ notBefore }) => notBefore.getTime())
      const sendAt = nextDueAt(pending)?.getTime()
      const times = [...waiting, ...(sendAt === undefined ? [] : [sendAt])]
      return {
        finished: [...finished].map(([id, sentAs]) => ({ id, ...sentAs })),
        changed: [...changed.values()].filter(({ id }) => !finished.has(id)),
        sentAt,
        cards,
        reports,
        reported: [...reported],
        ...(times.length > 0 && { dueAt: new Date(Math.min(...times)) }),
        ...(quiet && { quietUntil: quiet }),
        isBusy,
        isLeaving,
      }
    },
  }
}
