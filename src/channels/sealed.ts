/** Calls that are signed with a token and encrypted with AES, in the one way that several platforms share; only what is around them differs. */
import { randomBytes, timingSafeEqual } from 'node:crypto'
import { decrypt, encrypt, getSignature } from '@wecom/crypto'
import { WebhookError } from '../errors.js'

export interface SealSecrets {
  /** Whom every genuine call is for: it ends with this id. */
  readonly receiveId: string
  readonly token: string
  readonly aesKey: string
}

export interface Sealed {
  readonly encrypted: string
  readonly signature: string
  readonly timestamp: string
  readonly nonce: string
}

/**
 * Checks signature and receiver, and decrypts (https://developer.work.weixin.qq.com/document/path/90968).
 * @throws WebhookError 401 without any detail for the caller
 */
export function open({ signature, timestamp, nonce, encrypted }: Sealed, secrets: SealSecrets): string {
  if (!sameText(signature, getSignature(secrets.token, timestamp, nonce, encrypted))) throw new WebhookError(401, 'signature')
  const { message, id } = decipher(encrypted, secrets.aesKey)
  if (!sameText(id, secrets.receiveId)) throw new WebhookError(401, 'receive id')
  return message
}

/** The encrypted and signed form of an answer. @param nonce another one for each answer */
export function seal(
  plaintext: string,
  { receiveId, token, aesKey }: SealSecrets,
  timestamp: string,
  nonce = randomBytes(8).readBigUInt64BE().toString(),
  random = randomBytes(16),
): Sealed {
  const encrypted = encrypt(aesKey, plaintext, receiveId, random)
  return { encrypted, timestamp, nonce, signature: getSignature(token, timestamp, nonce, encrypted) }
}

/** Compares in constant time. */
export function sameText(given: string, expected: string): boolean {
  const [left, right] = [Buffer.from(given), Buffer.from(expected)]
  return left.length === right.length && timingSafeEqual(left, right)
}

function decipher(encrypted: string, aesKey: string): { message: string; id: string } {
  try {
    return decrypt(aesKey, encrypted)
  } catch (cause) {
    throw new WebhookError(401, 'decrypt', { cause })
  }
}
