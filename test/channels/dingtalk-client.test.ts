/** What the two generations of the API answer, from recorded exchanges, and what it asks of us. */
import { readFileSync } from 'node:fs'
import nock from 'nock'
import { describe, expect, it } from 'vitest'
import { reactionTo } from '../../src/channels/dingtalk/api-errors.js'
import { createDingtalkClient } from '../../src/channels/dingtalk/client.js'
import { createDingtalkChannel } from '../../src/channels/dingtalk/index.js'
import { signRobot } from '../../src/channels/dingtalk/signature.js'
import { readTapText, tapText } from '../../src/channels/dingtalk/tap-text.js'
import { createMovableClock } from '../../src/simulator/clock.js'
import { webhookOf } from '../setup/channel.js'

const API = 'http://api.dingtalk.test'
const OAPI = 'http://oapi.dingtalk.test'
const SEND = '/v1.0/robot/oToMessages/batchSend'
const credentials = { clientId: 'ding1', clientSecret: 'the secret', robotCode: 'ding1', apiBase: API, oapiBase: OAPI }
const TEXT = { msgKey: 'sampleText', msgParam: '{"content":"好"}' }

const { apiExchanges } = JSON.parse(readFileSync(new URL('../fixtures/dingtalk-vectors.json', import.meta.url), 'utf8')) as {
  apiExchanges: readonly { readonly id: string; readonly response: { readonly status: number; readonly body: object } }[]
}
const recorded = (id: string) => apiExchanges.find((one) => one.id === id)!.response

function setUp() {
  const clock = createMovableClock(() => Date.parse('2026-11-03T02:00:00Z'))
  const client = createDingtalkClient(credentials, clock.now)
  nock(API).persist().post('/v1.0/oauth2/accessToken').optionally().reply(200, { accessToken: 't1', expireIn: 7200 })
  return { clock, client, send: () => client.sendToPerson('0123', TEXT) }
}
const answers = (id: string) => nock(API).post(SEND).reply(recorded(id).status, recorded(id).body)

describe('a call of the robot', () => {
  it('is sent with the token in its header, and says what the platform calls the message', async () => {
    const { send } = setUp()
    nock(API, { reqheaders: { 'x-acs-dingtalk-access-token': 't1', accept: 'application/json' } })
      .post(SEND, { robotCode: 'ding1', userIds: ['0123'], ...TEXT })
      .reply(200, { processQueryKey: 'q1', invalidStaffIdList: [], flowControlledStaffIdList: [] })
    expect(await send()).toBe('q1')
  })

  it.each([
    ['api-no-scope', 'configuration'],
    ['api-qps', 'backOff'],
    ['api-wrong-path-200', 'permanent'],
    ['ip-banned', 'backOff'],
    ['webhook-too-fast', 'backOff'],
    ['webhook-unknown-token', 'configuration'],
  ])('that is answered as in %s is for us to %s', async (id, reaction) => {
    const { send } = setUp()
    answers(id)
    await expect(send()).rejects.toMatchObject({ name: 'ChannelApiError', reaction })
  })

  it('is made once more with another token where the platform calls this one invalid, and not a third time', async () => {
    const { send } = setUp()
    nock(API).post(SEND).times(2).reply(recorded('api-bad-token').status, recorded('api-bad-token').body)
    await expect(send()).rejects.toMatchObject({ code: 'InvalidAuthentication', reaction: 'refresh' })
  })

  it('that reached nobody is no success, though HTTP says 200', async () => {
    const { send } = setUp()
    nock(API)
      .post(SEND)
      .reply(200, { processQueryKey: 'q', invalidStaffIdList: ['0123'] })
    await expect(send()).rejects.toMatchObject({ code: 'staffId.notExisted', reaction: 'permanent' })
    nock(API)
      .post(SEND)
      .reply(200, { processQueryKey: 'q', flowControlledStaffIdList: ['0123'] })
    await expect(send()).rejects.toMatchObject({ reaction: 'retry' })
  })

  it('is not made for five minutes once the platform has banned our address', async () => {
    const { send, clock } = setUp()
    nock(API).post(SEND).reply(200, '<html>punish</html>')
    await expect(send()).rejects.toMatchObject({ code: 'banned', reaction: 'backOff' })
    clock.moveBy(299_000)
    await expect(send()).rejects.toMatchObject({ code: 'banned' }) // nothing is called: nock would refuse it
    clock.moveBy(2_000)
    nock(API).post(SEND).reply(200, { processQueryKey: 'q2' })
    expect(await send()).toBe('q2')
  })

  it('with a wrong secret is a matter of configuration, and asked for once', async () => {
    const clock = createMovableClock(() => 0)
    const client = createDingtalkClient(credentials, clock.now)
    nock(API).post('/v1.0/oauth2/accessToken').reply(recorded('accessToken-bad').status, recorded('accessToken-bad').body)
    for (let call = 0; call < 20; call++)
      await expect(client.sendToPerson('0123', TEXT)).rejects.toMatchObject({ code: 'invalidClientIdOrSecret', reaction: 'configuration' })
  })
})

it.each([
  ['90020', 200, 'configuration'],
  ['Forbidden.AccessDenied.ApiCountLimitForOrg', 403, 'configuration'],
  ['Forbidden.AccessDenied.QpmLimitForAppkeyAndApi', 403, 'backOff'],
  ['Forbidden.AccessDenied.IpNotInWhiteList', 403, 'configuration'],
  ['40014', 200, 'refresh'],
  ['system.error', 500, 'retry'],
  ['contain.notAllowed.text', 400, 'permanent'],
  ['invalidParameter.robotCode.notExsit', 400, 'configuration'],
  ['invalidParameter.msgParam.tooLong', 400, 'permanent'],
  ['something.new', 400, 'permanent'],
  ['something.new', 503, 'retry'],
])('the code %s with HTTP %i is for us to %s', (code, status, reaction) => {
  expect(reactionTo(code, status)).toBe(reaction)
})

describe('an answer to somebody who has just written', () => {
  const secrets = { ...credentials, mode: 'http' as const, token: 'abc', aesKey: 'a'.repeat(43) }
  const context = { deliveryId: 'd1', readFile: () => Promise.reject(new Error('none')), remember: async () => {} }

  /** @param sessionWebhook that came with the message */
  function written(sessionWebhook: string, conversationType = '1') {
    const { client, clock } = setUp()
    const channel = createDingtalkChannel({ secrets, client, publicUrl: 'https://bot.test', now: clock.now })
    const timestamp = String(clock.now().getTime())
    const message = {
      msgtype: 'text',
      msgId: 'm',
      createAt: Number(timestamp),
      conversationType,
      senderStaffId: '0123',
      text: { content: '好' },
    }
    const body = JSON.stringify({ ...message, sessionWebhook, sessionWebhookExpiredTime: Number(timestamp) + 5_400_000 })
    const headers = { timestamp, sign: signRobot(timestamp, credentials.clientSecret) }
    webhookOf(channel, '/dingtalk/robot').receive({ method: 'POST', query: {}, headers, body })
    return { clock, send: () => channel.send({ channel: 'dingtalk', userId: '0123' }, { type: 'text', text: '收到' }, context) }
  }
  const byApi = () => nock(API).post(SEND).reply(200, { processQueryKey: 'q' })
  const bySession = (answer: object) =>
    nock(OAPI)
      .post('/robot/sendBySession', { msgtype: 'text', text: { content: '收到' } })
      .query({ session: 's1' })
      .reply(200, answer)
  const OURS = `${OAPI}/robot/sendBySession?session=s1`

  it('goes by the webhook that came with the message', async () => {
    const { send } = written(OURS)
    bySession({ errcode: '0', errmsg: 'ok' })
    expect(await send()).toEqual({ messageId: '' })
  })

  it('goes by the API where the webhook is over, and from then on', async () => {
    const { send } = written(OURS)
    bySession(recorded('session-expired').body)
    byApi()
    expect(await send()).toEqual({ messageId: 'q' })
    byApi()
    await send()
  })

  it('goes by the API shortly before its end', async () => {
    const { send, clock } = written(OURS)
    clock.moveBy(5_341_000)
    byApi()
    await send()
  })

  it.each([
    ['is somebody else’s: what people wrote is sent nowhere else', 'http://169.254.169.254/latest', '1'],
    ['is that of a group: what is said to one is for nobody else', OURS, '2'],
  ])('goes by the API where the webhook %s', async (_why, url, conversationType) => {
    const { send } = written(url, conversationType)
    byApi()
    await send()
  })
})

describe('the text that a button says in somebody’s name', () => {
  it.each([
    ['受理', 't3-TS-20261103-001-7765', 'do:accept:TS-20261103-001'],
    ['其他 #1~2', '5f0c2d9e8b7a6f5e4d3c-12', 'q:5f0c2d9e8b7a6f5e4d3c:kind:OTHER'],
    ['a b', 'card', 'do:see:渭南 宏基'],
  ])('is the press of %s', (label, card, key) => {
    expect(readTapText(tapText(label, card, key))).toEqual({ type: 'tap', card, key, selected: [] })
    expect(readTapText(` ${tapText(label, card, key)}\n`)).toBeDefined() // a group leaves a blank before it
  })

  it.each(['受理', '#', '涉及数量 #60~', 'x #card~%E0%A4%A'])('is told from what people type: %s', (typed) => {
    expect(readTapText(typed)).toBeUndefined()
  })
})
