/** WeCom as it is on a phone. */
import { cardOf, findCard, isOnCard, tap } from '../hands.js'
import type { Phone, PhoneEntry } from '../phone.js'
import type { ChatEntry, WecomSimulator } from './index.js'

const PLATFORM = 'wecom'
const shown = (entry: ChatEntry): PhoneEntry => ({ ...entry, platform: PLATFORM })

export function createWecomPhone(simulator: WecomSimulator): Phone {
  return {
    platform: PLATFORM,
    name: '企业微信',
    contactOf: (userid) => `${PLATFORM}:${userid}`,
    chat: (userid) => simulator.chat(userid).map(shown),
    onEntry: (listener) => simulator.onEntry((entry) => listener(shown(entry))),
    medium: simulator.medium,
    says: simulator.says,
    sendsPhoto: simulator.sendsImage,
    sendsPlace: (userid, { label, latitude, longitude }) => simulator.sendsPlace(userid, label, latitude, longitude),
    menu: { entries: simulator.menu, clicks: simulator.clicksMenu },
    opens: simulator.opensApp,
    async taps(userid, labels) {
      const card = findCard(simulator.chat(userid), labels)
      if (!card) throw new Error(`${userid} has no card with ${labels.join('、')}`)
      await tap(simulator, userid, card, labels)
    },
    isOnPhone: (userid, { card: id, key, selected }) =>
      simulator.chat(userid).some((entry) => {
        const card = cardOf(entry)
        return card?.task_id === id && isOnCard(card, key, selected)
      }),
    presses: (userid, { card, key, selected }) => simulator.taps(userid, card, key, selected),
    settled: simulator.settled,
  }
}
