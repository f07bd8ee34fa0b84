import { once } from 'node:events'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import Koa from 'koa'
import { createWecomClient } from '../../src/channels/wecom/client.js'
import { createWecomChannel } from '../../src/channels/wecom/index.js'
import { createMovableClock } from '../../src/simulator/clock.js'
import { demoCorporation } from '../../src/simulator/demo.js'
import { cardOf, optionsOf } from '../../src/simulator/hands.js'
import { cdata, signCallback } from '../../src/simulator/wecom/callbacks.js'
import { simulatorRoutes } from '../../src/simulator/wecom/http.js'
import { type ApiAnswer, type ChatEntry, createWecomSimulator } from '../../src/simulator/wecom/index.js'
import { type Arrived, type ConnectedChannel, channelContract } from './channel-contract.js'

const FAILURES: Readonly<Record<'refused' | 'busy' | 'away', ApiAnswer>> = {
  refused: { status: 200, json: { errcode: 81013, errmsg: 'invalid user' } },
  busy: { status: 200, json: { errcode: -1, errmsg: 'system busy' } },
  away: { status: 502, json: {} },
}

channelContract(async (): Promise<ConnectedChannel> => {
  const clock = createMovableClock(() => Date.parse('2026-11-03T02:00:00Z'))
  const corporation = demoCorporation()
  const simulator = createWecomSimulator({ ...corporation, callbackAddress: 'http://127.0.0.1:9', now: clock.now })
  const next: ('ok' | keyof typeof FAILURES)[] = []
  const api: typeof simulator.api = (call) => {
    const outcome = call.method === 'message/send' ? (next.shift() ?? 'ok') : 'ok'
    return outcome === 'ok' ? simulator.api(call) : FAILURES[outcome]
  }
  const http = createServer(new Koa().use(simulatorRoutes({ api }, '').routes()).callback()).listen(0, '127.0.0.1')
  await once(http, 'listening')
  const apiBase = `http://127.0.0.1:${(http.address() as AddressInfo).port}`
  const { corpId, token, aesKey } = corporation
  const client = createWecomClient({ ...corporation, apiBase }, clock.now)
  const channel = createWecomChannel({ secrets: { receiveId: corpId, token, aesKey }, client, publicUrl: apiBase, now: clock.now })
  const said = () => simulator.chat('wangqiang').filter(({ from }) => from === 'app')

  return {
    channel,
    person: { channel: 'wecom', userId: 'wangqiang' },
    calls(id, text) {
      const seconds = Math.floor(clock.now().getTime() / 1000)
      const xml = `<xml><FromUserName>WangQiang</FromUserName><CreateTime>${seconds}</CreateTime><MsgType>text</MsgType><Content>${cdata(text)}</Content><MsgId>${id}</MsgId></xml>`
      const { query, body } = signCallback(corporation, xml, clock.now())
      return { method: 'POST', query: Object.fromEntries(new URLSearchParams(query)), body }
    },
    forged: (call) => ({ ...call, body: call.body.replace(/<Encrypt><!\[CDATA\[./, '<Encrypt><![CDATA[') }),
    arrived: () => said().map(seen),
    changed: (card) => said().find((entry) => cardOf(entry)?.task_id === card)?.replaced,
    fail: (...outcomes) => void next.push(...outcomes),
    uploads(bytes) {
      void simulator.sendsImage('wangqiang', bytes).catch(() => {}) // nobody takes the call
      const { image } = simulator.chat('wangqiang').at(-1)!.body
      return (image as { media_id: string }).media_id
    },
    async close() {
      http.closeAllConnections()
      await new Promise((resolve) => http.close(resolve))
    },
  }
})

function seen(entry: ChatEntry): Arrived {
  const card = cardOf(entry)
  const text = (entry.body.text as { content?: string } | undefined)?.content ?? card?.sub_title_text ?? ''
  return { text, buttons: card?.button_list?.map(({ key }) => key) ?? [], options: card ? optionsOf(card) : [] }
}
