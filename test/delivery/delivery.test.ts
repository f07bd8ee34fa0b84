import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import type { OutgoingMessage } from '../../src/channels/channel.js'
import { buildIndexes, type Connection, connect } from '../../src/database/connect.js'
import { createDue } from '../../src/database/due.js'
import { createDelivery, type DeliveryReport } from '../../src/delivery/index.js'
import { allowedAt } from '../../src/delivery/policy.js'
import { ChannelApiError, ChannelNetworkError } from '../../src/errors.js'
import { createMovableClock } from '../../src/simulator/clock.js'
import { fakeChannel } from '../setup/channel.js'
import { databaseUri, freshName } from '../setup/database.js'

let connection: Connection
beforeEach(async () => {
  connection = await connect(databaseUri(freshName()))
})
afterEach(async () => {
  await connection.dropDatabase()
  await connection.destroy()
})

const LIMITS = { aMinute: 25, anHour: 900 }
const text = (words: string): OutgoingMessage => ({ type: 'text', text: words })
let people = 0

/** A delivery service on a fake channel that notes what arrives and fails as told. */
async function setUp() {
  const clock = createMovableClock(() => Date.parse('2026-11-03T02:00:00Z'))
  const arrived: { to: string; message: OutgoingMessage; deliveryId: string; updateCode?: string }[] = []
  const failures: Error[] = []
  const reports: DeliveryReport[] = []
  const channel = fakeChannel({
    async send(to, message, { deliveryId, updateCode }) {
      const failure = failures.shift()
      if (failure) throw failure
      arrived.push({ to: to.userId, message, deliveryId, ...(updateCode && { updateCode }) })
      return { messageId: 'm', updateCode: `code-${arrived.length}` }
    },
  })
  const create = () =>
    createDelivery({
      connection,
      channels: new Map([['wecom', channel]]),
      readFile: () => Promise.reject(new Error('not used')),
      due: createDue({ connection, now: clock.now }),
      now: clock.now,
      random: () => 1,
      onReport: async (report) => void reports.push(report),
    })
  const delivery = create()
  await buildIndexes(connection)
  people++
  const to = `wecom:person${people}`
  const send = async (...ids: readonly string[]) => {
    await delivery.enqueue(ids.map((id) => ({ id: `${to}-${id}`, to, message: text(id) })))
    await delivery.settled()
  }
  const later = async (ms: number) => {
    clock.moveBy(ms)
    await delivery.sweep()
    await delivery.settled()
  }
  return {
    clock,
    arrived,
    failures,
    reports,
    delivery,
    create,
    to,
    send,
    later,
    words: () => arrived.map(({ message }) => (message.type === 'text' ? message.text : message.type)),
  }
}

describe('delivery', () => {
  it('delivers once what is asked twice, also after it has arrived', async () => {
    const { send, words } = await setUp()
    await send('one')
    await send('one')
    await Promise.all([send('two'), send('two'), send('two')])
    expect(words()).toEqual(['one', 'two'])
  })

  it('delivers once with two replicas sweeping at the same instant', async () => {
    const { create, failures, send, clock, words } = await setUp()
    failures.push(new ChannelNetworkError('message/send'))
    await send('one')
    clock.moveBy(5_000)
    const [first, second] = [create(), create()]
    await Promise.all([first.sweep(), second.sweep(), first.sweep()])
    expect(words()).toEqual(['one'])
  })

  it('waits longer and longer, with the same id each time', async () => {
    const { failures, send, later, words, arrived, reports } = await setUp()
    failures.push(...Array.from({ length: 3 }, () => new ChannelNetworkError('message/send')))
    await send('one')
    await later(999)
    expect(reports).toHaveLength(1)
    await later(1)
    await later(1_999)
    expect(reports).toHaveLength(2)
    await later(1)
    await later(4_000)
    expect(words()).toEqual(['one'])
    expect(arrived[0]?.deliveryId).toMatch(/-one$/)
  })

  it('keeps the order of one person while the first waits', async () => {
    const { failures, send, later, words } = await setUp()
    failures.push(new ChannelNetworkError('message/send'))
    await send('one')
    await send('two')
    expect(words()).toEqual([])
    await later(2_000)
    expect(words()).toEqual(['one', 'two'])
  })

  it('merges texts that are waiting, up to 2048 bytes, and nothing across a card', async () => {
    const { delivery, failures, to, later, words } = await setUp()
    failures.push(new ChannelNetworkError('message/send'))
    const card: OutgoingMessage = { type: 'card', card: 'c', title: 't', rows: [], buttons: [] }
    const messages = [text('a'), text('b'), card, text('c'), text('长'.repeat(681)), text('d')]
    await delivery.enqueue(messages.map((message, index) => ({ id: `${to}-${index}`, to, message })))
    await delivery.settled()
    await later(2_000)
    expect(words()).toEqual(['a\n\nb', 'card', `c\n\n${'长'.repeat(681)}`, 'd'])
  })

  it('makes a dead letter of what the platform will never take, and goes on with the rest', async () => {
    const { delivery, failures, send, words, reports, to } = await setUp()
    failures.push(new ChannelApiError('message/send', 81013, 'permanent'))
    await delivery.enqueue([
      { id: `${to}-bad`, to, message: { type: 'article', title: 'bad', text: 'bad', url: 'https://bot.test' } },
      { id: `${to}-good`, to, message: text('good') },
    ])
    await delivery.settled()
    await send('more')
    expect(words()).toEqual(['good', 'more'])
    const [letter] = await delivery.deadLetters()
    expect(letter).toMatchObject({ _id: `${to}-bad`, to, reason: expect.stringContaining('81013') })
    expect(reports.filter(({ outcome }) => outcome === 'dead')).toHaveLength(1)
    expect(await delivery.retryDeadLetter(letter!._id)).toBe(true)
    await delivery.settled()
    expect(words()).toEqual(['good', 'more', 'article'])
    expect(await delivery.retryDeadLetter(letter!._id)).toBe(false)
  })

  it('gives up after a day, and not before', async () => {
    const { delivery, failures, send, later } = await setUp()
    failures.push(...Array.from({ length: 400 }, () => new ChannelNetworkError('message/send')))
    await send('one')
    for (let hour = 0; hour < 23; hour++) await later(3_600_000)
    expect((await delivery.deadLetters()).filter(({ reason }) => reason.includes('after a day'))).toEqual([])
    for (let hour = 0; hour < 3; hour++) await later(3_600_000)
    expect((await delivery.deadLetters()).filter(({ reason }) => reason.includes('after a day'))).toHaveLength(1)
  })

  it('stays under the limits at which the platform silently drops', async () => {
    const { delivery, to, later, arrived } = await setUp()
    const cards = Array.from({ length: 60 }, (_, index) => ({
      id: `${to}-${index}`,
      to,
      message: { type: 'card', card: `c${index}`, title: 't', rows: [], buttons: [] } as const,
    }))
    await delivery.enqueue(cards)
    await delivery.settled()
    expect(arrived.length).toBe(25)
    await later(30_000)
    expect(arrived.length).toBe(25)
    await later(31_000)
    await later(61_000)
    expect(arrived.length).toBe(60)
    expect(arrived.map(({ message }) => (message.type === 'card' ? message.card : ''))).toEqual(cards.map(({ message }) => message.card))
  })

  it('does not count changes of cards as messages', async () => {
    const { delivery, to, arrived } = await setUp()
    const changes = Array.from({ length: 40 }, (_, index) => ({
      id: `${to}-${index}`,
      to,
      message: { type: 'cardDone', card: `c${index}`, text: 'x' } as const,
    }))
    await delivery.enqueue([...changes, { id: `${to}-text`, to, message: text('still in time') }])
    await delivery.settled()
    expect(arrived).toHaveLength(41)
  })

  it('counts the hour too', () => {
    const now = new Date('2026-11-03T03:00:00Z')
    const sent = Array.from({ length: 900 }, (_, index) => new Date(now.getTime() - 3_500_000 + index * 3_000))
    expect(allowedAt(sent, now, LIMITS)).toEqual(new Date(sent[0]!.getTime() + 3_600_000))
    expect(allowedAt(sent.slice(1), now, LIMITS)).toEqual(now)
    expect(allowedAt(sent.slice(1), now, LIMITS, 1)).toEqual(new Date(sent[1]!.getTime() + 3_600_000))
    // before the clock was put back
    expect(
      allowedAt(
        sent.map((at) => new Date(at.getTime() + 24 * 3_600_000)),
        now,
        LIMITS,
      ),
    ).toEqual(now)
  })

  it('keeps quiet for everybody when the platform asks for it', async () => {
    const { failures, send, later, words, delivery, to } = await setUp()
    failures.push(new ChannelApiError('message/send', 45009, 'backOff'))
    await send('one')
    await delivery.enqueue([{ id: `${to}x-1`, to: `${to}x`, message: text('two') }])
    await delivery.settled()
    expect(words()).toEqual([])
    await later(30_000)
    expect(words()).toEqual([])
    await later(31_000)
    expect(words().sort()).toEqual(['one', 'two'])
  })

  it('changes a card with the code of its sending', async () => {
    const { delivery, to, arrived } = await setUp()
    await delivery.enqueue([
      { id: `${to}-1`, to, message: { type: 'card', card: 'card-1', title: 't', rows: [], buttons: [] } },
      { id: `${to}-2`, to, message: { type: 'cardDone', card: 'card-1', text: '已收到' } },
    ])
    await delivery.settled()
    expect(arrived[1]).toMatchObject({ message: { type: 'cardDone' }, updateCode: 'code-1' })
  })

  it('delivers what a dead process had leased, when the lease has run out', async () => {
    const { clock, to, delivery, words, later } = await setUp()
    await connection.collection('mailboxes').insertOne({
      _id: to as never,
      pending: [{ id: `${to}-1`, message: text('left'), queuedAt: clock.now(), notBefore: clock.now(), attempts: 0 }],
      finished: [],
      cards: [],
      sent: [],
      dueAt: clock.now(),
      lease: { by: 'the dead', until: new Date(Date.now() + 30_000) }, // by the database's clock
    })
    await later(60_000)
    expect(words()).toEqual([])
    expect(await delivery.oldestDueSeconds()).toBeGreaterThanOrEqual(1)
    await connection.collection('mailboxes').updateMany({}, { $set: { 'lease.until': new Date(Date.now() - 1) } })
    await later(1_000)
    expect(words()).toEqual(['left'])
  })
})
