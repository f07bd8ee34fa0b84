/** Whether the app is set up as the bot needs it: what only an administrator can mend, and where the console has it. */
import { ChannelApiError, ChannelNetworkError } from '../../errors.js'
import { causeOf, type Finding, fine, wrong } from '../checkup.js'
import type { DingtalkClient } from './client.js'
import { openGateway } from './gateway.js'

const WITHIN_MS = 5_000
/** Nothing comes of it to this bot: what is brought meanwhile goes to the bot that runs, and not to whoever looks whether it can. */
const NOTHING = [{ type: 'CALLBACK', topic: '/v1.0/graph/api/invoke' }] as const
/** How codes begin (dingtalk.md 11), as far as the console mends them. */
const REFUSALS: readonly (readonly [code: string, found: string])[] = [
  ['invalidClientIdOrSecret', 'keys'],
  ['authFailed', 'keys'],
  ['Forbidden.AccessDenied.AccessTokenPermissionDenied', 'permission'],
  ['Forbidden.AccessDenied.IpNotInWhiteList', 'address'],
  ['Forbidden.AccessDenied.ApiCountLimitForOrg', 'quota'],
  ['90020', 'quota'],
  ['invalidParameter.robotCode.', 'robot'],
  ['robot.oto.notExist', 'robot'],
  ['chatbotId.notAllow.sendOTO', 'robot'],
  ['param.template', 'template'],
  ['staffId.notExisted', 'person'],
  ['banned', 'banned'],
]

export async function checkKeys(client: Pick<DingtalkClient, 'authorize'>): Promise<Finding> {
  return found('keys', () => client.authorize())
}

/** Opens a connection as the bot does, and closes it. */
export async function checkConnection(client: Pick<DingtalkClient, 'openConnection'>): Promise<Finding> {
  return found('connection', async () => {
    const url = await client.openConnection(NOTHING)
    const { close } = await openGateway({ url, answerWithinMs: WITHIN_MS, onFrame: () => {}, onUnreadable: () => {} })
    await close()
  })
}

async function found(what: string, work: () => Promise<void>): Promise<Finding> {
  try {
    await work()
    return fine(`dingtalk.${what}Fine`)
  } catch (error) {
    return refusalOf(error)
  }
}

/** What is wrong, whatever was asked. */
export function refusalOf(error: unknown): Finding {
  if (error instanceof ChannelNetworkError)
    return wrong(error.method === 'connect' ? 'dingtalk.noConnection' : 'dingtalk.noAnswer', { error: causeOf(error.cause ?? error) })
  if (!(error instanceof ChannelApiError)) throw error
  const [, refusal = 'refused'] = REFUSALS.find(([code]) => String(error.code).startsWith(code)) ?? []
  return wrong(`dingtalk.${refusal}`, { code: error.code, error: error.message })
}
