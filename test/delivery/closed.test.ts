/** A platform that lets us answer a person only for a while after they wrote. */
import { describe, expect, it } from 'vitest'
import { ChannelApiError } from '../../src/errors.js'
import { card, cardDone, TOPIC, text, useRig } from '../setup/delivery.js'

const createRig = useRig()
const closed = () => new ChannelApiError('send_msg', 95001, 'closed')

describe('when the window is shut', () => {
  it('a delivery ends as closed: its domain hears of it, it is not tried again, and it is no dead letter', async () => {
    const { delivery, failures, reports, later, seen, to, mailbox } = await createRig()
    failures.push(closed())
    await delivery.enqueue([{ id: 'callback', to, message: card('callback'), topic: TOPIC }])
    await delivery.settled()
    expect(reports).toEqual([
      {
        outcome: 'closed',
        delivery: { id: 'callback', topic: TOPIC },
        to,
        at: expect.any(Date),
        reason: 'send_msg was refused with 95001',
        words: 'callback',
      },
    ])
    await later(86_400_000)
    expect(seen()).toEqual([])
    expect(reports).toHaveLength(1)
    expect(await delivery.deadLetters()).toEqual([])
    expect(await mailbox()).toMatchObject({ pending: [], reports: [] })
  })

  it('its domain hears of it until it has understood', async () => {
    const heard: string[] = []
    const { delivery, failures, later, to } = await createRig({
      async onReport({ outcome }) {
        heard.push(outcome)
        if (heard.length === 1) throw new Error('the domain is away')
      },
    })
    failures.push(closed())
    await delivery.enqueue([{ id: 'callback', to, message: card('callback'), topic: TOPIC }])
    await delivery.settled()
    await later(5_000)
    expect(heard).toEqual(['closed', 'closed'])
  })

  it('texts that were one message end together, each counted', async () => {
    const { failures, ask, delivery, reports, seen, later } = await createRig()
    failures.push(closed())
    await ask(text('a'), text('b'))
    await delivery.settled()
    await later(60_000)
    expect(reports.map(({ outcome }) => outcome)).toEqual(['closed', 'closed'])
    expect(seen()).toEqual([])
  })

  it('the change of a card is dropped, as nobody needs to hear of it', async () => {
    const { failures, send, reports, seen } = await createRig()
    await send(card('a'))
    failures.push(closed())
    await send(cardDone('a'))
    expect(reports.map(({ outcome }) => outcome)).toEqual(['sent'])
    expect(seen()).toEqual(['card a'])
  })

  it('what is said once it is open again goes out', async () => {
    const { failures, send, seen } = await createRig()
    failures.push(closed())
    await send(text('too late'))
    await send(text('answered again'))
    expect(seen()).toEqual(['answered again'])
  })
})
