/** The limits of the app, of the process and of one mailbox; and a mailbox that cannot be used. */
import { describe, expect, it } from 'vitest'
import { ROOM } from '../../src/delivery/mailbox-stages.js'
import { ChannelApiError, ChannelNetworkError } from '../../src/errors.js'
import { type Arrival, card, createDoor, TOPIC, text, useRig } from '../setup/delivery.js'

const createRig = useRig()

/** The most that arrived within any minute. */
function busiestMinute(arrived: readonly Arrival[]): number {
  const times = arrived.map(({ at }) => at.getTime())
  return Math.max(...times.map((start) => times.filter((time) => time >= start && time < start + 60_000).length))
}

describe('the limit of the app', () => {
  it('holds within the second, and in every minute, with two replicas together', async () => {
    const { delivery, replica, arrived, clock } = await createRig({ limits: { sendsAMinute: 100 } })
    const other = replica()
    const request = (index: number) => ({ id: `m${index}`, to: `wecom:p${index}`, message: text('x') })
    await Promise.all([
      delivery.enqueue(Array.from({ length: 150 }, (_, index) => request(index))),
      other.enqueue(Array.from({ length: 150 }, (_, index) => request(150 + index))),
    ])
    await Promise.all([delivery.settled(), other.settled()])
    expect(arrived.length).toBeLessThanOrEqual(100)
    expect(arrived.length).toBeGreaterThan(90)
    for (let second = 0; second < 270; second += 10) {
      clock.moveBy(10_000)
      await Promise.all([delivery.sweep(), other.sweep()])
      await Promise.all([delivery.settled(), other.settled()])
    }
    expect(busiestMinute(arrived)).toBeLessThanOrEqual(100)
    expect(new Set(arrived.map(({ deliveryId }) => deliveryId)).size).toBe(300)
    expect(arrived).toHaveLength(300)
  })

  it('leaves most of it to the replica that needs it', async () => {
    const { delivery, replica, arrived } = await createRig({ limits: { sendsAMinute: 600 } })
    const idle = replica()
    await idle.enqueue([{ id: 'i', to: 'wecom:idle', message: text('x') }])
    await idle.settled()
    await delivery.enqueue(Array.from({ length: 700 }, (_, index) => ({ id: `m${index}`, to: `wecom:p${index}`, message: text('x') })))
    await delivery.settled()
    expect(arrived.length).toBeGreaterThan(550)
    expect(arrived.length).toBeLessThanOrEqual(600)
  })

  it('a pause that one replica was told holds for the others', async () => {
    const { delivery, replica, failures, later, seen, clock } = await createRig()
    const other = replica()
    failures.push(new ChannelApiError('message/send', 45009, 'backOff'))
    await delivery.enqueue([{ id: '1', to: 'wecom:a', message: text('one') }])
    await delivery.settled()
    await other.enqueue([{ id: '2', to: 'wecom:b', message: text('two') }])
    await other.settled()
    clock.moveBy(50_000)
    await other.sweep()
    expect(seen()).toEqual([])
    await later(11_000)
    await later(1_000)
    expect(seen().sort()).toEqual(['one', 'two'])
  })
})

describe('the limits of the process', () => {
  it('at most 20 messages are under way at the same time', async () => {
    const { delivery, platform, arrived } = await createRig()
    const door = createDoor()
    let underWay = 0
    let most = 0
    platform.before = async () => {
      most = Math.max(most, ++underWay)
      if (underWay === 20) door.open()
      await door.pass()
      underWay--
    }
    await delivery.enqueue(Array.from({ length: 60 }, (_, index) => ({ id: `m${index}`, to: `wecom:p${index}`, message: text('x') })))
    await delivery.settled()
    expect(most).toBe(20)
    expect(arrived).toHaveLength(60)
    expect(delivery.stats()).toEqual({ sending: 0, sendingFiles: 0, waiting: 0, mailboxes: 0 })
  })

  it('a process that stops finishes the sends under way, and leaves the others to be taken at once', async () => {
    const { delivery, replica, platform, arrived, connection } = await createRig()
    const door = createDoor()
    let begun = 0
    const allBegun = new Promise<void>((resolve) => {
      platform.before = async () => {
        if (++begun === 20) resolve()
        await door.pass()
      }
    })
    const person = (index: number) =>
      ['a', 'b'].map((part) => ({ id: `m${index}${part}`, to: `wecom:p${index}`, message: card(`${index}${part}`) }))
    await delivery.enqueue(Array.from({ length: 60 }, (_, index) => person(index)).flat())
    await allBegun
    delivery.stop()
    door.open()
    await delivery.settled()
    expect(arrived).toHaveLength(20)
    expect(await connection.collection('mailboxes').countDocuments({ lease: { $ne: null } })).toBe(0)
    await delivery.enqueue([{ id: 'late', to: 'wecom:p99', message: text('x') }])
    await delivery.settled()
    expect(arrived).toHaveLength(20)
    const other = replica()
    await other.sweep()
    await other.settled()
    expect(arrived).toHaveLength(121)
    expect(new Set(arrived.map(({ deliveryId }) => deliveryId)).size).toBe(121)
  })

  it('one slow person holds up neither the sweep nor anybody else', async () => {
    const { delivery, platform, later, seen, failures } = await createRig()
    const door = createDoor()
    failures.push(new ChannelNetworkError('message/send'), new ChannelNetworkError('message/send'))
    await delivery.enqueue([{ id: 's', to: 'wecom:slow', message: text('slow') }])
    await delivery.settled()
    await delivery.enqueue([{ id: 'q', to: 'wecom:quick', message: text('quick') }])
    await delivery.settled()
    platform.before = async (message) => void (message.type === 'text' && message.text === 'slow' && (await door.pass()))
    const sweeping = later(2_000)
    await expect.poll(seen, { timeout: 5_000 }).toEqual(['quick'])
    await delivery.enqueue([{ id: 'n', to: 'wecom:next', message: text('next') }])
    await delivery.sweep()
    await expect.poll(seen, { timeout: 5_000 }).toEqual(['quick', 'next'])
    door.open()
    await sweeping
  })
})

describe('a full mailbox', () => {
  it('sets aside what does not fit, with the reason, and still takes what has a topic', async () => {
    const { delivery, failures, to, mailbox, reports, later, seen } = await createRig()
    failures.push(...Array.from({ length: 1_000 }, () => new ChannelNetworkError('message/send')))
    const hundred = (from: number) =>
      Array.from({ length: 100 }, (_, index) => ({ id: `m${from + index}`, to, message: card(`m${from + index}`) }))
    for (let from = 0; from < 1_000; from += 100) await delivery.enqueue(hundred(from))
    await delivery.enqueue([{ id: 'report', to, message: card('report'), topic: TOPIC }])
    await delivery.settled()
    const pending = (await mailbox())?.pending as { id: string }[]
    expect(pending).toHaveLength(ROOM.count + 1)
    expect(pending.at(-1)?.id).toBe('report')
    expect(await delivery.countDeadLetters()).toEqual({ refused: 0, expired: 0, full: 200, broken: 0 })
    expect((await delivery.deadLetters(1))[0]).toMatchObject({ kind: 'full', reason: expect.stringContaining('waiting') })
    expect(reports.filter(({ outcome }) => outcome === 'dead')).toHaveLength(200)

    // asked again: neither delivered nor set aside a second time
    await delivery.enqueue(hundred(900))
    expect((await mailbox())?.pending).toHaveLength(ROOM.count + 1)
    failures.length = 0
    await later(600_000)
    expect(seen().length).toBe(25)
  })

  it('counts bytes too', async () => {
    const { delivery, failures, to, mailbox } = await createRig()
    failures.push(...Array.from({ length: 1_000 }, () => new ChannelNetworkError('message/send')))
    for (let index = 0; index < 30; index++)
      await delivery.enqueue([{ id: `m${index}`, to, message: { ...card(`m${index}`), title: 'x'.repeat(100_000) } as never }])
    await delivery.settled()
    expect(JSON.stringify((await mailbox())?.pending).length).toBeLessThan(ROOM.bytes + 10_000)
    expect((await delivery.countDeadLetters()).full).toBeGreaterThanOrEqual(20)
  })
})

describe('a mailbox that cannot be used', () => {
  const delivered = (at: Date, id: string, words: string) => ({ id, message: text(words), queuedAt: at, notBefore: at, attempts: 0 })

  it('and has nearly outgrown a document stops nobody, and its owner is served', async () => {
    const { connection, clock, delivery, seen, later, send, to } = await createRig()
    const at = clock.now()
    const huge = Array.from({ length: 150 }, (_, index) => delivered(at, `huge${index}`, `${index} ${'x'.repeat(111_700)}`))
    await connection.collection('mailboxes').insertOne({ _id: to as never, pending: huge, dueAt: at, padding: 'x'.repeat(1_000) })
    await connection.collection('mailboxes').insertOne({ _id: 'wecom:next' as never, pending: [delivered(at, 'n', 'next')], dueAt: at })
    await later(1_000)
    expect(seen()).toContain('next')
    await later(2_000)
    expect(seen().some((words) => words.startsWith('0 x'))).toBe(true)
    await send(text('still heard'))
    for (let minute = 0; minute < 3; minute++) await later(61_000)
    expect(seen().at(-1)).toBe('still heard')
    const { full } = await delivery.countDeadLetters()
    expect(full).toBeGreaterThan(100)
    expect(full + seen().filter((words) => words.length > 1_000).length).toBe(150) // nothing is lost
  })

  it.each([
    ['a list that is none', { pending: 'broken' }],
    ['an entry that is no delivery', { pending: [{ id: 'x' }, delivered(new Date('2026-11-03T02:00:00Z'), 'good', 'good')] }],
    ['an entry that is nothing', { pending: [null, 7] }],
    ['finished ids that are none', { pending: [], finished: 'broken' }],
  ])('because of %s stops nobody, and its owner is served', async (_title, damage) => {
    const { connection, clock, later, send, seen, to, endLeases } = await createRig()
    const at = clock.now()
    await connection.collection('mailboxes').insertMany([
      { _id: to as never, ...damage, dueAt: new Date(at.getTime() - 1) },
      { _id: 'wecom:next' as never, pending: [delivered(at, 'n', 'next')], dueAt: at },
    ])
    await later(1_000)
    expect(seen()).toContain('next')
    await endLeases()
    await later(1_000)
    await send(text('hello'))
    expect(seen()).toContain('hello')
    if (JSON.stringify(damage).includes('good')) expect(seen()).toContain('good')
    expect(await connection.collection('damagedMailboxes').findOne()).toMatchObject({ mailbox: to })
  })
})
