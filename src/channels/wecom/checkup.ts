/** Whether the app is set up as the bot needs it: what only an administrator can mend, and where the console has it. */
import { randomBytes } from 'node:crypto'
import { ChannelApiError, ChannelNetworkError } from '../../errors.js'
import { causeOf, type Finding, fine, wrong } from '../checkup.js'
import { type SealSecrets, seal } from '../sealed.js'
import { secondsOf } from '../wecom-api/envelope.js'
import type { WecomClient } from './client.js'

const WITHIN_MS = 5_000
/** Of https://developer.work.weixin.qq.com/document/path/90313, as far as the console mends it. */
const REFUSALS: Readonly<Record<number | string, string>> = {
  40001: 'secret',
  40013: 'corpId',
  2000002: 'corpId',
  60020: 'address',
  301002: 'agentId',
  40056: 'agentId',
  50003: 'disabled',
}
const OUT_OF_SIGHT: readonly (number | string)[] = [60011, 60021, 81011]
const UNKNOWN: readonly (number | string)[] = [40003, 60111, 46004, 301021, 60003, 60123, 40068, 40066]

/** The token, the trusted address and the app itself. */
export async function checkAccess(client: Pick<WecomClient, 'agent'>): Promise<Finding> {
  try {
    const { name, isClosed } = await client.agent()
    return isClosed ? wrong('access.disabled') : fine('access.fine', { name })
  } catch (error) {
    return refusalOf(error)
  }
}

/** What is wrong with the whole app, whatever was asked. */
export function refusalOf(error: unknown): Finding {
  if (error instanceof ChannelNetworkError) return wrong('access.noAnswer', { error: causeOf(error.cause ?? error) })
  if (!(error instanceof ChannelApiError)) throw error
  const refusal = REFUSALS[error.code]
  // only to be shown: the platform names the address that it has seen
  const address = /from ip: *([0-9a-f.:]+)/i.exec(error.message)?.[1]
  if (refusal === 'address') return address ? wrong('access.address', { address }) : wrong('access.someAddress')
  return refusal ? wrong(`access.${refusal}`) : wrong('access.refused', { code: error.code, error: error.message })
}

/** Asks the bot's public address what the platform asks when the form is saved. That it can be reached from outside too, only the platform can tell. */
export async function checkCallback(publicUrl: string, secrets: SealSecrets, now: Date): Promise<Finding> {
  const address = `${publicUrl}/wecom/callback`
  if (isLocal(publicUrl)) return wrong('callback.local', { address: publicUrl })
  const echo = randomBytes(8).readBigUInt64BE().toString()
  const { encrypted, signature, timestamp, nonce } = seal(echo, secrets, secondsOf(now))
  const query = new URLSearchParams({ msg_signature: signature, timestamp, nonce, echostr: encrypted })
  const response = await fetch(`${address}?${query}`, { signal: AbortSignal.timeout(WITHIN_MS) }).catch((error: unknown) => error)
  if (!(response instanceof Response)) return wrong('callback.noAnswer', { address, error: causeOf(response) })
  const body = await response.text().catch(() => '')
  if (response.status === 401) return wrong('callback.otherSecrets', { address })
  if (!response.ok) return wrong('callback.status', { address, status: response.status })
  return body === echo ? fine('callback.fine', { address }) : wrong('callback.otherAnswer', { address })
}

const isLocal = (url: string): boolean => /^(localhost|127\.|0\.0\.0\.0|\[?::1?\]?$)/.test(new URL(url).hostname)

/** Whom the organisation file names. */
export interface Named {
  readonly users: readonly string[]
  readonly departments: readonly number[]
  readonly tags: readonly number[]
}

/** Each that the app cannot see, or that names nobody; one finding where all is well. */
export async function checkMembers(
  client: Pick<WecomClient, 'user' | 'usersOfDepartment' | 'tag'>,
  { users, departments, tags }: Named,
): Promise<Finding[]> {
  const found: Finding[] = []
  for (const id of users) found.push(...(await look('user', id, async () => ((await client.user(id)) ? 1 : undefined))))
  for (const id of departments) found.push(...(await look('department', id, async () => (await client.usersOfDepartment(id)).length)))
  for (const id of tags) {
    const count = async () => {
      const { userlist, partylist } = await client.tag(id)
      return userlist.length + partylist.length
    }
    found.push(...(await look('tag', id, count)))
  }
  if (found.length > 0) return found
  return [fine('members.fine', { users: users.length, departments: departments.length, tags: tags.length })]
}

/** @param count how many it names; undefined where it is unknown */
async function look(kind: string, id: string | number, count: () => Promise<number | undefined>): Promise<Finding[]> {
  try {
    const named = await count()
    if (named === undefined) return [wrong(`members.${kind}.unknown`, { id })]
    return named === 0 ? [wrong(`members.${kind}.empty`, { id })] : []
  } catch (error) {
    if (error instanceof ChannelApiError && OUT_OF_SIGHT.includes(error.code)) return [wrong(`members.${kind}.outOfSight`, { id })]
    if (error instanceof ChannelApiError && UNKNOWN.includes(error.code)) return [wrong(`members.${kind}.unknown`, { id })]
    return [refusalOf(error)]
  }
}
