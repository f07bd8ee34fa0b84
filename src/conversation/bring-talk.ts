/** 继续 on another contact: what somebody has begun on one of their contacts goes on where they write now. It stays there as one that was taken on, so that no crash loses it. */
import type { Session } from '../dialogue/session.js'
import { UserFacingError } from '../errors.js'
import type { Action } from '../people/action.js'
import { changeTalk } from './change-talk.js'
import type { Conversation, ConversationStore } from './store.js'
import { setAside } from './take-draft.js'

interface Found {
  readonly contact: string
  readonly session: Session
}

/** The reference is the contact where it is to go on. */
export function createBringTalk({ store }: { readonly store: Pick<ConversationStore, 'read' | 'commit'> }): Action {
  return async ({ reference: here = '', by }) => {
    const others = by.only === undefined ? by.contacts.filter((contact) => contact !== here) : []
    const talks = await Promise.all(others.map((contact) => store.read(contact)))
    const found = newestOf(talks)
    if (!found) throw new UserFacingError('notes.noDraft')
    const { contact, session } = found
    const taken: Session = { ...session, status: 'paused', takenBy: { id: by.id, name: by.name, isSelf: true } }
    await changeTalk(store, contact, (talk) => (isThere(talk, session) ? setAside(talk, taken) : undefined))
    const { takenBy: _, ...own } = session
    return { takesOn: { ...own, facts: { ...own.facts, takenFrom: contact } } }
  }
}

/** One that goes on there, or else one that was brought from there and never arrived. */
function newestOf(talks: readonly Conversation[]): Found | undefined {
  const all = [...talks]
    .sort((one, other) => (other.activeAt?.getTime() ?? 0) - (one.activeAt?.getTime() ?? 0))
    .flatMap(({ _id: contact, session, drafts }) =>
      [...(session ? [session] : []), ...[...drafts].reverse()].map((one) => ({ contact, session: one })),
    )
    .filter(({ session: { status } }) => status === 'active' || status === 'paused')
  return all.find(({ session }) => !session.takenBy) ?? all.find(({ session }) => session.takenBy?.isSelf)
}

const isThere = ({ session, drafts }: Conversation, { id }: Session): boolean => [session, ...drafts].some((one) => one?.id === id)
