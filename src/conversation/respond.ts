import type { IncomingMessage, OutgoingMessage } from '../channels/channel.js'
import type { Person } from '../people/person.js'
import { giveWay } from './give-way.js'
import type { RunDeps } from './perform.js'
import { type RenderDeps, renderTalk } from './render-talk.js'
import { route } from './route.js'
import { textsFor } from './route-text.js'
import { run } from './run.js'
import { type Conversation, NUDGE_AFTER_MS } from './store.js'
import { beginTalk, holdsAnything, runningIn, type Talk } from './talk.js'

export interface RespondDeps extends Omit<RunDeps, 'person' | 'texts'>, RenderDeps {
  readonly personOf: (contactId: string) => Promise<Person>
}

export interface Response {
  readonly conversation: Conversation
  readonly messages: readonly OutgoingMessage[]
  /** A press that did something, by its card and button: pressed again, the card is answered and nothing is said a second time. */
  readonly pressed?: string
}

/**
 * From one message to the next state of the conversation and what to say: what it means, what comes of it, how that is said. Nothing is
 * kept or sent here; whoever calls it commits both together, or runs it again.
 */
export async function respond(read: Conversation, message: IncomingMessage, deps: RespondDeps): Promise<Response> {
  const flowIn = async (conversation: Conversation) => {
    const running = runningIn(conversation)
    return running && deps.revisions.of(running)
  }
  const flow = await flowIn(read)
  const before = giveWay(read, message, flow)
  const talk = beginTalk(before, message, before === read ? flow : await flowIn(before))
  let known: Promise<Person> | undefined
  const person = () => {
    known ??= deps.personOf(before._id)
    return known
  }
  const { side } = await person()
  const ended = await run(route(talk, textsFor(deps.texts, side, deps.revisions.newest)), talk, { ...deps, person })
  const { messages, openCard } = renderTalk(ended, side, deps)
  return {
    conversation: { ...ended.conversation, openCard, nudgeAt: nudgeAt(ended) },
    messages,
    ...(ended.pressed && { pressed: ended.pressed }),
  }
}

/** When to look whether the person has gone silent; an earlier time that is set already stays, as the job looks at the last message anyway. */
function nudgeAt({ conversation, before, message: { at } }: Talk): Date | undefined {
  const session = runningIn(conversation)
  if (!session || !holdsAnything(session)) return undefined
  const soon = new Date(at.getTime() + NUDGE_AFTER_MS)
  const known = before.nudgeAt
  return known && known > at && known < soon ? known : soon
}
