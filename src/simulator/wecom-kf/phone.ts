/** A customer's WeChat, with the chat of a customer service account. */

import type { Phone, PhoneEntry } from '../phone.js'
import { isObject } from '../wecom/check-message.js'
import type { KfEntry } from './account.js'
import { type KfSimulator, menuOf } from './index.js'

const PLATFORM = 'wecom-kf'
const FROM = { customer: 'person', app: 'app', servicer: 'app', platform: 'platform' } as const

/** @param ids of the customers, by whom one plays */
export function createKfPhone(simulator: KfSimulator, ids: Readonly<Record<string, string>>): Phone {
  const idOf = (userid: string): string => ids[userid] ?? userid
  const players = new Map(Object.entries(ids).map(([userid, id]) => [id, userid]))
  const shown = ({ userid, from, body, ...rest }: KfEntry): PhoneEntry => ({
    ...rest,
    userid: players.get(userid) ?? userid,
    platform: PLATFORM,
    from: FROM[from],
    body: isObject(body.location) ? { ...body, location: { label: body.location.name } } : body,
  })
  const pressed = (userid: string, { card, key }: { readonly card: string; readonly key: string }) => {
    const entry = simulator.chat(idOf(userid)).find(({ id }) => String(id) === card)
    return entry && menuOf(entry.body).find(({ id }) => id === key)
  }

  return {
    platform: PLATFORM,
    name: '微信客服',
    contactOf: (userid) => `${PLATFORM}:${idOf(userid)}`,
    chat: (userid) => simulator.chat(idOf(userid)).map(shown),
    onEntry: (listener) => simulator.onEntry((entry) => listener(shown(entry))),
    medium: simulator.medium,
    says: (userid, text) => simulator.says(idOf(userid), text),
    sendsPhoto: (userid, bytes, contentType) => simulator.sendsMedium(idOf(userid), 'image', bytes, 'photo.jpg', contentType),
    sendsPlace: (userid, { label, latitude, longitude }) => simulator.sendsPlace(idOf(userid), label, latitude, longitude),
    greets: true,
    opens: (userid) => simulator.enters(idOf(userid)),
    taps: async (userid, [label = '']) => simulator.taps(idOf(userid), label),
    isOnPhone: (userid, press) => pressed(userid, press) !== undefined,
    presses: async (userid, press) => {
      const entry = pressed(userid, press)
      if (entry) await simulator.clicks(idOf(userid), entry)
    },
    settled: simulator.settled,
  }
}
