import { say } from '../delivery/notice.js'
import type { Action } from '../people/action.js'
import { changeTalk } from './change-talk.js'
import { withFinished } from './finished.js'
import type { TakeDraftDeps } from './take-draft.js'

type Filed = { readonly no: string; readonly name: string }

/** It was filed by whoever took it on: its person hears the number, and goes on with it no more. */
export function createCloseDraft({ store, notifier }: Pick<TakeDraftDeps, 'store' | 'notifier'>): Action {
  return async ({ by, facts: { takenFrom, draft, no, duplicateNo } }) => {
    await close(String(takenFrom), String(draft), { no: String(no ?? duplicateNo), name: by.name })
    return {}
  }

  /** Of several who have helped in turn, whoever began it comes first: where the process ends in between, the way to them is still known. */
  async function close(contact: string, id: string, filed: Filed): Promise<void> {
    const draft = (await store.read(contact)).drafts.find((one) => one.id === id && one.takenBy)
    if (!draft) return
    if (draft.facts.takenFrom !== undefined) await close(String(draft.facts.takenFrom), id, filed)
    await notifier.notify([{ id: `${id}.filed.${contact}`, to: contact, isOfTalk: true, notice: say('notes.filedForYou', { ...filed }) }])
    await changeTalk(store, contact, (talk) => ({
      ...talk,
      drafts: talk.drafts.filter((one) => one.id !== id),
      finished: withFinished(talk.finished, { session: id, no: filed.no, filedBy: filed.name }),
    }))
  }
}
