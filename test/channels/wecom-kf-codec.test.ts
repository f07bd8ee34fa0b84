/** What customers in WeChat send, and what they are sent. */
import { describe, expect, it } from 'vitest'
import type { OutgoingMessage } from '../../src/channels/channel.js'
import { failureOf, reactionTo } from '../../src/channels/wecom-kf/api-errors.js'
import { decodeItem, decodeNotification, recalledIn, SyncedItem } from '../../src/channels/wecom-kf/decode.js'
import { encode } from '../../src/channels/wecom-kf/encode.js'
import { KF_LIMITS } from '../../src/channels/wecom-kf/limits.js'
import { cardId, menuId, readMenuId } from '../../src/channels/wecom-kf/menu-id.js'
import { checkKfMessage } from '../../src/simulator/wecom-kf/check-message.js'

const CUSTOMER = 'wmAJ2GCAAAme1XQRC-NI-q0_ZM9ukoAw'
const AT = 1773281000
const item = (msgtype: string, fields: object = {}, more: object = {}): SyncedItem =>
  SyncedItem.parse({
    msgid: '1',
    open_kfid: 'wk1',
    external_userid: CUSTOMER,
    send_time: AT,
    origin: 3,
    msgtype,
    [msgtype]: fields,
    ...more,
  })
const event = (event_type: string, fields: object = {}): SyncedItem =>
  SyncedItem.parse({
    ...{ msgid: '1', send_time: AT, origin: 4, msgtype: 'event' },
    event: { event_type, open_kfid: 'wk1', external_userid: CUSTOMER, ...fields },
  })
const contentOf = (one: SyncedItem) => decodeItem(one)?.content

describe('what a customer sends', () => {
  it('is theirs, with the case of their id, its key and its time', () => {
    expect(decodeItem(item('text', { content: '水泥结块' }))).toEqual({
      key: 'k1',
      from: { channel: 'wecom-kf', userId: CUSTOMER },
      at: new Date(AT * 1000),
      content: { type: 'text', text: '水泥结块' },
    })
  })

  it.each([
    ['text', { content: '袋数不足', menu_id: 'hs|c1|q:s:kind:short' }, { type: 'tap', key: 'q:s:kind:short', card: 'c1', selected: [] }],
    ['text', { content: '查物流', menu_id: '101' }, { type: 'text', text: '查物流' }],
    ['image', { media_id: 'm' }, { type: 'file', kind: 'image', mediaId: 'm' }],
    ['voice', { media_id: 'm' }, { type: 'file', kind: 'voice', mediaId: 'm' }],
    ['video', { media_id: 'm' }, { type: 'file', kind: 'video', mediaId: 'm' }],
    ['file', { media_id: 'm' }, { type: 'file', kind: 'file', mediaId: 'm' }],
    ['image', {}, { type: 'other', name: 'image' }],
    [
      'location',
      { latitude: 34.5, longitude: 109.5, name: '宏泰工地', address: '前进路12号' },
      { type: 'place', label: '宏泰工地 前进路12号', latitude: 34.5, longitude: 109.5 },
    ],
    [
      'link',
      { title: 't', desc: 'd', url: 'https://a.test', pic_url: '' },
      { type: 'link', title: 't', url: 'https://a.test', description: 'd' },
    ],
    [
      'merged_msg',
      {
        title: '聊天记录',
        item: [
          { msgtype: 'text', sender_name: '老李', msg_content: '{"text":{"content":"少了8袋"}}' },
          { msgtype: 'image', sender_name: '老李', msg_content: '{"image":{}}' },
          { msgtype: 'text', sender_name: '小王', msg_content: '{"content":"要求补上"}' },
        ],
      },
      { type: 'text', text: '聊天记录\n老李：少了8袋\n小王：要求补上' },
    ],
    ['merged_msg', { title: '聊天记录', item: [{ msgtype: 'text', msg_content: 'no json' }] }, { type: 'other', name: 'merged-msg' }],
    ['business_card', { userid: 'liuna' }, { type: 'other', name: 'business-card' }],
    ['miniprogram', { title: 't' }, { type: 'other', name: 'miniprogram' }],
    ['channels_shop_product', { product_id: '1' }, { type: 'other', name: 'channels-shop-product' }],
    ['channels_shop_order', { order_id: '1' }, { type: 'other', name: 'channels-shop-order' }],
    ['channels', { sub_type: 1 }, { type: 'other', name: 'channels' }],
    ['meeting', {}, { type: 'other', name: 'meeting' }],
    ['schedule', {}, { type: 'other', name: 'schedule' }],
    ['note', {}, { type: 'other', name: 'note' }],
  ] as const)('%s %o', (msgtype, fields, content) => {
    expect(contentOf(item(msgtype, fields))).toEqual(content)
  })

  it.each([
    ['text', { content: null }, { type: 'text', text: '' }],
    ['location', { latitude: '34.5', longitude: '109.5', name: null }, { type: 'place', label: '', latitude: 34.5, longitude: 109.5 }],
    ['link', { title: 't', url: 'https://a.test', desc: null }, { type: 'link', title: 't', url: 'https://a.test', description: '' }],
    ['merged_msg', { title: '聊天记录', item: [null, { msgtype: 'text', msg_content: {} }] }, { type: 'other', name: 'merged-msg' }],
  ] as const)('is read as far as it can be: %s %o', (msgtype, fields, content) => {
    expect(contentOf(item(msgtype, fields))).toEqual(content)
  })

  it.each([{ external_userid: null }, { origin: '3' }, { send_time: String(AT) }, { event: null }])('is not lost for %o', (more) => {
    expect(contentOf(item('text', { content: '少了8袋' }, more))).toEqual({ type: 'text', text: '少了8袋' })
  })

  it('is not what a servicer says to them', () => {
    expect(decodeItem(item('text', { content: '您好' }, { origin: 5, servicer_userid: 'liuna' }))).toBeUndefined()
    expect(decodeItem(item('msgmenu', { head_content: '请选择' }, { origin: 5 }))).toBeUndefined()
  })
})

describe('an event', () => {
  it('of coming in may be answered with its code within 20 seconds; without one it is nothing said', () => {
    expect(decodeItem(event('enter_session', { scene: 's', welcome_code: 'W' }))).toMatchObject({
      from: { userId: CUSTOMER },
      content: { type: 'enter' },
      pass: { code: 'W', until: new Date(AT * 1000 + 20_000) },
    })
    expect(decodeItem(event('enter_session', { scene: 's' }))).toEqual({
      key: 'k1',
      at: new Date(AT * 1000),
      content: { type: 'other', name: 'enter_session' },
    })
  })

  it.each([0, 1, 2, 4, 5, 6, 7, 8, 9, 10, 11, 12, 99])('of a failed send of type %i names the delivery, what it means and why', (type) => {
    const content = contentOf(event('msg_send_fail', { fail_msgid: 'abc-2', fail_type: type }))
    const isClosed = [4, 5, 6, 10].includes(type)
    expect(content).toEqual({
      type: 'notArrived',
      traceId: 'abc',
      outcome: isClosed ? 'closed' : 'dead',
      reason: expect.stringMatching(new RegExp(`^msg_send_fail ${type}: \\w`)),
    })
    expect(failureOf(type).reason).not.toContain('undefined')
  })

  it.each([
    'servicer_status_change',
    'session_status_change',
    'user_recall_msg',
    'servicer_recall_msg',
    'reject_customer_msg_switch_change',
    'something_new',
  ])('%s is the platform’s own: nobody says anything with it', (name) => {
    const message = decodeItem(event(name))
    expect(message?.from).toBeUndefined()
    expect(message?.content).toEqual({ type: 'other', name })
  })

  it('whose fields are of another type is read all the same', () => {
    expect(contentOf(event('msg_send_fail', { fail_msgid: 'ab-0', fail_type: '4' }))).toMatchObject({ traceId: 'ab', outcome: 'closed' })
    expect(recalledIn(event('user_recall_msg', { recall_msgid: null }))).toBe('')
  })

  it('of a recall says which message', () => {
    expect(recalledIn(event('user_recall_msg', { recall_msgid: '7' }))).toBe('7')
    expect(recalledIn(item('text'))).toBeUndefined()
  })
})

describe('a notification', () => {
  const xml = (fields: string) => `<xml><CreateTime>${AT}</CreateTime><MsgType>event</MsgType><Event>kf_msg_or_event</Event>${fields}</xml>`
  it('says where there is something, and with what to ask for it', () => {
    expect(decodeNotification(xml('<Token>T</Token><OpenKfId>wk1</OpenKfId>'))).toEqual({
      key: 'nT',
      at: new Date(AT * 1000),
      content: { type: 'toFetch', account: 'wk1', pass: 'T' },
    })
  })
  it('of older days names no account', () => {
    expect(decodeNotification(xml('<Token>T</Token>')).content).toEqual({ type: 'toFetch', pass: 'T' })
  })
})

const option = (index: number, label = `选项${index}`) => ({ id: `o${index}`, label })
const choice = (count: number, more: object = {}): OutgoingMessage & { type: 'choice' } => ({
  type: 'choice',
  card: '5f0c2d9e8b7a6f5e4d3c-12',
  key: 'q:5f0c2d9e8b7a6f5e4d3c.0:kind',
  text: '',
  title: '哪一类？',
  options: Array.from({ length: count }, (_, index) => option(index)),
  many: false,
  submit: '提交',
  listHint: '回复编号。',
  ...more,
})

describe('what a customer is sent', () => {
  it.each([
    [1, {}, 'msgmenu'],
    [10, {}, 'msgmenu'],
    [11, {}, 'text'],
    [40, {}, 'text'],
    [3, { many: true }, 'text'],
    [2, { options: [option(0, '很'.repeat(43)), option(1)] }, 'text'],
    [2, { options: [option(0, '很'.repeat(42)), option(1)] }, 'msgmenu'],
  ] as const)('%i options %o are a %s', (count, more, msgtype) => {
    const bodies = encode(choice(count, more))
    expect(bodies.map((body) => body.msgtype)).toEqual([msgtype])
    expect(JSON.stringify(bodies)).toContain('哪一类？')
  })

  it('a click on each entry comes back as the tap of that option on that card', () => {
    const [body] = encode(choice(10))
    const { list } = body!.msgmenu as { list: { click: { id: string; content: string } }[] }
    const taps = list.map(({ click: { id, content } }) => contentOf(item('text', { content, menu_id: id })))
    expect(taps).toEqual(
      choice(10).options.map(({ id }) => ({
        type: 'tap',
        key: `q:5f0c2d9e8b7a6f5e4d3c.0:kind:${id}`,
        card: '5f0c2d9e8b7a6f5e4d3c-12',
        selected: [],
      })),
    )
  })

  it('what is too long for a head is said before the menu, and nothing is cut', () => {
    const text = '核对'.repeat(400)
    const bodies = encode(choice(3, { text }))
    expect(bodies.map((body) => body.msgtype)).toEqual(['text', 'text', 'msgmenu'])
    const said = bodies.flatMap((body) => (body.text as { content: string } | undefined)?.content ?? []).join('')
    expect(said).toContain('核对'.repeat(400))
  })

  it('a card is its title and rows above a menu, in as many menus as its buttons need', () => {
    const buttons = Array.from({ length: 21 }, (_, index) => ({ key: `do:${index}:TS-1`, label: `按钮${index}` }))
    const bodies = encode({ type: 'card', card: 'c', title: '请您答复', text: 'x', rows: [{ label: '状态', value: '待您确认' }], buttons })
    expect(bodies.map((body) => body.msgtype)).toEqual(['msgmenu', 'msgmenu', 'msgmenu'])
    expect(bodies[0]!.msgmenu).toMatchObject({ head_content: '请您答复\nx\n状态：待您确认' })
    expect(JSON.stringify(bodies).match(/do:\d+:TS-1/g)).toHaveLength(21)
  })

  it('no message is one that the platform refuses, however long its parts are', () => {
    const long = '很长<'.repeat(800)
    const messages: Exclude<OutgoingMessage, { type: 'cardDone' | 'file' | 'toServicer' }>[] = [
      { type: 'text', text: long },
      {
        type: 'card',
        card: long,
        title: long,
        subtitle: long,
        text: long,
        rows: [{ label: long, value: long }],
        buttons: [{ key: 'do:x:1', label: long }],
      },
      { type: 'card', card: 'c', title: 't', rows: [], buttons: [] },
      { type: 'form', card: 'c', key: 'f', title: 't', submit: '提交', selects: [{ key: 'a', label: 'A', options: [option(1)] }] },
      { type: 'article', title: long, text: long, url: 'https://bot.test' },
      ...Array.from({ length: 25 }, (_, count) => choice(count + 1, { text: '说明'.repeat(count * 20) })),
    ]
    for (const message of messages)
      for (const body of encode(message))
        expect(
          checkKfMessage(body, () => true),
          message.type,
        ).toBeUndefined()
  })
})

describe('the name of a card', () => {
  it('stays where it is short and plain, and is short where it is not', () => {
    expect(cardId('5f0c2d9e8b7a6f5e4d3c-12')).toBe('5f0c2d9e8b7a6f5e4d3c-12')
    const long = `t3-TS-20261103-001-${'a.b:'.repeat(60)}`
    const [first, second] = [cardId(`${long}1`), cardId(`${long}2`)]
    expect(new Set([first, second]).size).toBe(2)
    expect(cardId(first)).toBe(first)
    expect(first.length).toBeLessThanOrEqual(32)
  })

  it('comes back with the key, as long as both have room; then the key alone', () => {
    expect(readMenuId(menuId('c1', 'do:begin:confirmation.TS-1')!)).toEqual({ card: 'c1', key: 'do:begin:confirmation.TS-1' })
    const key = `do:begin:${'x'.repeat(100)}`
    expect(readMenuId(menuId('5f0c2d9e8b7a6f5e4d3c-12', key)!)).toEqual({ card: '', key })
    expect(menuId('c', 'x'.repeat(130))).toBeUndefined()
    expect(readMenuId('101')).toBeUndefined()
  })
})

it.each([
  [95001, 'closed'],
  [95002, 'closed'],
  [95013, 'closed'],
  [95018, 'closed'],
  [95031, 'closed'],
  [95003, 'configuration'],
  [95014, 'configuration'],
  [95017, 'configuration'],
  [95032, 'configuration'],
  [60030, 'configuration'],
  [48002, 'configuration'],
  [95000, 'permanent'],
  [95008, 'permanent'],
  [95030, 'permanent'],
  [-1, 'retry'],
  [40014, 'refresh'],
  [42001, 'refresh'],
  [45009, 'backOff'],
])('code %i asks for %s', (code, reaction) => {
  expect(reactionTo(code)).toBe(reaction)
})

it('its limits are those of a customer: five messages in 48 hours, and cards that stay', () => {
  expect(KF_LIMITS).toMatchObject({ replyWindow: { messages: 5, ms: 172_800_000 }, card: { changesForMs: 0 } })
  expect(KF_LIMITS.repeatsForMs).toBeGreaterThan(3 * 86_400_000)
})
