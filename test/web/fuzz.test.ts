/** Hostile bodies: whatever arrives, nothing crashes, nothing unverified gets a 200, and no answer says why. */
import { randomBytes } from 'node:crypto'
import { request } from 'node:http'
import { encrypt, getSignature } from '@wecom/crypto'
import fc from 'fast-check'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { createWecomClient } from '../../src/channels/wecom/client.js'
import { createWecomChannel } from '../../src/channels/wecom/index.js'
import { WebhookError } from '../../src/errors.js'
import { type Bot, START, startBot } from '../setup/bot.js'
import { webhookOf } from '../setup/channel.js'

const secrets = { receiveId: 'ww8c1f0d2e3b4a5967', token: 'CementAfterSale2026', aesKey: 'ZtueqMXSOt4ueyXmidnSA3h5nOkjsTSeYBWQAv7tIDQ' }
const webhook = webhookOf(
  createWecomChannel({
    secrets,
    client: createWecomClient({ corpId: 'x', agentId: 1, secret: 'x', apiBase: 'http://127.0.0.1:9' }, () => START),
    publicUrl: 'http://127.0.0.1',
    now: () => START,
  }),
)
const timestamp = String(START.getTime() / 1000)
const wrap = (encrypted: string) => `<xml><ToUserName><![CDATA[x]]></ToUserName><Encrypt><![CDATA[${encrypted}]]></Encrypt></xml>`
const signed = (encrypted: string) => ({
  method: 'POST',
  query: { msg_signature: getSignature(secrets.token, timestamp, '1', encrypted), timestamp, nonce: '1' },
  body: wrap(encrypted),
})
const GOOD = encrypt(
  secrets.aesKey,
  `<xml><FromUserName>wang</FromUserName><CreateTime>${timestamp}</CreateTime><MsgType>text</MsgType><Content>好</Content><MsgId>1</MsgId></xml>`,
  secrets.receiveId,
)

function isRefused(call: Parameters<typeof webhook.receive>[0]): boolean {
  try {
    webhook.receive(call)
    return false
  } catch (error) {
    if (!(error instanceof WebhookError) || error.status < 400 || error.status >= 500) throw error
    return true
  }
}

const xmlish = fc
  .array(
    fc.oneof(
      fc.constantFrom(
        '<xml>',
        '</xml>',
        '<Encrypt>',
        '</Encrypt>',
        '<![CDATA[',
        ']]>',
        '<',
        '>',
        '&lt;',
        '&#x41;',
        '<!--',
        '-->',
        '<?x ?>',
        '<a b="c">',
        '</a>',
        '\u0000',
        GOOD,
      ),
      fc.string({ maxLength: 12 }),
    ),
    { maxLength: 30 },
  )
  .map((pieces) => pieces.join(''))

describe('receiving', () => {
  it('refuses 50,000 random and mutated bodies', () => {
    const mutated = fc.tuple(fc.nat(), fc.nat(255)).map(([at, byte]) => {
      const bytes = Buffer.from(wrap(GOOD))
      bytes[at % bytes.length] = byte
      return bytes.toString('latin1')
    })
    const { query } = signed(GOOD)
    fc.assert(
      fc.property(fc.oneof(xmlish, mutated, fc.string({ unit: 'binary', maxLength: 200 })), (body) => {
        // a change outside the ciphertext may leave it whole, and then it is genuine
        if (!body.includes(GOOD)) expect(isRefused({ method: 'POST', query, body })).toBe(true)
      }),
      { numRuns: 50_000 },
    )
  }, 120_000)

  it('refuses 30,000 ciphertexts that are signed but not ours', () => {
    const broken = fc.oneof(
      fc.uint8Array({ maxLength: 200 }).map((bytes) => Buffer.from(bytes).toString('base64')),
      fc.tuple(fc.nat(), fc.integer({ min: 1, max: 255 })).map(([at, flip]) => {
        const bytes = Buffer.from(GOOD, 'base64')
        const index = 64 + (at % (bytes.length - 64)) // the last blocks carry length of padding and receiver
        bytes[index] = bytes[index]! ^ flip
        return bytes.toString('base64')
      }),
      fc.string({ maxLength: 64 }).map((text) => text.replace(/[<>&\]]/g, '')),
    )
    let refused = 0
    fc.assert(
      fc.property(broken, (encrypted) => {
        if (isRefused(signed(encrypted))) refused++
        // a flipped bit in the middle garbles text, not the receiver: that is decoded as far as it can be, and never throws anything else
      }),
      { numRuns: 30_000 },
    )
    expect(refused).toBeGreaterThan(20_000)
  }, 120_000)

  it('decodes or refuses 20,000 plaintexts of any shape, without any other error', () => {
    fc.assert(
      fc.property(
        fc.oneof(
          xmlish,
          xmlish.map(
            (inner) => `<xml><CreateTime>${timestamp}</CreateTime><MsgType>event</MsgType><Event>template_card_event</Event>${inner}</xml>`,
          ),
          fc.string({ maxLength: 100 }),
        ),
        (plaintext) => {
          isRefused(signed(encrypt(secrets.aesKey, plaintext, secrets.receiveId)))
        },
      ),
      { numRuns: 20_000 },
    )
  }, 120_000)
})

describe('the server', () => {
  let bot: Bot
  beforeAll(async () => {
    bot = await startBot()
  })
  afterAll(() => bot.stop())
  const post = async (query: string, body: string | Buffer) => {
    const response = await fetch(`${bot.address}/wecom/callback?${query}`, { method: 'POST', body: body as never })
    return { status: response.status, body: await response.text() }
  }

  it('never answers 200 and never says why', async () => {
    const queries = [
      '',
      'msg_signature=a&timestamp=1&nonce=1',
      `msg_signature=${'a'.repeat(40)}&timestamp=${timestamp}&nonce=1`,
      'msg_signature=a&msg_signature=b&timestamp=1&nonce=1',
      '%E0%A4%A',
    ]
    const bodies = [
      '',
      'x',
      wrap('x'),
      wrap(GOOD),
      '<!DOCTYPE a [<!ENTITY b "c">]><xml>&b;</xml>',
      '<xml>'.repeat(5_000),
      JSON.stringify({ encrypt: GOOD }),
      randomBytes(5_000),
    ]
    for (const query of queries) {
      for (const body of bodies) {
        const answer = await post(query, body)
        expect(answer.status).toBeGreaterThanOrEqual(400)
        expect(answer.status).toBeLessThan(500)
        expect(answer.body).toBe('')
      }
    }
  })

  it('survives a caller who hangs up in the middle', async () => {
    await new Promise<void>((resolve) => {
      const query = `msg_signature=${'a'.repeat(40)}&timestamp=${timestamp}&nonce=1`
      const call = request(`${bot.address}/wecom/callback?${query}`, { method: 'POST', headers: { 'content-length': '1000' } })
      call.once('error', () => {}).once('close', () => resolve())
      call.write('<xml>', () => call.destroy())
    })
    expect((await fetch(`${bot.address}/healthz`)).status).toBe(200)
  })

  it('verifies the address at once', async () => {
    const { token, aesKey, corpId } = bot.simulator.corporation
    const now = String(Math.floor(bot.clock.now().getTime() / 1000))
    const echostr = encrypt(aesKey, '5927016848316204175', corpId)
    const query = new URLSearchParams({ msg_signature: getSignature(token, now, '1', echostr), timestamp: now, nonce: '1', echostr })
    const response = await fetch(`${bot.address}/wecom/callback?${query}`)
    expect([response.status, await response.text()]).toEqual([200, '5927016848316204175'])
  })
})
