/** What was recorded of a case is gone through again in its own dialogue, changed there, and given a reason (R3.2). */
import { isDeepStrictEqual } from 'node:util'
import type { Notice, Phrase } from '../delivery/notice.js'
import { isNothing, isObject, type Values } from '../dialogue/session.js'
import type { Action, ActionRequest, Actions } from '../people/action.js'
import type { RuleBook } from '../people/rule-book.js'
import { type Acting, givenIn } from './actions.js'
import type { CaseEvent, CaseRecord } from './case.js'
import type { CaseType, Refusal, Setting } from './case-type.js'
import { correctableIn, eventToCorrect } from './corrections.js'
import { decide } from './decide.js'
import { asItReads, dataOf } from './history.js'

/** As many as a card has buttons. */
const A_CARD = 6

export interface CorrectingDeps<R extends CaseRecord> {
  readonly kind: CaseType
  readonly acting: Acting<R>
  /** Notes who was refused what. @throws UserFacingError */
  readonly refuse: (request: ActionRequest, tried: { readonly no: string; readonly action: string }, refusal: Refusal) => Promise<never>
  /** What stands under the title of a card about it. */
  readonly subtitleOf: (record: R) => Phrase
  /** Starts the dialogue of a button. */
  readonly begin: Action
  readonly ruleBook: Pick<RuleBook, 'of'>
  readonly calendar: Setting['calendar']
}

export function createCorrecting<R extends CaseRecord>(deps: CorrectingDeps<R>) {
  const { kind, acting, refuse, subtitleOf, begin: beginAny, ruleBook, calendar } = deps
  const [act = '', { dialogue } = {}] = Object.entries(kind.acts).find(([, { corrects }]) => corrects) ?? []

  /** Of the dialogue of corrections: which part is meant, and then that part as it reads now. */
  const begin: Action = async (request) => {
    const begun = await beginAny(request)
    const [flow, no = '', place] = (request.reference ?? '').split('.')
    if (flow !== dialogue || !begun.start) return begun
    const record = await acting.found(no, request, act)
    const actors = await acting.actorsFor(request.by, record)
    const parts = correctableIn(kind, record, actors)
    if (place === undefined && parts.length > 0) return { say: cardsOf(record, parts) }
    const part = eventToCorrect(kind, record, record.events[Number(place)], { actors })
    if (!part.ok) return refuse(request, { no, action: act }, part)
    const { id, type } = part.event
    const facts = { ...acting.factsOf(record, actors, request), amends: id }
    return { start: { flow: kind.acts[type]!.dialogue!, facts, answers: dataOf(asItReads(part.event, record.events)) } }
  }

  /** Refuses what would be refused, before anything more is asked. @throws UserFacingError */
  async function check(type: string, no: string, request: ActionRequest, data: Values): Promise<void> {
    const { key: id, by, at } = request
    const record = await acting.found(no, request, type)
    const actors = await acting.actorsFor(by, record)
    const given = { ...data, ...(type === act && (await acting.workedOut(type, record, data, request))) }
    const setting = { rules: await ruleBook.of(record), calendar }
    const decision = decide(kind, record, { id, type, at, by: { id: by.id, name: by.name }, actors, data: given }, setting)
    if (!decision.ok && decision.key !== `${kind.kind}.refused.missing`) await refuse(request, { no, action: type }, decision)
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
    await check(act, String(no), { ...request, facts }, {})
    return { start: { flow: String(dialogue), facts } }
  }

  /** A button for each part that the person may correct. */
  function cardsOf(record: R, parts: readonly CaseEvent[]): Notice[] {
    const buttons = parts.map((event) => {
      const { correctable, dialogue: own } = kind.acts[event.type]!
      const name = correctable?.each ? `correctable.${event.type}` : `recorded.${own}`
      return {
        key: `do:begin:${dialogue}.${record._id}.${record.events.indexOf(event)}`,
        label: { key: `${kind.kind}.${name}`, values: dataOf(asItReads(event, record.events)) },
      }
    })
    return Array.from(
      { length: Math.ceil(buttons.length / A_CARD) },
      (_, index): Notice => ({
        type: 'card',
        card: `correct${index}-${record._id}`,
        title: { key: `${kind.kind}.correctable.which` },
        subtitle: subtitleOf(record),
        rows: [],
        buttons: buttons.slice(index * A_CARD, (index + 1) * A_CARD),
      }),
    )
  }

  return {
    begin,
    check,
    /** The same acts; what was recorded before is not done again at the end of its dialogue, but corrected. */
    withCorrections: (acts: Actions): Actions =>
      Object.fromEntries(
        Object.entries(acts).map(([name, action]): [string, Action] => [
          name,
          (request) => (request.facts.before === undefined ? action(request) : changedIn(request)),
        ]),
      ),
  }
}
