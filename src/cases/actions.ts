/** What people do to a case: one action for every act of its declaration, from a button or at the end of a dialogue. */
import type { Model } from 'mongoose'
import { type Notice, say } from '../delivery/notice.js'
import { isNothing, isObject, type Values } from '../dialogue/session.js'
import { UserFacingError } from '../errors.js'
import type { Action, ActionRequest, ActionResult, Actions } from '../people/action.js'
import { asAt, type Person } from '../people/person.js'
import type { ActRequest, Given } from './act-request.js'
import type { Announce } from './announcements.js'
import { type CaseCards, happenedCardId, valuesOf } from './cards.js'
import type { Actor, CaseEvent, CaseRecord } from './case.js'
import type { CaseType } from './case-type.js'
import { handOverOf, isCommon } from './common-acts.js'
import { isAmong } from './copies.js'
import { whoMay } from './corrections.js'
import { createInHands, handPhrase, handValues } from './in-hands.js'
import type { Refused } from './refusals.js'
import { othersOn } from './seatmates.js'
import type { Seats } from './seats.js'
import { actorsIn, foremostFor, type Standing, standingFor } from './standing.js'
import type { CaseStore } from './store.js'
import { isOffered, mayBegin, openTasks, tasksFor } from './tasks.js'

/** What a kind of case knows itself of acting on it. */
export interface Acting<R extends CaseRecord = CaseRecord> {
  /** The record as this person may see it. @throws UserFacingError where they may not know of it */
  found(no: string, request: ActionRequest, action: string): Promise<R>
  actorsFor(person: Person, record: R): Promise<readonly Actor[]>
  /** The same apart: their own, and those of each person for whom they act. */
  standings(person: Person, record: R): Promise<readonly [Standing, ...Standing[]]>
  /** What an act needs beside what was typed. @throws UserFacingError where that cannot be found */
  workedOut(act: string, record: R, data: Values, request: ActionRequest): Promise<Given>
  /** What a dialogue may ask for by name. */
  factsOf(record: R, actors: readonly Actor[], request: Pick<ActionRequest, 'by' | 'channel'>): Values
}

export interface CaseActionDeps {
  readonly kind: CaseType
  readonly store: CaseStore<CaseRecord, CaseEvent>
  readonly refusals: Model<Refused>
  /** Has whoever must hear of it told, beside the turn. */
  readonly announce: Announce
  readonly cards: CaseCards
  readonly acting: Acting
  readonly seats: Pick<Seats, 'ownersOn' | 'readersAmong' | 'askedFor' | 'placeOf'>
}

export interface CaseActions {
  /** Those that dialogues end in, by the names of the acts. */
  readonly named: Actions
  /** The same of the acts that every kind has: the kernel finds by the number which kind's it is. */
  readonly common: Actions
  readonly act: Action
  readonly begin: Action
  readonly push: Action
}

/** Two pushes of one task within this time say no more than one. */
export const PUSH_AGAIN_AFTER_MS = 10 * 60_000

export function createCaseActions({ kind, store, refusals, announce, cards, acting, seats }: CaseActionDeps): CaseActions {
  const { found, actorsFor, workedOut, factsOf } = acting
  const text = (name: string) => `${kind.kind}.${name}`
  const inHands = createInHands({ kind, seats })

  async function refuse(request: ActionRequest, { no, action }: { no: string; action: string }, refusal: UserFacingError): Promise<never> {
    await note(request, { no, action, reason: refusal.key })
    throw refusal
  }

  async function note({ by, at, channel }: ActionRequest, tried: { no: string; action: string; reason: string }): Promise<void> {
    const { no: reference, action, reason } = tried
    await refusals.create({ at, by: { id: by.id, name: by.name }, action, reference, channel, reason })
  }

  /** Appends one event, tells whoever must hear of it, and shows what comes next to the one who did it. */
  async function perform(type: string, no: string, asked: ActionRequest, data: Values): Promise<ActionResult> {
    const request = begunBy(asked)
    const { key, by, at, channel } = request
    const record = await found(no, request, type)
    const { doneFor, showsToNamed } = kind.acts[type]!
    const standings = foremostFor(doneFor?.(record, data as never) ?? [], by, await acting.standings(by, record))
    // what a repeat finds done is answered as done, though it could not be done again
    const isDone = record.events.some(({ id }) => id === key)
    const given = isDone ? {} : await givenTo(type, record, data, request, actorsIn(standings))
    if (showsToNamed && !isDone) await refuseUnread(type, record, data, request)
    const full = isDone ? data : { ...data, ...(await workedOut(type, record, data, request)), ...given }
    const { actors, onBehalfOf } = standingFor({ ...kind.acts[type], by: whoMay(kind, record, type, full) }, record, standings, given.seat)
    const act: ActRequest = {
      id: key,
      type,
      at,
      by: { id: by.id, name: by.name },
      ...(onBehalfOf && { onBehalfOf }),
      actors,
      channel,
      ...(Object.keys(full).length > 0 && { data: full }),
    }
    const outcome = await store.perform(record._id, () => act)
    if (!outcome) throw new UserFacingError(text('notFound'), { no })
    if (!outcome.ok)
      return refuse(request, { no, action: type }, new UserFacingError(outcome.key, outcome.params, outcome.isFinal ?? false))
    await announce(no)
    const present = outcome.record
    if (by.customer) return { cardDone: { key: text('doneByMe') }, say: [say(text('customerThanks'), { no, act: type })] }
    const [capacities, hands] = [await actorsFor(by, present), await inHands(present, at)]
    // what was given away is somebody else's now
    const [first, ...others] = type === 'transferred' ? [] : tasksFor(kind, present, capacities)
    const hand = capacities.includes('READER') ? hands[0] : undefined
    const done = say(text('done'), { no, state: present.state, did: { did: type, ...valuesOf(outcome.event) } })
    const now: Notice = hand
      ? { type: 'text', text: handPhrase(kind, 'line', hand, at, by) }
      : say(text('doneState'), { state: present.state })
    const card = happenedCardId(
      no,
      present.events.findIndex(({ id }) => id === key),
      by,
    )
    const next = first && cards.todo(present, [first, ...others], at, { hands, reader: by })
    return {
      cardDone: { key: text('doneByMe'), values: { event: type } },
      say: [done, now, ...(next?.type === 'card' ? [{ ...next, card, isNamed: true as const }] : [])],
    }
  }

  /** Whom a case is given, and of which seat. @throws UserFacingError where nothing of theirs is waited for, or the other does not sit there */
  async function givenTo(
    type: string,
    record: CaseRecord,
    { colleague }: Values,
    request: ActionRequest,
    actors: readonly Actor[],
  ): Promise<ReturnType<typeof handOverOf>> {
    const { handsOver } = kind.acts[type]!
    if (!handsOver) return {}
    const { by } = request
    const no = record._id
    const who = { by, actors }
    const given = handOverOf(handsOver, record, who)
    if (!given.seat) return refuse(request, { no, action: type }, new UserFacingError(text('refused.noTurn'), { no }, true))
    const isSeated =
      handsOver === 'toDoer' || (await othersOn(seats, record, who)).some(({ id }) => isObject(colleague) && id === colleague.id)
    if (isSeated) return given
    const name = isObject(colleague) ? colleague.name : colleague
    return refuse(request, { no, action: type }, new UserFacingError(text('refused.notSeated'), { no, name, roles: [given.seat] }))
  }

  /** Nobody is shown what they may not read: it is sent to those alone who may. */
  async function refuseUnread(action: string, record: CaseRecord, { colleagues }: Values, request: ActionRequest): Promise<void> {
    const named = [colleagues ?? []]
      .flat()
      .filter(isObject)
      .map(({ id, name }) => ({ id: String(id), name: String(name) }))
    const readers = await seats.readersAmong(named, record)
    const others = named.filter((one) => !isAmong(readers, one))
    if (others.length === 0) return
    const no = record._id
    const names = others.map(({ name }) => name)
    await refuse(request, { no, action }, new UserFacingError(text('refused.notReader'), { no, names }))
  }

  const acts = endingDialogues(kind).map(([type, { about }]): [string, Action] => [
    type,
    (request) => perform(type, String(request.facts.no), request, { ...givenIn(request), ...aboutOf(about, request.facts.about) }),
  ])

  /** `accepted.TS-20261103-001`: what a press of a button does. */
  const act: Action = async (request) => {
    const [type = '', no = '', about] = (request.reference ?? '').split('.')
    const pressed = Object.hasOwn(kind.acts, type) ? kind.acts[type] : undefined
    if (pressed?.button === undefined) throw new UserFacingError('notes.staleQuestion')
    return perform(type, no, request, aboutOf(pressed.about, about))
  }

  /** Starts a dialogue for somebody who may finish it now; everybody else is told at once why not. */
  const begin: Action = async (request) => {
    const [flow = '', no = '', about] = (request.reference ?? '').split('.')
    const record = await found(no, request, `begin ${flow}`)
    const actors = await actorsFor(request.by, record)
    const leading = Object.entries(kind.acts).filter(([, { dialogue }]) => dialogue === flow)
    if (leading.length === 0) throw new UserFacingError('notes.staleQuestion')
    const task = openTasks(kind, record).find(({ id }) => id === flow)
    const mayStart = leading.some(
      ([type, own]) => (type === task?.event || !own.task || isOffered(own, record)) && mayBegin(kind, record, type, actors),
    )
    if (mayStart && leading.some(([, { handsOver }]) => handsOver)) await refuseAlone(flow, record, request, actors)
    const lacking = mayStart && task && kind.acts[task.event]?.lacks?.(record, request.at)
    if (lacking) {
      await note(request, { no, action: `begin ${flow}`, reason: lacking.key })
      const held = { hands: await inHands(record, request.at), reader: request.by }
      return { say: [say(lacking.key, { ...lacking.params, no, state: record.state }), cards.todo(record, [task], request.at, held)] }
    }
    if (mayStart) return { start: { flow, facts: { ...factsOf(record, actors, request), ...(about && { about }) } } }
    const last = record.events.findLast((event) => event.to !== undefined)
    const params = {
      no,
      state: record.state,
      roles: [...(task?.seats ?? [])],
      step: flow,
      by: last?.by?.name ?? '',
      at: last?.at.toISOString(),
    }
    const refusal = new UserFacingError(text(task ? 'refused.stepRole' : 'refused.step'), params, false)
    return refuse(request, { no, action: `begin ${flow}` }, refusal)
  }

  /** Who sits alone can give it to nobody. */
  async function refuseAlone(flow: string, record: CaseRecord, request: ActionRequest, actors: readonly Actor[]): Promise<void> {
    const who = { by: request.by, actors }
    const no = record._id
    const { seat } = handOverOf('toColleague', record, who)
    if (seat && (await othersOn(seats, record, who)).length > 0) return
    const key = seat ? 'refused.nobodyElse' : 'refused.noTurn'
    await refuse(request, { no, action: `begin ${flow}` }, new UserFacingError(text(key), { no, roles: seat ? [seat] : [] }))
  }

  /** 催办: whoever has to act hears it now, with the name of the person who asks. */
  const push: Action = async (request) => {
    const [no = '', step = ''] = (request.reference ?? '').split('.')
    const record = await found(no, request, 'pushed')
    const task = openTasks(kind, record).find(({ id }) => id === step)
    if (!task) throw new UserFacingError(text('refused.pushed'), { no })
    const asked = await seats.askedFor(record, task)
    if (asked.length > 0 && asked.every(({ person }) => person.id === request.by.id))
      throw new UserFacingError(text('refused.pushedSelf'), { no, step })
    // every press is a push of its own, and the same press delivered again is the same one
    const key = `${request.key}.${request.at.getTime()}`
    const last = record.events.findLast((event) => event.type === 'pushed' && valuesOf(event).step === step)
    if (last && last.id !== key && request.at.getTime() - last.at.getTime() < PUSH_AGAIN_AFTER_MS)
      throw new UserFacingError(text('refused.pushedJustNow'), { no, by: last.by?.name ?? '', at: last.at.toISOString() })
    await perform('pushed', no, { ...request, key }, { step })
    const hand = (await inHands(record, request.at)).find((one) => one.task.id === step)
    const name = hand?.people[0]?.name
    return { say: [say(text('pushed'), { no, step, ...(hand && handValues(hand, request.at)), name: name ? { name, no } : null })] }
  }

  const named = acts.filter(([type]) => !isCommon(type))
  return { named: Object.fromEntries(named), common: Object.fromEntries(acts.filter(([type]) => isCommon(type))), act, begin, push }
}

/** The acts that dialogues about a case end in: those that begin one have actions of their own (begin-case.ts). */
const endingDialogues = ({ acts }: Pick<CaseType, 'acts'>) =>
  Object.entries(acts).filter(([, { dialogue, from }]) => dialogue !== undefined && from.length > 0)

/** An action that refuses those who may not begin a case before they are asked anything. */
export const checkOf = (act: string): string => `check${act[0]?.toUpperCase()}${act.slice(1)}`

/** The names of the actions that the acts of a kind give to dialogues. */
export const actionNamesOf = (kind: CaseType): string[] => [
  ...endingDialogues(kind).flatMap(([name]) => (isCommon(name) ? [] : [name])),
  ...beginningActs(kind).flatMap(([name]) => [checkOf(name), name]),
]

/** The acts by which a dialogue begins a case. */
export const beginningActs = ({ acts }: Pick<CaseType, 'acts'>) =>
  Object.entries(acts).filter(([, { dialogue, from }]) => dialogue !== undefined && from.length === 0)

/** Answers of the dialogue, without what only steers it. */
export function givenIn({ answers }: ActionRequest): Values {
  const { confirm: _, ...data } = answers
  return Object.fromEntries(Object.entries(data).filter(([, value]) => value !== undefined && value !== null && !isNothing(value)))
}

/** What somebody began for another who has come back meanwhile is theirs to finish. */
function begunBy(request: ActionRequest): ActionRequest {
  const { startedAt } = request.facts
  return typeof startedAt === 'string' ? { ...request, by: asAt(request.by, new Date(startedAt)) } : request
}

const aboutOf = (field: string | undefined, about: unknown): Values =>
  field !== undefined && typeof about === 'string' ? { [field]: about } : {}
