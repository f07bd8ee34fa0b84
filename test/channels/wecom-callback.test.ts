import { readFileSync } from 'node:fs'
import { encrypt, getSignature } from '@wecom/crypto'
import { XMLParser } from 'fast-xml-parser'
import { describe, expect, it, vi } from 'vitest'
import { open } from '../../src/channels/sealed.js'
import { createWecomClient } from '../../src/channels/wecom/client.js'
import { decode } from '../../src/channels/wecom/decode.js'
import { createWecomChannel } from '../../src/channels/wecom/index.js'
import { listOf, readXml, textOf } from '../../src/channels/wecom-api/xml.js'
import { WebhookError } from '../../src/errors.js'
import { webhookOf } from '../setup/channel.js'

interface Vector {
  readonly id: string
  readonly profile: string
  readonly kind: string
  readonly timestamp: string
  readonly nonce: string
  readonly random_hex: string
  readonly plaintext: string
  readonly ciphertext: string
  readonly msg_signature: string
  readonly expect?: Record<string, unknown>
}
const fixture = JSON.parse(readFileSync(new URL('../fixtures/wecom-vectors.json', import.meta.url), 'utf8')) as {
  profiles: Record<string, { token: string; encoding_aes_key: string; receive_id: string }>
  vectors: Vector[]
}

const secretsOf = ({ profile }: Vector) => {
  const { token, encoding_aes_key: aesKey, receive_id: receiveId } = fixture.profiles[profile]!
  return { token, aesKey, receiveId }
}
const envelopeOf = ({ msg_signature: signature, timestamp, nonce, ciphertext: encrypted }: Vector) => ({
  signature,
  timestamp,
  nonce,
  encrypted,
})
const clockOf = ({ timestamp }: Vector) => new Date(Number(timestamp) * 1000)
const webhookFor = (vector: Vector, now = clockOf(vector)) => {
  const client = createWecomClient({ corpId: 'x', agentId: 1, secret: 'x', apiBase: 'http://127.0.0.1:9' }, () => now)
  return webhookOf(createWecomChannel({ secrets: secretsOf(vector), client, publicUrl: 'http://127.0.0.1', now: () => now }))
}
const postOf = ({ ciphertext, msg_signature, timestamp, nonce }: Vector) => ({
  method: 'POST',
  query: { msg_signature, timestamp, nonce },
  body: `<xml><ToUserName><![CDATA[x]]></ToUserName><Encrypt><![CDATA[${ciphertext}]]></Encrypt></xml>`,
})

const vectorOf = (id: string) => fixture.vectors.find((candidate) => candidate.id === id)!

const positive = fixture.vectors.filter(({ kind }) => kind !== 'negative')
const negative = fixture.vectors.filter(({ kind }) => kind === 'negative')

describe('every published and made-up vector', () => {
  it.each(positive.map((vector) => [vector.id, vector] as const))('%s opens, and encrypts to the same bytes', (_id, vector) => {
    const { aesKey, receiveId, token } = secretsOf(vector)
    expect(open(envelopeOf(vector), secretsOf(vector))).toBe(vector.plaintext)
    expect(encrypt(aesKey, vector.plaintext, receiveId, Buffer.from(vector.random_hex, 'hex'))).toBe(vector.ciphertext)
    expect(getSignature(token, vector.timestamp, vector.nonce, vector.ciphertext)).toBe(vector.msg_signature)
  })

  it.each(negative.map((vector) => [vector.id, vector] as const))('%s is refused with 4xx', (_id, vector) => {
    expect(() => webhookFor(vector).receive(postOf(vector))).toThrow(expect.objectContaining({ name: 'WebhookError', status: 401 }))
  })

  it.each(positive.filter(({ kind }) => kind === 'url_verify').map((vector) => [vector.id, vector] as const))(
    '%s is answered with the bare plaintext',
    (_id, vector) => {
      const call = webhookFor(vector).receive({ method: 'GET', query: { ...postOf(vector).query, echostr: vector.ciphertext }, body: '' })
      expect(call.answer([])).toEqual({ status: 200, body: vector.plaintext, contentType: 'text/plain' })
    },
  )

  it.each(positive.filter(({ kind }) => kind === 'message' || kind === 'event').map((vector) => [vector.id, vector] as const))(
    '%s is decoded',
    (_id, vector) => {
      const [message] = webhookFor(vector).receive(postOf(vector)).messages
      expect(message).toBeDefined()
      const fields = readXml(vector.plaintext)
      for (const [path, expected] of Object.entries(vector.expect ?? {})) {
        const found = textOf(fields, ...path.split('.'))
        if (found !== undefined) expect(found).toBe(String(expected))
      }
      const from = textOf(fields, 'FromUserName')
      if (from && from !== 'sys') expect(message?.from).toEqual({ channel: 'wecom', userId: from.toLowerCase() })
      else expect(message?.from).toBeUndefined()
    },
  )
})

describe('decoding', () => {
  const decoded = (id: string) => decode(vectorOf(id).plaintext)

  it('reads every kind of message into a neutral one', () => {
    expect(decoded('app-msg-text').content).toMatchObject({ type: 'text' })
    expect(decoded('app-msg-text').key).toBe('m1000007.7368541290237461123') // beyond 2^53
    expect(decoded('app-msg-text-cdata-split').content).toEqual({ type: 'text', text: '日志片段 a[b[0]]> 说明完毕' })
    expect(decoded('app-msg-text-multiline-emoji').content).toMatchObject({ text: expect.stringContaining('\n') })
    expect(decoded('app-msg-image').content).toMatchObject({ type: 'file', kind: 'image' })
    expect(decoded('app-msg-voice').content).toMatchObject({ type: 'file', kind: 'voice' })
    expect(decoded('app-msg-video').content).toMatchObject({ type: 'file', kind: 'video' })
    expect(decoded('app-msg-location').content).toEqual({
      type: 'place',
      label: '武汉市汉阳区黄金口工业园搅拌站',
      latitude: 30.546389,
      longitude: 114.21362,
    })
    expect(decoded('app-msg-link').content).toMatchObject({ type: 'link', url: 'https://qa.example.com/r/2026-03?b=PC325&x=1' })
    expect(decoded('app-ev-click').content).toEqual({ type: 'menu', key: 'MENU_NEW_COMPLAINT' })
    expect(decoded('app-ev-enter-agent').content).toEqual({ type: 'enter' })
    expect(decoded('app-ev-contact-create-user').content).toEqual({ type: 'contactsChanged' })
    expect(decoded('app-ev-template-card-button').content).toEqual({
      type: 'tap',
      key: 'complaint_accept',
      card: 'cmp-20260312-0001@v1',
      selected: ['damp_caking'],
    })
    expect(decoded('app-ev-template-card-multi').content).toMatchObject({ selected: ['short_bags', 'torn_bags', 'hanyang'] })
    expect(decoded('app-ev-kf-msg-or-event').content).toEqual({
      type: 'toFetch',
      account: 'wkAJ2GCAAASSm4_FhToWMFea0xAFfd3Q',
      pass: 'ENCApHxnGDNAVNY4AaSJKj4Tb5mwsEMzxhFmHVGcra996NR',
    })
  })

  it('gives different keys to events that share sender and second', () => {
    const event = (ref: string) =>
      `<xml><FromUserName>sys</FromUserName><CreateTime>1</CreateTime><MsgType>event</MsgType><Event>open_approval_change</Event><ApprovalInfo><ThirdNo>${ref}</ThirdNo></ApprovalInfo></xml>`
    expect(decode(event('1')).key).not.toBe(decode(event('2')).key)
    expect(decode(event('1')).key).toBe(decode(event('1')).key)
  })

  it('normalises one and many to lists, and never touches prototypes', () => {
    expect(listOf(readXml('<xml><a><b>1</b></a></xml>'), 'a', 'b')).toEqual(['1'])
    expect(textOf(readXml('<xml><a>1</a></xml>'), 'constructor')).toBeUndefined()
  })
})

/** A call as the platform would make it with this plaintext, at this time. */
function callWith(plaintext: string, at: Date, nonce = '1372623149') {
  const { token, aesKey, receiveId } = secretsOf(vectorOf('app-msg-text'))
  const timestamp = String(at.getTime() / 1000)
  const ciphertext = encrypt(aesKey, plaintext, receiveId)
  return { ciphertext, timestamp, nonce, msg_signature: getSignature(token, timestamp, nonce, ciphertext) }
}

describe('what is not genuine', () => {
  const vector = vectorOf('app-msg-text')
  const webhook = webhookFor(vector)
  const refused = (status: number, reason: string) => expect.objectContaining({ name: 'WebhookError', status, reason })

  it.each([
    ['a quarter of an hour and a bit late', 901],
    ['a quarter of an hour and a bit early', -901],
  ])('is refused %s', (_name, seconds) => {
    const now = new Date(clockOf(vector).getTime() + seconds * 1000)
    expect(() => webhookFor(vector, now).receive(postOf(vector))).toThrow(refused(401, 'timestamp'))
  })
  it('is taken when a retry comes ten minutes late', () => {
    const now = new Date(clockOf(vector).getTime() + 600_000)
    expect(webhookFor(vector, now).receive(postOf(vector)).messages).toHaveLength(1)
  })

  const { query } = postOf(vector)
  it.each([
    ['without parameters', {}, refused(400, 'parameters')],
    ['without a nonce', { ...query, nonce: undefined }, refused(400, 'parameters')],
    ['with a nonce of strange characters', { ...query, nonce: '1<2' }, refused(400, 'parameters')],
    ['with a nonce of 65 characters', { ...query, nonce: '1'.repeat(65) }, refused(400, 'parameters')],
    ['with a short signature', { ...query, msg_signature: 'a' }, refused(401, 'signature')],
    ['with a signature that is no hex', { ...query, msg_signature: 'z'.repeat(40) }, refused(401, 'signature')],
    ['with a timestamp that is no number', { ...query, timestamp: '17732809x8' }, refused(401, 'timestamp')],
    ['with a timestamp of eleven digits', { ...query, timestamp: '01773280948' }, refused(401, 'timestamp')],
  ])('is screened out by its parameters alone: %s', (_name, parameters, error) => {
    expect(() => webhook.screen({ method: 'POST', query: parameters })).toThrow(error)
    expect(() => webhook.screen({ method: 'GET', query: parameters })).toThrow(error)
    expect(() => webhook.receive({ method: 'POST', query: parameters, body: postOf(vector).body })).toThrow(error)
  })
  it('passes the screen when its parameters have the right form', () => {
    expect(() => webhook.screen(postOf(vector))).not.toThrow()
  })

  it.each([
    ['many siblings', `<xml>${'<a>1</a>'.repeat(7_000)}<Encrypt>x</Encrypt></xml>`],
    ['deep nesting', '<xml>'.repeat(10_000)],
    ['a document type', '<!DOCTYPE x [<!ENTITY a "b">]><xml><Encrypt>&a;</Encrypt></xml>'],
    ['no ciphertext', '<xml></xml>'],
    ['an open section', '<xml><Encrypt><![CDATA[x'],
  ])('is never given to the XML parser: %s', (_name, body) => {
    const parse = vi.spyOn(XMLParser.prototype, 'parse')
    try {
      expect(() => webhook.receive({ ...postOf(vector), body })).toThrow(WebhookError)
      expect(parse).not.toHaveBeenCalled()
      webhook.receive(postOf(vector))
      expect(parse).toHaveBeenCalledOnce() // the decrypted text alone
    } finally {
      parse.mockRestore()
    }
  })

  it('is refused with a document type in the decrypted text, before anything is expanded', () => {
    const at = clockOf(vector)
    const call = callWith('<xml><!DOCTYPE x [<!ENTITY a "b">]><Content>&a;</Content></xml>', at)
    expect(() => webhook.receive(postOf({ ...vector, ...call }))).toThrow(refused(400, 'document type'))
  })
})

describe('a captured call', () => {
  const vector = vectorOf('app-msg-text')
  const at = clockOf(vector)
  const seconds = at.getTime() / 1000
  const message = (createTime: number) =>
    `<xml><FromUserName>wang</FromUserName><CreateTime>${createTime}</CreateTime><MsgType>text</MsgType><Content>客户电话 13991300001</Content><MsgId>1</MsgId></xml>`

  it('is not decrypted for whoever sends it as a verification of the address', () => {
    const { ciphertext: echostr, timestamp, nonce, msg_signature } = callWith(message(seconds), at)
    const verification = { method: 'GET', query: { msg_signature, timestamp, nonce, echostr }, body: '' }
    expect(() => webhookFor(vector).receive(verification)).toThrow(expect.objectContaining({ status: 401, reason: 'echo' }))
  })

  it('of a verification is no message', () => {
    const call = callWith('5927016848316204175', at)
    expect(() => webhookFor(vector).receive(postOf({ ...vector, ...call }))).toThrow(
      expect.objectContaining({ status: 401, reason: 'not a message' }),
    )
  })

  it('does not come back when its nonce looks like a later time and changes places with the timestamp', () => {
    const later = new Date(at.getTime() + 30 * 24 * 3_600_000)
    const { timestamp, nonce, ...rest } = callWith(message(seconds), at, String(later.getTime() / 1000))
    const swapped = postOf({ ...vector, ...rest, timestamp: nonce, nonce: timestamp })
    expect(webhookFor(vector).receive(postOf({ ...vector, ...rest, timestamp, nonce })).messages).toHaveLength(1)
    expect(() => webhookFor(vector, later).receive(swapped)).toThrow(expect.objectContaining({ status: 401, reason: 'message time' }))
  })
})

describe('a file without an id', () => {
  it.each(['image', 'voice', 'video'])('is no file: the person of an empty %s hears that it cannot be read', (kind) => {
    const plaintext = (media: string) =>
      `<xml><FromUserName>wang</FromUserName><CreateTime>1</CreateTime><MsgType>${kind}</MsgType>${media}<MsgId>1</MsgId></xml>`
    for (const media of ['', '<MediaId></MediaId>', '<MediaId><![CDATA[ ]]></MediaId>'])
      expect(decode(plaintext(media)).content).toEqual({ type: 'other', name: kind })
    expect(decode(plaintext('<MediaId>m1</MediaId>')).content).toEqual({ type: 'file', kind, mediaId: 'm1' })
  })
})
