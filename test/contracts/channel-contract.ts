/** What every channel does alike. A platform's stand-in must refuse what the platform refuses, else this shows little. */
import { text as textOf } from 'node:stream/consumers'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import type { Channel, Contact, OutgoingMessage, Receipt, SendProgress, WebhookRequest } from '../../src/channels/channel.js'
import { contactId, contactOf } from '../../src/channels/channel.js'
import { ChannelApiError, ChannelNetworkError, WebhookError } from '../../src/errors.js'
import { webhookOf } from '../setup/channel.js'

/** One message as a person sees it. */
export interface Arrived {
  readonly text: string
  /** Keys of what can be pressed, in order. */
  readonly buttons: readonly string[]
  /** Names of what can be chosen. */
  readonly options: readonly string[]
}

/** A channel that is connected to its platform's stand-in. */
export interface ConnectedChannel {
  readonly channel: Channel
  /** Writes, and is written to. */
  readonly person: Contact
  /** A genuine call that brings a text; the platform delivers a message again under the same id. */
  calls(id: string, text: string): WebhookRequest
  /** The same call, changed by somebody on its way. */
  forged(call: WebhookRequest): WebhookRequest
  arrived(): readonly Arrived[]
  /** What now stands on a card instead of its buttons. */
  changed(card: string): string | undefined
  /** What becomes of the calls of the platform that follow, one after the other. */
  fail(...next: readonly ('ok' | 'refused' | 'busy' | 'away')[]): void
  /** Sends a file to us. @returns what the platform calls it */
  uploads(bytes: Buffer): string
  close(): Promise<void>
}

const option = (index: number) => ({ id: `o${index}`, label: `选项${index}` })
const many = <T>(count: number, make: (index: number) => T): T[] => Array.from({ length: count }, (_, index) => make(index))
const choice = (count: number, isMany: boolean): OutgoingMessage => ({
  type: 'choice',
  card: 'choice',
  key: 'q:s:step',
  text: '',
  title: '哪一个？',
  options: many(count, option),
  many: isMany,
  submit: '提交',
  listHint: '回编号',
})
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
export function channelContract(create: () => Promise<ConnectedChannel>): void {
  let connected: ConnectedChannel
  let deliveries = 0
  beforeEach(async () => {
    connected = await create()
  })
  afterEach(() => connected.close())

  const limits = () => connected.channel.limits
  async function send(
    message: OutgoingMessage,
    more: { id?: string; updateCode?: string; progress?: SendProgress; remember?: (reached: SendProgress) => void } = {},
  ): Promise<Receipt> {
    const { id = `delivery-${deliveries++}`, remember = () => {}, ...context } = more
    return connected.channel.send(connected.person, message, {
      deliveryId: id,
      readFile: async () => ({ bytes: Buffer.from('a file of some bytes'), name: 'f' }),
      remember: async (reached) => remember(reached),
      ...context,
    })
  }
  const arrivedText = () =>
    connected
      .arrived()
      .map(({ text }) => text)
      .join('')

  describe('its limits', () => {
    it('are numbers to work with', () => {
      const { toPerson, sendsAMinute, atOnce, textBytes, card: ofCard, fileBytes, mediaKeptMs, repeatsForMs, replyWindow } = limits()
      const positive = [
        ...[toPerson.aMinute, toPerson.anHour, sendsAMinute, atOnce.messages, atOnce.files, textBytes, ofCard.buttons, ofCard.options],
        ...[
          ...Object.values(ofCard.chars),
          ofCard.form.selects,
          ofCard.form.options,
          fileBytes.image,
          fileBytes.file,
          mediaKeptMs,
          repeatsForMs,
        ],
        ...(replyWindow ? [replyWindow.messages, replyWindow.ms] : []),
      ]
      expect(positive.filter((limit) => !(limit > 0))).toEqual([])
      expect(ofCard.changesForMs).toBeGreaterThanOrEqual(0)
    })
  })

  describe('a call of the platform', () => {
    it('is read into who said what', () => {
      const { channel, person, calls } = connected
      const { messages } = webhookOf(channel).receive(calls('1', '水泥结块'))
      expect(messages).toMatchObject([{ from: person, content: { type: 'text', text: '水泥结块' } }])
      expect(person.channel).toBe(channel.name)
      expect(contactOf(contactId(person))).toEqual(person)
    })

    it('is refused when it was changed on its way, or says nothing of who calls', () => {
      const { channel, calls, forged } = connected
      const webhook = webhookOf(channel)
      expect(() => webhook.receive(forged(calls('1', '水泥结块')))).toThrow(WebhookError)
      expect(() => webhook.screen({ method: 'POST', query: {} })).toThrow(WebhookError)
      expect(() => webhook.screen(calls('1', '水泥结块'))).not.toThrow()
    })

    it('has one key for a message however often it is delivered, and another one for another message of the same words', () => {
      const { channel, calls } = connected
      const keyOf = (id: string) => webhookOf(channel).receive(calls(id, '好')).messages[0]?.key
      expect(keyOf('1')).toBe(keyOf('1'))
      expect(keyOf('1')).not.toBe(keyOf('2'))
    })

    it('is answered with the reply that it can carry, and without one', () => {
      const { channel, calls } = connected
      const call = webhookOf(channel).receive(calls('1', '好'))
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
      const messages = [choice(3, false), choice(3, true), card(0), card(buttons), form(ofForm.selects, ofForm.options), article, file]
      for (const [index, message] of [{ type: 'text', text: '好' } as const, ...messages].entries()) {
        await send('card' in message ? { ...message, card: `card${index}` } : message)
        expect(connected.arrived(), message.type).toHaveLength(index + 1)
      }
    })

    it('is a whole text in pieces that fit, however long it is', async () => {
      const text = many(limits().textBytes, (index) => `${index}`).join('泥')
      await send({ type: 'text', text })
      expect(arrivedText()).toBe(text)
      const sizes = connected.arrived().map((one) => Buffer.byteLength(one.text))
      expect(Math.max(...sizes)).toBeLessThanOrEqual(limits().textBytes)
    })

    it('has every button', async () => {
      const count = 2 * limits().card.buttons + 1
      await send(card(count))
      expect(connected.arrived().flatMap(({ buttons }) => buttons)).toEqual(many(count, (index) => `do:${index}:TS-1`))
    })

    it('has every option, on a card or in a list', async () => {
      for (const isMany of [false, true])
        for (const count of [1, limits().card.options, limits().card.options + 1, 3 * limits().card.options]) {
          const before = connected.arrived().length
          await send({ ...choice(count, isMany), card: `choice-${isMany}-${count}` } as OutgoingMessage)
          const seen = connected
            .arrived()
            .slice(before)
            .flatMap(({ text, options }) => [...text.split('\n'), ...options])
          for (const { label } of many(count, option)) expect(seen.some((one) => one.endsWith(label))).toBe(true)
        }
    })

    it('is two messages where the same words are sent twice', async () => {
      await send({ type: 'text', text: '有新投诉' })
      await send({ type: 'text', text: '有新投诉' })
      expect(connected.arrived()).toHaveLength(2)
    })

    it('goes on where an earlier try of the same delivery ended', async () => {
      const text = many(limits().textBytes, (index) => `${index}`).join(' ')
      let progress: SendProgress | undefined
      const remember = (reached: SendProgress) => {
        progress = { ...progress, ...reached }
      }
      connected.fail('ok', 'away')
      await expect(send({ type: 'text', text }, { id: 'same', remember })).rejects.toThrow(ChannelNetworkError)
      const before = arrivedText()
      expect([before.length > 0, text.startsWith(before)]).toEqual([true, true])
      await send({ type: 'text', text }, { id: 'same', remember, ...(progress && { progress }) })
      expect(arrivedText().replaceAll(' ', '')).toBe(text.replaceAll(' ', ''))
    })

    it('says whether the platform refused it, asks for another try, or said nothing', async () => {
      connected.fail('refused', 'busy', 'away')
      const message: OutgoingMessage = { type: 'text', text: '好' }
      await expect(send(message)).rejects.toMatchObject({ name: 'ChannelApiError', retryable: false })
      await expect(send(message)).rejects.toMatchObject({ name: 'ChannelApiError', retryable: true })
      await expect(send(message)).rejects.toThrow(ChannelNetworkError)
    })

    it('can be changed later where it is a card and the platform allows that', async () => {
      const { updateCode } = await send(card(1))
      await send({ type: 'cardDone', card: 'card', text: '已处理' }, updateCode ? { updateCode } : {})
      expect(connected.changed('card')).toBe(limits().card.changesForMs > 0 ? '已处理' : undefined)
      expect(connected.arrived()).toHaveLength(1)
    })

    it('has a name for every card, however long its id is, by which it can be changed', async () => {
      const long = `t3-TS-20261103-001-${'a.b:'.repeat(60)}`
      const [first, second] = [`${long}1`, `${long}2`]
      const { cardId } = connected.channel
      expect(new Set([long, first, second].map(cardId)).size).toBe(3)
      expect(cardId(cardId(first))).toBe(cardId(first))
      expect(cardId('5f0c2d9e8b7a6f5e4d3c-12')).toBe('5f0c2d9e8b7a6f5e4d3c-12')
      const base = card(1)
      await send({ ...base, card: first } as OutgoingMessage)
      const { updateCode } = await send({ ...base, card: second } as OutgoingMessage)
      await send({ type: 'cardDone', card: second, text: '已处理' }, updateCode ? { updateCode } : {})
      const isChangeable = limits().card.changesForMs > 0
      expect([first, second].map((id) => connected.changed(cardId(id)))).toEqual([undefined, isChangeable ? '已处理' : undefined])
    })

    it('is let be where it changes a card of which nothing is known any more', async () => {
      await send({ type: 'cardDone', card: 'card', text: '已处理' })
      expect(connected.arrived()).toEqual([])
    })
  })

  describe('what a person sends', () => {
    it('is fetched piece by piece', async () => {
      const id = connected.uploads(Buffer.from('a photo of a bag'))
      const { stream } = await connected.channel.download(id)
      expect(await textOf(stream as AsyncIterable<Buffer> & NodeJS.ReadableStream)).toBe('a photo of a bag')
    })

    it('is gone for good where the platform has it no more', async () => {
      await expect(connected.channel.download('unknown')).rejects.toSatisfy((error) => error instanceof ChannelApiError && !error.retryable)
    })
  })
}
