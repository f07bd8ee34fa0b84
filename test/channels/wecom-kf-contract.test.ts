import Koa from 'koa'
import { createKfClient } from '../../src/channels/wecom-kf/client.js'
import { createKfChannel } from '../../src/channels/wecom-kf/index.js'
import { createMovableClock } from '../../src/simulator/clock.js'
import { demoCorporation } from '../../src/simulator/demo.js'
import { signCallback } from '../../src/simulator/wecom/callbacks.js'
import { simulatorRoutes } from '../../src/simulator/wecom/http.js'
import type { ApiAnswer, ApiCall } from '../../src/simulator/wecom/index.js'
import { createKfSimulator, type Done, type KfEntry, menuOf } from '../../src/simulator/wecom-kf/index.js'
import { channelContract } from '../contracts/channel.js'
import { type Arrived, type Call, type CreateStage, createBringing, type Deed, type Outcome, servePlatform } from '../contracts/stage.js'
import { kfAccount, LI } from '../setup/kf.js'

const WITHIN_MS = 2_000
/** What the platform says where it refuses. */
const REFUSALS: Partial<Record<Outcome, { readonly errcode: number; readonly errmsg: string }>> = {
  retry: { errcode: -1, errmsg: 'system busy' },
  backOff: { errcode: 45009, errmsg: 'api freq out of limit' },
  permanent: { errcode: 95004, errmsg: 'open_kfid does not exist' },
  configuration: { errcode: 60030, errmsg: 'no privilege to access the account' },
  closed: { errcode: 95001, errmsg: 'send msg count limit' },
}
const IS_MESSAGE = /kf\/send_msg$/

const create: CreateStage = async () => {
  const clock = createMovableClock(() => Date.parse('2026-11-03T02:00:00Z'))
  const { secret: _, ...company } = demoCorporation()
  const account = kfAccount(company)
  const simulator = createKfSimulator({ ...account, callbackAddress: 'http://127.0.0.1:9', now: clock.now })
  simulator.faults.dropRate = 1 // notifications are brought by hand
  simulator.faults.alwaysOpen = true // the window has tests of its own
  const given: string[] = []
  const api = (call: ApiCall): ApiAnswer => {
    const refusal = IS_MESSAGE.test(call.method) ? REFUSALS[server.outcomes.shift() ?? 'ok'] : undefined
    if (refusal) return { status: 200, json: refusal }
    const answer = simulator.api(call)
    if (call.method === 'gettoken' && 'json' in answer) given.push(String(answer.json.access_token))
    return answer
  }
  const routes = new Koa().use(simulatorRoutes({ api }, '').routes()).callback()
  const server = await servePlatform(routes, (url) => url.startsWith('/cgi-bin/kf/send_msg'))
  const { corpId, token, aesKey, secret, openKfId } = account
  const wecomKf = { corpId, token, aesKey, secret, account: openKfId, apiBase: server.address }
  const channel = createKfChannel({
    secrets: { receiveId: corpId, token, aesKey },
    client: createKfClient(wecomKf, clock.now, WITHIN_MS),
    now: clock.now,
  })
  const bringCall = createBringing(channel)
  const said = () => simulator.chat(LI).filter(({ from }) => from === 'app')
  const brought = new Map<string, Promise<Done>>()

  function callOf({ query, body }: ReturnType<typeof signCallback>): Call {
    return { path: '/wecom/kf/callback', method: 'POST', query: Object.fromEntries(new URLSearchParams(query)), body }
  }
  const notification = () => callOf(simulator.signedNotification())
  const notified = (signer: Parameters<typeof signCallback>[0], at = clock.now()) =>
    callOf(signCallback(signer, '<xml><MsgType>event</MsgType><Event>kf_msg_or_event</Event><Token>ENC1</Token></xml>', at))

  function does(deed: Deed): Promise<Done> {
    switch (deed.does) {
      case 'says':
        return simulator.says(LI, deed.text)
      case 'stands':
        return simulator.sendsPlace(LI, deed.place, 34.5, 109.5)
      case 'sends':
        return simulator.sendsMedium(LI, deed.kind, deed.bytes, `${deed.kind}.bin`, 'application/octet-stream')
      case 'presses':
        return simulator.taps(LI, deed.labels[0] ?? '')
    }
  }

  return {
    channel,
    person: { channel: 'wecom-kf', userId: LI },
    clock,
    has: { place: true, media: ['image', 'voice', 'video', 'file'] },
    async brings(id, deed, bot) {
      const before = brought.get(id)
      brought.set(id, before?.then(({ msgid }) => simulator.again(msgid)) ?? does(deed))
      await brought.get(id)
      return bringCall(notification(), bot)
    },
    calls: {
      bring: bringCall,
      genuine(text) {
        void simulator.says(LI, text)
        return notification()
      },
      refused() {
        const signer = { ...company, agentId: 0 }
        const call = notification()
        return {
          tampered: { ...call, body: call.body.replace(/<Encrypt><!\[CDATA\[./, '<Encrypt><![CDATA[') },
          stale: notified(signer, new Date(clock.now().getTime() - 901_000)),
          foreign: notified({ ...signer, corpId: 'ww0000000000000000' }),
          'signed by somebody else': notified({ ...signer, token: 'other' }),
        }
      },
    },
    arrived: () => said().map(seen),
    changed: () => undefined,
    next: (...outcomes) => void server.outcomes.push(...outcomes),
    endTokens: simulator.expireTokens,
    tokens: () => given.length,
    secrets: () => [secret, token, aesKey, ...given],
    options: { wecomKf },
    close: server.close,
  }
}

function seen({ body }: KfEntry): Arrived {
  const { content = '' } = (body.text ?? {}) as { content?: string }
  const { head_content = '' } = (body.msgmenu ?? {}) as { head_content?: string }
  return { text: content || head_content, labels: menuOf(body).map(({ content: label }) => label) }
}

channelContract('wecom-kf', create)
