/** What every channel does alike. A platform's stand-in must refuse what the platform refuses, else this shows little. */
import { text as textOf } from 'node:stream/consumers'
import { stdSerializers } from 'pino'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import type { IncomingMessage, OutgoingMessage, Receipt, SendProgress } from '../../src/channels/channel.js'
import { contactId, contactOf } from '../../src/channels/channel.js'
import { ChannelApiError, ChannelNetworkError, WebhookError } from '../../src/errors.js'
import { webhookOf } from '../setup/channel.js'
import { botContract } from './channel-bot.js'
import type { CreateStage, Outcome, Stage } from './stage.js'

const option = (index: number) => ({ id: `o${index}`, label: `选项${index}` })
const many = <T>(count: number, make: (index: number) => T): T[] => Array.from({ length: count }, (_, index) => make(index))
const choice = (count: number, isMany: boolean) =>
  ({
    type: 'choice' as const,
    card: 'choice',
    key: 'q:s:step',
    text: '',
    title: '哪一个？',
    options: many(count, option),
    many: isMany,
    submit: '提交',
    listHint: '回编号',
  }) satisfies OutgoingMessage
const card = (buttons: number): OutgoingMessage => ({
  type: 'card',
  card: 'card',
  title: '待办',
  text: '说明',
  rows: [{ label: '客户', value: '宏基' }],
  buttons: many(buttons, (index) => ({ key: `do:${index}:TS-1`, label: `按钮${index}` })),
})
const form = (selects: number, options: number): OutgoingMessage => ({
  type: 'form',
  card: 'form',
  key: 'f',
  title: '填一填',
  submit: '提交',
  selects: many(selects, (index) => ({ key: `s${index}`, label: `项${index}`, options: many(options, option) })),
})
const article: OutgoingMessage = { type: 'article', title: '日报', text: '今天', url: 'https://bot.example.com/a' }
const file: OutgoingMessage = { type: 'file', kind: 'file', fileId: 'f1', name: '记录表.docx' }

/** To be called by the tests of each channel. */
export function channelContract(name: string, create: CreateStage): void {
  describe(name, () => {
    describe('by itself', () => channelAlone(create))
    describe('with a whole bot', () => botContract(create))
  })
}

function channelAlone(create: CreateStage): void {
  let stage: Stage
  let deliveries = 0
  beforeEach(async () => {
    stage = await create()
  })
  afterEach(() => stage.close())

  const limits = () => stage.channel.limits
  async function send(
    message: OutgoingMessage,
    more: { id?: string; updateCode?: string; progress?: SendProgress; remember?: (reached: SendProgress) => void } = {},
  ): Promise<Receipt> {
    const { id = `delivery-${deliveries++}`, remember = () => {}, ...context } = more
    return stage.channel.send(stage.person, message, {
      deliveryId: id,
      readFile: async () => ({ bytes: Buffer.from('a file of some bytes'), name: 'f' }),
      remember: async (reached) => remember(reached),
      ...context,
    })
  }
  const arrivedText = () =>
    stage
      .arrived()
      .map(({ text }) => text)
      .join('')
  const says = (text: string, id = '1') => stage.brings(id, { does: 'says', text })

  describe('its limits', () => {
    it('are numbers to work with', () => {
      const { toPerson, sendsAMinute, atOnce, textBytes, card: ofCard, fileBytes, mediaKeptMs, repeatsForMs, replyWindow } = limits()
      const positive = [
        ...[toPerson.aMinute, toPerson.anHour, sendsAMinute, atOnce.messages, atOnce.files, textBytes, ofCard.buttons, ofCard.options],
        ...[...Object.values(ofCard.chars), fileBytes.image, fileBytes.file, mediaKeptMs, repeatsForMs],
        ...Object.values(replyWindow ?? {}),
      ]
      expect(positive.filter((limit) => !(limit > 0))).toEqual([])
      for (const atLeastNone of [ofCard.changesForMs, ofCard.form.selects, ofCard.form.options])
        expect(atLeastNone).toBeGreaterThanOrEqual(0)
    })
  })

  describe('what the platform brings', () => {
    it('is read into who said what', async () => {
      const { channel, person } = stage
      expect(await says('水泥结块')).toMatchObject([{ from: person, content: { type: 'text', text: '水泥结块' } }])
      expect(person.channel).toBe(channel.name)
      expect(contactOf(contactId(person))).toEqual(person)
    })

    it('has one key for a message however often it is brought, and another one for another message of the same words', async () => {
      const keyOf = async (id: string) => (await says('好', id))[0]?.key
      const first = await keyOf('1')
      expect(await keyOf('1')).toBe(first)
      expect(await keyOf('2')).not.toBe(first)
    })

    it('comes in the order in which it was said', async () => {
      const said = ['一', '二', '三', '四', '五']
      const read: IncomingMessage[] = []
      for (const [index, text] of said.entries()) read.push(...(await says(text, `${index}`)))
      expect(read.map(({ content }) => content.type === 'text' && content.text)).toEqual(said)
    })

    it('is a photo or a file that can be fetched piece by piece', async () => {
      for (const kind of stage.has.media) {
        const [message] = await stage.brings(kind, { does: 'sends', kind, bytes: Buffer.from(`a ${kind} of a bag`) })
        expect(message!.content).toMatchObject({ type: 'file', kind })
        const { stream } = await stage.channel.download((message!.content as { mediaId: string }).mediaId)
        expect(await textOf(stream as AsyncIterable<Buffer> & NodeJS.ReadableStream)).toBe(`a ${kind} of a bag`)
      }
    })

    it('is gone for good where the platform has it no more', async () => {
      await expect(stage.channel.download('unknown')).rejects.toSatisfy((error) => error instanceof ChannelApiError && !error.retryable)
    })

    it('is a place where it has such a thing', async () => {
      if (!stage.has.place) return
      expect(await stage.brings('1', { does: 'stands', place: '渭南搅拌站' })).toMatchObject([
        { content: { type: 'place', label: '渭南搅拌站' } },
      ])
    })
  })

  describe('a call of the platform, where it calls us', () => {
    it('is taken when it is genuine, and refused when it was tampered with, is stale, or is meant for somebody else', async () => {
      if (!stage.calls) return
      const { bring, genuine } = stage.calls
      expect(await bring(genuine('水泥结块'))).toMatchObject([{ from: stage.person, content: { type: 'text', text: '水泥结块' } }])
      const refused = stage.calls.refused()
      expect(Object.keys(refused)).toEqual(expect.arrayContaining(['tampered', 'stale', 'foreign']))
      for (const [reason, call] of Object.entries(refused)) await expect(bring(call), reason).rejects.toThrow(WebhookError)
    })

    it('is refused before its body is read where it says nothing of who calls', () => {
      if (!stage.calls) return
      const { path, ...genuine } = stage.calls.genuine('好')
      const webhook = webhookOf(stage.channel, path)
      expect(() => webhook.screen({ method: 'POST', query: {}, headers: {} })).toThrow(WebhookError)
      expect(() => webhook.screen({ method: 'POST', query: {} })).toThrow(WebhookError)
      expect(() => webhook.screen(genuine)).not.toThrow()
    })

    it('is answered with the reply that it can carry, and without one', () => {
      if (!stage.calls) return
      const { path, ...genuine } = stage.calls.genuine('好')
      const call = webhookOf(stage.channel, path).receive(genuine)
      const reply: OutgoingMessage = { type: 'text', text: '收到' }
      const empty = call.answer([])
      expect(empty.status).toBe(200)
      if (!call.canReply(call.messages[0]!, reply)) return
      expect(call.answer([reply]).status).toBe(200)
      expect(call.answer([reply]).body).not.toBe(empty.body)
      expect(call.canReply(call.messages[0]!, { type: 'text', text: 'x'.repeat(limits().textBytes + 1) })).toBe(false)
    })
  })

  describe('what it sends', () => {
    it('arrives, whatever kind of message it is', async () => {
      const { buttons, form: ofForm } = limits().card
      const forms = ofForm.selects > 0 ? [form(ofForm.selects, ofForm.options)] : []
      const messages = [choice(3, false), choice(3, true), card(0), card(buttons), ...forms, article, file]
      for (const [index, message] of [{ type: 'text', text: '好' } as const, ...messages].entries()) {
        await send('card' in message ? { ...message, card: `card${index}` } : message)
        expect(stage.arrived(), message.type).toHaveLength(index + 1)
      }
    })

    it('is a whole text in pieces that fit: one below and at the limit, several over it', async () => {
      for (const [bytes, pieces] of [
        [-1, 1],
        [0, 1],
        [1, 2],
      ] as const) {
        const before = stage.arrived().length
        const text = 'x'.repeat(limits().textBytes + bytes)
        await send({ type: 'text', text })
        const arrived = stage.arrived().slice(before)
        expect(arrived.map((one) => one.text).join('')).toBe(text)
        expect(arrived).toHaveLength(pieces)
      }
    })

    it('is a text of several times the limit with no character cut in two', async () => {
      const text = many(limits().textBytes, (index) => `${index}`).join('泥')
      await send({ type: 'text', text })
      expect(arrivedText()).toBe(text)
      const sizes = stage.arrived().map((one) => Buffer.byteLength(one.text))
      expect(Math.max(...sizes)).toBeLessThanOrEqual(limits().textBytes)
    })

    it('says as it was written what people have typed, whatever it looks like', async () => {
      const typed = '# 宏基 *急* [点这里](http://evil.example) @所有人 `x` 1. 2'
      await send({ type: 'text', text: typed })
      expect(arrivedText()).toBe(typed)
    })

    it('has every button, and each says what it is for when it is pressed', async () => {
      const count = 2 * limits().card.buttons + 1
      await send(card(count))
      expect(stage.arrived().flatMap(({ labels }) => labels)).toEqual(many(count, (index) => `按钮${index}`))
      for (const index of [0, limits().card.buttons - 1, count - 1]) {
        const [pressed] = await stage.brings(`p${index}`, { does: 'presses', labels: [`按钮${index}`] })
        expect(pressed).toMatchObject({ from: stage.person, content: { type: 'tap', key: `do:${index}:TS-1`, selected: [] } })
      }
    })

    it.each([2, 6, 10, 20, 40])('has every one of %i options, to be pressed or in a list', async (count) => {
      for (const isMany of [false, true]) {
        const before = stage.arrived().length
        const id = `choice-${isMany}-${count}`
        await send({ ...choice(count, isMany), card: id })
        const arrived = stage.arrived().slice(before)
        const labels = arrived.flatMap((one) => one.labels)
        const lines = [...labels, ...arrived.flatMap(({ text }) => text.split('\n'))]
        for (const { label } of many(count, option)) expect(lines.some((one) => one.endsWith(label))).toBe(true)
        if (labels.length === 0) continue
        expect(labels).toHaveLength(count)
        const pressed = isMany ? [`选项${count - 1}`, '选项0'] : [`选项${count - 1}`]
        const [message] = await stage.brings(id, { does: 'presses', labels: pressed })
        expect(message).toMatchObject({ content: { type: 'tap', card: stage.channel.cardId(id) } })
        const { key, selected } = message!.content as { key: string; selected: readonly string[] }
        const chosen = selected.length > 0 ? selected.map((one) => `${key}:${one}`) : [key]
        expect([...chosen].sort()).toEqual(pressed.map((label) => `q:s:step:${label.replace('选项', 'o')}`).sort())
      }
    })

    it('is two messages where the same words are sent twice', async () => {
      await send({ type: 'text', text: '有新投诉' })
      await send({ type: 'text', text: '有新投诉' })
      expect(stage.arrived()).toHaveLength(2)
    })

    it('goes on where an earlier try of the same delivery ended', async () => {
      const text = many(limits().textBytes, (index) => `${index}`).join(' ')
      let progress: SendProgress | undefined
      const remember = (reached: SendProgress) => {
        progress = { ...progress, ...reached }
      }
      stage.next('ok', 'away')
      await expect(send({ type: 'text', text }, { id: 'same', remember })).rejects.toThrow(ChannelNetworkError)
      const before = arrivedText()
      expect([before.length > 0, text.startsWith(before)]).toEqual([true, true])
      await send({ type: 'text', text }, { id: 'same', remember, ...(progress && { progress }) })
      expect(arrivedText().replaceAll(' ', '')).toBe(text.replaceAll(' ', ''))
    })

    it('can be changed later where it is a card and the platform allows that', async () => {
      const { updateCode } = await send(card(1))
      await send({ type: 'cardDone', card: 'card', text: '已处理' }, updateCode ? { updateCode } : {})
      expect(stage.changed('card')).toBe(limits().card.changesForMs > 0 ? '已处理' : undefined)
      expect(stage.arrived()).toHaveLength(1)
    })

    it('has a name for every card, however long its id is, by which it can be changed', async () => {
      const long = `t3-TS-20261103-001-${'a.b:'.repeat(60)}`
      const [first, second] = [`${long}1`, `${long}2`]
      const { cardId } = stage.channel
      expect(new Set([long, first, second].map(cardId)).size).toBe(3)
      expect(cardId(cardId(first))).toBe(cardId(first))
      expect(cardId('5f0c2d9e8b7a6f5e4d3c-12')).toBe('5f0c2d9e8b7a6f5e4d3c-12')
      const base = card(1)
      await send({ ...base, card: first } as OutgoingMessage)
      const { updateCode } = await send({ ...base, card: second } as OutgoingMessage)
      await send({ type: 'cardDone', card: second, text: '已处理' }, updateCode ? { updateCode } : {})
      const isChangeable = limits().card.changesForMs > 0
      expect([first, second].map((id) => stage.changed(cardId(id)))).toEqual([undefined, isChangeable ? '已处理' : undefined])
    })

    it('is let be where it changes a card of which nothing is known any more', async () => {
      await send({ type: 'cardDone', card: 'card', text: '已处理' })
      expect(stage.arrived()).toEqual([])
    })
  })

  describe('what the platform answers', () => {
    const message: OutgoingMessage = { type: 'text', text: '客户电话 13991300001' }

    it.each(['retry', 'backOff', 'permanent', 'configuration'] as const)('is known as what it asks of us: %s', async (reaction) => {
      stage.next(reaction)
      await expect(send(message)).rejects.toMatchObject({ name: 'ChannelApiError', reaction })
      await send(message)
      expect(stage.arrived()).toHaveLength(1)
    })

    it('is the end of what may be said where it has a window', async () => {
      if (!limits().replyWindow) return
      stage.next('closed')
      await expect(send(message)).rejects.toMatchObject({ reaction: 'closed', retryable: false })
    })

    it.each(['away', 'silent', 'nonsense', 'slow'] as const)('is no answer, and the message may have arrived: %s', async (outcome) => {
      stage.next(outcome)
      await expect(send(message)).rejects.toMatchObject({ name: 'ChannelNetworkError', retryable: true })
      await send(message)
      expect(stage.arrived()).toHaveLength(1)
    })

    it('is asked for one token by fifty callers at once, and for another one when it has ended it', async () => {
      const all = () => Promise.all(many(50, () => send(message)))
      await all()
      expect(stage.tokens()).toBe(1)
      stage.endTokens()
      await all()
      expect(stage.tokens()).toBe(2)
      expect(stage.arrived().length).toBeGreaterThan(0)
    })

    it('shows no secret in what is logged of it', async () => {
      const outcomes: Outcome[] = ['retry', 'backOff', 'permanent', 'configuration', 'away', 'silent', 'nonsense', 'slow']
      for (const outcome of outcomes) {
        stage.next(outcome)
        const error: unknown = await send(message).catch((caught: unknown) => caught)
        const logged = JSON.stringify(stdSerializers.err(error as Error))
        expect(logged.length).toBeGreaterThan(20)
        for (const secret of [...stage.secrets(), '13991300001']) expect(logged).not.toContain(secret)
      }
    })
  })
}
