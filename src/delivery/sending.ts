import { contactOf } from '../channels/channel.js'
import { retryWhileAway } from '../database/retry.js'
import { type AttemptDeps, createAttempt } from './attempt.js'
import { createChannelSlots } from './channel-slots.js'
import type { DeadLetters } from './dead-letters.js'
import { createDrain } from './drain.js'
import { take } from './mailbox.js'
import type { DeliveryOptions } from './options.js'
import { createSenders } from './senders.js'

/** Renewed three times in its life, so that a sender that works keeps it, and what one that is gone had in hand is taken over within seconds. */
export const LEASE_MS = 5_000

interface SendingDeps {
  readonly mailboxes: AttemptDeps['mailboxes']
  readonly deadLetters: DeadLetters
  readonly load: AttemptDeps['load']
  readonly leaseRequest: () => Parameters<typeof take>[2]
  /** False where this process cannot send to them just now. */
  readonly canSend: (to: string) => boolean
}

/** Who empties mailboxes, as far as the channels have room for it. */
export function createSending(
  {
    channels,
    readFile,
    now,
    random = Math.random,
    leaseMs = LEASE_MS,
    onReport,
    isStillWanted,
    heardAt,
    onError = () => {},
  }: DeliveryOptions,
  { mailboxes, deadLetters, load, leaseRequest, canSend }: SendingDeps,
) {
  const slots = createChannelSlots(channels)
  const attempt = createAttempt({
    mailboxes,
    deadLetters,
    channels,
    load,
    slots,
    readFile,
    now,
    random,
    ...(isStillWanted && { isStillWanted }),
    ...(heardAt && { heardAt }),
    onProgress: (report) => void onReport(report).catch((error: unknown) => onError(error, report.to)),
    onError,
  })
  const limitsOf = (to: string) => channels.get(contactOf(to).channel)?.limits
  const drain = createDrain({ mailboxes, attempt, limitsOf, leaseMs, isStopped: () => senders.isStopped(), now, random, onReport, onError })
  const senders = createSenders({
    drain,
    async take(id) {
      if (!canSend(id)) return undefined
      const request = leaseRequest()
      return retryWhileAway(() => take(mailboxes, id, request))
    },
    onError,
  })
  return { senders, slots }
}
