/** 转到, for somebody with two contacts. */
import { expect, it } from 'vitest'
import { createConversationStore } from '../../src/conversation/store.js'
import { createTurnTo } from '../../src/conversation/turn-to.js'
import type { Notification } from '../../src/delivery/notice.js'
import type { ActionRequest } from '../../src/people/action.js'
import { fakeChannel } from '../setup/channel.js'
import { useDatabase } from '../setup/database.js'

const database = useDatabase()
const NOW = new Date('2026-11-03T02:00:00Z')

it('is kept with the other contact, which hears of it, though nothing was ever said there', async () => {
  const store = createConversationStore(database(), () => NOW)
  const told: Notification[] = []
  const { limits } = fakeChannel()
  const turnTo = createTurnTo({
    store,
    notifier: { notify: async (notifications) => void told.push(...notifications) },
    channels: new Map([
      ['wecom', { limits }],
      ['dingtalk', { limits }],
    ]),
  })
  const by = { id: 'wecom:wang', name: '王强', side: 'staff' as const, contacts: ['wecom:wang', 'dingtalk:1'], roles: [] }
  const request = { by, at: NOW, channel: 'wecom', key: 'k', answers: { place: 'dingtalk' }, facts: {} } as unknown as ActionRequest
  expect(await turnTo(request)).toMatchObject({ say: [{ text: { key: 'turnTo.done', values: { place: 'dingtalk' } } }] })
  expect(told).toMatchObject([{ to: 'wecom:wang', notice: { text: { key: 'turnTo.here' } } }])
  expect(await store.lastOf(by.contacts)).toEqual(new Map([['dingtalk:1', { activeAt: new Date(0), turnedToAt: NOW }]]))
})
