import { describe, expect, it } from 'vitest'
import { createMovableClock } from '../../src/simulator/clock.js'
import { demoCorporation } from '../../src/simulator/demo.js'
import { createApi } from '../../src/simulator/wecom/api.js'
import { NO_FAULTS } from '../../src/simulator/wecom/corporation.js'

const corporation = demoCorporation()

function setUp(faults = NO_FAULTS) {
  const clock = createMovableClock(() => Date.parse('2026-11-03T02:00:00Z'))
  const received: string[] = []
  const replaced: string[] = []
  const api = createApi(
    corporation,
    { ...faults },
    { onMessage: (userid) => received.push(userid), onReplaced: (_userid, _card, text) => replaced.push(text) },
    () => clock.now().getTime(),
    () => 0.5,
  )
  const json = (method: string, query: Record<string, string>, body?: Record<string, unknown>) => {
    const answer = api.answer({ method, query: new URLSearchParams(query), ...(body && { json: body }) })
    return 'json' in answer ? (answer.json as Record<string, unknown>) : { errcode: 'bytes' }
  }
  const token = () => String(json('gettoken', { corpid: corporation.corpId, corpsecret: corporation.secret }).access_token)
  const send = (message: Record<string, unknown>, accessToken = token()) =>
    json('message/send', { access_token: accessToken }, { touser: 'wangqiang', agentid: corporation.agentId, ...message })
  return { clock, api, json, token, send, received, replaced }
}
const text = (content: string) => ({ msgtype: 'text', text: { content } })
const card = (task_id: string) => ({
  msgtype: 'template_card',
  template_card: { card_type: 'button_interaction', main_title: { title: 't' }, task_id, button_list: [{ text: '收到', key: 'k' }] },
})

describe('the simulated WeCom refuses what the real one refuses', () => {
  it.each([
    ['a wrong secret', () => setUp().json('gettoken', { corpid: corporation.corpId, corpsecret: 'x' }), 40001],
    ['a wrong company', () => setUp().json('gettoken', { corpid: 'x', corpsecret: corporation.secret }), 40013],
    ['no token', () => setUp().json('message/send', {}, {}), 41001],
    ['a wrong token', () => setUp().send(text('x'), 'wrong'), 40014],
    ['another agent', () => setUp().send({ ...text('x'), agentid: 1 }), 301002],
    ['nobody', () => setUp().send({ ...text('x'), touser: '' }), 82001],
    ['only unknown people', () => setUp().send({ ...text('x'), touser: 'x|y' }), 81013],
    ['an empty text', () => setUp().send(text('')), 44004],
    ['a text that is too long', () => setUp().send(text('泥'.repeat(683))), 45002],
    ['a kind that does not exist', () => setUp().send({ msgtype: 'song', song: {} }), 40008],
    ['a dead medium', () => setUp().send({ msgtype: 'image', image: { media_id: 'x' } }), 40007],
    [
      'seven buttons',
      () =>
        setUp().send({
          msgtype: 'template_card',
          template_card: {
            ...card('a').template_card,
            button_list: Array.from({ length: 7 }, (_, index) => ({ text: 'a', key: `${index}` })),
          },
        }),
      40058,
    ],
    [
      'two buttons with one key',
      () =>
        setUp().send({
          msgtype: 'template_card',
          template_card: {
            ...card('a').template_card,
            button_list: [
              { text: 'a', key: 'k' },
              { text: 'b', key: 'k' },
            ],
          },
        }),
      40058,
    ],
    ['a task id with a dot', () => setUp().send(card('a.b')), 42014],
    [
      'an unknown member',
      () => {
        const s = setUp()
        return s.json('user/get', { access_token: s.token(), userid: 'x' })
      },
      60111,
    ],
    [
      'an unknown tag',
      () => {
        const s = setUp()
        return s.json('tag/get', { access_token: s.token(), tagid: '9' })
      },
      40068,
    ],
    [
      'a code that was never given',
      () => {
        const s = setUp()
        return s.json(
          'message/update_template_card',
          { access_token: s.token() },
          { agentid: corporation.agentId, response_code: 'x', userids: [], button: { replace_name: 'x' } },
        )
      },
      60140,
    ],
  ])('%s', (_name, call, errcode) => {
    expect(call()).toMatchObject({ errcode })
  })

  it('an expired token, after two hours or before its time', () => {
    const { clock, token, send, api } = setUp()
    const old = token()
    expect(token()).toBe(old)
    clock.moveBy(7_200_000)
    expect(send(text('x'), old)).toMatchObject({ errcode: 42001 })
    const next = token()
    expect(next).not.toBe(old)
    api.expireTokens()
    expect(send(text('x'), next)).toMatchObject({ errcode: 40014 })
  })

  it('names unknown people among known ones, in lower case', () => {
    expect(setUp().send({ ...text('x'), touser: 'WangQiang|Nobody' })).toMatchObject({ errcode: 0, invaliduser: 'nobody' })
  })

  it('drops without a word what exceeds 30 a minute for one person', () => {
    const { send, received, clock, api } = setUp()
    for (let index = 0; index < 40; index++) expect(send(text(`${index}`))).toMatchObject({ errcode: 0 })
    expect(received).toHaveLength(30)
    expect(api.stats().dropped).toBe(10)
    clock.moveBy(60_001)
    send(text('later'))
    expect(received).toHaveLength(31)
  })

  it('does not deliver an identical request again when asked to check', () => {
    const { send, received, clock } = setUp()
    const message = { ...text('x'), enable_duplicate_check: 1, duplicate_check_interval: 600 }
    const first = send(message)
    expect(send(message)).toEqual(first)
    expect(received).toHaveLength(1)
    clock.moveBy(601_000)
    send(message)
    expect(received).toHaveLength(2)
  })

  it('takes a task id once, and a code for one change', () => {
    const { send, json, token, replaced } = setUp()
    const { response_code } = send(card('a1'))
    expect(send({ ...card('a1'), safe: 0 })).toMatchObject({ errcode: 42014 })
    const update = () =>
      json(
        'message/update_template_card',
        { access_token: token() },
        { userids: ['wangqiang'], agentid: corporation.agentId, response_code, button: { replace_name: '已收到' } },
      )
    expect(update()).toMatchObject({ errcode: 0 })
    expect(update()).toMatchObject({ errcode: 60140 })
    expect(replaced).toEqual(['已收到'])
  })

  it('keeps media for three days', () => {
    const { api, json, token, clock } = setUp()
    const medium = api.addMedium('image', { bytes: Buffer.from('123456'), name: 'a.jpg', contentType: 'image/jpeg' })
    expect(json('media/get', { access_token: token(), media_id: medium.id })).toEqual({ errcode: 'bytes' })
    clock.moveBy(3 * 86_400_000 + 1)
    expect(json('media/get', { access_token: token(), media_id: medium.id })).toMatchObject({ errcode: 40007 })
  })

  it('publishes a menu of at most three entries', () => {
    const { json, token, api } = setUp()
    const publish = (button: object[]) => json('menu/create', { access_token: token(), agentid: String(corporation.agentId) }, { button })
    expect(publish(Array.from({ length: 4 }, () => ({ name: 'x' })))).toMatchObject({ errcode: 40054 })
    expect(publish([{ name: '投诉', type: 'click', key: 'k' }])).toMatchObject({ errcode: 0 })
    expect(api.menu()).toHaveLength(1)
  })

  it('can be told to misbehave', () => {
    expect(setUp({ ...NO_FAULTS, busyRate: 1 }).send(text('x'), 'any')).toMatchObject({ errcode: -1 })
    const { api } = setUp({ ...NO_FAULTS, serverErrorRate: 1 })
    expect(api.answer({ method: 'gettoken', query: new URLSearchParams() })).toMatchObject({ status: 500 })
    const { send, token } = setUp({ ...NO_FAULTS, tokenExpiresEarly: true })
    const once = token()
    expect(send(text('x'), once)).toMatchObject({ errcode: 0 })
    expect(send(text('y'), once)).toMatchObject({ errcode: 40014 })
  })
})

describe('faults tell what they did', () => {
  const struckBy = (faults: Partial<typeof NO_FAULTS>, randoms: readonly number[]) => {
    const clock = createMovableClock(() => Date.parse('2026-11-03T02:00:00Z'))
    const struck: string[] = []
    const left = [...randoms]
    const api = createApi(
      corporation,
      { ...NO_FAULTS, ...faults },
      { onMessage: () => {}, onReplaced: () => {}, onFault: (fault) => struck.push(fault) },
      () => clock.now().getTime(),
      () => left.shift() ?? 0.9,
    )
    const call = (method: string, query: Record<string, string>, json?: Record<string, unknown>) => {
      const answer = api.answer({ method, query: new URLSearchParams(query), ...(json && { json }) })
      return 'json' in answer ? answer.json : {}
    }
    const { access_token } = call('gettoken', { corpid: corporation.corpId, corpsecret: corporation.secret })
    const send = (content: string) =>
      call('message/send', { access_token: String(access_token) }, { touser: 'wangqiang', agentid: corporation.agentId, ...text(content) })
    return { struck, send }
  }

  it('a message that was refused as busy and sent again counts as sent again, once', () => {
    // of each call the first number is for 500, the second for -1
    const { struck, send } = struckBy({ busyRate: 0.5 }, [0.9, 0.9, 0.1])
    expect(send('你好').errcode).toBe(-1)
    expect(send('你好').errcode).toBe(0)
    expect(send('你好').errcode).toBe(0)
    expect(struck).toEqual(['busyRate', 'sentAgain'])
  })

  it('a token that ended early is counted where it is refused', () => {
    const { struck, send } = struckBy({ tokenExpiresEarly: true }, [])
    expect([send('一').errcode, send('二').errcode]).toEqual([0, 40014])
    expect(struck).toEqual(['tokenExpiresEarly'])
  })
})

it('a clock that was moved in an earlier run goes on from there, and only ahead where it is moved to a time', () => {
  const kept: number[] = []
  const clock = createMovableClock(() => 1_000, { movedMs: 500, keep: (ms) => kept.push(ms) })
  expect(clock.now().getTime()).toBe(1_500)
  clock.moveTo(new Date(1_200))
  clock.moveTo(new Date(3_000))
  expect(clock.now().getTime()).toBe(3_000)
  expect(kept).toEqual([500, 2_000])
})
