/** One turn while it is made. Each of its three steps (route, run, render) reads this value; `run` hands back the next one. */
import { createHash } from 'node:crypto'
import { contactOf, type IncomingMessage } from '../channels/channel.js'
import { type Notice, say } from '../delivery/notice.js'
import type { Flow } from '../dialogue/flow.js'
import type { Said, Session, Turn, Values } from '../dialogue/session.js'
import { saidOf } from './drafts.js'
import type { Conversation } from './store.js'

export interface Talk {
  /** The same however often this turn is made. */
  readonly turnId: string
  readonly message: IncomingMessage
  readonly before: Conversation
  /** What the dialogue that was running is pinned to; absent where nobody remembers it. */
  readonly flow?: Flow
  readonly conversation: Conversation
  /** In order, and in no language yet. */
  readonly said: readonly Utterance[]
  /** True where the dialogue that ended last in this turn was completed. */
  readonly isFinished: boolean
  /** A press that did something, by its card and button. */
  readonly pressed?: string
}

/** What the engine says of one dialogue, one message in the end; or a notice. */
export type Utterance = SaidInDialogue | Notice
export interface SaidInDialogue {
  readonly type: 'said'
  readonly items: readonly Said[]
  readonly flow: Flow
  /** As it is after the last of the items. */
  readonly session: Session
}

/** As it is before anything is made of the message. @param flow what the running dialogue is pinned to */
export function beginTalk(before: Conversation, message: IncomingMessage, flow: Flow | undefined): Talk {
  const turnId = createHash('sha256').update(`${before._id}#${message.key}`).digest('hex').slice(0, 20)
  return { turnId, message, before, ...(flow && { flow }), conversation: before, said: [], isFinished: false }
}

/** The dialogue that waits for an answer. */
export const runningIn = ({ session }: Conversation): Session | undefined => (session?.status === 'active' ? session : undefined)

/** Answers, or what was sent before any dialogue began. */
export const holdsAnything = ({ answers, facts: { heard, files } }: Session): boolean =>
  Object.keys(answers).length > 0 || heard !== undefined || (Array.isArray(files) && files.length > 0)

/** The name of the channel that the message came by. */
export const channelOf = ({ before }: Talk): string => contactOf(before._id).channel

/** The conversation from here on differs in these. */
export function withConversation(talk: Talk, change: Partial<Conversation>): Talk {
  return { ...talk, conversation: { ...talk.conversation, ...change } }
}

/** Says notices, after what was said before. */
export const tell = (talk: Talk, ...notices: readonly Notice[]): Talk => ({ ...talk, said: [...talk.said, ...notices] })

/** Says one of the short sentences about what a message did. @param key without its `notes.` */
export const note = (talk: Talk, key: string, values?: Values): Talk => tell(talk, say(`notes.${key}`, values))

/** What one dialogue says without a notice in between belongs together, however many events it takes. */
export function speak(talk: Talk, flow: Flow, turn: Turn): Talk {
  const { session } = turn
  const items = saidOf(turn, talk.conversation.chased)
  const last = talk.said.at(-1)
  if (last?.type === 'said' && last.flow === flow && last.session.id === session.id)
    return { ...talk, said: [...talk.said.slice(0, -1), { ...last, items: [...last.items, ...items], session }] }
  return items.length > 0 ? { ...talk, said: [...talk.said, { type: 'said', items, flow, session }] } : talk
}
