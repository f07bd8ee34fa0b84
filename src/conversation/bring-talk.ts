/**
 * 继续 on another contact: what somebody has begun on one of their contacts goes on where they write now. A copy waits where it was, marked with where
 * it went, until it is filed or cancelled there: so whatever ends in between, 继续 finds it on either.
 */
import type { Session, Values } from '../dialogue/session.js'
import { UserFacingError } from '../errors.js'
import type { Action } from '../people/action.js'
import { changeTalk } from './change-talk.js'
import { withFinished } from './finished.js'
import type { ConversationStore } from './store.js'
import { setAside } from './take-draft.js'

export interface BringTalkDeps {
  readonly store: Pick<ConversationStore, 'read' | 'commit'>
}
type Fits = (session: Session) => boolean

const isRunning: Fits = ({ takenBy, status }) => !takenBy && (status === 'active' || status === 'paused')
const isCancelled: Fits = ({ takenBy, status }) => !takenBy && status === 'cancelled'

/** The reference of its button: the contact where it is to go on, and which dialogue, where one is known to have been there. */
export const bringReference = (here: string, session?: string): string => [here, ...(session ? [session] : [])].join('|')

export function createBringTalk({ store }: BringTalkDeps): Action {
  return async ({ reference = '', by, at }) => {
    const [here = '', wanted] = reference.split('|')
    const mark = { id: by.id, name: by.name, isSelf: true, to: here, at: at.toISOString() } as const
    const others = by.only === undefined ? by.contacts.filter((contact) => contact !== here) : []
    const talks = await Promise.all(others.map((contact) => store.read(contact)))
    const newestFirst = talks.sort((one, other) => (other.activeAt?.getTime() ?? 0) - (one.activeAt?.getTime() ?? 0))

    async function take(fits: Fits): Promise<Session | undefined> {
      for (const { _id } of newestFirst) {
        let taken: Session | undefined
        await changeTalk(store, _id, (talk) => {
          const all = [talk.session, ...[...talk.drafts].reverse()].filter((one) => one !== undefined)
          taken = all.find((one) => fits(one) && (wanted === undefined || one.id === wanted))
          return taken && setAside(talk, { ...taken, status: 'paused', takenBy: mark })
        })
        if (taken) return arriving(taken, _id, here)
      }
      return undefined
    }

    const isOfThisTurn: Fits = ({ takenBy }) => takenBy?.to === here && takenBy.at === mark.at
    const waits = async () => (wanted === undefined ? undefined : leftBehind(await store.read(here), wanted))
    const neverArrived: Fits = ({ takenBy }) => takenBy?.to === here
    const takesOn =
      (await take(isOfThisTurn)) ?? (await take(isRunning)) ?? (await waits()) ?? (await take(isCancelled)) ?? (await take(neverArrived))
    if (!takesOn) throw new UserFacingError('notes.noDraft')
    return { takesOn }
  }
}

function arriving({ takenBy: _, ...session }: Session, from: string, here: string): Session {
  const broughtFrom = [...new Set([...contactsIn(session.facts), from])].filter((contact) => contact !== here)
  return { ...session, facts: { ...session.facts, broughtFrom } }
}

const contactsIn = ({ broughtFrom }: Values): string[] => (Array.isArray(broughtFrom) ? broughtFrom.map(String) : [])

function leftBehind({ drafts }: { readonly drafts: readonly Session[] }, id: string): Session | undefined {
  const draft = drafts.find((one) => one.id === id)
  if (!draft) return undefined
  const { takenBy: _, ...session } = draft
  return session
}

/** It was filed or cancelled: no copy of it waits on another contact any more. */
export function createEndBrought({ store }: BringTalkDeps): Action {
  return async ({ facts }) => {
    const { draft: id, no } = facts
    for (const contact of contactsIn(facts))
      await changeTalk(store, contact, (talk) =>
        talk.drafts.some((one) => one.id === id && one.takenBy?.isSelf)
          ? {
              ...talk,
              drafts: talk.drafts.filter((one) => one.id !== id),
              ...(typeof no === 'string' && { finished: withFinished(talk.finished, { session: String(id), no }) }),
            }
          : undefined,
      )
    return {}
  }
}
