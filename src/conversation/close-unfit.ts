import type { Notifier } from '../delivery/notice.js'
import { SessionConflictError } from '../errors.js'
import type { Revisions } from './revisions.js'
import type { ConversationStore } from './store.js'

const BATCH = 200

/** Sessions on a revision that this program can no longer run are closed with a friendly word; their answers are kept as a draft. */
export async function closeUnfitSessions(deps: {
  store: ConversationStore
  revisions: Revisions
  actions: readonly string[]
  notifier: Notifier
}): Promise<number> {
  const { store, revisions, actions, notifier } = deps
  let closed = 0
  for (const revision of await store.revisionsInUse()) {
    const flow = await revisions.of({ revision })
    const isFit = flow && Object.values(flow.steps).every((step) => step.type !== 'action' || actions.includes(step.run))
    if (isFit) continue
    for (const conversation of await store.inRevision(revision, BATCH)) {
      const { session, ...rest } = conversation
      if (!session) continue
      try {
        await store.commit(conversation, {
          ...rest,
          drafts: [...rest.drafts, { ...session, status: 'expired' as const }],
          nudgeAt: undefined,
        })
        await notifier.notify([
          {
            id: `${conversation._id}#unfit#${session.id}`,
            to: conversation._id,
            notice: { type: 'text', text: { key: 'notes.flowGone' } },
          },
        ])
        closed++
      } catch (error) {
        if (!(error instanceof SessionConflictError)) throw error
      }
    }
  }
  return closed
}
