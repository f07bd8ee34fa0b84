/** The managers' day on one card: how many are open and late, who has what is most pressing, and a button for each list behind it. Pure. */
import { shortOf } from '../cases/numbers.js'
import type { Notice, Phrase } from '../delivery/notice.js'
import type { Values } from '../dialogue/session.js'
import type { Figures } from './figures.js'

type Card = Extract<Notice, { type: 'card' }>
type Rows = Card['rows']

/** What the reader may know of the day. */
export interface Day extends Figures {
  /** Of the kinds that are no complaints. */
  readonly othersLate: number
  /** Complaints whose plant nobody knows yet. */
  readonly ofNoPlant: readonly string[]
  /** The days off of that year are still to be entered. */
  readonly missingYear?: number
}

/** A complaint that is late or soon will be. */
export interface Pressing {
  readonly of: 'overdue' | 'dueToday' | 'dueTomorrow'
  readonly no: string
  readonly customer: string
  readonly kind: string
  /** Working days that it is late by. */
  readonly days: number
  /** In whose, where somebody has to do something. */
  readonly hands: Values
}

/** Title, counts and these are the six lines that are read on the way. */
export const ROWS = 4
const BUTTONS = 6
/** A label has room for two digits. */
const MOST_DAYS_IN_FULL = 99

/** True where there is nothing to tell: no message is better than zeros. */
export const isQuiet = ({ fresh, open, overdue, othersLate, waitingForMe, dissatisfied, major, missingYear }: Day): boolean =>
  fresh + open + overdue + othersLate + waitingForMe + dissatisfied + major === 0 && missingYear === undefined

/** @param heading how the title names whose day it is. @param pressing the most pressing first */
export function digestCard(card: string, heading: Values, day: Day, pressing: readonly Pressing[]): Card {
  const notes = notesOn(day)
  return {
    type: 'card',
    card,
    title: { key: day.overdue > 0 ? 'digest.titleLate' : 'digest.title', values: { ...heading, open: day.open, overdue: day.overdue } },
    text: { key: 'digest.counts', values: { counts: countsOf(day) } },
    // what concerns the whole plant is not pushed out by what is late
    rows: [...pressing.slice(0, ROWS - notes.length).map((one) => pressingRow(one, pressing)), ...notes],
    buttons: buttonsOn(day),
  }
}

const COUNTED = ['fresh', 'dueToday', 'dissatisfied', 'major', 'waitingForCustomer', 'othersLate', 'waitingForMe'] as const

const countsOf = (day: Day): Values[] => COUNTED.filter((name) => day[name] > 0).map((name) => ({ name, value: day[name] }))

/** Of two that would read alike the numbers are told. */
function pressingRow({ of, no, customer, kind, days, hands }: Pressing, all: readonly Pressing[]): Rows[number] {
  const label = of === 'overdue' && days > MOST_DAYS_IN_FULL ? 'longOverdue' : of
  const isAlone = all.filter((other) => other.customer === customer && other.kind === kind).length === 1
  return {
    label: { key: `digest.rows.${label}`, values: { days } },
    value: { key: 'digest.line', values: { ...hands, customer, kind, no: isAlone ? null : shortOf(no) } },
  }
}

function notesOn({ ofNoPlant, missingYear }: Day): Rows {
  return [
    ...(ofNoPlant.length > 0
      ? [
          {
            label: { key: 'digest.rows.ofNoPlant' },
            value: { key: 'digest.ofNoPlant', values: { nos: ofNoPlant.map(shortOf) } },
          },
        ]
      : []),
    ...(missingYear === undefined
      ? []
      : [{ label: { key: 'digest.rows.missingYear' }, value: { key: 'digest.missingYear', values: { year: missingYear } } }]),
  ]
}

/** The lists, the most pressing first; then the figures with their chart, and last the file of all that is open. */
function buttonsOn({ overdue, othersLate, major, dueToday, waitingForMe, dissatisfied, dueTomorrow }: Day): Card['buttons'] {
  const behind = (list: string) => `do:showList:${list}.0`
  const lists = (
    [
      ['overdue', overdue, behind('overdue')],
      ['othersLate', othersLate, 'do:listLate:'],
      ['major', major, behind('major')],
      ['dueToday', dueToday, behind('dueToday')],
      ['waitingForMe', waitingForMe, 'do:listTasks:'],
      ['dissatisfied', dissatisfied, behind('dissatisfied')],
      ['dueTomorrow', dueTomorrow, behind('dueTomorrow')],
    ] as const
  ).filter(([, count]) => count > 0)
  const label = (name: string, count?: number): Phrase => ({
    key: `digest.buttons.${name}`,
    ...(count !== undefined && { values: { count } }),
  })
  const offered = [
    ...lists.map(([name, count, key], index) => ({
      key,
      label: label(name, count),
      ...(index === 0 && { style: 'primary' as const }),
    })),
    { key: 'do:sendDigest:week', label: label('chart') },
  ]
  return [...offered.slice(0, BUTTONS - 1), { key: 'do:sendList:', label: label('file') }]
}
