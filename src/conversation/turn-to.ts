/** 转到: where somebody with several contacts is told of things from now on, until they write elsewhere. */
import { type Channel, contactOf } from '../channels/channel.js'
import { type Notifier, say } from '../delivery/notice.js'
import { UserFacingError } from '../errors.js'
import type { Action } from '../people/action.js'
import { changeTalk } from './change-talk.js'
import type { ConversationStore } from './store.js'

export interface TurnToDeps {
  readonly store: Pick<ConversationStore, 'read' | 'commit'>
  readonly notifier: Notifier
  readonly channels: ReadonlyMap<string, Pick<Channel, 'limits'>>
}

/** Nothing was ever said there. */
const NEVER = new Date(0)

export function createTurnTo({ store, notifier, channels }: TurnToDeps): Action {
  return async ({ by, answers, at, key, channel }) => {
    const place = String(answers.place)
    const contact = by.contacts.find((one) => contactOf(one).channel === place)
    if (!contact || !channels.has(place)) throw new UserFacingError('turnTo.notThere', { place })
    // what was said here says so already
    if (place === channel) return { say: [say('turnTo.done', { place })] }
    await changeTalk(store, contact, (talk) => ({ ...talk, turnedToAt: at, ...(talk.version === 0 && { activeAt: NEVER }) }))
    await notifier.notify([{ id: `${key}.turned`, to: by.id, notice: say('turnTo.here') }])
    return { say: [say('turnTo.done', { place })] }
  }
}
