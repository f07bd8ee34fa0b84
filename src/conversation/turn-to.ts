/** 转到: where somebody with several contacts is told of things from now on, until they write elsewhere. */
import { type Channel, contactOf } from '../channels/channel.js'
import { type Notifier, say } from '../delivery/notice.js'
import { UserFacingError } from '../errors.js'
import type { Action } from '../people/action.js'
import { changeTalk } from './change-talk.js'
import type { ConversationStore } from './store.js'

/** What is said in the same breath does not undo it. */
const BREATH_MS = 60_000

export interface TurnToDeps {
  readonly store: Pick<ConversationStore, 'read' | 'commit' | 'lastOf'>
  readonly notifier: Notifier
  readonly channels: ReadonlyMap<string, Pick<Channel, 'limits'>>
}

export function createTurnTo({ store, notifier, channels }: TurnToDeps): Action {
  return async ({ by, answers, at, key, channel }) => {
    const place = String(answers.place)
    const contact = by.contacts.find((one) => contactOf(one).channel === place)
    if (!contact || !channels.has(place)) throw new UserFacingError('turnTo.notThere', { place })
    // what was said here says so already
    if (place === channel) return { say: [say('turnTo.done', { place })] }
    // some platforms let nobody be written to who never wrote
    if (!(await store.lastOf([contact])).has(contact)) throw new UserFacingError('turnTo.neverHeard', { place })
    await changeTalk(store, contact, (talk) => ({ ...talk, turnedToAt: new Date(at.getTime() + BREATH_MS) }))
    await notifier.notify([{ id: `${key}.turned`, to: by.id, notice: say('turnTo.here') }])
    return { say: [say('turnTo.done', { place })] }
  }
}
