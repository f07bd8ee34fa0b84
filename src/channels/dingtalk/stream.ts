/** Messages, presses and events over one connection that we open, so that the platform needs no address of ours (dingtalk.md 2). */
import type { Answering, IncomingMessage, Stream, StreamInlet, Take } from '../channel.js'
import { cardAnswer, isCardAnswer } from './card-answer.js'
import type { DingtalkClient } from './client.js'
import { decodeFrame, unreadable } from './decode-frame.js'
import { CARD_TOPIC, type Frame, SUBSCRIPTIONS } from './frames.js'
import { type Acknowledge, openGateway } from './gateway.js'
import { CARD_LIMITS } from './limits.js'
import type { Sessions } from './sessions.js'

export interface StreamDeps {
  readonly clientId: string
  readonly robotCode: string
  readonly client: Pick<DingtalkClient, 'openConnection' | 'isOurs'>
  readonly sessions: Sessions
  readonly now: () => Date
}

const ANSWER_WITHIN_MS = 5_000
const NOTHING_SAID = JSON.stringify({ response: null })
const SUCCESS = JSON.stringify({ status: 'SUCCESS' })
const LATER = JSON.stringify({ status: 'LATER', message: 'not committed' })

export function createStreamInlet({ clientId, robotCode, client, sessions, now }: StreamDeps): StreamInlet {
  async function open(take: Take): Promise<Stream> {
    return openGateway({
      url: await client.openConnection(SUBSCRIPTIONS),
      answerWithinMs: ANSWER_WITHIN_MS,
      onFrame: (frame, acknowledge) => void bring(frame, acknowledge, take),
      onUnreadable: () => void take(unreadable(`${now().getTime()}`, now())).catch(() => {}), // whoever takes it has told of it
    })
  }

  /** Acknowledged once it is committed; what is not is brought again, and known by its key. */
  async function bring(frame: Frame, acknowledge: Acknowledge, take: Take): Promise<void> {
    const decoded = decodeFrame(frame, robotCode, now())
    if (!decoded) return
    const { messages, session } = decoded
    if (session && client.isOurs(session.url)) sessions.note(session)
    const isEvent = frame.type === 'EVENT'
    let isAnswered = false
    const answer = (data: string) => {
      isAnswered = true
      return acknowledge(data)
    }
    try {
      await Promise.all(messages.map((message) => take(message, answering(frame, message, answer))))
      if (!isAnswered) await acknowledge(isEvent ? SUCCESS : NOTHING_SAID)
    } catch {
      if (isEvent) await acknowledge(LATER).catch(() => {}) // without any it is brought again as well
    }
  }

  return { type: 'stream', account: clientId, open }
}

/** A press on a card is acknowledged with what the card shows from then on, while the platform waits for it. */
function answering({ headers: { topic } }: Frame, message: IncomingMessage, acknowledge: Acknowledge): Answering {
  const receivedAt = performance.now()
  const isAwaited = () => topic === CARD_TOPIC && performance.now() - receivedAt < CARD_LIMITS.replyWithinMs
  return {
    canReply: (reply) => isAwaited() && isCardAnswer(message, reply),
    answer: (reply) => acknowledge(JSON.stringify({ response: cardAnswer(reply) })),
    isRepeatable: true,
  }
}
