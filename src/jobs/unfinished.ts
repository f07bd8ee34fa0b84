/** Complaints that are not finished: a word in the afternoon, and at 21:00 the report with what is known (T1, transition 3). */
import type { Complaints } from '../complaints/index.js'
import { type Chase, dueChases, withChased } from '../complaints/unfinished.js'
import type { ConversationStore } from '../conversation/store.js'
import type { Due } from '../database/due.js'
import { type Notifier, say } from '../delivery/notice.js'
import type { Session } from '../dialogue/session.js'
import { SessionConflictError } from '../errors.js'
import type { Person } from '../staff/person.js'

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
    const done: Chase[] = []
    for (const chase of open) {
      // one that cannot be filed holds back no other of the same person
      const again = await due.attempt('unfinished', `${contact}/${chase.session.id}`, () => act(contact, chase, deps))
      if (!again) done.push(chase)
    }
    // where nothing is due after all, this write works out anew when to look again
    if (open.length > 0 && done.length === 0) return
    await store.commit(talk, { ...talk, chased: withChased(talk, done, now()) }).catch((error: unknown) => {
      // the person is typing; what was done is found done when the talk is looked at again
      if (!(error instanceof SessionConflictError)) throw error
    })
  })
}

function act(contact: string, { session, step }: Chase, deps: UnfinishedDeps): Promise<void> {
  return step === 'remind' ? remind(contact, session, deps) : report(contact, session, deps)
}

/** T1 at 17:00: what was heard today must be reported today. */
async function remind(contact: string, { id, answers }: Session, { notifier }: UnfinishedDeps): Promise<void> {
  const notice = say('complaint.unfinished', { count: Object.keys(answers).length })
  await notifier.notify([{ id: `${id}.unfinished`, to: contact, notice }])
}

/** Transition 3: the report goes out with what is known, and whoever is filing is told what became of it. */
async function report(contact: string, session: Session, { complaints, notifier, personOf, now }: UnfinishedDeps): Promise<void> {
  const [channel = ''] = contact.split(':')
  const no = await complaints.filePartly({
    key: `${session.id}.partly`,
    by: await personOf(contact),
    at: now(),
    channel,
    answers: session.answers,
    facts: session.facts,
    revision: session.revision,
  })
  await notifier.notify([{ id: `${session.id}.partly`, to: contact, notice: say('complaint.reportedPartly', { no }) }])
}
