import { WebhookError } from '../../errors.js'
import type {
  Channel,
  Contact,
  IncomingMessage,
  Limits,
  OutgoingMessage,
  Receipt,
  SendContext,
  WebhookAnswer,
  WebhookCall,
  WebhookRequest,
} from '../channel.js'
import type { WecomClient } from './client.js'
import { type CallbackSecrets, open } from './crypto.js'
import { decode } from './decode.js'
import { type Body, encode, encodeFile } from './encode.js'
import { encryptedOf, readHead } from './envelope.js'
import { WECOM_LIMITS, WECOM_WEBHOOK_LIMITS } from './limits.js'
import { sendFile } from './media.js'
import { encodePassive, isPassive } from './passive-reply.js'
import { taskId } from './task-id.js'

export interface WecomOptions {
  readonly secrets: CallbackSecrets
  readonly client: WecomClient
  readonly publicUrl: string
  readonly now: () => Date
  /** Only against a simulator. */
  readonly sendsAMinute?: number
}

/**
 * How old a message itself may be. The signature joins its values without separators, so that a timestamp and a nonce that looks like a later
 * time can change places; the time inside the ciphertext cannot. Generous, because events of the platform's own may be late.
 */
const MESSAGE_AGE_MS = 2 * 3_600_000

const EMPTY: WebhookAnswer = { status: 200, body: '', contentType: 'text/plain' }

/** A self-built app of WeCom: https://developer.work.weixin.qq.com/document/path/90238 */
export function createWecomChannel({ secrets, client, publicUrl, now, sendsAMinute }: WecomOptions): Channel {
  const limits: Limits = { ...WECOM_LIMITS, ...(sendsAMinute && { sendsAMinute }) }
  return {
    name: 'wecom',
    limits,
    vouches: true,
    inlets: [
      {
        type: 'webhook',
        paths: ['/wecom/callback'],
        limits: WECOM_WEBHOOK_LIMITS,
        screen: ({ query }) => void readHead(query, now()),
        receive: (request) => (request.method === 'GET' ? verify(request) : receive(request)),
      },
    ],
    cardId: taskId,
    send,
    download: client.download,
  }

  /** The platform asks for a few digits. Anything else is a captured message that somebody wants to have decrypted. */
  function verify({ query }: WebhookRequest): WebhookCall {
    const plaintext = openCall(query, query.echostr)
    if (!/^[\w-]{1,64}$/.test(plaintext)) throw new WebhookError(401, 'echo')
    return { messages: [], canReply: () => false, answer: () => ({ status: 200, body: plaintext, contentType: 'text/plain' }) }
  }

  function receive({ query, body }: WebhookRequest): WebhookCall {
    const plaintext = openCall(query, encryptedOf(body))
    if (!/^\s*<xml[\s>]/.test(plaintext)) throw new WebhookError(401, 'not a message')
    const message: IncomingMessage = decode(plaintext)
    if (Math.abs(now().getTime() - message.at.getTime()) > MESSAGE_AGE_MS) throw new WebhookError(401, 'message time')
    return {
      messages: [message],
      canReply: ({ content }, reply) => isPassive(reply, content.type === 'tap' ? content.card : undefined),
      answer: ([reply]) => (reply && message.from ? answerTo(message.from, reply) : EMPTY),
    }
  }

  function answerTo({ userId }: Contact, reply: OutgoingMessage): WebhookAnswer {
    return { status: 200, body: encodePassive(reply, userId, secrets, now()), contentType: 'application/xml' }
  }

  function openCall(query: WebhookRequest['query'], encrypted: string | undefined): string {
    const head = readHead(query, now())
    if (!encrypted) throw new WebhookError(400, 'ciphertext')
    return open({ ...head, encrypted }, secrets)
  }

  async function send(to: Contact, message: OutgoingMessage, context: SendContext): Promise<Receipt> {
    const { deliveryId, updateCode } = context
    if (message.type === 'cardDone') {
      if (updateCode) await client.updateCard(to.userId, updateCode, message.text)
      return { messageId: '' }
    }
    if (message.type !== 'file') return sendAll(to, encode(message, { publicUrl }), context)
    const sendMedia = (mediaId: string) => client.send(to.userId, encodeFile(message, mediaId), deliveryId)
    return receiptOf(await sendFile(message, context, { client, now, send: sendMedia }))
  }

  /**
   * One after the other. How far it came is recorded after each, so that a second try goes on there. Of several cards the first is the one that can be
   * changed later.
   */
  async function sendAll(to: Contact, bodies: readonly Body[], { deliveryId, progress, remember }: SendContext): Promise<Receipt> {
    let receipt: Receipt = { messageId: '' }
    for (const [index, body] of bodies.entries()) {
      if (index < (progress?.messagesSent ?? 0)) continue
      // equal parts of one text are not the same message
      const { messageId, updateCode } = receiptOf(await client.send(to.userId, body, index === 0 ? deliveryId : `${deliveryId}/${index}`))
      receipt = { ...(updateCode && { updateCode }), ...receipt, messageId }
      if (index + 1 < bodies.length) await remember({ messagesSent: index + 1 })
    }
    return receipt
  }
}

const receiptOf = ({ msgid, response_code }: { msgid: string; response_code?: string | undefined }): Receipt => ({
  messageId: msgid,
  ...(response_code && { updateCode: response_code }),
})
