/** On which of their contacts a person hears something. */
import { expect, it } from 'vitest'
import { createContactFor } from '../../src/conversation/contact-for.js'
import type { LastOf } from '../../src/conversation/store.js'
import { say } from '../../src/delivery/notice.js'
import { fakeChannel } from '../setup/channel.js'

const HOUR_MS = 3_600_000
const NOW = new Date('2026-11-03T02:00:00Z')
const agoOf = (hours: Readonly<Record<string, number>>) =>
  new Map(Object.entries(hours).map(([contact, count]) => [contact, { activeAt: new Date(NOW.getTime() - count * HOUR_MS) }]))
const { limits } = fakeChannel()
const channels = new Map([
  ['wecom', { limits }],
  ['wecom-kf', { limits: { ...limits, replyWindow: { messages: 5, ms: 48 * HOUR_MS, cardBytes: 1024 } } }],
])
const CONTACTS = ['dingtalk:1', 'wecom-kf:wm1', 'wecom:wang']

it.each([
  ['the one heard from last', { 'wecom:wang': 5, 'wecom-kf:wm1': 2 }, undefined, 'wecom-kf:wm1'],
  ['not where the time for answering is over', { 'wecom:wang': 400, 'wecom-kf:wm1': 49 }, undefined, 'wecom:wang'],
  ['not where nobody ever wrote and may not be written to', {}, undefined, 'wecom:wang'],
  ['not on a platform that is off', { 'dingtalk:1': 1, 'wecom:wang': 9 }, undefined, 'wecom:wang'],
  ['where it is already', { 'wecom:wang': 5, 'wecom-kf:wm1': 2 }, 'wecom:wang', 'wecom:wang'],
])('%s', async (_name, heard, placed, expected) => {
  const contactFor = createContactFor({
    contactsOf: async () => CONTACTS,
    store: { lastOf: async () => agoOf(heard) },
    delivery: { placedAt: async () => placed },
    channels,
    now: () => NOW,
  })
  expect(await contactFor({ id: 'x', to: 'wang', notice: say('plain') })).toBe(expected)
})

it('asks nothing for somebody with one contact, or for what belongs to a talk', async () => {
  const contactFor = createContactFor({
    contactsOf: async (person) => (person === 'li' ? ['wecom:li'] : CONTACTS),
    store: { lastOf: () => Promise.reject(new Error('asked')) },
    delivery: { placedAt: () => Promise.reject(new Error('asked')) },
    channels,
    now: () => NOW,
  })
  expect(await contactFor({ id: 'x', to: 'li', notice: say('plain') })).toBe('wecom:li')
  expect(await contactFor({ id: 'x', to: 'wecom:wang', isOfTalk: true, notice: say('plain') })).toBe('wecom:wang')
})

it('goes where the person wished it, until they write elsewhere', async () => {
  const [earlier, later] = [new Date(NOW.getTime() - 2 * HOUR_MS), new Date(NOW.getTime() - HOUR_MS)]
  const toldOn = (last: Readonly<Record<string, LastOf>>) =>
    createContactFor({
      contactsOf: async () => CONTACTS,
      store: { lastOf: async () => new Map(Object.entries(last)) },
      delivery: { placedAt: async () => undefined },
      channels: new Map([...channels, ['dingtalk', { limits }]]),
      now: () => NOW,
    })({ id: 'x', to: 'wang', notice: say('plain') })
  const never = { activeAt: new Date(0), turnedToAt: later }
  expect(await toldOn({ 'wecom:wang': { activeAt: earlier }, 'dingtalk:1': never })).toBe('dingtalk:1')
  expect(await toldOn({ 'wecom:wang': { activeAt: NOW }, 'dingtalk:1': never })).toBe('wecom:wang')
  // to wish it opens no window for answering
  expect(await toldOn({ 'wecom:wang': { activeAt: earlier }, 'wecom-kf:wm1': never })).toBe('wecom:wang')
})
