/** How messages come in beside the webhooks, and what comes in that is no turn. */
import { contactId, type IncomingMessage } from '../channels/channel.js'
import type { Handle } from '../conversation/handle-message.js'
import { createPulls, type Pulls } from '../inlets/pulls.js'
import type { Job } from '../jobs/schedule.js'
import type { Ground } from './ground.js'
import type { AppOptions } from './options.js'

export interface Inlets {
  readonly handle: Handle
  readonly jobs: readonly Job[]
  stop(): void
  settled(): Promise<void>
}

const NO_TURN = { outcome: 'ignored' } as const

/** @param runTurn what is said by a person */
export function composeInlets({ now, log }: AppOptions, { background, channels, due, delivery, metrics }: Ground, runTurn: Handle): Inlets {
  const isPulled = [...channels.values()].some(({ inlets }) => inlets.some(({ type }) => type === 'pull'))
  const pulls: Pulls | undefined = isPulled ? createPulls({ connection: background, channels, take, due, now, log }) : undefined

  const handle: Handle = async (message, canReply, patience) => {
    const { content, from, key } = message
    if (content.type === 'toFetch') {
      await pulls?.wake(content.account, content.pass)
      return NO_TURN
    }
    if (content.type !== 'notArrived') return runTurn(message, canReply, patience)
    const isKnown = from && (await delivery.notArrived(contactId(from), content))
    if (!isKnown)
      log.warn({ messageId: key, reason: content.reason }, 'something did not arrive of which nothing is known, or which is known already')
    return NO_TURN
  }

  /** Nothing can be said in answer but by delivery: nobody holds a line open. */
  async function take(message: IncomingMessage): Promise<void> {
    const { outcome } = await handle(message, () => false)
    const { content, from, key } = message
    metrics.turns.inc({ outcome })
    const name = content.type === 'other' ? { name: content.name } : {}
    log.info({ ...(from && { channel: from.channel }), messageId: key, kind: content.type, ...name, outcome }, 'turn')
  }

  return {
    handle,
    jobs: pulls ? [{ name: 'pulls', cron: '*/5 * * * * *', run: pulls.sweep }] : [],
    stop: () => pulls?.stop(),
    settled: async () => pulls?.settled(),
  }
}
