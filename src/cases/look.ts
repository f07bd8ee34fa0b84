/** How cases are shown: the cards of every kind, from the rows and words of its declaration. Sentences stand under the kind's name, or under `cases`. */
import { type Notice, type Phrase, say } from '../delivery/notice.js'
import { isObject, type Values } from '../dialogue/session.js'
import { type CaseCards, type ReminderOf, reminderCardId, valuesOf } from './cards.js'
import type { CaseEvent, CaseRecord, Clock } from './case.js'
import type { CaseType, Task } from './case-type.js'
import { isOverdue } from './deadlines.js'
import type { Beside, NamedRows, Row } from './declare.js'
import { dataOf } from './history.js'
import { type Held, handOn, handPhrase, whoIn } from './in-hands.js'
import { clockOf } from './tasks.js'

/** What a kind brings of its own. */
export interface Look<R extends CaseRecord = CaseRecord, E extends CaseEvent = CaseEvent> {
  readonly type: CaseType
  /** The action that shows it in full. */
  readonly showAction: string
  /** Where the state alone says too little: the name of a text under `stands`. */
  standOf?(record: R): string
  /** What its sentences may name beside number, state and round. */
  values?(record: R): Values
  /** Above the state. */
  rows(record: R, tasks: readonly Task[]): readonly Row[]
  /** Below everything: what a card may do without, where the platform has no room for it. */
  rest?(record: R): readonly Row[]
  /** Beside its tasks. */
  beside?(record: R): readonly Beside[]
  /** Below the due time. */
  late?(record: R, clock: Clock): readonly Row[]
  /** What may be said of an event on a card, which may be forwarded. */
  shownOf?(event: E): Values
}

export type Card = Extract<Notice, { type: 'card' }>
type Button = Card['buttons'][number]

export const plain = (text: string): Phrase => ({ key: 'plain', values: { text } })

/** The rows of a declared kind. */
export const rowsOf = ({ kind }: Pick<CaseType, 'kind'>, named: NamedRows): readonly Row[] =>
  Object.entries(named).flatMap(([name, value]) =>
    value === undefined ? [] : [{ label: { key: `${kind}.rows.${name}` }, value: typeof value === 'string' ? plain(value) : value }],
  )

export type Looks<R extends CaseRecord, E extends CaseEvent> = ReturnType<typeof createLook<R, E>>

export function createLook<R extends CaseRecord, E extends CaseEvent>(look: Look<R, E>) {
  const { type, showAction } = look
  const { kind } = type
  const key = (name: string) => `${kind}.${name}`
  const label = (name: string): Phrase => ({ key: key(`rows.${name}`) })
  /** @param held names whoever has it in their hands */
  const valuesIn = (record: R, held?: Held): Values => ({
    no: record._id,
    state: record.state,
    standing: { stand: look.standOf?.(record) ?? record.state, state: record.state, who: held ? whoIn(held) : '' },
    round: record.round,
    again: record.round > 1 ? record.round : null,
    customer: record.customer?.name ?? '',
    ...look.values?.(record),
  })

  /** Reference of a button: what is done, to which record, and about which part of it. */
  const stepButton = (record: R, task: Task, isPrimary = true, isOneOfSeveral = false): Button => ({
    key: `do:${task.by === 'button' ? 'act' : 'begin'}:${task.by === 'button' ? task.event : task.id}.${record._id}${task.about ? `.${task.about}` : ''}`,
    label: isOneOfSeveral ? { key: key('stepOf'), values: { step: task.id, about: task.about } } : { key: key(`steps.${task.id}`) },
    ...(isPrimary && { style: 'primary' as const }),
  })

  /** The first of them stands out; where the same may be done to several parts, each says to which. */
  const stepButtons = (record: R, tasks: readonly Task[], most: number): Button[] =>
    tasks.slice(0, most).map((task, index) => {
      const isOneOfSeveral = tasks.some((other) => other.id === task.id && other.about !== task.about)
      return stepButton(record, task, index === 0, isOneOfSeveral)
    })

  /** What there is to do, and what helps with it. */
  const taskButtons = (record: R, tasks: readonly Task[], most: number): Button[] => [
    ...stepButtons(record, tasks, most),
    ...(tasks.length > 0 ? (look.beside?.(record) ?? []) : []),
  ]

  const details = ({ _id }: R): Button => ({ key: `do:${showAction}:${_id}`, label: { key: key('buttons.details') } })

  const stateRow = (record: R, held?: Held): Row => ({
    label: label('state'),
    value: { key: key('stateNow'), values: valuesIn(record, held) },
  })

  /** In whose hands it is, and with what where the card does not ask the reader for just that. */
  function handRow(held: Held, [first]: readonly Task[], now: Date): readonly Row[] {
    const hand = handOn(held, first)
    if (!hand) return []
    const isAsked = hand.people.some(({ id }) => id === held.reader.id)
    return [{ label: label('inHands'), value: handPhrase(type, first && isAsked ? 'who' : 'row', hand, now) }]
  }

  /** Until when, and what there is to say of its being late. */
  const dueRows = (record: R, clock: Clock, now: Date): readonly Row[] => [
    { label: label('dueAt'), value: { key: key('dueAt'), values: dueValues(clock, now) } },
    ...(look.late?.(record, clock) ?? []),
  ]

  function allRows(record: R, tasks: readonly Task[], clock: Clock | undefined, now: Date, held: Held): readonly Row[] {
    return [
      ...look.rows(record, tasks),
      stateRow(record, held),
      ...(clock ? dueRows(record, clock, now) : []),
      ...handRow(held, tasks, now),
      ...(look.rest?.(record) ?? []),
    ]
  }

  /** What happened, and what it asks of the person who reads it. */
  function happened(record: R, event: E, tasks: readonly Task[], card: string, held: Held): Card {
    const [first] = tasks
    const shown = shownOf(event)
    return {
      type: 'card',
      card,
      title: first ? { key: key('cards.todo'), values: { step: first.id } } : titleOf(record, event),
      subtitle: { key: key('cards.subtitle'), values: valuesIn(record) },
      text: { key: key(event.by ? 'didBy' : 'didAlone'), values: { ...doer(event), did: { did: event.type, ...shown } } },
      rows: allRows(record, tasks, first && clockOf(record, first), event.at, held),
      buttons: [...taskButtons(record, tasks, 4), ...answerButton(record, event), details(record)],
    }
  }

  const shownOf = (event: E): Values => look.shownOf?.(event) ?? valuesOf(event)

  function titleOf(record: R, event: E): Phrase {
    const heading = type.acts[event.type]?.heading?.(event)
    return heading ? { key: key(`cards.${heading}`), values: doer(event) } : { key: key('cards.info'), values: valuesIn(record) }
  }

  function answerButton(record: R, event: E): readonly Button[] {
    const dialogue = type.acts[event.type]?.answeredBy
    if (!dialogue) return []
    return [
      {
        key: `do:begin:${dialogue}.${record._id}.${dataOf(event).about}`,
        label: { key: key(`steps.${dialogue}`) },
        style: 'primary',
      },
    ]
  }

  /** What is to be done with one case: what, for whom, until when. */
  function todo(record: R, tasks: readonly [Task, ...Task[]], now: Date, held: Held): Card {
    const [first] = tasks
    return {
      type: 'card',
      card: `task-${record._id}-${first.id}`,
      title: { key: key('cards.todo'), values: { step: first.id } },
      subtitle: { key: key('cards.subtitle'), values: valuesIn(record) },
      rows: allRows(record, tasks, clockOf(record, first), now, held),
      buttons: [...taskButtons(record, tasks, 4), details(record)],
    }
  }

  /** One that is late: what it waits for, and in whose hands it is; with the push of whoever may push. */
  function late(record: R, task: Task, now: Date, held: Held, mayPush: boolean): Card {
    return {
      type: 'card',
      card: `late-${record._id}`,
      title: { key: key('cards.late'), values: { step: task.id } },
      subtitle: { key: key('cards.subtitle'), values: valuesIn(record) },
      rows: allRows(record, [task], clockOf(record, task), now, held),
      buttons: [...(mayPush ? [pushOf(record, task)] : []), details(record)],
    }
  }

  /** A time that is near, or past; for whoever can act the button that does it, for the others the one that pushes. */
  function reminder(record: R, clock: Clock, { id, reminder: kindOf, person, tasks, isDoer, mayPush, hands, now }: ReminderOf): Card {
    const cause = record.events[Number(clock.key.split('#')[1])] as E | undefined
    const values = { ...(cause && shownOf(cause)), ...valuesIn(record), ...dueValues(clock, now), reminder: kindOf, about: clock.about }
    const { note } = type.clocks[clock.id]!
    const own = typeof note === 'object' ? note[kindOf] : note
    const push = tasks[0] && !isDoer && mayPush ? [pushOf(record, tasks[0])] : []
    return {
      type: 'card',
      card: reminderCardId(id, person),
      title: { key: key(`remind.${kindOf}`), values },
      subtitle: { key: key('cards.subtitle'), values },
      text: { key: key(own ?? 'remind.text'), values },
      rows: allRows(record, tasks, clock, now, { hands, reader: person }),
      buttons: [
        ...(isDoer ? taskButtons(record, tasks, 2) : push),
        { key: `do:explainDue:${record._id}`, label: { key: key('buttons.why') } },
        details(record),
      ],
    }
  }

  /** An earlier card of the same seat: somebody else was faster. */
  const done = (card: string, event: E): Notice => {
    const { by, type: name } = event
    const { colleague } = dataOf(event)
    const values = {
      name: isObject(colleague) ? colleague.name : by?.name,
      inPlaceOf: isObject(colleague) ? '' : doer(event).inPlaceOf,
      event: name,
    }
    const { handsOver, corrects } = type.acts[name] ?? {}
    return { type: 'cardDone', card, text: { key: key(handsOver ? 'givenTo' : corrects ? 'correctedSince' : 'doneBy'), values } }
  }

  /** 催办 of what waits for somebody else first. */
  const pushButton = (record: R, { hands, reader }: Held): Button[] =>
    hands
      .filter(({ people }) => !people.some(({ id }) => id === reader.id))
      .slice(0, 1)
      .map(({ task }) => pushOf(record, task, false))

  const pushOf = ({ _id }: R, task: Task, isPrimary = true): Button => ({
    key: `do:push:${_id}.${task.id}`,
    label: { key: key('buttons.push') },
    ...(isPrimary && { style: 'primary' as const }),
  })

  /** In whose hands it is, each thing that is to be done in a line of its own; for whoever sees the inside. */
  const handLines = ({ hands, reader }: Held, now: Date): Notice[] =>
    hands.map((hand) => ({ type: 'text', text: handPhrase(type, 'line', hand, now, reader) }))

  /** Who has taken on what, for whoever sees the inside. */
  const ownerLines = ({ owners = {} }: R): Notice[] =>
    Object.entries(owners).map(([role, { name }]) => say(key('show.owner'), { role, name }))

  /** One event of the story: when, who, in what role, and what. */
  function eventLine(event: E): Notice {
    const { type: did, at, by, role, channel } = event
    return say(key(by && role ? 'storyBy' : by ? 'storyByName' : 'story'), {
      at: at.toISOString(),
      ...doer(event),
      role: role ?? '',
      channel: channel ?? '',
      did: { did, ...valuesOf(event) },
    })
  }

  const cards: CaseCards<R, E> = {
    happened,
    forCustomer: (record, tasks, card) => happened(record, record.events[0] as E, tasks, card, { hands: [], reader: { id: '' } }),
    todo,
    done,
    reminder,
  }
  return { cards, late, key, label, valuesIn, stepButton, details, stateRow, dueRows, pushButton, handLines, ownerLines, eventLine }
}

/** Who did it, and in whose place. */
const doer = ({ by, onBehalfOf }: CaseEvent) => ({ by: by?.name ?? '', inPlaceOf: onBehalfOf?.name ?? '' })

/** What sentences say of a time that runs. */
export const dueValues = (clock: Clock, now: Date): Values => ({
  clock: clock.id,
  dueAt: clock.dueAt.toISOString(),
  state: isOverdue(clock, now) ? 'overdue' : clock.dueAt < now ? 'due' : 'running',
  provisional: clock.isProvisional ? 'yes' : 'no',
})
