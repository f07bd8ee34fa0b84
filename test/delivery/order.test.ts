/** What goes first, what waits for what, and what steps aside. */
import { describe, expect, it } from 'vitest'
import type { OutgoingMessage } from '../../src/channels/channel.js'
import type { Delivery } from '../../src/delivery/model.js'
import { firstToSend, nextDueAt } from '../../src/delivery/order.js'
import { ChannelApiError, ChannelNetworkError } from '../../src/errors.js'
import { card, cardDone, createDoor, file, shown, TOPIC, text, useRig } from '../setup/delivery.js'

const createRig = useRig()
const AT = new Date('2026-11-03T02:00:00Z')
const LATER = new Date(AT.getTime() + 60_000)

describe('the next to send', () => {
  const waiting = (message: OutgoingMessage, more: Partial<Delivery> = {}): Delivery => ({
    id: shown({ message }),
    message,
    queuedAt: AT,
    notBefore: AT,
    attempts: 0,
    ...more,
  })
  const failed = { notBefore: LATER, attempts: 1 }
  const aside = { notBefore: LATER, attempts: 3 }
  const planned = { notBefore: LATER, wishedFor: LATER }
  const urgent = { topic: TOPIC }
  it.each([
    ['the first', [waiting(text('a')), waiting(card('b'))], 'a'],
    ['nothing while the first waits', [waiting(text('a'), failed), waiting(card('b'))], undefined],
    ['what stands behind one that failed three times', [waiting(text('a'), aside), waiting(card('b'))], 'card b'],
    [
      'nothing behind one that failed three times with the whole platform',
      [waiting(text('a'), { ...aside, isPlatformsFault: true }), waiting(card('b'))],
      undefined,
    ],
    [
      'what stands behind one that failed for a minute',
      [waiting(text('a'), { ...aside, isPlatformsFault: true, attempts: 6 }), waiting(card('b'))],
      'card b',
    ],
    ['what stands behind a change of a card that waits', [waiting(cardDone('a'), failed), waiting(text('b'))], 'b'],
    ['not the change of a card that is not sent yet', [waiting(card('a'), aside), waiting(cardDone('a')), waiting(text('b'))], 'b'],
    ['what stands behind one that was wished for later', [waiting(text('a'), planned), waiting(card('b'))], 'card b'],
    ['not the change of a card that was wished for later', [waiting(card('a'), planned), waiting(cardDone('a')), waiting(text('b'))], 'b'],
    ['nothing where all is wished for later', [waiting(text('a'), planned)], undefined],
    ['what was wished for earlier than now, in its order', [waiting(text('a'), { notBefore: AT, wishedFor: AT }), waiting(card('b'))], 'a'],
    [
      'nothing behind what failed after the time that it was wished for',
      [waiting(text('a'), { ...failed, wishedFor: AT }), waiting(card('b'))],
      undefined,
    ],
    ['a report before a file', [waiting(file('f')), waiting(card('report'), urgent)], 'card report'],
    ['a report behind a file that waits', [waiting(file('f'), failed), waiting(card('report'), urgent)], 'card report'],
    [
      'a report before a text that stands behind a file',
      [waiting(file('f'), failed), waiting(text('a')), waiting(card('r'), urgent)],
      'card r',
    ],
    ['not a report before a text', [waiting(text('a'), failed), waiting(card('report'), urgent)], undefined],
    ['not a text before a file', [waiting(file('f'), failed), waiting(text('a'))], undefined],
    ['a text before a file that failed three times', [waiting(file('f'), { attempts: 3 }), waiting(text('a'))], 'a'],
  ])('is %s', (_title, pending, expected) => {
    const next = firstToSend(pending, AT, { textBytes: 100 })
    expect(next && shown({ message: next.message })).toBe(expected)
    // whatever can be sent is due, and whatever is due can be sent: neither is anything forgotten nor looked at for nothing
    const dueAt = nextDueAt(pending)
    expect(dueAt !== undefined && dueAt <= AT).toBe(next !== undefined)
  })

  it('is no second file while one is under way, and no text behind it', () => {
    const pending = [waiting(file('f')), waiting(file('g')), waiting(text('a'))]
    const underWay = { id: '[f]', isSlow: false }
    expect(firstToSend(pending, AT, { textBytes: 100 }, underWay)).toBeUndefined()
    expect(firstToSend([...pending, waiting(card('report'), urgent)], AT, { textBytes: 100 }, underWay)?.message).toEqual(card('report'))
  })

  it('is a text behind a file that takes long', () => {
    expect(firstToSend([waiting(file('f')), waiting(text('a'))], AT, { textBytes: 100 }, { id: '[f]', isSlow: true })?.message).toEqual(
      text('a'),
    )
  })
})

describe('nobody waits for what does not matter', () => {
  it('a change of a card that the platform does not allow is dropped; the report behind it arrives', async () => {
    const { failures, delivery, to, seen, later } = await createRig()
    failures.push(new ChannelApiError('message/update_template_card', 48002, 'configuration'))
    await delivery.enqueue([
      { id: 'done', to, message: cardDone('old') },
      { id: 'report', to, message: card('report'), topic: TOPIC },
    ])
    await delivery.settled()
    expect(seen()).toEqual(['card report'])
    await later(86_400_000)
    expect(seen()).toEqual(['card report'])
    expect(await delivery.deadLetters()).toEqual([])
  })

  it('a change of a card that gets no answer is tried three times, and holds up nothing meanwhile', async () => {
    const { platform, send, later, seen } = await createRig()
    let tries = 0
    platform.before = async ({ type }) => {
      if (type !== 'cardDone') return
      tries++
      throw new ChannelNetworkError('message/update_template_card')
    }
    await send(cardDone('old'), text('news'))
    await later(1_000)
    expect(seen()).toEqual(['news'])
    for (let minute = 0; minute < 30; minute++) await later(60_000)
    expect(tries).toBe(3)
  })

  it('a report that comes while a file is being uploaded arrives before the upload ends', async () => {
    const { platform, ask, delivery, to, seen, arrived } = await createRig()
    const door = createDoor()
    platform.before = async ({ type }) => void (type === 'file' && (await door.pass()))
    await ask(file('form'), text('after the form'))
    await door.somebodyIsWaiting
    await delivery.enqueue([{ id: 'report', to, message: card('report'), topic: TOPIC }])
    await expect.poll(() => arrived.length, { timeout: 5_000 }).toBe(1)
    expect(seen()).toEqual(['card report'])
    door.open()
    await delivery.settled()
    expect(seen()).toEqual(['card report', '[form]', 'after the form'])
  })

  it('a message that fails again and again steps aside, keeps its own order, and arrives in the end', async () => {
    const { platform, send, later, seen } = await createRig()
    let isRefused = true
    platform.before = async (message) => {
      if (isRefused && 'card' in message && message.card === 'bad') throw new ChannelApiError('message/send', 60020, 'configuration')
    }
    await send(card('bad'), cardDone('bad'), text('next'))
    expect(seen()).toEqual([])
    for (const ms of [1_000, 2_000, 4_000]) await later(ms)
    expect(seen()).toEqual(['next'])
    isRefused = false
    await later(600_000)
    expect(seen()).toEqual(['next', 'card bad', 'cardDone bad'])
  })

  it('after an outage of half a minute everything arrives in order; after a long one what waited longest comes soon', async () => {
    const { platform, ask, delivery, later, seen } = await createRig({ random: Math.random })
    let isAway = true
    platform.before = async () => {
      if (isAway) throw new ChannelNetworkError('message/send')
    }
    for (const name of ['1', '2', '3']) await ask(card(name))
    await delivery.settled()
    for (let second = 0; second < 15; second++) await later(1_000)
    isAway = false
    for (let second = 0; second < 20; second++) await later(1_000)
    expect(seen()).toEqual(['card 1', 'card 2', 'card 3'])

    isAway = true
    for (const name of ['4', '5', '6']) await ask(card(name))
    await delivery.settled()
    for (let tries = 0; tries < 600; tries++) await later(1_000)
    isAway = false
    await ask(card('7'))
    for (let second = 0; second < 10; second++) await later(1_000)
    expect(seen().slice(3).sort()).toEqual(['card 4', 'card 5', 'card 6', 'card 7'])
  })

  it('a text that the platform refuses does not take the texts merged with it along', async () => {
    const { platform, ask, delivery, later, seen, failures } = await createRig()
    platform.before = async (message) => {
      if (message.type === 'text' && message.text.includes('forbidden')) throw new ChannelApiError('message/send', 85002, 'permanent')
    }
    failures.push(new ChannelApiError('message/send', -1, 'retry'))
    await ask(text('one'))
    await delivery.settled()
    await ask(text('forbidden'))
    await ask(text('three'))
    await delivery.settled()
    await later(2_000)
    expect(seen()).toEqual(['one', 'three'])
    expect(await delivery.deadLetters()).toMatchObject([
      { message: text('forbidden'), kind: 'refused', reason: expect.stringContaining('85002') },
    ])
  })
})
