/** T9: a nudge after 30 minutes of silence; after a day what was begun becomes a draft that 继续 brings back. */
import type { Calendar } from '../calendar/index.js'
import { type Conversation, type ConversationStore, NUDGE_AFTER_MS } from '../conversation/store.js'
import type { Due } from '../database/due.js'
import { type Notifier, say } from '../delivery/notice.js'
import { SessionConflictError } from '../errors.js'
import type { Person } from '../people/person.js'
import { areWordsLeft, tellOfWordsLeft, type WordsLeftDeps } from './words-left.js'

export interface SilenceDeps extends WordsLeftDeps {
  readonly store: Pick<ConversationStore, 'dueForNudge' | 'read' | 'commit'>
  readonly due: Due
  readonly notifier: Notifier
  readonly calendar: Calendar
  readonly personOf: (contact: string) => Promise<Person>
  readonly now: () => Date
}

const EXPIRE_AFTER_MS = 24 * 3_600_000

export async function nudgeSilent(deps: SilenceDeps): Promise<number> {
  const { store, due, calendar, now } = deps
  if (calendar.isQuiet(now())) return 0
  return due.forEach('silence', store.dueForNudge(), async (contact) => {
    const talk = await store.read(contact)
    await store.commit(talk, await afterSilence(talk, deps)).catch((error: unknown) => {
      if (!(error instanceof SessionConflictError)) throw error // the person is back
    })
  })
}

async function afterSilence(talk: Conversation, deps: SilenceDeps): Promise<Conversation> {
  const { notifier, now } = deps
  const { session, suspended, activeAt, _id } = talk
  if (!session) return { ...talk, nudgeAt: undefined }
  const silentMs = now().getTime() - activeAt.getTime()
  if (silentMs < NUDGE_AFTER_MS) return { ...talk, nudgeAt: new Date(activeAt.getTime() + NUDGE_AFTER_MS) }
  if (silentMs >= EXPIRE_AFTER_MS) {
    const drafts = [...talk.drafts, ...[...suspended, session].map((one) => ({ ...one, status: 'paused' as const }))]
    return { ...talk, session: undefined, suspended: [], drafts, nudgeAt: undefined }
  }
  const left = { ...talk, nudgeAt: new Date(activeAt.getTime() + EXPIRE_AFTER_MS) }
  const by = await deps.personOf(_id)
  const areLeft = areWordsLeft(session, by)
  if (areLeft) await tellOfWordsLeft(session, by, deps)
  // the reminder that a complaint has to be reported today says the same, and more
  const reminded = talk.chased?.find((one) => one.session === session.id)?.remindedAt
  if (reminded && reminded > activeAt) return left
  const nudge = say('silence.nudge', { flowId: session.flow, count: Object.keys(session.answers).length })
  const notice = areLeft ? say('complaint.leftAsked') : nudge
  await notifier.notify([{ id: `${_id}#nudge#${session.id}#${session.turn}`, to: _id, isOfTalk: true, notice }])
  return left
}
