import { ChannelApiError } from '../../errors.js'
import type {
  Answering,
  Channel,
  Contact,
  IncomingMessage,
  Limits,
  OutgoingMessage,
  Receipt,
  SendContext,
  Stream,
  StreamInlet,
  Take,
} from '../channel.js'
import { sendAll } from '../send-all.js'
import { sendFile } from '../send-file.js'
import { taskId } from '../wecom-api/task-id.js'
import { isInvalidMedia } from './api-errors.js'
import type { BotClient } from './client.js'
import { CHANNEL, decode, isReplaced } from './decode.js'
import { type Body, encode, encodeDone, encodeFile, encodeWelcome } from './encode.js'
import { EVENT, type Frame } from './frames.js'
import { ANSWER_WITHIN_MS, BOT_LIMITS } from './limits.js'
import { createMediaIds, openEncrypted } from './media.js'

export interface BotOptions {
  readonly botId: string
  readonly secret: string
  readonly client: BotClient
  readonly now: () => Date
  /** Only against a simulator. */
  readonly sendsAMinute?: number
}

/** A smart bot over its long connection, which needs no address of ours: https://developer.work.weixin.qq.com/document/path/101463 */
export function createBotChannel({ botId, secret, client, now, sendsAMinute }: BotOptions): Channel {
  const limits: Limits = { ...BOT_LIMITS, ...(sendsAMinute && { sendsAMinute }) }
  const media = createMediaIds(secret)
  const inlet: StreamInlet = { type: 'stream', account: botId, open }

  async function open(take: Take): Promise<Stream> {
    let isTaken = false
    const connection = await client.open((frame) => {
      if (frame && isReplaced(frame)) isTaken = true
      else for (const message of messagesOf(frame)) take(message, answering(frame, message)).catch(() => {}) // whoever takes them keeps them
    })
    return { ended: connection.ended.then(() => (isTaken ? 'replaced' : 'lost')), close: connection.close }
  }

  const messagesOf = (frame: Frame | undefined): readonly IncomingMessage[] =>
    frame
      ? decode(frame, { idOf: media.idOf, now: now() })
      : [{ key: `u${now().getTime()}`, at: now(), content: { type: 'other', name: 'unreadable' } }]

  function answering(frame: Frame | undefined, message: IncomingMessage): Answering {
    const receivedAt = performance.now()
    const reqId = frame?.headers.req_id ?? ''
    return {
      canReply: (reply) => frame?.cmd === EVENT && performance.now() - receivedAt < ANSWER_WITHIN_MS && isAnswer(message, reply),
      answer: (reply) => answerEvent(reply, reqId),
    }
  }

  async function answerEvent(reply: OutgoingMessage, reqId: string): Promise<void> {
    if (reply.type === 'cardDone') return client.answer('aibot_respond_update_msg', encodeDone(reply), reqId)
    await client.answer('aibot_respond_welcome_msg', encodeWelcome(reply) ?? {}, reqId)
  }

  async function send(to: Contact, message: OutgoingMessage, context: SendContext): Promise<Receipt> {
    // a card changes in the answer to a press only
    if (message.type === 'cardDone') return { messageId: '' }
    if (message.type !== 'file') return sendAll(encode(message), context, (body, id) => sendBody(to.userId, body, id, context))
    return sendFile(message, context, {
      limits: limits.fileBytes,
      upload: client.upload,
      send: (mediaId) => sendBody(to.userId, encodeFile(message, mediaId), context.deliveryId, context),
      isForgotten: isInvalidMedia,
      now,
    })
  }

  /** The first answer to a message ends what the platform shows as being worked on; a person can have three of these at once. */
  async function sendBody(userId: string, body: Body, id: string, { deliveryId, pass }: SendContext): Promise<Receipt> {
    if (pass && pass.until > now() && id === deliveryId && (await isAnswered(body, pass.code))) return { messageId: '' }
    await client.send(userId, body)
    return { messageId: '' }
  }

  /** False where the message takes no answer any more: then it is sent by itself. */
  async function isAnswered(body: Body, code: string): Promise<boolean> {
    try {
      await client.answer('aibot_respond_msg', body, code)
      return true
    } catch (error) {
      if (error instanceof ChannelApiError && error.reaction === 'permanent') return false
      throw error
    }
  }

  return {
    name: CHANNEL,
    limits,
    // only members can talk to it; what others say has no sender
    vouches: true,
    sharesIdsWith: 'wecom',
    inlets: [inlet],
    canSend: client.isOpen,
    cardId: taskId,
    send,
    download: async (mediaId, signal) => openEncrypted(media.mediumOf(mediaId), signal),
  }
}

/** The change of the card that was pressed, or a greeting. */
function isAnswer({ content }: IncomingMessage, reply: OutgoingMessage): boolean {
  if (content.type === 'tap') return reply.type === 'cardDone' && taskId(reply.card) === content.card
  return content.type === 'enter' && encodeWelcome(reply) !== undefined
}
