import type { Due } from '../database/due.js'
import { type Notifier, say } from '../delivery/notice.js'
import type { Flow } from '../dialogue/flow.js'
import type { Session } from '../dialogue/session.js'
import { SessionConflictError } from '../errors.js'
import type { Revisions } from './revisions.js'
import type { Conversation, ConversationStore } from './store.js'

export interface CloseUnfitDeps {
  readonly store: ConversationStore
  readonly revisions: Revisions
  readonly actions: readonly string[]
  readonly due: Due
  readonly notifier: Notifier
}

/**
 * Dialogues on a revision that this program can no longer run are closed, running or waiting, with a friendly word; their answers are kept.
 * Drafts of such a revision stay, marked as what cannot go on.
 * @returns how many people it concerned
 */
export async function closeUnfitSessions(deps: CloseUnfitDeps): Promise<number> {
  const { store, revisions, actions, due } = deps
  let closed = 0
  for (const revision of await store.revisionsInUse()) {
    let isFit = false
    const unread = await due.attempt('close-unfit', revision, async () => {
      isFit = fits(await revisions.of({ revision }), actions, revisions)
    })
    // what cannot be read now may be readable later; nobody loses a dialogue over it
    if (unread || isFit) continue
    closed += await due.forEach('close-unfit', store.inRevision(revision), (contact) => close(contact, revision, deps))
  }
  return closed
}

function fits(flow: Flow | undefined, actions: readonly string[], revisions: Revisions): boolean {
  if (!flow?.steps) return false
  return Object.values(flow.steps).every((step) => {
    if (step.type === 'action') return actions.includes(step.run)
    return step.type !== 'end' || step.continueWith === undefined || revisions.has(step.continueWith)
  })
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
  if (first) await notifier.notify([{ id: `${contact}#unfit#${first.id}`, to: contact, notice: say('notes.flowGone') }])
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
