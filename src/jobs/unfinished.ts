/** Complaints that are not finished: a word in the afternoon, and at 21:00 the report with what is known (T1, transition 3). */
import { goOnButton } from '../complaints/go-on.js'
import type { Complaints } from '../complaints/index.js'
import type { FiledPartly } from '../complaints/registration.js'
import { type Chase, type Chased, dueChases, hasCustomer, isForwarded, withChased } from '../complaints/unfinished.js'
import type { Conversation, ConversationStore } from '../conversation/store.js'
import type { Due } from '../database/due.js'
import type { Notice, Notifier, Phrase } from '../delivery/notice.js'
import type { Session } from '../dialogue/session.js'
import { SessionConflictError } from '../errors.js'
import type { Person } from '../people/person.js'

export interface UnfinishedDeps {
  readonly store: Pick<ConversationStore, 'dueForChase' | 'read' | 'commit'>
  readonly complaints: Pick<Complaints, 'filePartly'>
  readonly due: Due
  readonly notifier: Notifier
  readonly personOf: (id: string) => Promise<Person>
  readonly now: () => Date
}

/** Every talk that is due, found by index; what was done is marked in the talk, so that it is said once and no outage skips it. */
export function chaseUnfinished(deps: UnfinishedDeps): Promise<number> {
  const { store, due, now } = deps
  return due.forEach('unfinished', store.dueForChase(), async (contact) => {
    const talk = await store.read(contact)
    const open = dueChases(talk, now())
    // where nothing is due after all, this write works out anew when to look again
    if (open.length === 0) return void (await committed(talk, talk.chased ?? [], deps))
    // one that cannot be filed holds back no other of the same person
    for (const { session } of open) await due.attempt('unfinished', `${contact}/${session.id}`, () => chase(contact, session.id, deps))
  })
}

/** As the talk is now: what was due a moment ago may be finished, or cancelled. */
async function chase(contact: string, id: string, deps: UnfinishedDeps): Promise<void> {
  const talk = await deps.store.read(contact)
  const found = dueChases(talk, deps.now()).find(({ session }) => session.id === id)
  if (!found) return
  if (found.step === 'report') return report(talk, found, deps)
  const isReminder = found.step === 'remind'
  const notice = cardOf(found.session, isReminder ? 'unfinished' : 'unreportable', wordOf(found.session))
  await deps.notifier.notify([{ id: `${id}.${isReminder ? 'unfinished' : 'unreportable'}`, to: contact, isOfTalk: true, notice }])
  await mark(talk, id, isReminder ? { remindedAt: deps.now() } : { askedAt: deps.now() }, deps)
}

function wordOf(session: Session): Phrase {
  if (isForwarded(session)) return { key: 'complaint.unanswered' }
  return hasCustomer(session)
    ? { key: 'complaint.unfinished', values: { count: Object.keys(session.answers).length } }
    : { key: 'complaint.unreportable' }
}

/** What is said of a dialogue that is not finished, with the button that goes on with it. */
const cardOf = ({ id }: Session, name: string, text: Phrase): Notice => ({
  type: 'card',
  card: `${name}-${id}`,
  title: { key: 'complaint.goOn.title' },
  text,
  rows: [],
  buttons: [goOnButton(id)],
})

/**
 * The report goes out with what is known, and whoever tells it hears what became of it. That it will is written into the talk first: who
 * cancels before that is not reported, and who cancels after it is told so.
 */
async function report(talk: Conversation, { session }: Chase, deps: UnfinishedDeps): Promise<void> {
  const { store, notifier, now } = deps
  const isAnnounced = talk.chased?.some((one) => one.session === session.id && one.reportedAt)
  if (!isAnnounced && !(await mark(talk, session.id, { reportedAt: now() }, deps))) return
  const { no, cells } = await file(talk._id, session, deps)
  const notice = cardOf(session, 'partly', { key: 'complaint.reportedPartly', values: { no, cells } })
  // whoever has taken it on is told of it in their own talk
  if (!session.takenBy) await notifier.notify([{ id: `${session.id}.partly`, to: talk._id, isOfTalk: true, notice }])
  await mark(await store.read(talk._id), session.id, { no }, deps)
}

async function file(contact: string, { id, answers, facts, revision }: Session, deps: UnfinishedDeps): Promise<FiledPartly> {
  const [channel = ''] = contact.split(':')
  const by = await deps.personOf(contact)
  return deps.complaints.filePartly({ key: `${id}.partly`, by, at: deps.now(), channel, answers, facts, revision })
}

const mark = (talk: Conversation, id: string, done: Omit<Chased, 'session'>, deps: UnfinishedDeps): Promise<boolean> =>
  committed(talk, withChased(talk, id, done), deps)

/** @returns false where the person is typing; the talk is looked at again in a minute */
async function committed(talk: Conversation, chased: readonly Chased[], { store }: UnfinishedDeps): Promise<boolean> {
  try {
    await store.commit(talk, { ...talk, chased })
    return true
  } catch (error) {
    if (!(error instanceof SessionConflictError)) throw error
    return false
  }
}
