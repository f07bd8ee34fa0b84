/** One case in full, for whoever may read it: how it stands, what they can do, what happened last, what it belongs to. */
import type { Action } from '../people/action.js'
import type { CaseEvent, CaseRecord } from './case.js'
import type { Declared } from './declare.js'
import type { InHands } from './in-hands.js'
import type { Kin } from './kin.js'
import { type Looks, plain, rowsOf } from './look.js'
import { askedIn } from './lookups.js'
import type { Rights } from './rights.js'
import { mayBegin, tasksFor } from './tasks.js'

export interface ShowDeps extends Pick<Rights, 'found' | 'actorsFor'> {
  readonly type: Declared
  readonly look: Looks<CaseRecord, CaseEvent>
  readonly inHands: InHands
  readonly kin?: Pick<Kin, 'card'>
  readonly now: () => Date
}

/** The rest is under 处理经过. */
const SHOWN_EVENTS = 8

/** @throws (the action) UserFacingError where the person may not read it; the refusal is recorded */
export function createShow({ type, look, inHands, found, actorsFor, kin, now }: ShowDeps): Action {
  return async function show(request) {
    const record = await found(askedIn(request), request, 'showCase')
    const actors = await actorsFor(request.by, record)
    const tasks = tasksFor(type, record, actors)
    const held = { hands: await inHands(record, now()), reader: request.by }
    const due = record.clocks.filter(({ id, stoppedAt }) => !stoppedAt && type.clocks[id]?.pressing !== 'never')
    const { _id: no } = record
    const [first, ...rest] = rowsOf(type, type.rows(record))
    const button = (action: string, label: string) => ({ key: `do:${action}:${no}`, label: { key: look.key(`buttons.${label}`) } })
    return {
      say: [
        {
          type: 'card',
          card: `show-${no}`,
          title: { key: look.key('show.title'), values: { no } },
          subtitle: { key: look.key('show.subtitle'), values: look.valuesIn(record) },
          rows: [
            ...(first ? [first] : []),
            look.stateRow(record),
            ...due.flatMap((clock) => look.dueRows(record, clock, now())),
            ...(record.registeredBy.name === '' ? [] : [{ label: look.label('registeredBy'), value: plain(record.registeredBy.name) }]),
            ...rest,
          ],
          buttons: [
            ...tasks.slice(0, 3).map((task) => look.stepButton(record, task)),
            ...(mayBegin(type, record, 'pushed', actors) ? look.pushButton(record, held) : []),
            button('showRecord', 'record'),
            button('showMore', 'more'),
          ],
        },
        ...look.handLines(held, now()),
        ...look.ownerLines(record),
        ...record.events
          .filter(({ type: name }) => !type.acts[name]?.isBookkeeping)
          .slice(-SHOWN_EVENTS)
          .map(look.eventLine),
        ...((await kin?.card(record, request.by)) ?? []),
      ],
    }
  }
}
