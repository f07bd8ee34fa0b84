import { WebhookError } from '../../errors.js'
import type {
  Channel,
  Contact,
  IncomingMessage,
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
import { sendFile } from './media.js'
import { encodePassive, isPassive } from './passive-reply.js'
import { readXml, textOf } from './xml.js'

export interface WecomOptions {
  readonly secrets: CallbackSecrets
  readonly client: WecomClient
  readonly publicUrl: string
  readonly now: () => Date
}

const EMPTY: WebhookAnswer = { status: 200, body: '', contentType: 'text/plain' }

/** A self-built app of WeCom: https://developer.work.weixin.qq.com/document/path/90238 */
export function createWecomChannel({ secrets, client, publicUrl, now }: WecomOptions): Channel {
  return {
    name: 'wecom',
    receive: (request) => (request.method === 'GET' ? verify(request) : receive(request)),
    canReplyPassively: (incoming, message) => isPassive(message, incoming.content.type === 'tap' ? incoming.content.card : undefined),
    send,
    download: (mediaId) => client.download(mediaId),
  }

  function verify({ query }: WebhookRequest): WebhookCall {
    const plaintext = open(envelope(query, query.echostr), secrets, now())
    return { answer: () => ({ status: 200, body: plaintext, contentType: 'text/plain' }) }
  }

  function receive({ query, body }: WebhookRequest): WebhookCall {
    const plaintext = open(envelope(query, textOf(readXml(body), 'Encrypt')), secrets, now())
    const message: IncomingMessage = decode(plaintext)
    const answer = (reply?: OutgoingMessage): WebhookAnswer =>
      reply && message.from
        ? { status: 200, body: encodePassive(reply, message.from.userId, secrets, now()), contentType: 'application/xml' }
        : EMPTY
    return { message, answer }
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

  /** One after the other. How far it came is recorded after each, so that a second try goes on there. */
  async function sendAll(to: Contact, bodies: readonly Body[], { deliveryId, progress, remember }: SendContext): Promise<Receipt> {
    let receipt: Receipt = { messageId: '' }
    for (const [index, body] of bodies.entries()) {
      if (index < (progress?.messagesSent ?? 0)) continue
      // equal parts of one text are not the same message
      receipt = receiptOf(await client.send(to.userId, body, index === 0 ? deliveryId : `${deliveryId}/${index}`))
      if (index + 1 < bodies.length) await remember({ messagesSent: index + 1 })
    }
    return receipt
  }
}

const receiptOf = ({ msgid, response_code }: { msgid: string; response_code?: string | undefined }): Receipt => ({
  messageId: msgid,
  ...(response_code && { updateCode: response_code }),
})

function envelope(query: WebhookRequest['query'], encrypted: string | undefined) {
  const { msg_signature: signature, timestamp, nonce } = query
  if (!signature || !timestamp || !nonce || !encrypted) throw new WebhookError(400, 'parameters')
  return { signature, timestamp, nonce, encrypted }
}
