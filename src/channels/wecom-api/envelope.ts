/** What can be told about a callback without a secret: parameters of the right form, a time that is not stale, and where its ciphertext lies. */
import { WebhookError } from '../../errors.js'
import type { WebhookRequest } from '../channel.js'

/**
 * How far the timestamp of a genuine call may be from our clock. Retries come within minutes, perhaps with the first timestamp (wecom.md 1.4);
 * within this window a captured call can be sent again, so keys of messages are remembered for longer.
 */
const TIMESTAMP_WINDOW_S = 900

/** As the platform writes a time. */
export const secondsOf = (at: Date): string => String(Math.floor(at.getTime() / 1000))

export interface EnvelopeHead {
  readonly signature: string
  readonly timestamp: string
  readonly nonce: string
}

/** The parameters of a call, none of them verified yet. @throws WebhookError 400 where a parameter is missing, 401 where one cannot be genuine */
export function readHead(query: WebhookRequest['query'], now: Date): EnvelopeHead {
  const { msg_signature: signature, timestamp, nonce } = query
  if (!signature || !timestamp || !nonce || !/^[\w-]{1,64}$/.test(nonce)) throw new WebhookError(400, 'parameters')
  if (!/^[0-9a-f]{40}$/.test(signature)) throw new WebhookError(401, 'signature')
  const age = Math.abs(now.getTime() / 1000 - Number(timestamp))
  if (!/^\d{10}$/.test(timestamp) || age > TIMESTAMP_WINDOW_S) throw new WebhookError(401, 'timestamp')
  return { signature, timestamp, nonce }
}

/**
 * The ciphertext of a posted body. Nobody has vouched for the body yet, so it is searched and not parsed. Undefined where there is none.
 */
export function encryptedOf(body: string): string | undefined {
  const text = between(body, '<Encrypt>', '</Encrypt>')?.trim()
  return text?.startsWith('<![CDATA[') ? between(text, '<![CDATA[', ']]>') : text
}

function between(text: string, before: string, after: string): string | undefined {
  const start = text.indexOf(before)
  if (start < 0) return undefined
  const end = text.indexOf(after, start + before.length)
  return end < 0 ? undefined : text.slice(start + before.length, end)
}
