/** How messages come in beside the webhooks, and what comes in that is no turn. */
import { type Answering, contactId, type IncomingMessage, type OutgoingMessage } from '../channels/channel.js'
import type { Handle } from '../conversation/handle-message.js'
import type { Domain } from '../domain.js'
import { createPulls, type Pulls } from '../inlets/pulls.js'
import { createStreams, type Streams } from '../inlets/streams.js'
import type { Job } from '../jobs/schedule.js'
import type { Ground } from './ground.js'
import type { AppOptions } from './options.js'

export interface Inlets {
  readonly handle: Handle
  readonly jobs: readonly Job[]
  /** Opens what is to be open. */
  start(): Promise<void>
  stop(): void
  /** What needs a database that is away is left to the next process. */
  stopWaiting(): void
  /** After all that is to be sent. */
  close(): Promise<void>
  settled(): Promise<void>
}

const NO_TURN = { outcome: 'ignored' } as const

/** @param runTurn what is said by a person */
export function composeInlets(
  { now, log }: AppOptions,
  { background, channels, customers, due, delivery, metrics, storeBeside, personBeside }: Ground,
  { served }: Required<Pick<Domain, 'served'>>,
  runTurn: Handle,
): Inlets {
  const has = (wanted: 'pull' | 'stream') => [...channels.values()].some(({ inlets }) => inlets.some(({ type }) => type === wanted))
  const deps = { connection: background, channels, take, due, now, log }
  const pulls: Pulls | undefined = has('pull') ? createPulls(deps) : undefined
  const streams: Streams | undefined = has('stream') ? createStreams(deps) : undefined

  const begun = new WeakSet<Answering>()

  const handle: Handle = async (message, canReply, patience) => {
    const { content, from, key } = message
    if (content.type === 'toFetch') {
      await pulls?.wake(content.account, content.pass)
      return NO_TURN
    }
    if (from && content.type === 'enter' && content.invitation !== undefined) {
      await customers.noteInvited(contactId(from), content.invitation)
      // nothing may be said to whoever is not welcomed
      if (!message.pass) return NO_TURN
    }
    if (from && content.type === 'saidToOthers') {
      await storeBeside.noteActive(contactId(from), message.at)
      return NO_TURN
    }
    if (from && content.type === 'served') {
      const { id } = await personBeside(contactId(from))
      await served(id, content.servicer, message.at)
      return NO_TURN
    }
    if (content.type !== 'notArrived') return runTurn(message, canReply, patience)
    const isKnown = from && (await delivery.notArrived(contactId(from), content))
    if (!isKnown)
      log.warn({ messageId: key, reason: content.reason }, 'something did not arrive of which nothing is known, or which is known already')
    return NO_TURN
  }

  /** Without a way to answer nothing can be said but by delivery: nobody holds a line open. */
  async function take(message: IncomingMessage, answering?: Answering): Promise<void> {
    // its turn may have been committed without our hearing of it
    const isAgain = answering !== undefined && begun.has(answering)
    if (answering) begun.add(answering)
    const { outcome, reply } = await handle(message, (one) => answering?.canReply(one) ?? false)
    const { content, from, key } = message
    metrics.turns.inc({ outcome })
    const name = content.type === 'other' ? { name: content.name } : {}
    log.info({ ...(from && { channel: from.channel }), messageId: key, kind: content.type, ...name, outcome }, 'turn')
    if (!reply || !from) return
    if (!answering) return sayInstead(contactId(from), key, reply)
    // what is brought twice was answered the first time
    if (outcome !== 'new' && !isAgain && !answering.isRepeatable) return
    await answering.answer(reply).catch((error: unknown) => {
      log.warn({ err: error, messageId: key }, 'an answer did not arrive; it is sent as a message')
      return sayInstead(contactId(from), key, reply)
    })
  }

  /** What could not be shown where it belongs, or of which nobody knows whether it was, is said: once, however often it is asked for. */
  async function sayInstead(to: string, key: string, reply: OutgoingMessage): Promise<void> {
    const message: OutgoingMessage = reply.type === 'cardDone' ? { type: 'text', text: reply.text } : reply
    await delivery.enqueue([{ id: `${to}#${key}#answer`, to, message }])
  }

  return {
    handle,
    jobs: [
      ...(pulls ? [{ name: 'pulls', cron: '*/5 * * * * *', run: pulls.sweep }] : []),
      ...(streams ? [{ name: 'streams', cron: '*/5 * * * * *', run: streams.sweep }] : []),
    ],
    start: async () => streams?.start(),
    stop() {
      pulls?.stop()
      streams?.stop()
    },
    stopWaiting: () => streams?.stopWaiting(),
    close: async () => streams?.close(),
    settled: async () => void (await Promise.all([pulls?.settled(), streams?.settled()])),
  }
}
