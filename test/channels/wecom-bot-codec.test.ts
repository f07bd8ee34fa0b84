/** Frames of the long connection, as messages, and messages as bodies. */
import { describe, expect, it } from 'vitest'
import { decode, isReplaced } from '../../src/channels/wecom-bot/decode.js'
import { encode, encodeDone } from '../../src/channels/wecom-bot/encode.js'
import { readFrame } from '../../src/channels/wecom-bot/frames.js'
import { BOT_LIMITS } from '../../src/channels/wecom-bot/limits.js'
import { asWritten } from '../../src/channels/wecom-bot/markdown.js'
import { createMediaIds } from '../../src/channels/wecom-bot/media.js'
import { shownText } from '../../src/simulator/wecom-bot/shown.js'

const NOW = new Date('2026-11-03T02:00:00Z')
const KEY = Buffer.alloc(32, 7).toString('base64')
const media = createMediaIds('secret')
const frame = (body: object, cmd = 'aibot_msg_callback') => readFrame(JSON.stringify({ cmd, headers: { req_id: 'r-1' }, body }))!
const read = (body: object, cmd?: string) =>
  decode(frame({ msgid: 'm1', chattype: 'single', from: { userid: 'WangJianGuo' }, ...body }, cmd), { idOf: media.idOf, now: NOW })
const contents = (body: object, cmd?: string) => read(body, cmd).map(({ content }) => content)
const event = (event: object) => contents({ msgtype: 'event', create_time: 1773280001, event }, 'aibot_event_callback')

describe('a message', () => {
  it('has its key, its sender in small letters, and what it is answered with for a day', () => {
    expect(read({ msgtype: 'text', text: { content: '袋数不足' } })).toEqual([
      {
        key: 'm1',
        from: { channel: 'wecom-bot', userId: 'wangjianguo' },
        at: NOW,
        content: { type: 'text', text: '袋数不足' },
        pass: { code: 'r-1', until: new Date(NOW.getTime() + 23 * 3_600_000) },
      },
    ])
  })

  it.each([
    ['words', { msgtype: 'text', text: { content: ' 好 ' } }, [{ type: 'text', text: '好' }]],
    ['recognised speech', { msgtype: 'voice', voice: { content: '少了八袋' } }, [{ type: 'text', text: '少了八袋' }]],
    ['speech of which nothing was heard', { msgtype: 'voice', voice: {} }, [{ type: 'enter' }]],
    ['a mention', { msgtype: 'text', chattype: 'group', text: { content: '@售后助手 帮助' } }, [{ type: 'text', text: '帮助' }]],
    ['nothing but a mention', { msgtype: 'text', chattype: 'group', text: { content: '@售后助手' } }, [{ type: 'enter' }]],
    ['an @ in the single chat', { msgtype: 'text', text: { content: '@李娜 看一下' } }, [{ type: 'text', text: '@李娜 看一下' }]],
    ['a picture without a key', { msgtype: 'image', image: { url: 'https://a.example/1' } }, [{ type: 'other', name: 'image' }]],
    ['a picture without an address', { msgtype: 'image', image: { url: '', aeskey: KEY } }, [{ type: 'other', name: 'image' }]],
    ['a mixture of nothing', { msgtype: 'mixed', mixed: {} }, [{ type: 'other', name: 'mixed' }]],
    ['an unknown kind', { msgtype: 'Sticker' }, [{ type: 'other', name: 'sticker' }]],
  ])('can be %s', (_name, body, expected) => expect(contents(body)).toEqual(expected))

  it('of words and pictures is the words and then each picture, each with a key of its own', () => {
    const image = { url: 'https://a.example/1?sign=x', aeskey: KEY }
    const msg_item = [
      { msgtype: 'image', image },
      { msgtype: 'text', text: { content: '底层结块' } },
    ]
    const messages = read({ msgtype: 'mixed', mixed: { msg_item } })
    expect(messages.map(({ key, content, pass }) => [key, content.type, pass !== undefined])).toEqual([
      ['m1', 'text', true],
      ['m1#1', 'file', false],
    ])
  })

  it('in a group is answered to its sender alone', () => {
    expect(read({ msgtype: 'text', chattype: 'group', chatid: 'wr1', text: { content: '@x 帮助' } })[0]).not.toHaveProperty('pass')
  })

  it('of another company, or that cannot be read, has no sender', () => {
    expect(read({ msgtype: 'text', from: { userid: 'x', corpid: 'ww1' }, text: { content: '好' } })[0]).not.toHaveProperty('from')
    expect(decode(frame({ text: 1 }), { idOf: media.idOf, now: NOW })).toEqual([
      { key: 'rr-1', at: NOW, content: { type: 'other', name: 'unreadable' } },
    ])
  })

  it('is read with the control characters that the platform leaves in it, and not where it is no frame', () => {
    const raw = '{"cmd":"aibot_msg_callback","headers":{"req_id":"r"},"body":{"text":{"content":"a\u0007b"}}}'
    expect(readFrame(raw)?.body).toEqual({ text: { content: 'ab' } })
    for (const text of ['', 'null', '[]', '{"headers":{}}', '{"headers":']) expect(readFrame(text)).toBeUndefined()
  })
})

describe('an event', () => {
  it('is a first visit, a press or something that nobody waits for', () => {
    expect(event({ eventtype: 'enter_chat' })).toEqual([{ type: 'enter' }])
    expect(event({ eventtype: 'feedback_event' })).toEqual([{ type: 'other', name: 'feedback_event' }])
    const template_card_event = {
      card_type: 'vote_interaction',
      event_key: 'q:s:step',
      task_id: 'card-1',
      selected_items: { selected_item: [{ question_key: 'q', option_ids: { option_id: ['a', 'b'] } }] },
    }
    expect(event({ eventtype: 'template_card_event', template_card_event })).toEqual([
      { type: 'tap', key: 'q:s:step', card: 'card-1', selected: ['a', 'b'] },
    ])
  })

  it('says when another connection has taken the place of this one', () => {
    expect(isReplaced(frame({ event: { eventtype: 'disconnected_event' } }, 'aibot_event_callback'))).toBe(true)
    expect(isReplaced(frame({ event: { eventtype: 'disconnected_event' } }))).toBe(false)
    expect(isReplaced(frame({ event: { eventtype: 'enter_chat' } }, 'aibot_event_callback'))).toBe(false)
  })
})

describe('the name of a medium', () => {
  const medium = { url: 'https://a.example/1?sign=abc', aesKey: KEY }
  it('is the same every time, shows nothing, and is read back with the same secret alone', () => {
    const id = media.idOf(medium)
    expect(media.idOf({ ...medium })).toBe(id)
    expect(id).toMatch(/^[\w-]+$/)
    expect(media.mediumOf(id)).toEqual(medium)
    expect(() => createMediaIds('other').mediumOf(id)).toThrow('no such medium')
    expect(() => media.mediumOf(`${id.slice(0, -4)}AAAA`)).toThrow('no such medium')
  })
})

describe('a text', () => {
  it.each([
    '# 宏基',
    '*急* **很急** _x_ `y` ~~z~~',
    '[点这里](http://evil.example)',
    '<@zhaojianguo> <font color="warning">红</font>',
    '- 一\n- 二\n+ 三\n> 四',
    '1. 甲\n2. 乙\n10) 丙',
    'a|b\n-|-\n$x$ C:\\temp',
    '第一行\n\n第三行',
    '35.2t 1-2 a+b 5=5',
  ])('is seen as it was written: %s', (text) => {
    expect(shownText(asWritten(text))).toBe(text)
  })

  it('would be seen otherwise if it were not escaped', () => {
    expect(shownText('# 宏基 *急* [点](http://e.example) <@x>')).toBe('宏基 急 点 ')
  })

  it('is never longer in markdown than what the platform takes', () => {
    const [body] = encode({ type: 'text', text: '*\n'.repeat(BOT_LIMITS.textBytes / 2) })
    const { content } = body!.markdown as { content: string }
    expect(Buffer.byteLength(content)).toBeLessThanOrEqual(20_480)
  })
})

describe('a card', () => {
  it('without buttons is text, which need lead nowhere', () => {
    const rows = [{ label: '客户', value: '宏基 *' }]
    expect(encode({ type: 'card', card: 'c', title: '待办', text: '说明', rows, buttons: [] })).toEqual([
      { msgtype: 'markdown', markdown: { content: '**待办**\n\n说明\n\n**客户** 宏基 \\*' } },
    ])
  })

  it('that was pressed shows what came of it, in full where its title has no room', () => {
    expect(encodeDone({ type: 'cardDone', card: 'c', text: '✓ 已受理' })).toMatchObject({
      response_type: 'update_template_card',
      template_card: { card_type: 'text_notice', task_id: 'c', main_title: { title: '✓ 已受理' } },
    })
    const long = '很长'.repeat(20)
    expect(encodeDone({ type: 'cardDone', card: 'c', text: long })).toMatchObject({ template_card: { sub_title_text: long } })
  })
})
