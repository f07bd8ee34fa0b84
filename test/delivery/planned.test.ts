/** Messages for a later time: others pass them, and they come when their time has come, or are released before that. */
import { describe, expect, it } from 'vitest'
import { ChannelApiError } from '../../src/errors.js'
import { card, cardDone, createDoor, text, useRig } from '../setup/delivery.js'

const createRig = useRig()
const HOUR_MS = 3_600_000

async function planned(...names: readonly string[]) {
  const rig = await createRig()
  const { delivery, to, clock } = rig
  const notBefore = new Date(clock.now().getTime() + HOUR_MS)
  await delivery.enqueue(names.map((name) => ({ id: name, to, message: card(name), notBefore })))
  await delivery.settled()
  return rig
}

describe('a message for a later time', () => {
  it('waits for it, and lets the others pass', async () => {
    const { send, seen, later } = await planned('1', '2')
    await send(text('now'))
    expect(seen()).toEqual(['now'])
    await later(HOUR_MS - 1)
    expect(seen()).toEqual(['now'])
    await later(1)
    expect(seen()).toEqual(['now', 'card 1', 'card 2'])
  })

  it('comes before the change of its card', async () => {
    const { send, seen, later } = await planned('1')
    await send(cardDone('1'), text('now'))
    expect(seen()).toEqual(['now'])
    await later(HOUR_MS)
    expect(seen()).toEqual(['now', 'card 1', 'cardDone 1'])
  })

  it('is asked for twice and comes once', async () => {
    const { delivery, to, seen, later, clock } = await planned('1')
    await delivery.enqueue([{ id: '1', to, message: card('1'), notBefore: new Date(clock.now().getTime() + 2 * HOUR_MS) }])
    await later(HOUR_MS)
    await later(HOUR_MS)
    expect(seen()).toEqual(['card 1'])
  })

  it('has a day from then on until it is given up', async () => {
    const { delivery, to, clock, failures, seen, later } = await createRig()
    await delivery.enqueue([{ id: 'far', to, message: card('far'), notBefore: new Date(clock.now().getTime() + 50 * HOUR_MS) }])
    failures.push(new ChannelApiError('message/send', 45009, 'retry'))
    await later(50 * HOUR_MS)
    expect(await delivery.deadLetters()).toEqual([])
    await later(HOUR_MS)
    expect(seen()).toEqual(['card far'])
  })

  it('is not said to be held by the limits of the platform', async () => {
    const held: string[] = []
    const { delivery, to, clock } = await createRig({ onHeld: async (contact) => void held.push(contact) })
    const notBefore = new Date(clock.now().getTime() + HOUR_MS)
    await delivery.enqueue(Array.from({ length: 40 }, (_, index) => ({ id: `${index}`, to, message: card(`${index}`), notBefore })))
    expect(held).toEqual([])
  })
})

describe('released', () => {
  it('it goes at once, whoever else is written to', async () => {
    const { delivery, to, seen, later } = await planned('1', '2')
    await delivery.release(['wecom:nobody', to])
    await delivery.settled()
    expect(seen()).toEqual(['card 1', 'card 2'])
    await later(HOUR_MS)
    expect(seen()).toEqual(['card 1', 'card 2'])
  })

  it('while another message is being sent it follows that one', async () => {
    const { delivery, ask, platform, to, seen } = await planned('1')
    const door = createDoor()
    platform.before = async ({ type }) => void (type === 'text' && (await door.pass()))
    await ask(text('now'))
    await door.somebodyIsWaiting
    await delivery.release([to])
    door.open()
    await delivery.settled()
    expect(seen()).toEqual(['now', 'card 1'])
  })
})
