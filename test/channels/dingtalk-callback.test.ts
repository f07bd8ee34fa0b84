/** Every vector of the platform's three ways to call us, both ways where it answers, and what was changed on its way. */
import { createHmac } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import type { IncomingMessage } from '../../src/channels/channel.js'
import { createDingtalkClient } from '../../src/channels/dingtalk/client.js'
import { createDingtalkChannel } from '../../src/channels/dingtalk/index.js'
import { cardSecretOf, signRobot } from '../../src/channels/dingtalk/signature.js'
import { open, seal } from '../../src/channels/sealed.js'
import { WebhookError } from '../../src/errors.js'
import { webhookOf } from '../setup/channel.js'

type Headers = Readonly<Record<string, string>>
interface Expected {
  readonly conversation: string
  readonly staffId?: string | null
  readonly kind: string
  readonly text?: string
  readonly pictures?: number
  readonly downloadCodes?: number
  readonly fileName?: string
  readonly auth?: string
}
interface Fixture {
  readonly meta: { readonly referenceNow: number; readonly app: { readonly appKey: string; readonly appSecret: string } }
  readonly robotAuth: {
    readonly publishedInput: { readonly timestamp: string; readonly appSecret: string; readonly sign: string }
    readonly cases: readonly { readonly id: string; readonly now: number; readonly headers: Headers; readonly accept: boolean }[]
  }
  readonly robotMessages: readonly {
    readonly id: string
    readonly headers: Headers
    readonly body: Readonly<Record<string, unknown>>
    readonly expect: Expected
  }[]
  readonly cardCallbacks: {
    readonly cases: readonly {
      readonly id: string
      readonly headers: Headers
      readonly body: Readonly<Record<string, unknown>>
      readonly parsed: { readonly actionIds: readonly string[] }
    }[]
  }
  readonly eventCrypto: {
    readonly token: string
    readonly encodingAesKey: string
    readonly ownerKey: string
    readonly cases: readonly {
      readonly id: string
      readonly query: Headers
      readonly body: { readonly encrypt: string }
      readonly random16: string
      readonly plaintext: string
      readonly expectError?: string
      readonly reply?: {
        readonly random16: string
        readonly body: { readonly msg_signature: string; readonly timeStamp: string; readonly nonce: string; readonly encrypt: string }
      }
    }[]
    readonly published: readonly {
      readonly token: string
      readonly encodingAesKey: string
      readonly ownerKey: string
      readonly timestamp: string
      readonly nonce: string
      readonly signature: string
      readonly encrypt: string
      readonly random16: string
      readonly plaintext: string
    }[]
  }
}
const fixture = JSON.parse(readFileSync(new URL('../fixtures/dingtalk-vectors.json', import.meta.url), 'utf8')) as Fixture
const { meta, robotAuth, robotMessages, cardCallbacks, eventCrypto } = fixture
const secrets = {
  clientId: meta.app.appKey,
  clientSecret: meta.app.appSecret,
  robotCode: meta.app.appKey,
  mode: 'http' as const,
  token: eventCrypto.token,
  aesKey: eventCrypto.encodingAesKey,
}
const sealSecrets = { receiveId: eventCrypto.ownerKey, token: eventCrypto.token, aesKey: eventCrypto.encodingAesKey }
const BASES = { apiBase: 'https://api.dingtalk.com', oapiBase: 'https://oapi.dingtalk.com' }

function channelAt(now: number) {
  const client = createDingtalkClient({ ...secrets, ...BASES }, () => new Date(now))
  return createDingtalkChannel({ secrets, client, publicUrl: 'https://bot.test', now: () => new Date(now) })
}
const inlet = (path: string, now = meta.referenceNow) => webhookOf(channelAt(now), path)
const post = (body: object, headers: Headers = {}, query: Headers = {}) => ({ method: 'POST', query, headers, body: JSON.stringify(body) })
const signed = (at = meta.referenceNow) => ({ timestamp: String(at), sign: signRobot(String(at), secrets.clientSecret) })
const refused = (status: number, reason?: string) => expect.objectContaining({ name: 'WebhookError', status, ...(reason && { reason }) })

describe('the signature of the robot’s calls', () => {
  it('is the published one', () => {
    const { timestamp, appSecret, sign } = robotAuth.publishedInput
    expect(signRobot(timestamp, appSecret)).toBe(sign)
  })

  const [message] = robotMessages
  it.each(robotAuth.cases.map((one) => [one.id, one] as const))('%s', (_id, { now, headers, accept }) => {
    const robot = inlet('/dingtalk/robot', now)
    const call = post(message!.body, headers)
    if (accept) {
      expect(() => robot.screen(call)).not.toThrow()
      expect(robot.receive(call).messages).toHaveLength(1)
    } else {
      expect(() => robot.screen(call)).toThrow(refused(401))
      expect(() => robot.receive(call)).toThrow(refused(401))
    }
  })
})

describe('every message to the robot', () => {
  const receive = (body: object, headers: Headers = signed()) => inlet('/dingtalk/robot').receive(post(body, headers))

  it.each(robotMessages.map((one) => [one.id, one] as const))('%s', (_id, { headers, body, expect: expected }) => {
    if (expected.auth === 'token') return expect(() => receive(body, headers)).toThrow(refused(401))
    const call = receive(body, headers)
    expect(call.answer([])).toEqual({ status: 200, body: '{"msgtype":"empty"}', contentType: 'application/json' })
    const { messages } = call
    expect(messages[0]).toMatchObject({ key: body.msgId, at: new Date(Number(body.createAt)) })
    const from = expected.staffId ? { channel: 'dingtalk', userId: expected.staffId } : undefined
    if (expected.kind === 'quota' || !from) {
      for (const one of messages) expect(one.from).toBeUndefined()
      return
    }
    for (const one of messages) expect(one.from).toEqual(from)
    expectContents(messages, expected)
  })

  function expectContents(messages: readonly IncomingMessage[], { kind, text, pictures, fileName }: Expected): void {
    const contents = messages.map(({ content }) => content)
    switch (kind) {
      case 'text':
        if (text !== undefined) expect(contents).toEqual([text === '' ? { type: 'enter' } : { type: 'text', text: text.trim() }])
        break
      case 'richText':
        expect(contents[0]).toEqual({ type: 'text', text })
        expect(contents.filter(({ type }) => type === 'file')).toHaveLength(pictures ?? 0)
        expect(new Set(messages.map(({ key }) => key)).size).toBe(messages.length)
        break
      case 'picture':
        expect(contents).toMatchObject([{ type: 'file', kind: 'image' }])
        break
      case 'audio':
        expect(contents).toMatchObject([text ? { type: 'text', text } : { type: 'file', kind: 'voice' }])
        break
      case 'video':
        expect(contents).toMatchObject([{ type: 'file', kind: 'video' }])
        break
      case 'file':
        expect(contents).toMatchObject([{ type: 'file', kind: 'file', name: fileName }])
        break
      default:
        expect(contents).toMatchObject([{ type: 'other' }])
    }
  }

  const [ordinary] = robotMessages
  it('has the same key when it is brought again', () => {
    const keyOf = (id: string) => receive(robotMessages.find((one) => one.id === id)!.body).messages[0]?.key
    expect(keyOf('redelivery')).toBe(keyOf('oto-text-complaint'))
  })

  it('of another company is nobody’s, though the number of its member is one of ours', () => {
    const { messages } = receive({ ...ordinary!.body, senderCorpId: 'ding0000000000000000' })
    expect(messages).toMatchObject([{ content: { type: 'other', name: 'outsider' } }])
    expect(messages[0]?.from).toBeUndefined()
  })

  it.each([
    ['another robot', { ...ordinary!.body, robotCode: 'dingother' }, 401],
    ['no id', { ...ordinary!.body, msgId: '' }, 400],
    ['a list', [], 400],
  ])('is refused with %s', (_name, body, status) => {
    expect(() => receive(body)).toThrow(refused(status))
  })

  it('is refused as no JSON, and says nothing of it', () => {
    expect(() => inlet('/dingtalk/robot').receive({ method: 'POST', query: {}, headers: signed(), body: '{"msgId":' })).toThrow(
      refused(400),
    )
  })
})

describe('every event', () => {
  const valid = eventCrypto.cases.filter(({ expectError }) => !expectError)
  const invalid = eventCrypto.cases.filter(({ expectError }) => expectError)

  it.each(valid.map((one) => [one.id, one] as const))('%s opens, encrypts to the same bytes, and is answered', (_id, one) => {
    const { query, body, plaintext, random16, reply } = one
    const { timestamp = '', nonce = '', msg_signature, signature = msg_signature } = query
    expect(open({ signature: signature ?? '', timestamp, nonce, encrypted: body.encrypt }, sealSecrets)).toBe(plaintext)
    expect(seal(plaintext, sealSecrets, timestamp, nonce, Buffer.from(random16))).toEqual({
      encrypted: body.encrypt,
      timestamp,
      nonce,
      signature,
    })
    const call = inlet('/dingtalk/event').receive(post(body, {}, query))
    const { msg_signature: answered = '', timeStamp = '', nonce: own = '', encrypt = '' } = JSON.parse(call.answer([]).body) as Headers
    expect(open({ signature: answered, timestamp: timeStamp, nonce: own, encrypted: encrypt }, sealSecrets)).toBe('success')
    if (!reply) return
    const expected = seal('success', sealSecrets, reply.body.timeStamp, reply.body.nonce, Buffer.from(reply.random16))
    expect({
      msg_signature: expected.signature,
      timeStamp: expected.timestamp,
      nonce: expected.nonce,
      encrypt: expected.encrypted,
    }).toEqual(reply.body)
  })

  it.each(invalid.map((one) => [one.id, one] as const))('%s is refused', (_id, { body, query }) => {
    expect(() => inlet('/dingtalk/event').receive(post(body, {}, query))).toThrow(refused(401))
  })

  it.each(eventCrypto.published.map((one) => [one.plaintext, one] as const))('published: %s', (_plaintext, one) => {
    const own = { receiveId: one.ownerKey, token: one.token, aesKey: one.encodingAesKey }
    const { timestamp, nonce, signature, encrypt: encrypted } = one
    expect(open({ signature, timestamp, nonce, encrypted }, own)).toBe(one.plaintext)
    expect(seal(one.plaintext, own, timestamp, nonce, Buffer.from(one.random16))).toEqual({ signature, timestamp, nonce, encrypted })
    const tampered = `${encrypted.startsWith('A') ? 'B' : 'A'}${encrypted.slice(1)}`
    expect(() => open({ signature, timestamp, nonce, encrypted: tampered }, own)).toThrow(WebhookError)
  })

  it('of the contacts makes us ask who is who; the one that looks whether we are there brings nothing', () => {
    const messagesOf = (id: string) => {
      const { body, query } = valid.find((one) => one.id === id)!
      return inlet('/dingtalk/event').receive(post(body, {}, query)).messages
    }
    expect(messagesOf('check-url')).toEqual([])
    expect(messagesOf('user-add-org')).toMatchObject([{ content: { type: 'contactsChanged' } }])
    expect(messagesOf('user-modify-org-old')).toMatchObject([{ content: { type: 'contactsChanged' } }])
    expect(messagesOf('unknown-event')).toMatchObject([{ content: { type: 'other' } }])
  })

  it.each([
    ['an hour late', 3_601_000],
    ['an hour early', -3_601_000],
  ])('is refused %s', (_name, ms) => {
    const { body, query } = valid[0]!
    const at = Number(query.timestamp)
    expect(() => inlet('/dingtalk/event', at + ms).receive(post(body, {}, query))).toThrow(refused(401, 'timestamp'))
  })
})

describe('every press on a card', () => {
  const secret = cardSecretOf(secrets.clientSecret)
  const at = String(meta.referenceNow)
  const sign = (key: string, timestamp = at) => ({
    'x-ddpaas-signature-timestamp': timestamp,
    'x-ddpaas-signature': createHmac('sha256', key).update(timestamp).digest('base64'),
  })

  it.each(cardCallbacks.cases.map((one) => [one.id, one] as const))('%s', (_id, { body, parsed, headers }) => {
    const cards = inlet('/dingtalk/card')
    expect(() => cards.screen(post(body, headers))).toThrow(refused(401)) // signed with a secret that is not ours
    const call = cards.receive(post(body, sign(secret)))
    if (body.userIdType === 2) return expect(call.messages).toEqual([])
    const content = { type: 'tap', key: parsed.actionIds[0], card: body.outTrackId, selected: [] }
    expect(call.messages).toMatchObject([{ from: { channel: 'dingtalk', userId: body.userId }, content }])
    expect(call.answer([]).body).toBe('{}')
  })

  it('is answered with what its card shows from then on, and with that of no other card', () => {
    const { body } = cardCallbacks.cases[0]!
    const call = inlet('/dingtalk/card').receive(post(body, sign(secret)))
    const done = (card: string) => ({ type: 'cardDone', card, text: '已选 5' }) as const
    expect(call.canReply(call.messages[0]!, done('other'))).toBe(false)
    expect(call.canReply(call.messages[0]!, { type: 'text', text: '好' })).toBe(false)
    const own = done(String(body.outTrackId))
    expect(call.canReply(call.messages[0]!, own)).toBe(true)
    expect(JSON.parse(call.answer([own]).body)).toEqual({
      cardData: { cardParamMap: { buttons: '[]', done: '已选 5' } },
      cardUpdateOptions: { updateCardDataByKey: true },
    })
  })

  it.each([
    ['stale', sign(secret, String(meta.referenceNow - 3_601_000))],
    ['without a signature', {}],
    ['tampered with', { ...sign(secret), 'x-ddpaas-signature-timestamp': String(meta.referenceNow + 1) }],
  ])('is refused when it is %s', (_name, headers) => {
    const { body } = cardCallbacks.cases[0]!
    expect(() => inlet('/dingtalk/card').receive(post(body, headers as Headers))).toThrow(refused(401))
  })
})
