import { SessionConflictError } from '../errors.js'
import type { Conversation, ConversationStore } from './store.js'

/**
 * Changes the talk of somebody who may be saying something at the same time; `change` sees it as it is then, and leaves it alone with undefined.
 * @returns the talk as it was before
 */
export async function changeTalk(
  store: Pick<ConversationStore, 'read' | 'commit'>,
  contact: string,
  change: (talk: Conversation) => Conversation | undefined,
): Promise<Conversation> {
  const talk = await store.read(contact)
  const changed = change(talk)
  try {
    if (changed) await store.commit(talk, changed)
    return talk
  } catch (error) {
    if (!(error instanceof SessionConflictError)) throw error
    return changeTalk(store, contact, change)
  }
}
