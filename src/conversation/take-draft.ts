/** 接着填: customer service goes on with what somebody has asked for help with, in their own talk, under the same name: so it is filed once, whoever finishes it. */
import { type Notifier, type Phrase, say } from '../delivery/notice.js'
import type { Session } from '../dialogue/session.js'
import { NotAllowedError, UserFacingError } from '../errors.js'
import type { Action } from '../people/action.js'
import { holdsRole, type Person } from '../people/person.js'
import { changeTalk } from './change-talk.js'
import type { Conversation, ConversationStore } from './store.js'

export interface TakeDraftDeps {
  readonly store: Pick<ConversationStore, 'read' | 'commit'>
  readonly notifier: Notifier
  readonly personOf: (contact: string) => Promise<Person>
}

type Taker = Pick<Person, 'id' | 'name'>

/** The reference of its button: whose talk, and which dialogue in it. */
export const draftReference = (contact: string, session: string): string => `${contact}|${session}`

/** @param cardDone what its card shows from then on, where it is for nothing else */
export function createTakeDraft({ store, notifier, personOf }: TakeDraftDeps, cardDone?: Phrase): Action {
  return async ({ reference = '', by }) => {
    if (!holdsRole(by, ['CS'])) throw new NotAllowedError('staff.onlyService')
    const [contact = '', id = ''] = reference.split('|')
    const { takenBy: _, ...session } = await taken(contact, id, by)
    const owner = await personOf(contact)
    await notifier.notify([
      { id: `${id}.taken.${by.id}`, to: contact, isOfTalk: true, notice: say('staff.draftTaken', { name: by.name, flow: session.flow }) },
    ])
    // of several who help in turn the first has begun it
    const facts = { reportedBy: { id: owner.id, name: owner.name, side: owner.side }, ...session.facts, takenFrom: contact }
    return { ...(cardDone && { cardDone }), takesOn: { ...session, facts } }
  }

  /** It stays in the talk of its person, set aside; whoever takes it again, because a crash came in between, gets it again. @throws UserFacingError where it is gone, or a colleague has it */
  async function taken(contact: string, id: string, { id: takerId, name }: Taker): Promise<Session> {
    const before = await changeTalk(store, contact, (talk) => {
      const session = draftOf(talk, id)
      if (session.takenBy && session.takenBy.id !== takerId)
        throw new UserFacingError('staff.draftElsewhere', { name: session.takenBy.name })
      return session.takenBy ? undefined : setAside(talk, { ...session, status: 'paused', takenBy: { id: takerId, name } })
    })
    return draftOf(before, id)
  }
}

/** It was cancelled by whoever took it on, and goes back to its person with all that was told meanwhile: else nobody would look after it. */
export function createGiveBackDraft({ store, notifier }: Pick<TakeDraftDeps, 'store' | 'notifier'>): Action {
  return async ({ by, answers, facts: { takenFrom, draft: id, step } }) => {
    const contact = String(takenFrom)
    const isTheirs = (one: Session) => one.id === id && one.takenBy?.id === by.id
    const { version, drafts } = await changeTalk(store, contact, (talk) =>
      talk.drafts.some(isTheirs)
        ? { ...talk, drafts: talk.drafts.map((one) => (isTheirs(one) ? { ...ownOf(one), step: String(step), answers } : one)) }
        : undefined,
    )
    const given = drafts.find(isTheirs)
    if (given) {
      const notice = say('staff.draftGivenBack', { name: by.name, flow: given.flow })
      await notifier.notify([{ id: `${id}.back.${version}`, to: contact, isOfTalk: true, notice }])
    }
    return {}
  }
}

const ownOf = ({ takenBy: _gone, ...session }: Session): Session => session

/** @throws UserFacingError where it is submitted, called off, or forgotten */
function draftOf(talk: Conversation, id: string): Session {
  const done = talk.finished?.find(({ session }) => session === id)
  if (done) throw new UserFacingError('notes.submittedBefore', { no: done.no ?? null })
  const session = [talk.session, ...talk.suspended, ...talk.drafts].find((one) => one?.id === id)
  if (!session || isCalledOff(session, talk)) throw new UserFacingError('staff.draftGone')
  return session
}

/** Its person has thought better of it, and it is not reported. */
const isCalledOff = ({ id, status }: Session, { chased = [] }: Conversation): boolean =>
  status === 'cancelled' && !chased.some(({ session, reportedAt }) => session === id && reportedAt)

/** Where it ran, what waited behind it goes on. */
export function setAside(talk: Conversation, draft: Session): Conversation {
  const others = (sessions: readonly Session[]) => sessions.filter(({ id }) => id !== draft.id)
  const [next, ...waiting] = talk.session?.id === draft.id ? talk.suspended : []
  const isRunning = talk.session !== undefined && talk.session.id !== draft.id
  return {
    ...talk,
    session: isRunning ? talk.session : next,
    suspended: isRunning ? others(talk.suspended) : waiting,
    drafts: [...others(talk.drafts), draft],
    ...(!isRunning && { openCard: undefined, nudgeAt: undefined }),
  }
}
