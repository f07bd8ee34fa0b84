/** Sending through the channel: what a second try does not do again, files, and text without markup. */
import nock from 'nock'
import { describe, expect, it } from 'vitest'
import type { OutgoingMessage, SendContext, SendProgress } from '../../src/channels/channel.js'
import { createWecomClient } from '../../src/channels/wecom/client.js'
import { encode } from '../../src/channels/wecom/encode.js'
import { createWecomChannel } from '../../src/channels/wecom/index.js'
import { encodePassive, isPassive } from '../../src/channels/wecom/passive-reply.js'
import { createMovableClock } from '../../src/simulator/clock.js'
import { openReply } from '../../src/simulator/wecom/callbacks.js'

const HOST = 'http://wecom.test'
const DAY_MS = 86_400_000
const LISTED: OutgoingMessage = { type: 'text', text: '水泥'.repeat(900) }
const FORM: OutgoingMessage = { type: 'file', kind: 'file', fileId: 'f1', name: '调查处理记录.docx' }
const secrets = { receiveId: 'ww1', token: 'token', aesKey: 'jWmYm7qr5nMoAUwZRjGtBxmz3KA1tkAj3ykkR6q2B2C' }

function setUp(bytes = 1_000) {
  const clock = createMovableClock(() => 0)
  const client = createWecomClient({ corpId: 'ww1', agentId: 7, secret: 's', apiBase: HOST }, clock.now)
  const channel = createWecomChannel({ secrets, client, publicUrl: 'https://bot.test', now: clock.now })
  nock(HOST).persist().get('/cgi-bin/gettoken').optionally().query(true).reply(200, { errcode: 0, access_token: 't1', expires_in: 1e6 })
  const sent: Record<string, unknown>[] = []
  const uploads: string[] = []
  const answers: object[] = []
  nock(HOST)
    .persist()
    .post('/cgi-bin/message/send')
    .optionally()
    .query(true)
    .reply((_uri, body) => {
      sent.push(body as Record<string, unknown>)
      return [200, answers.shift() ?? { errcode: 0, msgid: `m${sent.length}` }]
    })
  nock(HOST)
    .persist()
    .post('/cgi-bin/media/upload')
    .optionally()
    .query(true)
    .reply(() => {
      uploads.push(`media-${uploads.length + 1}`)
      return [200, { errcode: 0, media_id: uploads.at(-1) }]
    })
  let progress: SendProgress | undefined
  let remembered = 0
  const send = (message: OutgoingMessage, mayRemember: (progress: SendProgress) => void = () => {}) => {
    const context: SendContext = {
      deliveryId: 'd1',
      ...(progress && { progress }),
      readFile: async () => ({ bytes: Buffer.alloc(bytes), name: 'f' }),
      async remember(reached) {
        mayRemember(reached)
        remembered++
        progress = { ...progress, ...reached }
      },
    }
    return channel.send({ channel: 'wecom', userId: 'wang' }, message, context)
  }
  return { clock, client, send, sent, uploads, answers, progress: () => progress, remembered: () => remembered }
}
const contentOf = ({ text }: Record<string, unknown>) => (text as { content: string }).content
const mediaOf = ({ file }: Record<string, unknown>) => (file as { media_id: string }).media_id
const busy = { errcode: -1, errmsg: 'system busy' }

describe('a message that takes several', () => {
  it('goes on after the last one that was accepted', async () => {
    const { send, sent, answers } = setUp()
    answers.push({ errcode: 0, msgid: 'first' }, busy)
    await expect(send(LISTED)).rejects.toMatchObject({ code: -1 })
    await send(LISTED)
    expect(sent.map(contentOf).map(({ length }) => length)).toEqual([682, 682, 682, 436])
    expect(sent[2]).toEqual(sent[1])
    expect(sent[3]).not.toEqual(sent[2])
  })

  it('can change the first of several cards later, which is the one that was asked for', async () => {
    const { send, answers } = setUp()
    const buttons = Array.from({ length: 7 }, (_, index) => ({ key: `do:${index}`, label: 'x' }))
    answers.push({ errcode: 0, msgid: 'a', response_code: 'first' }, { errcode: 0, msgid: 'b', response_code: 'second' })
    expect(await send({ type: 'card', card: 'c', title: 't', rows: [], buttons })).toEqual({ messageId: 'b', updateCode: 'first' })
  })

  it('ends where its progress cannot be recorded: the next try must know it', async () => {
    const { send, sent } = setUp()
    const lost = new Error('the lease was lost')
    await expect(
      send(LISTED, () => {
        throw lost
      }),
    ).rejects.toBe(lost)
    expect(sent).toHaveLength(1)
  })

  it('has parts that differ for the platform even where their words are the same', async () => {
    const { send, sent } = setUp()
    await send(LISTED)
    expect(contentOf(sent[0]!)).toBe(contentOf(sent[1]!))
    expect(sent[0]).not.toEqual(sent[1])
  })

  it('records nothing where one message is enough', async () => {
    const { send, remembered } = setUp()
    await send({ type: 'text', text: '好' })
    expect(remembered()).toBe(0)
  })
})

describe('a file', () => {
  it('is uploaded once; another try sends the same message', async () => {
    const { send, sent, uploads, answers } = setUp()
    answers.push(busy)
    await expect(send(FORM)).rejects.toMatchObject({ code: -1 })
    await send(FORM)
    expect(uploads).toHaveLength(1)
    expect(sent[1]).toEqual(sent[0])
  })

  it('is uploaded again when the platform may forget it soon', async () => {
    const { send, sent, uploads, answers, clock } = setUp()
    answers.push(busy)
    await expect(send(FORM)).rejects.toMatchObject({ code: -1 })
    clock.moveBy(2 * DAY_MS + 1)
    await send(FORM)
    expect(uploads).toHaveLength(2)
    expect(sent.map(mediaOf)).toEqual(['media-1', 'media-2'])
  })

  it('is uploaded again when the platform has forgotten it', async () => {
    const { send, sent, answers } = setUp()
    answers.push(busy, { errcode: 40007, errmsg: 'invalid media_id' })
    await expect(send(FORM)).rejects.toMatchObject({ code: -1 })
    await send(FORM)
    expect(sent.map(mediaOf)).toEqual(['media-1', 'media-1', 'media-2'])
  })

  it('is not sent before its upload is recorded', async () => {
    const { send, sent } = setUp()
    await expect(
      send(FORM, () => {
        throw new Error('the lease was lost')
      }),
    ).rejects.toThrow('lease')
    expect(sent).toEqual([])
  })

  it.each([
    ['too large', FORM, 84 * 1024 * 1024, 'the file has 84.0 MB, the platform takes up to 20.0 MB'],
    [
      'too large as a picture',
      { ...FORM, kind: 'image' } as const,
      84 * 1024 * 1024,
      'the image has 84.0 MB, the platform takes up to 10.0 MB',
    ],
    ['too small', FORM, 5, 'the file has 5 bytes'],
  ])('that is %s is refused for good, says why, and costs no upload', async (_title, message, bytes, reason) => {
    const { send, uploads } = setUp(bytes)
    await expect(send(message)).rejects.toMatchObject({ code: 40006, reaction: 'permanent', message: expect.stringContaining(reason) })
    expect(uploads).toEqual([])
  })

  it('may take as long as its size asks for', async () => {
    const clock = createMovableClock(() => 0)
    const client = createWecomClient({ corpId: 'ww1', agentId: 7, secret: 's', apiBase: HOST }, clock.now)
    nock(HOST).get('/cgi-bin/gettoken').query(true).reply(200, { errcode: 0, access_token: 't1', expires_in: 7200 })
    nock(HOST).post('/cgi-bin/media/upload').query(true).delay(5_300).reply(200, { errcode: 0, media_id: 'slow' })
    expect(await client.upload('file', Buffer.alloc(512 * 1024), 'form.docx')).toBe('slow')
  })
})

describe('an answer of another shape than documented', () => {
  it('is none: the message may have arrived', async () => {
    const { send, answers } = setUp()
    answers.push({ errcode: 0, msgid: 7 })
    await expect(send({ type: 'text', text: '好' })).rejects.toMatchObject({ name: 'ChannelNetworkError', retryable: true })
  })
})

describe('what people type never becomes markup', () => {
  const LINK = '<a href="http://evil.example/login">宏达集团 点此核对</a>'
  const context = { publicUrl: 'https://bot.test' }
  const choice = (options: number) =>
    ({
      type: 'choice',
      card: 'c',
      key: 'k',
      text: LINK.repeat(5),
      title: LINK,
      options: Array.from({ length: options }, (_, index) => ({ id: `${index}`, label: LINK })),
      many: false,
      submit: '确定',
      listHint: '',
    }) as const
  it.each([
    ['a text', { type: 'text', text: `本月：${LINK}` }],
    ['a list of options', choice(3)],
    ['a text card', { type: 'article', title: 't', text: LINK, url: 'https://bot.test' }],
  ] as const)('in %s', (_title, message) => {
    const texts = encode(message, context).flatMap(({ text, textcard }) =>
      [text, textcard].filter(Boolean).map((body) => JSON.stringify(body)),
    )
    expect(texts.length).toBeGreaterThan(0)
    for (const body of texts) expect(body).not.toContain('<')
    expect(texts.join('')).toContain('＜a href=')
  })

  it('in the HTTP answer, and the longer bracket counts for its limit', () => {
    const xml = openReply({ ...secrets, corpId: 'ww1' } as never, encodePassive({ type: 'text', text: LINK }, 'wang', secrets, new Date(0)))
    expect(xml).toContain('＜a href="http://evil.example/login">宏达集团 点此核对＜/a>')
    expect(isPassive({ type: 'text', text: '<'.repeat(682) }, undefined)).toBe(true)
    expect(isPassive({ type: 'text', text: '<'.repeat(683) }, undefined)).toBe(false)
  })
})
