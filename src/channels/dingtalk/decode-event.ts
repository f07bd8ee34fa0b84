/** What happens in the company: https://open.dingtalk.com/document/development/callback-event-message-body-encryption-and-decryption */
import { createHash } from 'node:crypto'
import { z } from 'zod'
import { WebhookError } from '../../errors.js'
import type { IncomingMessage, WebhookRequest } from '../channel.js'
import type { Sealed } from '../sealed.js'

const Envelope = z.object({ encrypt: z.string().min(1) })
const Event = z.looseObject({ EventType: z.string().min(1), eventId: z.string().optional().catch(undefined) })
/** Repetitions come after 10 and 30 s; a captured call is of no use for longer than a robot's. */
const WINDOW_MS = 3_600_000
const CONTACTS = /^(user_(add|modify|leave|active)_org|org_dept_(create|modify|remove)|org_(admin|change|remove)\w*)$/
/** The platform asks whether we are there. */
const CHECK = 'check_url'

/** Parameters of a call, none of them verified. @throws WebhookError */
export function readEventHead(query: WebhookRequest['query'], now: Date): Omit<Sealed, 'encrypted'> {
  const { timestamp, nonce } = query
  const signature = query.msg_signature ?? query.signature
  if (!signature || !timestamp || !nonce || !/^[\w-]{1,64}$/.test(nonce)) throw new WebhookError(400, 'parameters')
  if (!/^[0-9a-f]{40}$/.test(signature)) throw new WebhookError(401, 'signature')
  // in milliseconds, in seconds where the subscription is an old one
  const at = Number(timestamp) * (timestamp.length === 10 ? 1_000 : 1)
  if (!/^(\d{10}|\d{13})$/.test(timestamp) || Math.abs(now.getTime() - at) > WINDOW_MS) throw new WebhookError(401, 'timestamp')
  return { signature, timestamp, nonce }
}

/** @throws WebhookError */
export function encryptedIn(body: string): string {
  try {
    return Envelope.parse(JSON.parse(body)).encrypt
  } catch (cause) {
    throw new WebhookError(400, 'ciphertext', { cause })
  }
}

/** None for the call that only looks whether we are there. @throws WebhookError where it is no event */
export function decodeEvent(plaintext: string, now: Date): IncomingMessage[] {
  let event: z.infer<typeof Event>
  try {
    event = Event.parse(JSON.parse(plaintext))
  } catch (cause) {
    throw new WebhookError(401, 'not an event', { cause })
  }
  const { EventType: name, eventId: id = '' } = event
  return name === CHECK ? [] : [eventMessage({ name, id, text: plaintext, at: now })]
}

interface Happened {
  readonly name: string
  readonly id: string
  /** Tells it from others where it has no id. */
  readonly text: string
  readonly at: Date
}

export function eventMessage({ name, id, text, at }: Happened): IncomingMessage {
  const key = id || createHash('sha256').update(text).digest('base64url').slice(0, 27)
  return { key: `e${key}`, at, content: CONTACTS.test(name) ? { type: 'contactsChanged' } : { type: 'other', name } }
}
