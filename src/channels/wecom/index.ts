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
} from '../channel.js'
import type { SealSecrets } from '../sealed.js'
import { sendAll } from '../send-all.js'
import { createCallback } from '../wecom-api/callback.js'
import { sendMedia } from '../wecom-api/media.js'
import { taskId } from '../wecom-api/task-id.js'
import type { WecomClient } from './client.js'
import { decode } from './decode.js'
import { type Body, encode, encodeFile } from './encode.js'
import { WECOM_LIMITS } from './limits.js'
import { encodePassive, isPassive } from './passive-reply.js'

export interface WecomOptions {
  readonly secrets: SealSecrets
  readonly client: WecomClient
  readonly publicUrl: string
  readonly now: () => Date
  /** Only against a simulator. */
  readonly sendsAMinute?: number
}

const EMPTY: WebhookAnswer = { status: 200, body: '', contentType: 'text/plain' }

/** A self-built app of WeCom: https://developer.work.weixin.qq.com/document/path/90238 */
export function createWecomChannel({ secrets, client, publicUrl, now, sendsAMinute }: WecomOptions): Channel {
  const limits: Limits = { ...WECOM_LIMITS, ...(sendsAMinute && { sendsAMinute }) }
  return {
    name: 'wecom',
    limits,
    vouches: true,
    inlets: [createCallback({ path: '/wecom/callback', secrets, now, read })],
    cardId: taskId,
    send,
    download: client.download,
  }

  function read(xml: string): WebhookCall {
    const message: IncomingMessage = decode(xml)
    return {
      messages: [message],
      canReply: ({ content }, reply) => isPassive(reply, content.type === 'tap' ? content.card : undefined),
      answer: ([reply]) => (reply && message.from ? answerTo(message.from, reply) : EMPTY),
    }
  }

  function answerTo({ userId }: Contact, reply: OutgoingMessage): WebhookAnswer {
    return { status: 200, body: encodePassive(reply, userId, secrets, now()), contentType: 'application/xml' }
  }

  async function send(to: Contact, message: OutgoingMessage, context: SendContext): Promise<Receipt> {
    const { deliveryId, updateCode } = context
    if (message.type === 'cardDone') {
      if (updateCode) await client.updateCard(to.userId, updateCode, message.text)
      return { messageId: '' }
    }
    const sendBody = async (body: Body, id: string) => receiptOf(await client.send(to.userId, body, id))
    if (message.type !== 'file') return sendAll(encode(message, { publicUrl }), context, sendBody)
    return sendMedia(message, context, { client, now, send: (mediaId) => sendBody(encodeFile(message, mediaId), deliveryId) })
  }
}

const receiptOf = ({ msgid, response_code }: { msgid: string; response_code?: string | undefined }): Receipt => ({
  messageId: msgid,
  ...(response_code && { updateCode: response_code }),
})
