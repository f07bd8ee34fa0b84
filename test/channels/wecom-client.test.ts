import { buffer } from 'node:stream/consumers'
import nock from 'nock'
import { describe, expect, it } from 'vitest'
import { splitText } from '../../src/channels/pieces.js'
import { createWecomClient } from '../../src/channels/wecom/client.js'
import { encode, encodeFile } from '../../src/channels/wecom/encode.js'
import { isPassive } from '../../src/channels/wecom/passive-reply.js'
import { createMovableClock } from '../../src/simulator/clock.js'
import { checkMessage } from '../../src/simulator/wecom/check-message.js'

const HOST = 'http://wecom.test'
const setUp = () => {
  const clock = createMovableClock(() => 0)
  return { clock, client: createWecomClient({ corpId: 'ww1', agentId: 7, secret: 's', apiBase: HOST }, clock.now) }
}
const token = (value: string) =>
  nock(HOST)
    .get('/cgi-bin/gettoken')
    .query({ corpid: 'ww1', corpsecret: 's' })
    .reply(200, { errcode: 0, access_token: value, expires_in: 7200 })
const sending = (accessToken: string) => nock(HOST).post('/cgi-bin/message/send').query({ access_token: accessToken })
const ok = { errcode: 0, errmsg: 'ok', msgid: 'm1', invaliduser: '' }

describe('the token', () => {
  it('is renewed before it ends', async () => {
    const { client, clock } = setUp()
    token('t1')
    sending('t1').reply(200, ok)
    await client.send('wang', {}, 'd1')
    clock.moveBy(6_901_000)
    token('t2')
    sending('t2').reply(200, ok)
    await client.send('wang', {}, 'd2')
  })

  it.each([40014, 42001])('is fetched once more when the platform calls it invalid with %i', async (errcode) => {
    const { client } = setUp()
    token('t1')
    sending('t1').times(2).reply(200, { errcode, errmsg: 'expired' })
    token('t2')
    sending('t2').times(2).reply(200, ok)
    await Promise.all([client.send('wang', {}, 'd1'), client.send('li', {}, 'd2')])
  })

  it('is not fetched again and again when that does not help', async () => {
    const { client } = setUp()
    token('t1')
    sending('t1').reply(200, { errcode: 40014 })
    token('t2')
    sending('t2').reply(200, { errcode: 40014 })
    await expect(client.send('wang', {}, 'd1')).rejects.toMatchObject({ code: 40014, reaction: 'refresh' })
  })

  it('with a wrong secret is a matter of configuration', async () => {
    const { client } = setUp()
    nock(HOST).get('/cgi-bin/gettoken').query(true).reply(200, { errcode: 40001, errmsg: 'invalid credential' })
    await expect(client.user('wang')).rejects.toMatchObject({ name: 'ChannelApiError', reaction: 'configuration', retryable: false })
  })
})

describe('answers', () => {
  it.each([
    [-1, 'retry', true],
    [45009, 'backOff', true],
    [81013, 'permanent', false],
    [60020, 'configuration', false],
    [45029, 'permanent', false],
    [99999, 'permanent', false],
  ])('code %i means %s', async (errcode, reaction, retryable) => {
    const { client } = setUp()
    token('t1')
    sending('t1').reply(200, { errcode, errmsg: 'no' })
    await expect(client.send('wang', {}, 'd1')).rejects.toMatchObject({ code: errcode, reaction, retryable })
  })

  it.each([
    ['a page', 200, '<html>'],
    ['a list', 200, '[]'],
  ])('%s is no answer', async (_name, status, body) => {
    const { client } = setUp()
    token('t1')
    sending('t1').reply(status, body)
    await expect(client.send('wang', {}, 'd1')).rejects.toMatchObject({ name: 'ChannelNetworkError', retryable: true })
  })

  it.each([
    ['there is', { errcode: 0, userid: 'wang', name: '王强', status: 1 }, { userid: 'wang' }],
    ['there is none', { errcode: 60111, errmsg: 'userid not found' }, undefined],
    ['has left', { errcode: 0, userid: 'wang', name: '王强', status: 5 }, undefined],
  ])('a member that %s', async (_name, answer, expected) => {
    const { client } = setUp()
    token('t1')
    nock(HOST).get('/cgi-bin/user/get').query({ access_token: 't1', userid: 'wang' }).reply(200, answer)
    const member = await client.user('wang')
    if (expected) expect(member).toMatchObject(expected)
    else expect(member).toBeUndefined()
  })

  it.each([60011, 60020, -1])('a member about whom the platform says %i is not taken for one that has left', async (errcode) => {
    const { client } = setUp()
    token('t1')
    nock(HOST).get('/cgi-bin/user/get').query(true).reply(200, { errcode, errmsg: 'no' })
    await expect(client.user('wang')).rejects.toMatchObject({ code: errcode })
  })

  it('a person outside the visible range is a failure although the code is 0', async () => {
    const { client } = setUp()
    token('t1')
    sending('t1').reply(200, { ...ok, invaliduser: 'wang' })
    await expect(client.send('Wang', {}, 'd1')).rejects.toMatchObject({ code: 81013 })
  })

  it('asks for the duplicate check with an interval of its own for each delivery', async () => {
    const { client } = setUp()
    const bodies: Record<string, unknown>[] = []
    token('t1')
    sending('t1')
      .times(3)
      .reply(200, (_uri, body) => {
        bodies.push(body as Record<string, unknown>)
        return ok
      })
    for (const id of ['d1', 'd1', 'd2']) await client.send('wang', { msgtype: 'text', text: { content: 'x' } }, id)
    expect(bodies[0]).toEqual(bodies[1])
    expect(bodies[2]).not.toEqual(bodies[0])
    for (const body of bodies) expect(body.duplicate_check_interval).toBeLessThanOrEqual(14_400)
  })

  it('media come as a stream, and a failure as JSON with HTTP 200', async () => {
    const { client } = setUp()
    token('t1')
    nock(HOST)
      .get('/cgi-bin/media/get')
      .query(true)
      .reply(200, Buffer.from([1, 2, 3]), { 'content-type': 'image/jpeg', 'content-disposition': 'attachment; filename="a.jpg"' })
    const { stream, ...details } = await client.download('m1')
    expect(details).toEqual({ contentType: 'image/jpeg', name: 'a.jpg' })
    expect(await buffer(stream)).toEqual(Buffer.from([1, 2, 3]))
    nock(HOST)
      .get('/cgi-bin/media/get')
      .query(true)
      .reply(200, { errcode: 40007, errmsg: 'invalid media_id' }, { 'content-type': 'application/json' })
    await expect(client.download('m1')).rejects.toMatchObject({ code: 40007, reaction: 'permanent' })
  })

  it('uploads a Chinese file name as raw UTF-8', async () => {
    const { client } = setUp()
    token('t1')
    let sent = ''
    nock(HOST)
      .post('/cgi-bin/media/upload', (body: string) => {
        sent = Buffer.from(body, 'hex').toString('utf8').includes('filename') ? Buffer.from(body, 'hex').toString('utf8') : body
        return true
      })
      .query({ access_token: 't1', type: 'file' })
      .reply(200, { errcode: 0, media_id: 'u1' })
    expect(await client.upload('file', Buffer.from('123456'), '投诉"汇总.xlsx')).toBe('u1')
    expect(sent).toContain('filename="投诉汇总.xlsx"')
  })
})

describe('choices look native', () => {
  const context = { publicUrl: 'https://bot.test' }
  const choice = (count: number, extra: { many?: boolean; label?: string; text?: string } = {}) =>
    encode(
      {
        type: 'choice',
        card: 'c1',
        key: 'q:s:k',
        text: extra.text ?? '',
        title: '哪一类？',
        options: Array.from({ length: count }, (_, index) => ({ id: `o${index}`, label: extra.label ?? `选项${index}` })),
        many: extra.many ?? false,
        submit: '确定',
        listHint: '请回复序号。',
      },
      context,
    )
  const kind = (bodies: ReturnType<typeof choice>) => {
    const card = bodies.at(-1)?.template_card as { card_type: string } | undefined
    return card?.card_type ?? bodies.at(-1)?.msgtype
  }
  it.each([
    [2, {}, 'button_interaction'],
    [6, {}, 'button_interaction'],
    [7, {}, 'vote_interaction'],
    [10, {}, 'vote_interaction'],
    [11, {}, 'vote_interaction'],
    [20, {}, 'vote_interaction'],
    [21, {}, 'text'],
    [3, { many: true }, 'vote_interaction'],
    [20, { many: true }, 'vote_interaction'],
    [21, { many: true }, 'text'],
    [3, { label: '一个很长很长的选项名称' }, 'vote_interaction'],
    [3, { label: '一个实在太长太长太长太长以至于放不下的选项名称' }, 'text'],
  ])('%i options %o: %s', (count, extra, expected) => {
    const labelled = 'label' in extra ? choice(count, extra) : choice(count, extra)
    expect(kind(labelled)).toBe(expected)
  })

  it('has nothing chosen before somebody chose (a drop-down shows its first option as chosen)', () => {
    for (let count = 1; count <= 25; count++) {
      const [body] = choice(count) as {
        template_card?: { button_selection?: object; checkbox?: { option_list: { is_checked: boolean }[] } }
      }[]
      expect(body!.template_card?.button_selection).toBeUndefined()
      expect(body!.template_card?.checkbox?.option_list.some((option) => option.is_checked) ?? false).toBe(false)
    }
  })

  it('is headed by what a long question asks for, not by its first half', () => {
    const title = 'Which type and grade of cement was it, as printed on the bag?'
    const options = [{ id: 'a', label: 'A' }]
    const parts = { type: 'choice', card: 'c', key: 'k', text: '', options, many: false, submit: 'OK', listHint: '' } as const
    const headOf = (more: object) => JSON.parse(JSON.stringify(encode({ ...parts, title, ...more }, context)))[0].template_card
    expect(headOf({ heading: 'Grade' })).toMatchObject({ main_title: { title: 'Grade' }, sub_title_text: title })
    expect(headOf({ heading: 'Grade', title: 'Which?' })).toMatchObject({ main_title: { title: 'Which?' } })
  })

  it('never cuts a question: a long one stands in the text', () => {
    const title = 'Which type and grade of cement was it, as printed on the bag?'
    for (const count of [2, 8, 15, 30]) {
      const bodies = encode(
        {
          type: 'choice',
          card: 'c',
          key: 'k',
          text: 'echo',
          title,
          options: Array.from({ length: count }, (_, index) => ({ id: `${index}`, label: `${index}` })),
          many: false,
          submit: 'OK',
          listHint: '',
        },
        context,
      )
      expect(JSON.stringify(bodies)).toContain(title)
      expect(JSON.stringify(bodies)).toContain('echo')
    }
  })

  it('never sends a card that the platform would refuse or cut', () => {
    for (let count = 1; count <= 25; count++) {
      for (const many of [false, true])
        for (const body of choice(count, { many, text: '说明'.repeat(count * 5) }))
          expect(checkMessage({ ...body }, () => true)).toBeUndefined()
    }
  })

  it('encodes every kind of message within the limits', () => {
    const long = '很长'.repeat(2000)
    const messages = [
      { type: 'text', text: long },
      {
        type: 'card',
        card: 'c',
        title: long,
        subtitle: long,
        text: long,
        rows: Array.from({ length: 9 }, () => ({ label: long, value: long })),
        buttons: [{ key: 'do:x', label: long, style: 'danger' }],
      },
      { type: 'card', card: 'c', title: 't', rows: [], buttons: [] },
      { type: 'card', card: 'c', title: 't', text: 'x', rows: [], buttons: [], picture: 'https://bot.test/p.png' },
      {
        type: 'form',
        card: 'c',
        key: 'f',
        title: 't',
        submit: '提交',
        selects: [{ key: 'a', label: 'A', options: [{ id: '1', label: '一' }] }],
      },
      { type: 'article', title: long, text: long, url: 'https://bot.test' },
      { type: 'article', title: long, text: long, url: 'https://bot.test', picture: 'https://bot.test/p.png' },
    ] as const
    for (const message of messages)
      for (const body of encode(message, context))
        expect(
          checkMessage({ ...body }, () => true),
          message.type,
        ).toBeUndefined()
    const file = encodeFile({ type: 'file', kind: 'image', fileId: 'f', name: 'a.jpg' }, 'm')
    expect(checkMessage({ ...file }, () => true)).toBeUndefined()
  })

  it('puts the buttons that find no place on one card onto others, so that none is lost', () => {
    const keys = Array.from({ length: 14 }, (_, index) => `do:${index}`)
    const bodies = encode(
      {
        type: 'card',
        card: 'c',
        title: 't',
        text: 'x',
        rows: [{ label: 'a', value: 'b' }],
        buttons: keys.map((key) => ({ key, label: key })),
      },
      context,
    )
    const cards = bodies.map(({ template_card }) => template_card as { task_id: string; button_list: { key: string }[] })
    for (const body of bodies) expect(checkMessage({ ...body }, () => true)).toBeUndefined()
    expect(cards.flatMap(({ button_list }) => button_list.map(({ key }) => key))).toEqual(keys)
    expect(cards.map(({ task_id }) => task_id)).toEqual(['c', 'c-2', 'c-3'])
    expect(cards.map((card) => 'horizontal_content_list' in card && (card.horizontal_content_list as unknown[]).length)).toEqual([1, 0, 0])
  })

  it('splits long texts at line ends and never inside a character', () => {
    const text = Array.from({ length: 300 }, (_, index) => `第${index}行：水泥结块😀`).join('\n')
    const pieces = splitText(text, 2048)
    expect(pieces.length).toBeGreaterThan(2)
    for (const piece of pieces) expect(Buffer.byteLength(piece)).toBeLessThanOrEqual(2048)
    expect(pieces.join('\n')).toBe(text)
    expect(splitText('泥'.repeat(2000), 2048).join('')).toBe('泥'.repeat(2000))
    expect(splitText('短', 2048)).toEqual(['短'])
  })

  it('answers in the HTTP reply only with a text of at most 2048 bytes, or the change of the tapped card', () => {
    expect(isPassive({ type: 'text', text: '泥'.repeat(682) }, undefined)).toBe(true)
    expect(isPassive({ type: 'text', text: '泥'.repeat(683) }, undefined)).toBe(false)
    expect(isPassive({ type: 'text', text: 'x' }, 'card-1')).toBe(false)
    expect(isPassive({ type: 'cardDone', card: 'card-1', text: 'x' }, 'card-1')).toBe(true)
    expect(isPassive({ type: 'cardDone', card: 'card-2', text: 'x' }, 'card-1')).toBe(false)
  })
})
