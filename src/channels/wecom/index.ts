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
import { encode } from './encode.js'
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
    download: client.download,
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

  async function send(to: Contact, message: OutgoingMessage, { deliveryId, updateCode, readFile }: SendContext): Promise<Receipt> {
    if (message.type === 'cardDone') {
      if (updateCode) await client.updateCard(to.userId, updateCode, message.text)
      return { messageId: '' }
    }
    const mediaId = message.type === 'file' ? await uploadFile(message, readFile) : undefined
    let receipt: Receipt = { messageId: '' }
    for (const body of encode(message, { publicUrl, ...(mediaId && { mediaId }) })) {
      const { msgid, response_code } = await client.send(to.userId, body, deliveryId)
      receipt = { messageId: msgid, ...(response_code && { updateCode: response_code }) }
    }
    return receipt
  }

  async function uploadFile(message: Extract<OutgoingMessage, { type: 'file' }>, readFile: SendContext['readFile']): Promise<string> {
    const { bytes } = await readFile(message.fileId)
    return client.upload(message.kind, bytes, message.name)
  }
}

function envelope(query: WebhookRequest['query'], encrypted: string | undefined) {
  const { msg_signature: signature, timestamp, nonce } = query
  if (!signature || !timestamp || !nonce || !encrypted) throw new WebhookError(400, 'parameters')
  return { signature, timestamp, nonce, encrypted }
}
