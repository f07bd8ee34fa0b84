/** Each message once and in order: with several replicas, slow platforms, lost answers and processes that end in between. */
import { setTimeout as wait } from 'node:timers/promises'
import { describe, expect, it } from 'vitest'
import { ChannelApiError, ChannelNetworkError } from '../../src/errors.js'
import { createMovableClock } from '../../src/simulator/clock.js'
import { card, createDoor, file, TOPIC, text, useRig } from '../setup/delivery.js'

const createRig = useRig()

describe('one sender at a time', () => {
  it('two replicas whose clocks differ by a minute send each message once and in order', async () => {
    const { platform, replica, ask, delivery, seen, clock } = await createRig()
    const ahead = createMovableClock(() => clock.now().getTime() + 60_000)
    const other = replica({ now: ahead.now })
    const door = createDoor()
    platform.before = () => door.pass()
    await ask(card('one'), card('two'), card('three'))
    await door.somebodyIsWaiting
    const sweeping = other.sweep()
    await wait(50) // a sweep that took the box would be sending by now
    door.open()
    await Promise.all([sweeping, delivery.settled()])
    await other.settled()
    expect(seen()).toEqual(['card one', 'card two', 'card three'])
  })

  it('sends that take longer together than the lease do not happen twice', async () => {
    const { platform, replica, ask, delivery, seen } = await createRig({ leaseMs: 1_000 })
    const other = replica({ leaseMs: 1_000 })
    const names = Array.from({ length: 8 }, (_, index) => `${index}`)
    platform.before = () => wait(200)
    await ask(...names.map(card))
    let isSending = true
    const sending = delivery.settled().then(() => {
      isSending = false
    })
    while (isSending) {
      await other.sweep()
      await wait(20)
    }
    await sending
    await other.settled()
    expect(seen()).toEqual(names.map((name) => `card ${name}`))
  })

  it('one send that takes longer than the lease does not happen twice', async () => {
    const { platform, replica, ask, delivery, seen } = await createRig({ leaseMs: 600 })
    const other = replica({ leaseMs: 600 })
    const door = createDoor()
    platform.before = () => door.pass()
    await ask(card('slow'))
    await door.somebodyIsWaiting
    for (let sweeps = 0; sweeps < 8; sweeps++) {
      const sweeping = other.sweep()
      await Promise.race([sweeping, wait(150)])
    }
    door.open()
    await Promise.all([delivery.settled(), other.settled()])
    expect(seen()).toEqual(['card slow'])
  })

  it('a process does not sweep up what it is sending itself, however long that takes by the clock', async () => {
    const { platform, ask, delivery, seen, clock } = await createRig()
    const door = createDoor()
    platform.before = () => door.pass()
    await ask(card('one'), card('two'))
    await door.somebodyIsWaiting
    clock.moveBy(3_600_000)
    const sweeping = delivery.sweep()
    await wait(50)
    door.open()
    await Promise.all([sweeping, delivery.settled()])
    expect(seen()).toEqual(['card one', 'card two'])
  })

  it('who lost the lease stops before the next message, and what was sent stays sent', async () => {
    const { platform, replica, ask, delivery, seen, connection, mailbox, endLeases, later } = await createRig({ leaseMs: 150 })
    const door = createDoor()
    platform.before = () => door.pass()
    await ask(card('one'), card('two'))
    await door.somebodyIsWaiting
    await connection
      .collection('mailboxes')
      .updateMany({}, { $set: { lease: { by: 'another process', until: new Date(Date.now() + 3_600_000) } } })
    await wait(60) // more than a third of the lease
    door.open()
    await delivery.settled()
    expect(seen()).toEqual(['card one'])
    expect((await mailbox())?.pending).toHaveLength(1)
    await endLeases()
    await later(1_000, replica())
    expect(seen()).toEqual(['card one', 'card two'])
  })

  it('what a process had in hand that is gone is taken over by the first sweep after five seconds', async () => {
    const { platform, replica, ask, delivery, seen, connection, mailbox } = await createRig()
    const door = createDoor()
    platform.before = () => door.pass().then(() => Promise.reject(new Error('this process has ended')))
    await ask(card('one'))
    await door.somebodyIsWaiting
    const mailboxes = connection.collection('mailboxes')
    const [held] = await mailboxes.aggregate([{ $project: { leftMs: { $subtract: ['$lease.until', '$$NOW'] } } }]).toArray()
    expect(held?.leftMs).toBeLessThanOrEqual(5_000)
    const other = replica()
    const leaseOfTheDead = (leftMs: number) =>
      mailboxes.updateMany({}, [{ $set: { lease: { by: 'gone', until: { $add: ['$$NOW', leftMs] } } } }])

    await leaseOfTheDead(5_000)
    await other.sweep()
    expect((await mailbox())?.lease.by).toBe('gone')
    platform.before = async () => {}
    await leaseOfTheDead(0)
    await other.sweep()
    await other.settled()
    expect(seen()).toEqual(['card one'])
    door.open()
    await delivery.settled()
  })

  it('a sender that works writes nothing more than one that was given half a minute', async () => {
    const { onCommand, send } = await createRig()
    const writes: string[] = []
    onCommand(({ commandName, command }) => {
      if (command[commandName] === 'mailboxes') writes.push(commandName)
    })
    await send(card('one'), card('two'), card('three'))
    expect(writes).toEqual(['findAndModify', 'findAndModify'])
  })

  it('a file that was under way when the lease was lost stays sent', async () => {
    const { platform, replica, ask, delivery, seen, connection, mailbox, endLeases, later } = await createRig()
    const door = createDoor()
    platform.before = () => door.pass()
    await ask(file('form'))
    await door.somebodyIsWaiting
    await connection.collection('mailboxes').updateMany({}, { $set: { 'lease.by': 'another process' } })
    door.open()
    await delivery.settled()
    expect(await mailbox()).toMatchObject({ pending: [], lease: { by: 'another process' } })
    await endLeases()
    await later(1_000, replica())
    expect(seen()).toEqual(['[form]'])
  })
})

describe('asked again', () => {
  it('after 150 other messages: delivered once', async () => {
    const { delivery, send, clock, to, seen } = await createRig()
    const reminder = { id: 'reminder-17:00', to, message: card('reminder') }
    await delivery.enqueue([reminder])
    await delivery.settled()
    for (let index = 0; index < 150; index++) {
      clock.moveBy(5_000)
      await send(text(`${index}`))
    }
    await delivery.enqueue([reminder])
    await delivery.settled()
    expect(seen().filter((words) => words === 'card reminder')).toHaveLength(1)
    expect(seen()).toHaveLength(151)
  })

  it('within three days: delivered once; ids that are older are forgotten', async () => {
    const { delivery, send, clock, to, seen, mailbox } = await createRig()
    const reminder = { id: 'reminder', to, message: card('reminder') }
    await delivery.enqueue([reminder])
    await delivery.settled()
    clock.moveBy(71 * 3_600_000)
    await send(text('something else'))
    await delivery.enqueue([reminder])
    await delivery.settled()
    expect(seen()).toEqual(['card reminder', 'something else'])
    clock.moveBy(2 * 3_600_000)
    await send(text('later'))
    expect((await mailbox())?.finished.map(({ id }: { id: string }) => id)).not.toContain('reminder')
  })

  it('knows what an earlier version had delivered, which kept ids without times', async () => {
    const { delivery, connection, to, seen } = await createRig()
    await connection.collection('mailboxes').insertOne({ _id: to as never, pending: [], finished: ['old'], cards: [], sent: [] })
    await delivery.enqueue([
      { id: 'old', to, message: card('old') },
      { id: 'new', to, message: card('new') },
    ])
    await delivery.settled()
    expect(seen()).toEqual(['card new'])
  })

  it('twice in one request: delivered once', async () => {
    const { delivery, to, seen } = await createRig()
    const request = { id: 'same', to, message: text('once') }
    await delivery.enqueue([request, request])
    await delivery.settled()
    expect(seen()).toEqual(['once'])
  })
})

describe('a second try says exactly the same', () => {
  const answerLost = (words: string) => {
    let isLost = false
    return async (message: { type: string; text?: string }, arrive: () => void) => {
      if (message.text !== words || isLost) return
      isLost = true
      arrive()
      throw new ChannelNetworkError('message/send')
    }
  }

  it('when the answer was lost and another text has come meanwhile', async () => {
    const { platform, send, later, seen, arrived } = await createRig()
    const lose = answerLost('第一条')
    platform.before = (message, { deliveryId }) =>
      lose(message as { type: string; text?: string }, () => arrived.push({ to: 'person', message, deliveryId, at: new Date(0) }))
    await send(text('第一条'))
    await send(text('第二条'))
    await later(1_000)
    await later(1_000)
    expect(seen()).toEqual(['第一条', '第一条', '第二条']) // the platform recognises the repetition
    expect(arrived[0]?.deliveryId).toBe(arrived[1]?.deliveryId)
  })

  it('when the process ended after a merged text and another text has come meanwhile', async () => {
    const { platform, replica, ask, seen, endLeases, later, arrived, delivery, failures } = await createRig()
    failures.push(new ChannelApiError('message/send', -1, 'retry'))
    await ask(text('a'))
    await delivery.settled()
    await ask(text('b'))
    await delivery.settled()
    const door = createDoor()
    platform.before = async (message, { deliveryId }) => {
      arrived.push({ to: 'person', message, deliveryId, at: new Date(0) })
      await door.pass()
      throw new Error('this process has ended')
    }
    const dying = later(2_000)
    await door.somebodyIsWaiting
    expect(seen()).toEqual(['a\n\nb'])
    platform.before = async () => {}
    await endLeases()
    const next = replica()
    await next.enqueue([{ id: 'c', to: 'wecom:person', message: text('c') }])
    await next.settled()
    expect(seen()).toEqual(['a\n\nb', 'a\n\nb', 'c'])
    expect(arrived[0]?.deliveryId).toBe(arrived[1]?.deliveryId)
    door.open()
    await dying
  })

  it('but texts that the platform did not take may be merged with later ones', async () => {
    const { failures, send, later, seen } = await createRig()
    failures.push(new ChannelApiError('message/send', -1, 'retry'))
    await send(text('one'))
    await send(text('two'))
    await later(1_000)
    expect(seen()).toEqual(['one\n\ntwo'])
  })

  it('a text with a topic goes alone, so that its domain hears of it and not of others', async () => {
    const { failures, delivery, later, seen, to } = await createRig()
    failures.push(new ChannelApiError('message/send', -1, 'retry'))
    await delivery.enqueue([
      { id: 'a', to, message: text('a') },
      { id: 'b', to, message: text('b'), topic: TOPIC },
      { id: 'c', to, message: text('c') },
    ])
    await delivery.settled()
    await later(1_000)
    expect(seen()).toEqual(['a', 'b', 'c'])
  })
})
