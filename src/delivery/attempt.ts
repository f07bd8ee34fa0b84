import { type Channel, contactOf, type Receipt, type ReplyWindow, type SendContext, type SendProgress } from '../channels/channel.js'
import { ChannelApiError } from '../errors.js'
import type { createChannelLoad } from './channel-load.js'
import type { createChannelSlots } from './channel-slots.js'
import type { DeadLetters } from './dead-letters.js'
import { FileUnavailableError, InterruptedError } from './interruption.js'
import { type Mailboxes, remember, type Taken } from './mailbox.js'
import type { Delivery, Report } from './model.js'
import { type Topic, talkTopic } from './notice.js'
import { type Group, isFile } from './order.js'
import { isLosable, isPlatformsFault, mayHaveArrived, reasonOf, verdictOn, waitAfter } from './policy.js'
import type { DeliveryReport } from './report.js'
import type { Effect } from './round.js'
import { unsaidOf } from './unsaid.js'
import { messagesLeft } from './window.js'

const PAUSE_MS = 60_000
const NOTHING_LEFT = 'nothing more may be said before the person has written'
const REST_MS = 1_000

export interface AttemptDeps {
  readonly mailboxes: Mailboxes
  readonly deadLetters: DeadLetters
  readonly channels: ReadonlyMap<string, Channel>
  readonly load: ReturnType<typeof createChannelLoad>
  readonly slots: ReturnType<typeof createChannelSlots>
  readonly readFile: SendContext['readFile']
  readonly now: () => Date
  readonly random: () => number
  readonly isStillWanted?: (topic: Topic) => Promise<boolean>
  readonly heardAt?: (contact: string) => Promise<Date | undefined>
  /** For what is only counted and logged; what a domain must hear of is a report. */
  readonly onProgress: (report: DeliveryReport) => void
  readonly onError: (error: unknown, to: string) => void
}

/** What is known only when it is to be sent. */
export interface Occasion {
  /** The code of the card that the message changes. */
  readonly updateCode?: string
  /** When the last messages went out. */
  readonly sent: readonly Date[]
  /** Rejects where somebody else may be sending from this mailbox. */
  readonly ensureLease: () => Promise<void>
}

export type Attempt = (taken: Taken, group: Group, occasion: Occasion) => Promise<Effect>

/**
 * One try to send one message. Only what the channel itself throws decides about a delivery. What the database or the domain throws leaves it as it is:
 * it is rejected, or the delivery waits.
 */
export function createAttempt(deps: AttemptDeps): Attempt {
  const { load, now, random } = deps
  const isScarce = (to: string): boolean => deps.channels.get(contactOf(to).channel)?.limits.replyWindow !== undefined

  return async function attempt(taken, group, { updateCode, sent: earlier, ensureLease }) {
    const to = taken.mailbox._id
    const [first] = group.deliveries
    const dropped = await unwanted(group, to)
    if (dropped) return dropped
    const channel = deps.channels.get(contactOf(to).channel)
    if (!channel) return failed(to, group, new Error(`channel ${contactOf(to).channel} is off`))
    const { replyWindow } = channel.limits
    if (replyWindow && (await isShut(replyWindow, to, group, earlier))) return closed(to, group, NOTHING_LEFT)
    const closedUntil = await load.take(channel.name)
    if (closedUntil) return { quietUntil: closedUntil }
    const progress = followProgress(taken, first)
    try {
      const context = { ...progress.context, ...(updateCode && { updateCode }), ...(first.pass && { pass: first.pass }) }
      // the lease last of all: waiting for a place may have taken long
      const send = () => ensureLease().then(() => channel.send(contactOf(to), group.message, context))
      return sent(to, group, await deps.slots.run(channel.name, isFile(first) ? 'files' : 'messages', send))
    } catch (error) {
      if (error instanceof InterruptedError) throw error
      return failed(to, { ...group, deliveries: [{ ...first, ...progress.reached() }, ...group.deliveries.slice(1)] }, error)
    }
  }

  /** What becomes of the first of them that is not to be sent now; the others are then looked at without it. */
  async function unwanted({ deliveries }: Group, to: string): Promise<Effect | undefined> {
    for (const one of deliveries) {
      const wanted = await ask(one, to)
      if (wanted === 'no') return { finished: [one] }
      if (wanted === 'unknown')
        return { changed: [{ ...one, attempts: one.attempts + 1, notBefore: waitAfter(one.attempts, now(), random()) }] }
    }
    return undefined
  }

  /** Where it cannot be known the platform says so. */
  async function isShut(window: ReplyWindow, to: string, { message, deliveries: [{ pass }] }: Group, earlier: readonly Date[]) {
    const isFree = isLosable(message) || (pass && pass.until > now())
    if (isFree || !deps.heardAt) return false
    try {
      return messagesLeft(window, await deps.heardAt(to), earlier, now()) === 0
    } catch (error) {
      deps.onError(error, to)
      return false
    }
  }

  async function ask({ topic }: Delivery, to: string): Promise<'yes' | 'no' | 'unknown'> {
    if (!topic || !deps.isStillWanted) return 'yes'
    try {
      return (await deps.isStillWanted(topic)) ? 'yes' : 'no'
    } catch (error) {
      deps.onError(error, to)
      return 'unknown'
    }
  }

  /** What the channel remembers for another try, durable and at hand. */
  function followProgress(taken: Taken, { id, progress: found }: Delivery) {
    let progress = found
    const context: Pick<SendContext, 'progress' | 'remember' | 'readFile' | 'deliveryId'> = {
      deliveryId: id,
      ...(found && { progress: found }),
      async remember(reached) {
        progress = { ...progress, ...reached }
        const isOurs = await remember(deps.mailboxes, taken, id, progress).catch((cause: unknown) => {
          throw new InterruptedError('progress could not be recorded', { cause })
        })
        if (!isOurs) throw new InterruptedError('the lease of the mailbox was lost')
      },
      readFile: (fileId) =>
        deps.readFile(fileId).catch((cause: unknown) => {
          throw new FileUnavailableError(fileId, { cause })
        }),
    }
    return { context, reached: (): { progress?: SendProgress } => (progress ? { progress } : {}) }
  }

  function sent(to: string, { deliveries, message }: Group, { updateCode, traceId, messages }: Receipt): Effect {
    const at = now()
    return {
      // what does not arrive after all is told with it
      finished: isScarce(to) ? deliveries.map((one) => ({ topic: talkTopic(to), ...one })) : deliveries,
      ...(traceId && { traceId }),
      reports: conclude(to, deliveries, { outcome: 'sent', at }),
      // the change of a card is no message, and does not count as one
      ...(message.type !== 'cardDone' && { sentAt: at, ...(messages !== undefined && { messages }) }),
      ...('card' in message && updateCode && { card: { card: message.card, code: updateCode } }),
    }
  }

  async function failed(to: string, { deliveries, message }: Group, error: unknown): Promise<Effect> {
    const at = now()
    const [first] = deliveries
    const mustBackOff = error instanceof ChannelApiError && error.reaction === 'backOff'
    if (mustBackOff) await load.pause(contactOf(to).channel, new Date(at.getTime() + PAUSE_MS))
    const verdict = verdictOn(error, first, at, random())
    if (verdict.type === 'dropped') return { finished: deliveries }
    if (verdict.type === 'closed') return closed(to, { deliveries, message }, verdict.reason)
    if (verdict.type === 'retry') {
      const reason = reasonOf(error)
      for (const { id, topic } of deliveries)
        deps.onProgress({ outcome: 'retried', delivery: { id, ...(topic && { topic }) }, to, at, reason })
      return {
        changed: deliveries.map((delivery) => forAnotherTry(delivery, verdict.at, error, first.id)),
        ...(mayHaveArrived(error) && { quietUntil: new Date(at.getTime() + REST_MS) }),
      }
    }
    // one of several that the platform refuses must not take the others with it
    if (deliveries.length > 1)
      return { changed: deliveries.map(({ progress: _ofAll, ...delivery }) => ({ ...delivery, batch: delivery.id })) }
    for (const delivery of deliveries) await deps.deadLetters.add(to, delivery, verdict.kind, verdict.reason, at)
    return { finished: deliveries, reports: conclude(to, deliveries, { outcome: 'dead', at, reason: verdict.reason }) }
  }

  function closed(to: string, { deliveries }: Group, reason: string): Effect {
    return { finished: deliveries, reports: conclude(to, deliveries, { outcome: 'closed', at: now(), reason }) }
  }

  /** Reports for those whose domain must hear of it; the others are only counted. */
  function conclude(to: string, deliveries: readonly Delivery[], ending: Pick<Report, 'outcome' | 'at' | 'reason'>): Report[] {
    const isUnsaid = ending.outcome === 'closed' || (ending.outcome !== 'sent' && isScarce(to))
    return deliveries.flatMap((delivery): Report[] => {
      const { id } = delivery
      const { topic, ...unsaid } = isUnsaid ? unsaidOf(to, delivery) : { topic: delivery.topic }
      if (topic) return [{ id, topic, ...ending, ...unsaid, notBefore: ending.at, attempts: 0 }]
      deps.onProgress({ ...ending, delivery: { id }, to })
      return []
    })
  }
}

/** Where the earlier try may have arrived, the same texts stay together; else they may be merged with others. */
function forAnotherTry(
  { batch: _, isPlatformsFault: __, ...delivery }: Delivery,
  notBefore: Date,
  error: unknown,
  group: string,
): Delivery {
  return {
    ...delivery,
    attempts: delivery.attempts + 1,
    notBefore,
    ...(isPlatformsFault(error) && { isPlatformsFault: true }),
    ...(mayHaveArrived(error) && { batch: group }),
  }
}
