import type { IncomingMessage } from '../channels/channel.js'
import type { Flow } from '../dialogue/flow.js'
import type { Session } from '../dialogue/session.js'
import type { Conversation } from './store.js'
import { holdsAnything, runningIn } from './talk.js'

/** True where nothing of it is lost, and nothing waited for, when something else is meant. */
export const givesWay = (session: Session, flow: Flow | undefined): boolean => flow?.yields === true && !holdsAnything(session)

/** As it was before, where a card of the dialogue is tapped that waits behind one which gives way. @param flow what the running dialogue is pinned to */
export function giveWay(conversation: Conversation, { content }: IncomingMessage, flow: Flow | undefined): Conversation {
  const running = runningIn(conversation)
  const [waiting, ...suspended] = conversation.suspended
  const isTapped = waiting !== undefined && content.type === 'tap' && content.key.startsWith(`q:${waiting.id}:`)
  return running && isTapped && givesWay(running, flow) ? { ...conversation, session: waiting, suspended } : conversation
}
