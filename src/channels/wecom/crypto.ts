import { randomBytes, timingSafeEqual } from 'node:crypto'
import { decrypt, encrypt, getSignature } from '@wecom/crypto'
import { WebhookError } from '../../errors.js'
import type { EnvelopeHead } from './envelope.js'

export interface CallbackSecrets {
  /** The corp id; every genuine callback ends with it. */
  readonly receiveId: string
  readonly token: string
  readonly aesKey: string
}

export interface Envelope extends EnvelopeHead {
  readonly encrypted: string
}

/**
 * Checks signature and receiver, and decrypts (https://developer.work.weixin.qq.com/document/path/90968).
 * @throws WebhookError 401 without any detail for the caller
 */
export function open({ signature, timestamp, nonce, encrypted }: Envelope, secrets: CallbackSecrets): string {
  if (!sameText(signature, getSignature(secrets.token, timestamp, nonce, encrypted))) throw new WebhookError(401, 'signature')
  const { message, id } = decipher(encrypted, secrets.aesKey)
  if (!sameText(id, secrets.receiveId)) throw new WebhookError(401, 'receive id')
  return message
}

/** The encrypted form of a passive reply, signed with our own time in seconds (wecom.md 1.8). @param nonce another one for each reply */
export function seal(
  plaintext: string,
  secrets: CallbackSecrets,
  now: Date,
  nonce = randomBytes(8).readBigUInt64BE().toString(),
): Envelope {
  const timestamp = String(Math.floor(now.getTime() / 1000))
  const encrypted = encrypt(secrets.aesKey, plaintext, secrets.receiveId)
  return { encrypted, timestamp, nonce, signature: getSignature(secrets.token, timestamp, nonce, encrypted) }
}

function decipher(encrypted: string, aesKey: string): { message: string; id: string } {
  try {
    return decrypt(aesKey, encrypted)
  } catch (cause) {
    throw new WebhookError(401, 'decrypt', { cause })
  }
}

function sameText(given: string, expected: string): boolean {
  const [left, right] = [Buffer.from(given), Buffer.from(expected)]
  return left.length === right.length && timingSafeEqual(left, right)
}
