import { randomBytes } from 'node:crypto'
import Koa from 'koa'
import { expect } from 'vitest'
import type { IncomingMessage, StreamInlet } from '../../src/channels/channel.js'
import { createDingtalkClient } from '../../src/channels/dingtalk/client.js'
import { createDingtalkChannel } from '../../src/channels/dingtalk/index.js'
import { createMovableClock } from '../../src/simulator/clock.js'
import { dingtalkRoutes } from '../../src/simulator/dingtalk/http.js'
import {
  type ApiAnswer,
  buttonsOf,
  type ChatEntry,
  createDingtalkSimulator,
  type PlatformCall,
} from '../../src/simulator/dingtalk/index.js'
import { channelContract } from '../contracts/channel.js'
import { type Arrived, type Call, type CreateStage, createBringing, type Deed, type Outcome, servePlatform } from '../contracts/stage.js'

const USER = '0147286025831947'
const WITHIN_MS = 2_000
const TEMPLATE = '5b1c7e02-9a4f-4c3d-8e61-0f2a7d9c4b18.schema'

const refused = (status: number, code: string): ApiAnswer => ({ status, json: { code, message: 'no', requestid: '1' } })
const refusedBySession = (errcode: number): ApiAnswer => ({ status: 200, json: { errcode, errmsg: 'no' } })
/** What the platform says where it refuses: a call of the robot, and a webhook of a conversation. */
const REFUSALS: Partial<Record<Outcome, readonly [ApiAnswer, ApiAnswer]>> = {
  retry: [refused(500, 'system.error'), refusedBySession(-1)],
  backOff: [refused(403, 'Forbidden.AccessDenied.QpsLimitForAppkeyAndApi'), refusedBySession(130101)],
  permanent: [refused(400, 'contain.notAllowed.text'), refusedBySession(430104)],
  configuration: [refused(403, 'Forbidden.AccessDenied.AccessTokenPermissionDenied'), refusedBySession(400102)],
}
const IS_MESSAGE = /^\/(v1\.0\/robot\/oToMessages\/batchSend|v1\.0\/card\/instances\/createAndDeliver|robot\/sendBySession)/

const createStage =
  ({ mode = 'http', cardTemplate }: { readonly mode?: 'http' | 'stream'; readonly cardTemplate?: string } = {}): CreateStage =>
  async () => {
    const clock = createMovableClock(() => Date.parse('2026-11-03T02:00:00Z'))
    const secret = () => randomBytes(24).toString('hex')
    const simulator = createDingtalkSimulator({
      corpId: 'ding2c19a0f7b7d1e2a9',
      clientId: 'dingx7q2mtkv4c9wzr1a',
      clientSecret: secret(),
      robotCode: 'dingx7q2mtkv4c9wzr1a',
      token: 'QfCementToken2026',
      aesKey: randomBytes(32).toString('base64').replace(/[+/=]/g, 'A').slice(0, 43),
      ...(cardTemplate && { cardTemplate }),
      members: [{ userid: USER, name: '王建国' }],
      base: () => server.address,
      now: clock.now,
    })
    simulator.faults.qps = Number.POSITIVE_INFINITY // the clock stands still
    const api: typeof simulator.api = (call) => {
      const answers = IS_MESSAGE.test(call.path) ? REFUSALS[server.outcomes.shift() ?? 'ok'] : undefined
      return answers?.[call.path.startsWith('/v1.0/') ? 0 : 1] ?? simulator.api(call)
    }
    const routes = new Koa().use(dingtalkRoutes({ api }, '').routes()).callback()
    const server = await servePlatform(routes, (url) => IS_MESSAGE.test(url))
    await simulator.gateway.listen()
    const dingtalk = {
      ...simulator.app,
      mode,
      apiBase: server.address,
      oapiBase: server.address,
    }
    const channel = createDingtalkChannel({
      secrets: dingtalk,
      client: createDingtalkClient(dingtalk, clock.now, WITHIN_MS),
      publicUrl: 'https://bot.example.com',
      ...(cardTemplate && { cardTemplate }),
      now: clock.now,
    })
    const bringCall = createBringing(channel)
    const said = () => simulator.chat(USER).filter(({ from }) => from === 'robot')
    const brought = new Map<string, PlatformCall>()
    const taken: IncomingMessage[] = []
    let opening: Promise<unknown> | undefined
    const connected = () => {
      const inlet = channel.inlets.find(({ type }) => type === 'stream') as StreamInlet
      opening ??= inlet.open(async (message) => void taken.push(message))
      return opening
    }

    /** Through a connection of the stage's own, where no bot has one. */
    async function pushes(call: PlatformCall, bot?: string): Promise<readonly IncomingMessage[]> {
      if (!bot) await connected()
      const before = taken.length
      expect(await simulator.gateway.bring(call)).toBeDefined()
      return taken.slice(before)
    }

    function callOf(deed: Deed, msgId: string): PlatformCall {
      switch (deed.does) {
        case 'says':
          return simulator.says(USER, deed.text, msgId)
        case 'sends':
          return simulator.sends(USER, deed.kind, deed.bytes, `${deed.kind}.pdf`, msgId)
        case 'presses':
          return simulator.presses(USER, deed.labels[0] ?? '', msgId)
        case 'stands':
          throw new Error('a robot gets no places')
      }
    }
    const asCall = (call: PlatformCall): Call => ({ method: 'POST', ...call })
    const genuine = (text: string) => asCall(simulator.says(USER, text))

    return {
      channel,
      person: { channel: 'dingtalk', userId: USER },
      clock,
      has: { place: false, media: ['image', 'voice', 'video', 'file'] },
      async brings(id, deed, bot) {
        const before = brought.get(id)
        const call = before ?? callOf(deed, `msg${id}`)
        brought.set(id, call)
        if (mode === 'stream') return pushes(call, bot)
        const again = before && call.path === '/dingtalk/robot' ? simulator.again(call) : call
        return bringCall(asCall(again), bot, (answer) => {
          if (call.path === '/dingtalk/card') simulator.showAnswer(call, answer)
        })
      },
      ...(mode === 'http' && {
        calls: {
          bring: bringCall,
          genuine,
          refused: () => {
            const call = genuine('好')
            const hourAgo = String(clock.now().getTime() - 3_601_000)
            const late = createDingtalkSimulator({ ...simulator.app, base: () => '', now: () => new Date(Number(hourAgo)) })
            const other = createDingtalkSimulator({ ...simulator.app, clientSecret: secret(), base: () => '', now: clock.now })
            const event = simulator.event({ EventType: 'user_add_org' })
            const foreign = createDingtalkSimulator({ ...simulator.app, clientId: 'dingother', base: () => '', now: clock.now })
            return {
              tampered: { ...call, headers: { ...call.headers, timestamp: String(Number(call.headers?.timestamp) + 1) } },
              stale: asCall(late.says(USER, '好')),
              foreign: asCall(simulator.written(USER, { msgtype: 'text', text: { content: '好' }, robotCode: 'dingother' })),
              'signed by somebody else': asCall(other.says(USER, '好')),
              'an event that was tampered with': asCall({ ...event, body: event.body.replace('"encrypt":"', '"encrypt":"A') }),
              'a stale event': asCall(late.event({ EventType: 'user_add_org' })),
              'an event for somebody else': asCall(foreign.event({ EventType: 'user_add_org' })),
            }
          },
        },
      }),
      arrived: () => said().map(seen),
      changed(card) {
        const entry = said().find((one) => one.seen.type === 'card' && one.seen.id === card)
        const present = entry && simulator.present(entry.seen)
        return (present?.type === 'card' && present.values.done) || undefined
      },
      next: (...outcomes) => void server.outcomes.push(...outcomes),
      endTokens: simulator.expireTokens,
      tokens: simulator.tokensGiven,
      secrets: () => [
        simulator.app.clientSecret,
        simulator.app.token,
        simulator.app.aesKey,
        ...simulator.tokens(),
        ...simulator.gateway.tickets(),
      ],
      options: { dingtalk },
      async close() {
        expect(simulator.gateway.violations()).toEqual([])
        await simulator.gateway.close()
        await server.close()
      },
    }
  }

function seen({ seen: shown }: ChatEntry): Arrived {
  const labels = buttonsOf(shown).map(({ label }) => label)
  if (shown.type === 'text') return { text: shown.text, labels }
  if (shown.type === 'markdown') return { text: shown.text, labels }
  return { text: shown.type === 'card' ? (shown.values.text ?? '') : '', labels }
}

channelContract('dingtalk', createStage())
channelContract('dingtalk with a template of cards', createStage({ cardTemplate: TEMPLATE }))
channelContract('dingtalk over a connection', createStage({ mode: 'stream' }))
channelContract('dingtalk over a connection, with a template of cards', createStage({ mode: 'stream', cardTemplate: TEMPLATE }))
