/** 更正调查处理: what was recorded of the handling is gone through again in its own dialogue, changed there, and given a reason (R3.2). */
import { isDeepStrictEqual } from 'node:util'
import { type Acting, givenIn } from '../cases/actions.js'
import type { Refusal, Setting } from '../cases/case-type.js'
import { correctableIn, doersOf, settlingOf } from '../cases/corrections.js'
import { asItReads, dataOf } from '../cases/history.js'
import type { Notice } from '../delivery/notice.js'
import { isNothing, isObject, type Values } from '../dialogue/session.js'
import { UserFacingError } from '../errors.js'
import type { Action, ActionRequest, Actions } from '../people/action.js'
import type { RuleBook } from '../people/rule-book.js'
import type { Access } from './access.js'
import { complaintEngine } from './complaint.js'
import type { EventType } from './events.js'
import type { Complaint, ComplaintEvent } from './model.js'

const { kind, decide, mayBegin } = complaintEngine
/** As many as a card has buttons. */
const A_CARD = 6

export interface CorrectingDeps {
  readonly acting: Acting<Complaint>
  readonly access: Pick<Access, 'recordRefusal'>
  /** Starts the dialogue of a button. */
  readonly begin: Action
  readonly ruleBook: Pick<RuleBook, 'of'>
  readonly calendar: Setting['calendar']
}

export function createCorrecting({ acting, access, begin: beginAny, ruleBook, calendar }: CorrectingDeps) {
  async function refuse(
    { by, channel }: ActionRequest,
    no: string,
    { key, params, isFinal }: Refusal,
    act: EventType = 'partCorrected',
  ): Promise<never> {
    await access.recordRefusal(no, by, act, channel, key)
    throw new UserFacingError(key, { no, ...params }, isFinal ?? false)
  }

  /** Of the dialogue of corrections: which part is meant, and then that part as it reads now. */
  const begin: Action = async (request) => {
    const begun = await beginAny(request)
    const [flow, no = '', place] = (request.reference ?? '').split('.')
    if (flow !== 'correctPart' || !begun.start) return begun
    const complaint = await acting.found(no, request, 'partCorrected')
    const actors = await acting.actorsFor(request.by, complaint)
    const parts = correctableIn(kind, complaint, actors)
    if (place === undefined && parts.length > 0) return { say: cardsOf(complaint, parts) }
    const part = complaint.events[Number(place)]
    const doers = part ? doersOf(kind, part) : []
    if (!part || !correctableIn(kind, complaint, doers).includes(part))
      return refuse(request, no, { key: 'complaint.refused.notCorrectable', params: {} })
    if (!parts.includes(part)) return refuse(request, no, { key: 'complaint.refused.role', params: { roles: doers } })
    const settling = settlingOf(kind, complaint, part)
    if (settling) return refuse(request, no, settledBy(settling as ComplaintEvent))
    const facts = { ...acting.factsOf(complaint, actors, request.by), amends: part.id }
    return { start: { flow: kind.acts[part.type]!.dialogue!, facts, answers: dataOf(asItReads(part, complaint.events)) } }
  }

  /** Refuses what would be refused, before anything more is asked. */
  async function check(type: EventType, no: string, request: ActionRequest, data: Values): Promise<void> {
    const { key: id, by, at } = request
    const complaint = await acting.found(no, request, type)
    const actors = await acting.actorsFor(by, complaint)
    const given = { ...data, ...(type === 'partCorrected' && (await acting.workedOut(type, complaint, data, request))) }
    const setting = { rules: await ruleBook.of(complaint), calendar }
    const decision = decide(complaint, { id, type, at, by: { id: by.id, name: by.name }, actors, data: given }, setting)
    if (!decision.ok && decision.key !== 'complaint.refused.missing') await refuse(request, no, decision, type)
  }

  /** At the end of a dialogue that was gone through again: what has changed in it, for which a reason is asked next. */
  async function changedIn(request: ActionRequest): ReturnType<Action> {
    const { no, amends, before } = request.facts
    const was = isObject(before) ? before : {}
    const is = givenIn(request)
    const facts = {
      no,
      amends,
      changed: Object.fromEntries(Object.entries(is).filter(([field, value]) => !isDeepStrictEqual(value, was[field]))),
      left: Object.keys(was).filter((field) => is[field] === undefined && !isNothing(was[field])),
    }
    await check('partCorrected', String(no), { ...request, facts }, {})
    return { start: { flow: 'correctPart', facts } }
  }

  const checkCorrected: Action = async (request) => {
    await check('corrected', String(request.facts.no), request, givenIn(request))
    return {}
  }

  /** Of another kind, but with the same departments: once somebody has taken it on, only they or customer service move it. */
  async function whoseStill(request: ActionRequest): Promise<Notice[]> {
    const complaint = await acting.found(String(request.facts.no), request, 'corrected')
    const { departments } = complaint
    const done = complaint.events.find(({ id }) => id === request.key)
    if (done?.type !== 'corrected' || done.data.kind === undefined || done.data.departments || departments.length === 0) return []
    const mayMove = mayBegin(complaint, 'redirected', await acting.actorsFor(request.by, complaint))
    return [whoseCard(complaint, mayMove)]
  }

  return {
    begin,
    checkCorrected,
    /** The same acts; what was recorded before is not done again at the end of its dialogue, but corrected. */
    withCorrections: ({ corrected, ...acts }: Actions): Actions => ({
      ...Object.fromEntries(
        Object.entries(acts).map(([name, action]): [string, Action] => [
          name,
          (request) => (request.facts.before === undefined ? action(request) : changedIn(request)),
        ]),
      ),
      async corrected(request) {
        const { say = [], ...result } = await corrected!(request)
        return { ...result, say: [...say, ...(await whoseStill(request))] }
      },
    }),
  }
}

/** 转给其他部门, where that can be done now. */
const whoseCard = ({ _id: no, kind: kindOf, departments }: Complaint, mayMove: boolean): Notice => ({
  type: 'card',
  card: `whose-${no}`,
  title: { key: 'complaint.whose.title', values: { kind: kindOf } },
  subtitle: { key: 'complaint.cards.subtitle', values: { no, kind: kindOf } },
  text: { key: `complaint.whose.${mayMove ? 'move' : 'stays'}`, values: { departments } },
  rows: [],
  buttons: mayMove ? [{ key: `do:begin:redirect.${no}`, label: { key: 'complaint.steps.redirect' } }] : [],
})

const settledBy = ({ type, by, at }: ComplaintEvent): Refusal => ({
  key: `complaint.refused.settled.${type}`,
  params: { by: by?.name ?? '', at: at.toISOString() },
  isFinal: true,
})

/** A button for each part that the person may correct. */
function cardsOf({ _id: no, kind: kindOf, events }: Complaint, parts: readonly ComplaintEvent[]): Notice[] {
  const buttons = parts.map((event) => {
    const { correctable, dialogue } = kind.acts[event.type]!
    const name = correctable?.each ? `correctable.${event.type}` : `recorded.${dialogue}`
    return {
      key: `do:begin:correctPart.${no}.${events.indexOf(event)}`,
      label: { key: `complaint.${name}`, values: dataOf(asItReads(event, events)) },
    }
  })
  return Array.from(
    { length: Math.ceil(buttons.length / A_CARD) },
    (_, index): Notice => ({
      type: 'card',
      card: `correct${index}-${no}`,
      title: { key: 'complaint.correctable.which' },
      subtitle: { key: 'complaint.cards.subtitle', values: { no, kind: kindOf } },
      rows: [],
      buttons: buttons.slice(index * A_CARD, (index + 1) * A_CARD),
    }),
  )
}
