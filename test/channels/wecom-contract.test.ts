import Koa from 'koa'
import type { Channel } from '../../src/channels/channel.js'
import { createWecomClient } from '../../src/channels/wecom/client.js'
import { createWecomChannel } from '../../src/channels/wecom/index.js'
import { createMovableClock } from '../../src/simulator/clock.js'
import { demoCorporation } from '../../src/simulator/demo.js'
import { cardOf, findCard, optionsOf } from '../../src/simulator/hands.js'
import { cdata, openReply, signCallback } from '../../src/simulator/wecom/callbacks.js'
import { simulatorRoutes } from '../../src/simulator/wecom/http.js'
import { type ApiAnswer, type ChatEntry, createWecomSimulator } from '../../src/simulator/wecom/index.js'
import { channelContract } from '../contracts/channel.js'
import { type Arrived, type Call, type CreateStage, createBringing, type Deed, type Outcome, servePlatform } from '../contracts/stage.js'

const USER = 'wangqiang'
const WITHIN_MS = 2_000
/** What the platform says where it refuses. */
const REFUSALS: Partial<Record<Outcome, { readonly errcode: number; readonly errmsg: string }>> = {
  retry: { errcode: -1, errmsg: 'system busy' },
  backOff: { errcode: 45009, errmsg: 'api freq out of limit' },
  permanent: { errcode: 81013, errmsg: 'invalid user' },
  configuration: { errcode: 60020, errmsg: 'not allow to access from your ip, from ip: 127.0.0.1' },
}

const create: CreateStage = async () => {
  const clock = createMovableClock(() => Date.parse('2026-11-03T02:00:00Z'))
  const corporation = demoCorporation()
  const simulator = createWecomSimulator({ ...corporation, callbackAddress: 'http://127.0.0.1:9', now: clock.now })
  const given: string[] = []
  const api = (call: Parameters<typeof simulator.api>[0]): ApiAnswer => {
    const refusal = call.method === 'message/send' ? REFUSALS[server.outcomes.shift() ?? 'ok'] : undefined
    if (refusal) return { status: 200, json: refusal }
    const answer = simulator.api(call)
    if (call.method === 'gettoken' && 'json' in answer) given.push(String(answer.json.access_token))
    return answer
  }
  const routes = new Koa().use(simulatorRoutes({ api }, '').routes()).callback()
  const server = await servePlatform(routes, (url) => url.startsWith('/cgi-bin/message/send'))
  const { corpId, token, aesKey } = corporation
  const wecom = { ...corporation, apiBase: server.address }
  const client = createWecomClient(wecom, clock.now, WITHIN_MS)
  const channel: Channel = createWecomChannel({
    secrets: { receiveId: corpId, token, aesKey },
    client,
    publicUrl: server.address,
    now: clock.now,
  })
  const bringCall = createBringing(channel)
  const said = () => simulator.chat(USER).filter(({ from }) => from === 'app')
  /** What stands on cards that were changed in the answer to a press. */
  const answered = new Map<string, string>()
  /** The same id is the same message, with the time at which it was sent. */
  const brought = new Map<string, { readonly fields: string; readonly seconds: number }>()

  function callOf(fields: string, seconds: number, signer = corporation, at = clock.now()): Call {
    const xml = `<xml><FromUserName>WangQiang</FromUserName><CreateTime>${seconds}</CreateTime>${fields}<AgentID>${signer.agentId}</AgentID></xml>`
    const { query, body } = signCallback(signer, xml, at)
    return { path: '/wecom/callback', method: 'POST', query: Object.fromEntries(new URLSearchParams(query)), body }
  }
  const secondsNow = () => Math.floor(clock.now().getTime() / 1000)
  const genuine = (text: string) => callOf(messageFields('text', `<Content>${cdata(text)}</Content>`, '1'), secondsNow())

  function fieldsOf(deed: Deed, id: string): string {
    switch (deed.does) {
      case 'says':
        return messageFields('text', `<Content>${cdata(deed.text)}</Content>`, id)
      case 'stands':
        return messageFields(
          'location',
          `<Location_X>34.5</Location_X><Location_Y>109.5</Location_Y><Label>${cdata(deed.place)}</Label>`,
          id,
        )
      case 'sends': {
        void simulator.sendsImage(USER, deed.bytes).catch(() => {}) // nobody takes the call
        const image = simulator.chat(USER).at(-1)!.body.image as { media_id: string }
        return messageFields('image', `<MediaId>${cdata(image.media_id)}</MediaId>`, id)
      }
      case 'presses':
        return pressFields(deed.labels)
    }
  }

  function pressFields(labels: readonly string[]): string {
    const card = findCard(simulator.chat(USER), labels)!
    const selection = card.checkbox ?? card.button_selection
    const button = card.button_list?.find(({ text }) => text === labels[0])
    const ids = labels.map((label) => selection?.option_list.find(({ text }) => text === label)?.id)
    const chosen = selection
      ? `<SelectedItems><SelectedItem><QuestionKey>${cdata(selection.question_key)}</QuestionKey><OptionIds>${ids.map((one) => `<OptionId>${one}</OptionId>`).join('')}</OptionIds></SelectedItem></SelectedItems>`
      : ''
    const key = cdata(card.submit_button?.key ?? button?.key ?? '')
    return `<MsgType>event</MsgType><Event>template_card_event</Event><EventKey>${key}</EventKey><TaskId>${cdata(card.task_id)}</TaskId>${chosen}`
  }

  return {
    channel,
    person: { channel: 'wecom', userId: USER },
    clock,
    has: { place: true, media: ['image'] },
    async brings(id, deed, bot) {
      const { fields, seconds } = brought.get(id) ?? { fields: fieldsOf(deed, String(brought.size + 1)), seconds: secondsNow() }
      brought.set(id, { fields, seconds })
      const card = /<TaskId><!\[CDATA\[(.*?)\]\]>/.exec(fields)?.[1]
      return bringCall(callOf(fields, seconds), bot, (answer) => {
        const shown = /<ReplaceName><!\[CDATA\[(.*?)\]\]>/.exec(openReply(corporation, answer) ?? '')?.[1]
        if (card && shown) answered.set(card, shown)
      })
    },
    calls: {
      bring: bringCall,
      genuine,
      refused: () => ({
        tampered: { ...genuine('好'), body: genuine('好').body.replace(/<Encrypt><!\[CDATA\[./, '<Encrypt><![CDATA[') },
        stale: callOf(
          messageFields('text', '<Content>x</Content>', '1'),
          secondsNow(),
          corporation,
          new Date(clock.now().getTime() - 901_000),
        ),
        'said long ago': callOf(messageFields('text', '<Content>x</Content>', '1'), secondsNow() - 3 * 3600),
        foreign: callOf(messageFields('text', '<Content>x</Content>', '1'), secondsNow(), { ...corporation, corpId: 'ww0000000000000000' }),
        'signed by somebody else': callOf(messageFields('text', '<Content>x</Content>', '1'), secondsNow(), {
          ...corporation,
          token: 'other',
        }),
      }),
    },
    arrived: () => said().map(seen),
    changed: (card) => answered.get(card) ?? said().find((entry) => cardOf(entry)?.task_id === card)?.replaced,
    next: (...outcomes) => void server.outcomes.push(...outcomes),
    endTokens: simulator.expireTokens,
    tokens: () => given.length,
    secrets: () => [corporation.secret, corporation.token, corporation.aesKey, ...given],
    options: { wecom },
    close: server.close,
  }
}

const messageFields = (kind: string, fields: string, id: string) => `<MsgType>${kind}</MsgType>${fields}<MsgId>${id}</MsgId>`

function seen(entry: ChatEntry): Arrived {
  const card = cardOf(entry)
  const text = (entry.body.text as { content?: string } | undefined)?.content ?? card?.sub_title_text ?? ''
  return { text, labels: card ? optionsOf(card) : [] }
}

channelContract('wecom', create)
