import type { Due } from '../database/due.js'
import { type Notifier, say } from '../delivery/notice.js'
import { type Known, namesOf } from '../dialogue/check-flow.js'
import type { Flow } from '../dialogue/flow.js'
import type { Session } from '../dialogue/session.js'
import { SessionConflictError } from '../errors.js'
import type { Revisions } from './revisions.js'
import type { Conversation, ConversationStore } from './store.js'

export interface CloseUnfitDeps {
  readonly store: ConversationStore
  readonly revisions: Revisions
  readonly known: Known
  readonly due: Due
  readonly notifier: Notifier
}

/**
 * Dialogues on a revision that this program can no longer run are closed, running or waiting, with a friendly word; their answers are kept.
 * Drafts of such a revision stay, marked as what cannot go on.
 * @returns how many people it concerned
 */
export async function closeUnfitSessions(deps: CloseUnfitDeps): Promise<number> {
  const { store, revisions, known, due } = deps
  let closed = 0
  for (const revision of await store.revisionsInUse()) {
    let isFit = false
    const unread = await due.attempt('close-unfit', revision, async () => {
      isFit = fits(await revisions.of({ revision }), known, revisions)
    })
    // what cannot be read now may be readable later; nobody loses a dialogue over it
    if (unread || isFit) continue
    closed += await due.forEach('close-unfit', store.inRevision(revision), (contact) => close(contact, revision, deps))
  }
  return closed
}

function fits(flow: Flow | undefined, known: Known, revisions: Revisions): boolean {
  if (!flow?.steps) return false
  const { actions, lookups } = namesOf(flow)
  const isKnown = actions.every((name) => known.actions.includes(name)) && lookups.every((name) => known.lookups.includes(name))
  return isKnown && Object.values(flow.steps).every((step) => step.type !== 'end' || !step.continueWith || revisions.has(step.continueWith))
}

async function close(contact: string, revision: string, deps: Pick<CloseUnfitDeps, 'store' | 'notifier'>): Promise<void> {
  const { store, notifier } = deps
  const talk = await store.read(contact)
  const ended = [talk.session, ...talk.suspended].filter((session) => session?.revision === revision)
  try {
    await store.commit(talk, withoutRevision(talk, revision))
  } catch (error) {
    if (!(error instanceof SessionConflictError)) throw error
    return close(contact, revision, deps)
  }
  const [first] = ended
  if (first) await notifier.notify([{ id: `${contact}#unfit#${first.id}`, to: contact, isOfTalk: true, notice: say('notes.flowGone') }])
}

function withoutRevision(talk: Conversation, revision: string): Conversation {
  const isUnfit = (session: Session) => session.revision === revision
  const expired = (session: Session): Session => ({ ...session, status: 'expired' })
  const ended = [...talk.suspended, ...(talk.session ? [talk.session] : [])].filter(isUnfit)
  const kept: readonly Session[] = talk.drafts.map((draft) => (isUnfit(draft) ? expired(draft) : draft))
  const isRunning = talk.session && !isUnfit(talk.session)
  return {
    ...talk,
    session: isRunning ? talk.session : undefined,
    suspended: talk.suspended.filter((session) => !isUnfit(session)),
    drafts: [...kept, ...ended.map(expired)],
    ...(!isRunning && { nudgeAt: undefined }),
  }
}
