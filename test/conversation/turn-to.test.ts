/** 转到, for somebody with two contacts. */
import { expect, it } from 'vitest'
import { createContactFor } from '../../src/conversation/contact-for.js'
import { createConversationStore } from '../../src/conversation/store.js'
import { createTurnTo } from '../../src/conversation/turn-to.js'
import { type Notification, say } from '../../src/delivery/notice.js'
import type { ActionRequest } from '../../src/people/action.js'
import { fakeChannel } from '../setup/channel.js'
import { useDatabase } from '../setup/database.js'

const database = useDatabase()
const NOW = new Date('2026-11-03T02:00:00Z')

const by = { id: 'wecom:wang', name: '王强', side: 'staff' as const, contacts: ['wecom:wang', 'dingtalk:1'], roles: [] }
const request = { by, at: NOW, channel: 'wecom', key: 'k', answers: { place: 'dingtalk' }, facts: {} } as unknown as ActionRequest
const { limits } = fakeChannel()
const channels = new Map([
  ['wecom', { limits }],
  ['dingtalk', { limits }],
])

function rig() {
  let now = NOW
  const store = createConversationStore(database(), () => now)
  const told: Notification[] = []
  const turnTo = createTurnTo({ store, notifier: { notify: async (notifications) => void told.push(...notifications) }, channels })
  async function says(contact: string, at: Date): Promise<void> {
    now = at
    const before = await store.read(contact)
    await store.commit(before, { ...before, activeAt: at })
  }
  const delivery = { placedAt: async () => undefined }
  const contactFor = createContactFor({ contactsOf: async () => by.contacts, store, delivery, channels, now: () => now })
  return { store, told, turnTo, says, toldOn: () => contactFor({ id: 'x', to: by.id, notice: say('plain') }) }
}
const later = (seconds: number) => new Date(NOW.getTime() + seconds * 1_000)

it('is where nobody ever wrote refused: some platforms let nobody be written to there', async () => {
  const { turnTo, told } = rig()
  await expect(turnTo(request)).rejects.toMatchObject({ key: 'turnTo.neverHeard' })
  expect(told).toEqual([])
})

it('holds against the turn in which it was said, until they write elsewhere', async () => {
  const { turnTo, told, says, toldOn } = rig()
  await says('dingtalk:1', later(-3_600))
  await says('wecom:wang', later(-60))
  expect(await toldOn()).toBe('wecom:wang')
  expect(await turnTo(request)).toMatchObject({ say: [{ text: { key: 'turnTo.done', values: { place: 'dingtalk' } } }] })
  expect(told).toMatchObject([{ to: 'wecom:wang', notice: { text: { key: 'turnTo.here' } } }])
  await says('wecom:wang', later(2)) // the end of that turn
  expect(await toldOn()).toBe('dingtalk:1')
  await says('wecom:wang', later(600))
  expect(await toldOn()).toBe('wecom:wang')
})
