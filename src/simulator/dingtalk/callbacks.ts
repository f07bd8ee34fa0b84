/** Calls as the platform makes them: signed by their time, or encrypted (dingtalk.md 1, 5.3 and 8). */
import { createHmac, randomBytes } from 'node:crypto'
import { decrypt, encrypt, getSignature } from '@wecom/crypto'
import type { AppOptions } from './company.js'

export interface PlatformCall {
  readonly path: string
  readonly query: Readonly<Record<string, string>>
  readonly headers: Readonly<Record<string, string>>
  readonly body: string
}

type Secrets = Pick<AppOptions, 'clientId' | 'clientSecret' | 'token' | 'aesKey'>

const JSON_TYPE = { 'content-type': 'application/json; charset=utf-8' }
const hmac = (key: string, data: string) => createHmac('sha256', key).update(data, 'utf8').digest('base64')

export function robotCall({ clientSecret }: Secrets, message: object, at: Date): PlatformCall {
  const timestamp = String(at.getTime())
  const headers = { ...JSON_TYPE, timestamp, sign: hmac(clientSecret, `${timestamp}\n${clientSecret}`) }
  return { path: '/dingtalk/robot', query: {}, headers, body: JSON.stringify(message) }
}

/** @param secret that was registered with the address */
export function cardCall(secret: string, press: object, at: Date): PlatformCall {
  const timestamp = String(at.getTime())
  const headers = { ...JSON_TYPE, 'x-ddpaas-signature-timestamp': timestamp, 'x-ddpaas-signature': hmac(secret, timestamp) }
  return { path: '/dingtalk/card', query: {}, headers, body: JSON.stringify(press) }
}

export function eventCall({ clientId, token, aesKey }: Secrets, event: object, at: Date): PlatformCall {
  const timestamp = String(at.getTime())
  const nonce = randomBytes(6).toString('hex')
  const encrypted = encrypt(aesKey, JSON.stringify(event), clientId)
  const signature = getSignature(token, timestamp, nonce, encrypted)
  const query = { signature, msg_signature: signature, timestamp, nonce }
  return { path: '/dingtalk/event', query, headers: JSON_TYPE, body: JSON.stringify({ encrypt: encrypted }) }
}

/** What stands in the answer to an event, after the checks that the platform makes. */
export function openEventAnswer({ clientId, token, aesKey }: Secrets, body: string): string {
  const { msg_signature, timeStamp, nonce, encrypt: encrypted } = JSON.parse(body) as Record<string, string>
  if (msg_signature !== getSignature(token, timeStamp ?? '', nonce ?? '', encrypted ?? '')) throw new Error('not signed rightly')
  const { message, id } = decrypt(aesKey, encrypted ?? '')
  if (id !== clientId) throw new Error('for another receiver')
  return message
}
