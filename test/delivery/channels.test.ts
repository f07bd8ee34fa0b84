/** More than one platform. */
import { expect, it } from 'vitest'
import { WECOM_LIMITS } from '../../src/channels/wecom/limits.js'
import { createChannelSlots } from '../../src/delivery/channel-slots.js'
import { fakeChannel } from '../setup/channel.js'
import { createDoor, text, useRig } from '../setup/delivery.js'

const createRig = useRig()

it('one that is slow takes no place of another', async () => {
  const limits = { ...WECOM_LIMITS, atOnce: { messages: 1, files: 1 } }
  const slots = createChannelSlots(new Map(['slow', 'quick'].map((name) => [name, fakeChannel({ name, limits })])))
  const door = createDoor()
  const first = slots.run('slow', 'messages', door.pass)
  const second = slots.run('slow', 'messages', async () => 'second')
  expect(await slots.run('quick', 'messages', async () => 'quick')).toBe('quick')
  expect(await slots.run('slow', 'files', async () => 'file')).toBe('file')
  expect(slots.stats()).toEqual({ sending: 1, sendingFiles: 0, waiting: 1 })
  door.open()
  expect([await first, await second]).toEqual([undefined, 'second'])
})

it('what is for one that is off is kept for an administrator, and holds up nobody', async () => {
  const { delivery, to, seen } = await createRig()
  await delivery.enqueue([
    { id: 'off', to: 'elsewhere:li', message: text('x') },
    { id: 'on', to, message: text('heard') },
  ])
  await delivery.settled()
  expect(await delivery.deadLetters()).toMatchObject([{ to: 'elsewhere:li', kind: 'broken', reason: 'channel elsewhere is off' }])
  expect(seen()).toEqual(['heard'])
})

it('what another process alone can send now waits for it, without a try', async () => {
  let isHere = false
  const { delivery, to, seen } = await createRig({ canSend: () => isHere })
  await delivery.enqueue([{ id: 'a', to, message: text('heard') }])
  await delivery.release([to])
  await delivery.sweep()
  await delivery.settled()
  expect(seen()).toEqual([])
  isHere = true
  await delivery.sweep()
  await delivery.settled()
  expect(seen()).toEqual(['heard'])
})
