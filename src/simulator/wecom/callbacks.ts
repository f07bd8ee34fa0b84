/** Encrypts callbacks and delivers them as the platform does: three tries, five seconds each. */
import { randomBytes } from 'node:crypto'
import { setTimeout as wait } from 'node:timers/promises'
import { decrypt, encrypt, getSignature } from '@wecom/crypto'
import type { CorporationOptions } from './corporation.js'

const TRIES = 3
const ANSWER_WITHIN_MS = 5_000
const BETWEEN_TRIES_MS = 300

export type CallbackSecrets = Pick<CorporationOptions, 'corpId' | 'agentId' | 'token' | 'aesKey'>

export interface SignedCallback {
  readonly query: string
  readonly body: string
}

export const cdata = (text: string) => `<![CDATA[${text.replaceAll(']]>', ']]]]><![CDATA[>')}]]>`

export function signCallback({ corpId, agentId, token, aesKey }: CallbackSecrets, plaintext: string, at: Date): SignedCallback {
  const timestamp = String(Math.floor(at.getTime() / 1000))
  const nonce = String(randomBytes(5).readUIntBE(0, 5))
  const encrypted = encrypt(aesKey, plaintext, corpId)
  const query = new URLSearchParams({ msg_signature: getSignature(token, timestamp, nonce, encrypted), timestamp, nonce }).toString()
  return {
    query,
    body: `<xml><ToUserName>${cdata(corpId)}</ToUserName><AgentID>${cdata(String(agentId))}</AgentID><Encrypt>${cdata(encrypted)}</Encrypt></xml>`,
  }
}

/** The plaintext of a passive reply after the checks that the platform makes; undefined for an empty answer. */
export function openReply({ corpId, token, aesKey }: CallbackSecrets, body: string): string | undefined {
  if (body === '') return undefined
  const field = (name: string) => new RegExp(`<${name}>(?:<!\\[CDATA\\[)?([^\\]<]*)(?:\\]\\]>)?</${name}>`).exec(body)?.[1] ?? ''
  const encrypted = field('Encrypt')
  if (field('MsgSignature') !== getSignature(token, field('TimeStamp'), field('Nonce'), encrypted))
    throw new Error('the passive reply is not signed rightly')
  const { message, id } = decrypt(aesKey, encrypted)
  if (id !== corpId) throw new Error('the passive reply is for another receiver')
  return message
}

export interface DeliveredCallback {
  readonly status: number
  readonly reply?: string
  readonly tries: number
}

/** Posts until the answer is 200; a connection that is refused counts as a failed try. */
export async function deliverCallback(address: string, secrets: CallbackSecrets, plaintext: string, at: Date): Promise<DeliveredCallback> {
  let status = 0
  for (let tries = 1; ; tries++) {
    const { query, body } = signCallback(secrets, plaintext, at)
    const response = await fetch(`${address}?${query}`, {
      method: 'POST',
      body,
      headers: { 'content-type': 'text/xml' },
      signal: AbortSignal.timeout(ANSWER_WITHIN_MS),
    }).catch(() => undefined)
    status = response?.status ?? 0
    const text = (await response?.text().catch(() => '')) ?? ''
    if (status === 200) {
      const reply = openReply(secrets, text)
      return { status, tries, ...(reply !== undefined && { reply }) }
    }
    if (tries === TRIES) return { status, tries }
    await wait(BETWEEN_TRIES_MS * tries)
  }
}
