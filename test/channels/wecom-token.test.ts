/** The access token: asked for as seldom as the platform wants, above all when something is wrong with it. */
import nock from 'nock'
import { describe, expect, it } from 'vitest'
import { createWecomClient } from '../../src/channels/wecom/client.js'
import { createMovableClock } from '../../src/simulator/clock.js'

const HOST = 'http://wecom.test'

/** A platform that counts how often it was asked for a token. */
function setUp(answer: () => object | number) {
  const clock = createMovableClock(() => 0)
  let asked = 0
  nock(HOST)
    .persist()
    .get('/cgi-bin/gettoken')
    .query(true)
    .reply(() => {
      asked++
      const given = answer()
      return typeof given === 'number' ? [given, ''] : [200, given]
    })
  return {
    clock,
    client: createWecomClient({ corpId: 'ww1', agentId: 7, secret: 's', apiBase: HOST }, clock.now),
    asked: () => asked,
  }
}
const token = (value: string) => ({ errcode: 0, access_token: value, expires_in: 7200 })
const user = (errcode: number) =>
  nock(HOST).persist().get('/cgi-bin/user/get').query(true).reply(200, { errcode, userid: 'wang', name: '王强' })

describe('a token that cannot be had', () => {
  it('because the secret is wrong is asked for once in a minute, then less and less often', async () => {
    const { client, clock, asked } = setUp(() => ({ errcode: 40001, errmsg: 'invalid credential' }))
    for (let call = 0; call < 100; call++) await expect(client.user('wang')).rejects.toMatchObject({ code: 40001 })
    expect(asked()).toBe(1)
    for (let minute = 0; minute < 60; minute++) {
      clock.moveBy(60_000)
      await expect(client.user('wang')).rejects.toMatchObject({ code: 40001 })
    }
    expect(asked()).toBeLessThanOrEqual(9)
  })

  it('because the platform is away is asked for again after a second', async () => {
    let isAway = true
    const { client, clock, asked } = setUp(() => (isAway ? 502 : token('t1')))
    user(0)
    for (let call = 0; call < 20; call++) await expect(client.user('wang')).rejects.toMatchObject({ name: 'ChannelNetworkError' })
    expect(asked()).toBe(1)
    isAway = false
    clock.moveBy(1_000)
    expect(await client.user('wang')).toMatchObject({ name: '王强' })
    expect(asked()).toBe(2)
  })

  it('does not end the one that is still good', async () => {
    let isAway = false
    const { client, clock, asked } = setUp(() => (isAway ? 502 : token('t1')))
    user(0)
    await client.user('wang')
    isAway = true
    clock.moveBy(7_000_000) // time to renew it, not yet its end
    expect(await client.user('wang')).toMatchObject({ name: '王强' })
    expect(client.isReady()).toBe(false)
    clock.moveBy(200_000)
    await expect(client.user('wang')).rejects.toMatchObject({ name: 'ChannelNetworkError' })
    expect(asked()).toBe(3)
  })
})

describe('a token that the platform keeps calling invalid', () => {
  it('costs one request, however many calls are made with it', async () => {
    const { client, asked } = setUp(() => token('t1'))
    user(40014)
    for (let call = 0; call < 50; call++) await expect(client.user('wang')).rejects.toMatchObject({ code: 40014 })
    expect(asked()).toBe(2)
  })

  it('is used again once the platform takes it', async () => {
    const { client, asked } = setUp(() => token('t1'))
    let errcode = 40014
    nock(HOST)
      .persist()
      .get('/cgi-bin/user/get')
      .query(true)
      .reply(() => [200, { errcode, userid: 'wang', name: '王强' }])
    await expect(client.user('wang')).rejects.toMatchObject({ code: 40014 })
    errcode = 0
    expect(await client.user('wang')).toMatchObject({ name: '王强' })
    expect(asked()).toBe(2)
  })
})

describe('whether a token is there', () => {
  it('is told from memory', async () => {
    const { client, asked } = setUp(() => token('t1'))
    expect(client.isReady()).toBe(false)
    expect(asked()).toBe(0)
    user(0)
    await client.user('wang')
    expect(client.isReady()).toBe(true)
    expect(asked()).toBe(1)
  })
})
