/** A callback address as the platform uses it: encrypted XML, and a few digits when the form of the console is saved. */
import { WebhookError } from '../../errors.js'
import type { WebhookCall, WebhookInlet, WebhookLimits, WebhookRequest } from '../channel.js'
import { open, type SealSecrets } from '../sealed.js'
import { encryptedOf, readHead } from './envelope.js'

/** The largest message is a text of 2,048 bytes. The platform gives up after 5 s and calls again, three times in all (wecom.md 1.7). */
export const CALLBACK_LIMITS: WebhookLimits = { bodyBytes: 64 * 1024, answerWithinMs: 4_500, replyWithinMs: 3_000 }

/**
 * How old a message itself may be. The signature joins its values without separators, so that a timestamp and a nonce that looks like a later
 * time can change places; the time inside the ciphertext cannot. Generous, because events of the platform's own may be late.
 */
const MESSAGE_AGE_MS = 2 * 3_600_000

export interface CallbackOptions {
  readonly path: string
  readonly secrets: SealSecrets
  readonly now: () => Date
  /** What the decrypted XML says, and how it is answered. */
  readonly read: (xml: string) => WebhookCall
}

/** https://developer.work.weixin.qq.com/document/path/90238 */
export function createCallback({ path, secrets, now, read }: CallbackOptions): WebhookInlet {
  return {
    type: 'webhook',
    paths: [path],
    limits: CALLBACK_LIMITS,
    screen: ({ query }) => void readHead(query, now()),
    receive: (request) => (request.method === 'GET' ? verify(request) : receive(request)),
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
    const call = read(plaintext)
    for (const { at } of call.messages)
      if (Math.abs(now().getTime() - at.getTime()) > MESSAGE_AGE_MS) throw new WebhookError(401, 'message time')
    return call
  }

  function openCall(query: WebhookRequest['query'], encrypted: string | undefined): string {
    const head = readHead(query, now())
    if (!encrypted) throw new WebhookError(400, 'ciphertext')
    return open({ ...head, encrypted }, secrets)
  }
}
