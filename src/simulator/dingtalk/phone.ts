/** DingTalk as it is on a phone, in the single chat with the robot. */
import type { Phone, PhoneEntry } from '../phone.js'
import type { ChatEntry, DingtalkSimulator, PlatformCall, Seen } from './index.js'
import { buttonsOf } from './index.js'

const PLATFORM = 'dingtalk'

/** @param address where the robot is called */
export function createDingtalkPhone(simulator: DingtalkSimulator, address: string): Phone {
  const delivering = new Set<Promise<unknown>>()
  function deliver(call: PlatformCall): Promise<unknown> {
    const delivered: Promise<unknown> = simulator
      .deliver(address, call)
      .catch(() => {})
      .finally(() => delivering.delete(delivered))
    delivering.add(delivered)
    return delivered
  }

  const shown = ({ id, userid, at, from, seen }: ChatEntry): PhoneEntry => ({
    id,
    userid,
    platform: PLATFORM,
    at,
    from: from === 'robot' ? 'app' : from,
    body: bodyOf(simulator.present(seen)),
    ...(seen.type === 'media' &&
      seen.kind === 'file' && { fileName: seen.name, fileSize: simulator.medium(seen.mediaId)?.bytes.length ?? 0 }),
  })
  const entryOf = (userid: string, card: string) => simulator.chat(userid).find(({ id }) => String(id) === card)
  const has = ({ seen }: ChatEntry, label: string) => buttonsOf(simulator.present(seen)).some((button) => button.label === label)

  return {
    platform: PLATFORM,
    name: '钉钉',
    contactOf: (userid) => `${PLATFORM}:${userid}`,
    chat: (userid) => simulator.chat(userid).map(shown),
    onEntry: (listener) => simulator.onEntry((entry) => listener(shown(entry))),
    medium(id) {
      const medium = simulator.medium(id)
      return medium && { type: medium.kind, bytes: medium.bytes, name: medium.name }
    },
    says: (userid, text) => deliver(simulator.says(userid, text)),
    sendsPhoto: (userid, bytes) => deliver(simulator.sends(userid, 'image', bytes, 'photo.jpg')),
    taps: async (userid, [label = '']) => deliver(simulator.presses(userid, label)),
    isOnPhone(userid, { card, key }) {
      const entry = entryOf(userid, card)
      return entry !== undefined && has(entry, key)
    },
    presses: async (userid, { card, key }) => {
      const entry = entryOf(userid, card)
      if (entry) await deliver(simulator.pressesOn(entry, key))
    },
    async settled() {
      while (delivering.size > 0) await Promise.all(delivering)
    },
  }
}

function bodyOf(seen: Seen): PhoneEntry['body'] {
  const buttons = buttonsOf(seen).map(({ label }) => label)
  switch (seen.type) {
    case 'text':
      return { msgtype: 'text', text: { content: seen.text } }
    case 'markdown':
      return { msgtype: 'actionCard', actionCard: { text: seen.text, buttons } }
    case 'card':
      return { msgtype: 'actionCard', actionCard: { text: seen.values.text ?? '', buttons } }
    case 'media':
      return { msgtype: seen.kind, [seen.kind]: { media_id: seen.mediaId } }
  }
}
