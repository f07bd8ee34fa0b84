/** Connects a declared kind: everything that it needs at run time follows from its declaration. */

import { say } from '../delivery/notice.js'
import type { Values } from '../dialogue/session.js'
import { ConfigError } from '../errors.js'
import type { ActionRequest, Actions } from '../people/action.js'
import { misreadBy } from '../people/misread.js'
import { departmentsAt, type Rules } from '../people/organisation.js'
import { type Acting, createCaseActions } from './actions.js'
import { createAnnouncements } from './announcements.js'
import { createBeginCase, type Recall } from './begin-case.js'
import { copyCardId } from './cards.js'
import type { CaseEvent, CaseRecord } from './case.js'
import type { Schemas } from './case-type.js'
import { casesOf } from './collection.js'
import type { Declared } from './declare.js'
import { engineOf } from './engine.js'
import { createHandOver } from './hand-over.js'
import { createInHands } from './in-hands.js'
import { createLook, type Looks, rowsOf } from './look.js'
import { askedIn, createCaseLookups } from './lookups.js'
import type { KindParts } from './parts.js'
import { createReaders } from './readers.js'
import { refusalModel } from './refusals.js'
import { createReminders } from './reminders.js'
import { createRights, type Rights } from './rights.js'
import { createSeatmates } from './seatmates.js'
import { createSeats } from './seats.js'
import type { CaseService } from './service.js'
import { createShow } from './show-case.js'
import { createCaseStore } from './store.js'
import { lateTasks, mayBegin, openTasks, tasksFor } from './tasks.js'
import { isWhole } from './whole.js'

export interface ConnectedKind {
  readonly service: CaseService
  /** Those that dialogues run, by the names of the acts. */
  readonly actions: Actions
}

export function connectKind(type: Declared, parts: KindParts): ConnectedKind {
  const { connection, customers, directory, organisation, ruleBook, calendar, notifier, due, announce, now } = parts
  const ownIn = (rules: Rules) => ownRules(type, rules)
  ownIn(ruleBook.present().rules) // what is wrong with them is said at the start, not by the first case
  const cases = casesOf<CaseRecord>(connection, type)
  const refusals = refusalModel(connection)
  const engine = engineOf<CaseRecord, Schemas, CaseEvent>(type)
  const store = createCaseStore({ engine, cases, ruleBook, calendar, ownIn, now })
  const rights = createRights({
    type,
    customers,
    read: store.read,
    recordRefusal: async ({ by, at, channel }, action, reference, reason) => {
      await refusals.create({ at, by: { id: by.id, name: by.name }, action, reference, channel, reason })
    },
  })
  const seats = createSeats({ directory, customers, readsAll: rights.readsAll })
  const inHands = createInHands({ kind: type, seats })
  const look = lookOf(type)
  const announcements = createAnnouncements({
    kind: type,
    cases,
    seats,
    cards: look.cards,
    afterEvents: { tellOwn: async () => true, before: async () => {}, after: async (record, event) => parts.kin?.after(record, event) },
    notifier,
    ruleBook,
    due,
    now,
  })
  const tell = announce ?? announcements.dispatch
  const reminders = createReminders({ kind: type, store, announcements, calendar, now })
  const { found, actorsFor, standings } = rights
  const find = (filter: object) => cases.find(filter).sort({ registeredAt: -1 }).lean<CaseRecord[]>()
  const recalled: Recall = async (act, given, { customer, at, rules = ruleBook.present().rules }) =>
    plainValues((await type.recalls[act]?.({ given, customer, at, own: ownIn(rules), find })) ?? {})
  const { act, begin, push, common, named } = createCaseActions({
    kind: type,
    store,
    refusals,
    announce: tell,
    cards: look.cards,
    acting: actingOf({ found, actorsFor, standings, recalled, ruleBook, look, organisation }),
    seats,
  })
  const lookups = createCaseLookups({ type, look, actorsFor, readable: found, refusals, calendar, now })
  const beginning = createBeginCase({ type, store, parts, recalled, refusals, announce: tell, look })

  const show = createShow({ type, look, inHands, found, actorsFor, ...(parts.kin && { kin: parts.kin }), now })

  const service: CaseService = {
    type,
    store,
    announcements,
    reminders,
    act,
    begin,
    push,
    common,
    isWhole: (record) => isWhole(record, type),
    seatmates: createSeatmates({ read: store.read, actorsFor, seats }),
    handOver: createHandOver({ store, seats, announce: tell }),
    readersAmong: createReaders({ read: store.read, actorsFor, seats }),
    show,
    async showMore(request) {
      const record = await found(askedIn(request), request, 'showMore')
      const { paper } = type
      return { say: [await lookups.more(record, request, paper?.from.includes(record.state) ? [`${paper.action} paper`] : [])] }
    },
    showRecord: lookups.showRecord,
    async explainDue(request: ActionRequest) {
      const explained = lookups.explained(await found(askedIn(request), request, 'explainDue'), true)
      return { say: explained.length > 0 ? explained : [say('cases.why.none')] }
    },
    explained: async (record) => (isWhole(record, type) ? lookups.explained(record, false) : []),
    visibleTo: rights.visibleTo,
    async lateCard(record, by, at) {
      const [waits] = isWhole(record, type) ? [...lateTasks(type, record, at), ...openTasks(type, record)] : []
      if (!waits) return undefined
      const actors = await actorsFor(by, record)
      const [first, ...others] = tasksFor(type, record, actors)
      const held = { hands: await inHands(record, at), reader: by }
      return first
        ? look.cards.todo(record, [first, ...others], at, held)
        : look.late(record, waits, at, held, mayBegin(type, record, 'pushed', actors))
    },
    taskOf: async (record, by) => (isWhole(record, type) ? tasksFor(type, record, await actorsFor(by, record))[0] : undefined),
    async taskCard(record, by, at) {
      if (!isWhole(record, type)) return undefined
      const [first, ...others] = tasksFor(type, record, await actorsFor(by, record))
      return first && look.cards.todo(record, [first, ...others], at, { hands: await inHands(record, at), reader: by })
    },
    async copyCard(record, copy, by) {
      const event = isWhole(record, type) && record.events[Number(copy)]
      return event
        ? look.cards.happened(record, event, [], copyCardId(record._id, copy), { hands: await inHands(record, now()), reader: by })
        : undefined
    },
  }
  return { service, actions: { ...named, ...beginning } }
}

/** @throws ConfigError with the place in the organisation file */
function ownRules({ kind, rules }: Declared, given: object): unknown {
  if (!rules) return undefined
  const value = new Map<string, unknown>(Object.entries(given)).get(kind)
  const parsed = rules.safeParse(value)
  if (parsed.success) return parsed.data
  throw new ConfigError(
    misreadBy(rules, value).map(({ path, ...fault }) => ({ ...fault, file: 'ORG_FILE', at: ['rules', kind, ...path].join('.') })),
  )
}

/** Fields as texts may show them. */
const plainValues = (fields: object): Values =>
  Object.fromEntries(Object.entries(fields).map(([name, value]) => [name, value instanceof Date ? value.toISOString() : value]))

/** What an act of a declared kind needs beside what was given. */
const actingOf = ({
  found,
  actorsFor,
  standings,
  recalled,
  ruleBook,
  look,
  organisation,
}: Pick<Rights, 'found' | 'actorsFor' | 'standings'> & ActingParts): Acting => ({
  found,
  actorsFor,
  standings,
  workedOut: async (act, record, given, { at }) =>
    recalled(act, given, { customer: record.customer, at, rules: await ruleBook.of(record) }),
  factsOf: (record) => ({
    ...plainValues(record.fields ?? {}),
    ...look.valuesIn(record),
    departmentsThere: departmentsAt(organisation, record.plant).map(({ id }) => id),
  }),
})
interface ActingParts {
  readonly recalled: Recall
  readonly ruleBook: KindParts['ruleBook']
  readonly look: Looks<CaseRecord, CaseEvent>
  readonly organisation: KindParts['organisation']
}

/** The first row stands above the state, the others below everything. */
const lookOf = (type: Declared): Looks<CaseRecord, CaseEvent> =>
  createLook({
    type,
    showAction: 'showCase',
    rows: (record) => rowsOf(type, type.rows(record)).slice(0, 1),
    rest: (record) => rowsOf(type, type.rows(record)).slice(1),
    ...(type.beside && { beside: type.beside }),
  })
