/** What is counted of complaints, read from their records. */
import type { Model } from 'mongoose'
import { type Calendar, dayOf } from '../calendar/index.js'
import { dataOf } from '../cases/history.js'
import { batchKeysOf, type Complaint } from '../complaints/model.js'
import type { Subject, View } from '../complaints/view.js'
import { isObject, type Values } from '../dialogue/session.js'
import { type Counted, sumOf } from './counting.js'
import { someOf } from './some-of.js'

type Entry = Subject &
  Pick<Complaint, '_id' | 'registeredAt' | 'kind' | 'product' | 'causeCode' | 'batchKey' | 'state' | 'closedAt' | 'events'>

const EVENTS = ['accepted', 'planProposed', 'filingSubmitted'] as const
const PARTS = {
  registeredAt: 1,
  kind: 1,
  product: 1,
  causeCode: 1,
  batchKey: 1,
  state: 1,
  closedAt: 1,
  plant: 1,
  customer: 1,
  registeredBy: 1,
  'report.recipients': 1,
  departments: 1,
  major: 1,
  isOpen: 1,
  assignee: 1,
  events: someOf('events', 'type', EVENTS),
} as const

export interface Read {
  /** In the order of their registration. */
  readonly counted: readonly Counted[]
  /** Left out, as they are counted with those that they were merged into. */
  readonly merged: readonly Pick<Counted, 'registeredAt'>[]
  /** How many could not be read. */
  readonly damaged: number
}

/** Those that the reader sees the inside of, of a time that the filter names. */
export async function readCounted(
  complaints: Model<Complaint>,
  filter: Readonly<Record<string, unknown>>,
  { levelOf }: Pick<View, 'levelOf'>,
  calendar: Pick<Calendar, 'workingDaysBetween'>,
): Promise<Read> {
  const counted: Counted[] = []
  const merged: Pick<Counted, 'registeredAt'>[] = []
  let damaged = 0
  const found = complaints.collection.find<Entry>(
    { ...filter, caseKind: complaints.modelName },
    { projection: PARTS, sort: { registeredAt: 1 }, hint: { caseKind: 1, registeredAt: -1 } },
  )
  for await (const entry of found) {
    try {
      if (levelOf(entry) !== 'inside') continue
      if (entry.state === 'MERGED') merged.push(entry)
      else counted.push(countedOf(entry, calendar))
    } catch {
      damaged++
    }
  }
  return { counted, merged, damaged }
}

function countedOf(entry: Entry, calendar: Pick<Calendar, 'workingDaysBetween'>): Counted {
  const { _id: no, registeredAt, plant, kind, product, causeCode: cause, customer, state, closedAt, events } = entry
  const first = (type: (typeof EVENTS)[number]) => events.find((event) => event.type === type)?.at
  const daysTo = (at: Date | undefined) => at && calendar.workingDaysBetween(dayOf(registeredAt), dayOf(at), plant)
  return {
    no,
    registeredAt,
    month: dayOf(registeredAt).slice(0, 7),
    plant,
    kind,
    product,
    cause,
    customer: { id: customer.id, name: customer.name },
    batches: batchKeysOf(entry),
    days: {
      accepted: daysTo(first('accepted')),
      planned: daysTo(first('planProposed')),
      closed: daysTo(state === 'CLOSED' ? closedAt : undefined),
    },
    sums: {
      plannedYuan: sumOf(lastOfRounds(entry, 'planProposed').flatMap(({ planAmount }) => numberIn(planAmount))),
      plannedTonnes: sumOf(lastOfRounds(entry, 'planProposed').flatMap(({ planTonnes: t }) => numberIn(isObject(t) ? t.value : undefined))),
      paidYuan: sumOf(lastOfRounds(entry, 'filingSubmitted').flatMap(({ cost }) => numberIn(cost))),
    },
  }
}

/** What was given for the last act of a type in each round: a plan that was proposed anew takes the place of the one before. */
const lastOfRounds = ({ events }: Entry, type: (typeof EVENTS)[number]): Values[] => [
  ...new Map(events.filter((event) => event.type === type).map((event) => [event.round, dataOf(event)])).values(),
]

const numberIn = (value: Values[string]): number[] => (typeof value === 'number' ? [value] : [])
