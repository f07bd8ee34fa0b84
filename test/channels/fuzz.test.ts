/** What nobody has foreseen is read as far as it can be, or refused: it never breaks anything, and nothing unverified has an effect. */
import fc from 'fast-check'
import { expect, it } from 'vitest'
import type { IncomingMessage } from '../../src/channels/channel.js'
import { decodeRobot } from '../../src/channels/dingtalk/decode.js'
import { decodeCard } from '../../src/channels/dingtalk/decode-card.js'
import { decodeEvent } from '../../src/channels/dingtalk/decode-event.js'
import { decodeFrame } from '../../src/channels/dingtalk/decode-frame.js'
import { readFrame } from '../../src/channels/dingtalk/frames.js'
import { createDingtalkChannel } from '../../src/channels/dingtalk/index.js'
import { decode } from '../../src/channels/wecom/decode.js'
import { decodeItem, decodeNotification, SyncedItem } from '../../src/channels/wecom-kf/decode.js'
import { WebhookError } from '../../src/errors.js'
import { createDingtalkSimulator } from '../../src/simulator/dingtalk/index.js'
import { webhookOf } from '../setup/channel.js'
import { edited, edits } from '../setup/fuzzed.js'

const NOW = new Date('2026-11-03T02:00:00Z')
const seconds = NOW.getTime() / 1_000
/** Takes a minute on a slow machine. */
const FUZZ_MS = 240_000

const robot = (fields: object) =>
  JSON.stringify({ msgId: 'm1', createAt: NOW.getTime(), conversationType: '1', senderStaffId: 'wang', robotCode: 'r1', ...fields })
const frame = (type: string, topic: string, data: string) =>
  JSON.stringify({ type, headers: { topic, messageId: 'f1', time: `${NOW.getTime()}`, eventType: 'user_leave_org', eventId: 'e1' }, data })
const item = (fields: object) =>
  JSON.stringify({ msgid: 'k1', open_kfid: 'wk1', external_userid: 'wm1', send_time: seconds, origin: 3, ...fields })

/** Messages as the platforms send them, and what reads them. */
const READERS: Readonly<Record<string, { readonly genuine: readonly string[]; read(text: string): readonly IncomingMessage[] }>> = {
  'a message to the app': {
    genuine: ['<Content>少了8袋</Content>', '<Location_X>34.5</Location_X><Location_Y>109.5</Location_Y><Label>工地</Label>'].map(
      (fields, index) =>
        `<xml><FromUserName>wang</FromUserName><CreateTime>${seconds}</CreateTime><MsgType>${['text', 'location'][index]}</MsgType>${fields}<MsgId>1</MsgId></xml>`,
    ),
    read: (text) => [decode(text)],
  },
  'a message to the robot': {
    genuine: [
      robot({ msgtype: 'text', text: { content: '少了8袋' } }),
      robot({ msgtype: 'richText', content: { richText: [{ text: '看' }, { type: 'picture', downloadCode: 'd1' }] } }),
      robot({ msgtype: 'file', content: { downloadCode: 'd1', fileName: '磅单.pdf' } }),
    ],
    read: (text) => decodeRobot(text, 'r1', NOW).messages,
  },
  'a press on a card': {
    genuine: [
      JSON.stringify({
        type: 'actionCallback',
        outTrackId: 'c1',
        userId: 'wang',
        content: JSON.stringify({ cardPrivateData: { actionIds: ['do:act:accept.TS-1'], params: {} } }),
      }),
    ],
    read: (text) => decodeCard(text, String(NOW.getTime()), NOW),
  },
  'a frame of a connection': {
    genuine: [
      frame('CALLBACK', '/v1.0/im/bot/messages/get', robot({ msgtype: 'text', text: { content: '少了8袋' } })),
      frame(
        'CALLBACK',
        '/v1.0/card/instances/callback',
        JSON.stringify({ type: 'actionCallback', outTrackId: 'c1', userId: 'wang', content: '{"cardPrivateData":{"actionIds":["a"]}}' }),
      ),
      frame('EVENT', '*', '{"userId":["wang"]}'),
    ],
    read(text) {
      const read = readFrame(text)
      return read ? (decodeFrame(read, 'r1', NOW)?.messages ?? []) : []
    },
  },
  'an event of the company': {
    genuine: [JSON.stringify({ EventType: 'user_modify_org', eventId: 'e1', UserId: ['wang'], CorpId: 'ding1' })],
    read: (text) => decodeEvent(text, NOW),
  },
  'an item that is fetched': {
    genuine: [
      item({ msgtype: 'text', text: { content: '少了8袋', menu_id: 'q:s:kind:BAG_COUNT' } }),
      item({ msgtype: 'location', location: { latitude: 34.5, longitude: 109.5, name: '工地', address: '前进路12号' } }),
      item({
        msgtype: 'merged_msg',
        merged_msg: { title: '记录', item: [{ sender_name: '张工', msgtype: 'text', msg_content: '{"text":{"content":"结块"}}' }] },
      }),
      item({ msgtype: 'event', event: { event_type: 'msg_send_fail', fail_msgid: 'ab-0', fail_type: 4, open_kfid: 'wk1' } }),
    ],
    read(text) {
      const parsed = SyncedItem.safeParse(jsonOf(text))
      return parsed.success ? [decodeItem(parsed.data) ?? []].flat() : []
    },
  },
  'a notification': {
    genuine: [
      `<xml><ToUserName>ww1</ToUserName><CreateTime>${seconds}</CreateTime><MsgType>event</MsgType><Event>kf_msg_or_event</Event><Token>ENC1</Token><OpenKfId>wk1</OpenKfId></xml>`,
    ],
    read: (text) => [decodeNotification(text)],
  },
}
const TIMES = 40_000

const jsonOf = (text: string): unknown => {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}

it.each(Object.entries(READERS))(
  '%s, however it is changed, is messages that can be worked with, or refused',
  (_name, { genuine, read }) => {
    expect(genuine.every((text) => read(text).length > 0)).toBe(true)
    fc.assert(
      fc.property(fc.constantFrom(...genuine), edits, (text, made) => {
        const messages = refusedOr(() => read(edited(text, made))) ?? []
        for (const { key, at, from, content } of messages) {
          expect([typeof key, typeof content.type, from && typeof from.userId]).toEqual(['string', 'string', from && 'string'])
          expect(key).not.toBe('')
          if (Number.isNaN(at.getTime())) throw new Error('no time')
          if (content.type === 'place') expect([content.latitude, content.longitude].every(Number.isFinite)).toBe(true)
        }
      }),
      { numRuns: TIMES },
    )
  },
  FUZZ_MS,
)

it(
  'a call whose signature was changed has no effect',
  () => {
    const simulator = createDingtalkSimulator({
      corpId: 'ding1',
      clientId: 'ding2',
      clientSecret: 's'.repeat(48),
      robotCode: 'ding2',
      token: 'token',
      aesKey: 'a'.repeat(43),
      members: [{ userid: 'wang', name: '王强' }],
      base: () => 'http://127.0.0.1:9',
      now: () => NOW,
    })
    const { path, ...said } = simulator.says('wang', '少了8袋')
    const genuine = { ...said, method: 'POST' }
    const channel = createDingtalkChannel({
      secrets: { ...simulator.app, mode: 'http' },
      client: { isOurs: () => false } as never,
      publicUrl: '',
      now: () => NOW,
    })
    const webhook = webhookOf(channel, path)
    expect(webhook.receive(genuine).messages).toHaveLength(1)
    const headers = Object.keys(genuine.headers)
    fc.assert(
      fc.property(fc.constantFrom(...headers), edits, (name, made) => {
        const changed = edited(String(genuine.headers[name]), made)
        if (changed === genuine.headers[name]) return
        const received = refusedOr(() => webhook.receive({ ...genuine, headers: { ...genuine.headers, [name]: changed } }))
        if (['sign', 'timestamp'].includes(name)) expect(received).toBeUndefined()
      }),
      { numRuns: TIMES },
    )
  },
  FUZZ_MS,
)

/** Any other error than a refusal goes through. */
function refusedOr<T>(receive: () => T): T | undefined {
  try {
    return receive()
  } catch (error) {
    if (error instanceof WebhookError && error.status >= 400 && error.status < 500) return undefined
    throw error
  }
}
