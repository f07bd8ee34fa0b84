/** Connects a declared kind: everything that it needs at run time follows from its declaration. */

import { say } from '../delivery/notice.js'
import type { Values } from '../dialogue/session.js'
import { ConfigError } from '../errors.js'
import type { Action, ActionRequest, Actions } from '../people/action.js'
import { createCaseActions } from './actions.js'
import { createAnnouncements } from './announcements.js'
import { createBeginCase, type Recall } from './begin-case.js'
import type { CaseEvent, CaseRecord } from './case.js'
import type { Schemas } from './case-type.js'
import { casesOf } from './collection.js'
import type { Declared } from './declare.js'
import { engineOf } from './engine.js'
import { createLook, plain, rowsOf } from './look.js'
import { askedIn, createCaseLookups } from './lookups.js'
import type { KindParts } from './parts.js'
import { refusalModel } from './refusals.js'
import { createReminders } from './reminders.js'
import { createRights } from './rights.js'
import { createSeats } from './seats.js'
import type { CaseService } from './service.js'
import { createCaseStore } from './store.js'
import { mayBegin, openTasks, tasksFor } from './tasks.js'
import { isWhole } from './whole.js'

/** The rest is under 看经过. */
const SHOWN_EVENTS = 8

export interface ConnectedKind {
  readonly service: CaseService
  /** Those that dialogues run, by the names of the acts. */
  readonly actions: Actions
}

export function connectKind(type: Declared, parts: KindParts): ConnectedKind {
  const { connection, customers, directory, organisation, calendar, notifier, due, announce, now } = parts
  const { rules } = organisation
  const own = ownRules(type, rules)
  const cases = casesOf<CaseRecord>(connection, type)
  const refusals = refusalModel(connection)
  const engine = engineOf<CaseRecord, Schemas, CaseEvent>(type)
  const store = createCaseStore({ engine, cases, rules, calendar, own, now })
  const seats = createSeats({ directory, customers })
  const rights = createRights({
    type,
    customers,
    read: store.read,
    recordRefusal: async ({ by, at, channel }, action, reference, reason) => {
      await refusals.create({ at, by: { id: by.id, name: by.name }, action, reference, channel, reason })
    },
  })
  const look = createLook({
    type,
    showAction: 'showCase',
    rows: (record) => rowsOf(type, type.rows(record)).slice(0, 1),
    rest: (record) => rowsOf(type, type.rows(record)).slice(1),
  })
  const announcements = createAnnouncements({
    kind: type,
    cases,
    seats,
    cards: look.cards,
    afterEvents: { tellOwn: async () => true, before: async () => {}, after: async (record, event) => parts.kin?.after(record, event) },
    notifier,
    rules,
    due,
    now,
  })
  const tell = announce ?? announcements.dispatch
  const reminders = createReminders({ kind: type, store, announcements, calendar, now })
  const { found, actorsFor } = rights
  const find = (filter: object) => cases.find(filter).sort({ registeredAt: -1 }).lean<CaseRecord[]>()
  const recalled: Recall = async (act, given, customer, at) =>
    plainValues((await type.recalls[act]?.({ given, customer, at, own, find })) ?? {})
  const acting = {
    found,
    actorsFor,
    workedOut: (act: string, { customer }: CaseRecord, given: Values, { at }: ActionRequest) => recalled(act, given, customer, at),
    factsOf: (record: CaseRecord): Values => ({ ...plainValues(record.fields ?? {}), ...look.valuesIn(record) }),
  }
  const { act, begin, push, ...acts } = createCaseActions({ kind: type, store, refusals, announce: tell, cards: look.cards, acting })
  const lookups = createCaseLookups({ type, look, actorsFor, readable: found, refusals, calendar, now })
  const beginning = createBeginCase({ type, store, parts, recalled, refusals, announce: tell, look })

  const show: Action = async (request) => {
    const record = await found(askedIn(request), request, 'showCase')
    const tasks = tasksFor(type, record, await actorsFor(request.by, record))
    const due = record.clocks.filter(({ stoppedAt }) => !stoppedAt)
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
            button('showRecord', 'record'),
            button('showMore', 'more'),
          ],
        },
        ...record.events
          .filter(({ type: name }) => !type.acts[name]?.isBookkeeping)
          .slice(-SHOWN_EVENTS)
          .map(look.eventLine),
        ...((await parts.kin?.card(record, request.by)) ?? []),
      ],
    }
  }

  const service: CaseService = {
    type,
    store,
    announcements,
    reminders,
    act,
    begin,
    push,
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
      const [waits] = isWhole(record, type) ? openTasks(type, record) : []
      if (!waits) return undefined
      const actors = await actorsFor(by, record)
      const [first, ...others] = tasksFor(type, record, actors)
      return first
        ? look.cards.todo(record, [first, ...others], at)
        : look.late(record, waits, at, mayBegin(type, record, 'pushed', actors))
    },
    async taskCard(record, by, at) {
      if (!isWhole(record, type)) return undefined
      const [first, ...others] = tasksFor(type, record, await actorsFor(by, record))
      return first && look.cards.todo(record, [first, ...others], at)
    },
  }
  return { service, actions: { ...acts, ...beginning } }
}

/** @throws ConfigError with the place in the organisation file */
function ownRules({ kind, rules }: Declared, given: object): unknown {
  if (!rules) return undefined
  const parsed = rules.safeParse(new Map<string, unknown>(Object.entries(given)).get(kind))
  if (parsed.success) return parsed.data
  throw new ConfigError(parsed.error.issues.map(({ path, message }) => `rules.${[kind, ...path].join('.')}: ${message}`))
}

/** Fields as texts may show them. */
const plainValues = (fields: object): Values =>
  Object.fromEntries(Object.entries(fields).map(([name, value]) => [name, value instanceof Date ? value.toISOString() : value]))
