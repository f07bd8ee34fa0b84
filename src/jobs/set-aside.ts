/** What the jobs could not do, for administrators: told once when it has failed again and again, listed at the word 异常. */
import type { Due, SetAside } from '../database/due.js'
import { type Notice, type Notifier, say } from '../delivery/notice.js'
import { NotAllowedError } from '../errors.js'
import type { Action, ActionsNamed } from '../people/action.js'
import type { Directory } from '../people/directory.js'
import { holdsRole } from '../people/person.js'

const JOB = 'set-aside'
/** Four pauses, about eight minutes: what passes by itself has passed by then. */
const TOLD_AFTER_FAILURES = 5
const TOLD_AT_ONCE = 20
const LISTED = 10

export interface SetAsideDeps {
  readonly due: Due
  readonly directory: Pick<Directory, 'holders'>
  readonly notifier: Notifier
}

/** Marked only once somebody could be told. */
export async function tellOfSetAside({ due, directory, notifier }: SetAsideDeps): Promise<number> {
  const untold = await due.untold(TOLD_AFTER_FAILURES, TOLD_AT_ONCE, JOB)
  const administrators = untold.length > 0 ? await directory.holders('ADMIN') : []
  if (administrators.length === 0) return 0
  const byId = new Map(untold.map((aside) => [aside._id, aside]))
  return due.forEach(JOB, byId.keys(), async (id) => {
    const aside = byId.get(id)!
    const notice = say('setAside.told', { job: aside.job, item: aside.item, failures: aside.failures })
    await notifier.notify(
      administrators.map(({ id }) => ({ id: `setAside.${aside._id}.${aside.failedAt.getTime()}.${id}`, to: id, notice })),
    )
    await due.told(id)
  })
}

export const SET_ASIDE_ACTIONS = ['listSetAside', 'trySetAside'] as const
export const SET_ASIDE_BUTTONS = ['trySetAside'] as const

export function createSetAsideActions({ due }: Pick<SetAsideDeps, 'due'>): ActionsNamed<typeof SET_ASIDE_ACTIONS> {
  const listSetAside: Action = async ({ by }) => {
    if (!holdsRole(by, ['ADMIN'])) throw new NotAllowedError('setAside.onlyAdmin')
    const standing = await due.standing(LISTED)
    return { say: standing.length > 0 ? standing.map(setAsideCard) : [say('setAside.none')] }
  }

  const trySetAside: Action = async ({ reference = '', by }) => {
    if (!holdsRole(by, ['ADMIN'])) throw new NotAllowedError('setAside.onlyAdmin')
    return { cardDone: { key: (await due.tryNow(reference)) ? 'setAside.tried' : 'setAside.gone' } }
  }

  return { listSetAside, trySetAside }
}

function setAsideCard({ _id, job, item, failures, failedAt, until, reason }: SetAside): Notice {
  const text = (value: string) => ({ key: 'plain', values: { text: value } })
  const time = (at: Date) => ({ key: 'complaint.time', values: { at: at.toISOString() } })
  return {
    type: 'card',
    card: `aside-${_id}`,
    title: { key: 'setAside.title', values: { job } },
    text: text(reason),
    rows: [
      { label: { key: 'setAside.rows.item' }, value: text(item) },
      { label: { key: 'setAside.rows.failures' }, value: text(String(failures)) },
      { label: { key: 'setAside.rows.failedAt' }, value: time(failedAt) },
      { label: { key: 'setAside.rows.until' }, value: time(until) },
    ],
    buttons: [{ key: `do:trySetAside:${_id}`, label: { key: 'setAside.try' }, style: 'primary' }],
  }
}
