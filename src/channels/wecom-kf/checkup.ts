/** Whether the account of customer service is set up as the bot needs it: what only an administrator can mend, and where the console has it (wecom.md 7.1 and 7.9). */
import { ChannelApiError, ChannelNetworkError } from '../../errors.js'
import { causeOf, type Finding, fine, wrong } from '../checkup.js'
import type { KfClient } from './client.js'

const REFUSALS: Readonly<Record<number | string, string>> = {
  40001: 'secret',
  40013: 'corpId',
  2000002: 'corpId',
  60020: 'address',
  48002: 'caller',
  95011: 'caller',
  95012: 'caller',
  60030: 'managed',
  95015: 'managed',
  95017: 'managed',
  95023: 'managed',
  95003: 'verified',
  95027: 'verified',
}

/** That the app may be asked, that there is such an account, and that the app may manage it. */
export async function checkAccount(client: Pick<KfClient, 'account' | 'accounts'>): Promise<Finding> {
  try {
    const accounts = await client.accounts()
    const own = accounts.find(({ open_kfid }) => open_kfid === client.account)
    const named = accounts.map(({ open_kfid, name }) => `${name} ${open_kfid}`)
    if (!own) return wrong('kf.unknown', { id: client.account, accounts: named })
    return own.manage_privilege ? fine('kf.fine', { name: own.name }) : wrong('kf.otherApp', { name: own.name })
  } catch (error) {
    return refusalOf(error)
  }
}

/** Who could take over from the bot. Without anybody it works all the same. */
export async function checkServicers(client: Pick<KfClient, 'servicers'>): Promise<Finding> {
  try {
    const servicers = await client.servicers()
    const onDuty = servicers.filter(({ isOnDuty }) => isOnDuty).length
    return servicers.length === 0 ? fine('kf.noServicers') : fine('kf.servicers', { count: servicers.length, onDuty })
  } catch (error) {
    return refusalOf(error)
  }
}

function refusalOf(error: unknown): Finding {
  if (error instanceof ChannelNetworkError) return wrong('kf.noAnswer', { error: causeOf(error.cause ?? error) })
  if (!(error instanceof ChannelApiError)) throw error
  return wrong(`kf.${REFUSALS[error.code] ?? 'refused'}`, { code: error.code, error: error.message })
}
