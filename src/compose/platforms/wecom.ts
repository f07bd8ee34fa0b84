import { type Finding, wrong } from '../../channels/checkup.js'
import { checkAccess, checkCallback, checkMembers, refusalOf } from '../../channels/wecom/checkup.js'
import { createWecomClient } from '../../channels/wecom/client.js'
import { createWecomChannel } from '../../channels/wecom/index.js'
import { publishMenu } from '../../channels/wecom/menu.js'
import type { WecomConfig } from '../../config.js'
import { ChannelApiError } from '../../errors.js'
import type { Organisation } from '../../people/organisation.js'
import { sendCard } from '../checks.js'
import type { Platform } from './platform.js'

export const wecom: Platform = {
  connect({ wecom: config, publicUrl, sendsPerMinute, now }) {
    if (!config) return undefined
    const client = createWecomClient(config, now)
    const secrets = secretsOf(config)
    const channel = createWecomChannel({ secrets, client, publicUrl, now, ...(sendsPerMinute && { sendsAMinute: sendsPerMinute }) })
    return { channel, isTokenHeld: client.isReady, contacts: client, publishMenu: (menu) => publishMenu(client, menu) }
  },

  async *examine({ wecom: config, organisation, publicUrl, now, test }) {
    if (!config) return {}
    const client = createWecomClient(config, now)
    const secrets = secretsOf(config)
    const access = await checkAccess(client)
    yield access
    yield await checkCallback(publicUrl, secrets, now())
    if (!access.isFine) return { isIll: true, aheadMs: client.aheadMs() }
    yield* await checkMembers(client, namedIn(organisation))
    const channel = createWecomChannel({ secrets, client, publicUrl, now })
    if (test?.to.channel === channel.name) yield await sendCard(test, channel, now(), notSent)
    return { contacts: { [channel.name]: client }, aheadMs: client.aheadMs() }
  },
}

const secretsOf = ({ corpId, token, aesKey }: WecomConfig) => ({ receiveId: corpId, token, aesKey })

function namedIn({ roles }: Organisation) {
  const all = roles.flatMap((held) => held.wecom ?? [])
  return {
    users: [...new Set(all.flatMap(({ users }) => users))],
    departments: [...new Set(all.flatMap(({ departments }) => departments))],
    tags: [...new Set(all.flatMap(({ tags }) => tags))],
  }
}

function notSent(error: unknown, id: string): Finding {
  const isPerson = error instanceof ChannelApiError && error.reaction === 'permanent'
  return isPerson ? wrong('card.refused', { id, error: error.message }) : refusalOf(error)
}
