/** Cases as they are kept: one document each, changed by appending one event, compared by version (design.md, promises 3 to 5). */
import { setTimeout as wait } from 'node:timers/promises'
import type { Model } from 'mongoose'
import { isDuplicateKey } from '../database/retry.js'
import type { Rules } from '../people/organisation.js'
import type { RuleBook } from '../people/rule-book.js'
import type { ActRequest } from './act-request.js'
import type { CaseEvent, CaseRecord } from './case.js'
import type { Refusal, Setting } from './case-type.js'
import type { EngineOf } from './engine.js'

export interface CaseStoreDeps<R extends CaseRecord, E extends CaseEvent> extends Pick<Setting, 'calendar'> {
  readonly engine: EngineOf<R, E>
  readonly cases: Model<CaseRecord>
  readonly ruleBook: RuleBook
  /** The kind's own part of the rules. */
  readonly ownIn?: (rules: Rules) => unknown
  readonly now: () => Date
}

export type Outcome<R extends CaseRecord, E extends CaseEvent> =
  | {
      readonly ok: true
      readonly record: R
      readonly event: E
      /** It was done before, by the same request. */
      readonly isRepeated: boolean
    }
  | ({ readonly ok: false; readonly record: R } & Refusal)

export interface CaseStore<R extends CaseRecord, E extends CaseEvent> {
  read(no: string): Promise<R | null>
  /**
   * A new record from its first acts, in one write.
   * @param untold ids of those that somebody must hear of; all that are announced unless given
   * @returns the one that the same request made before, if it did
   */
  create(acts: readonly [ActRequest<E['type']>, ...ActRequest<E['type']>[]], operationKey: string, untold?: readonly string[]): Promise<R>
  /**
   * Decides on the newest version and appends the event; who saves second decides again on what the first one saved.
   * @param actOn undefined where nothing is to be done (any more)
   * @throws where others change the record all the time
   */
  perform(no: string, actOn: (record: R) => ActRequest<E['type']> | undefined): Promise<Outcome<R, E> | undefined>
  /**
   * The one change of what stands: `changed` makes of everything that is kept of the case, events among it, what it is to read from now on, or gives
   * it back as it is. The act that is appended says that it was done.
   * @throws where the act is refused, and where others change the record all the time
   */
  rewrite(no: string, changed: (record: R) => R, act: ActRequest<E['type']>): Promise<void>
}

/** Many act on one case at once; more than so many losses in a row mean that something else is wrong. */
const ATTEMPTS = 30
const JITTER_MS = 10

export function createCaseStore<R extends CaseRecord, E extends CaseEvent>(deps: CaseStoreDeps<R, E>): CaseStore<R, E> {
  const { cases, engine, now, ruleBook, calendar, ownIn } = deps
  const settingOf = (rules: Rules): Setting => ({ rules, calendar, own: ownIn?.(rules) })
  const isAnnounced = (type: string) => engine.kind.acts[type]?.telling !== 'silent'

  const read = (no: string): Promise<R | null> => cases.findById(no).lean<R>()

  const create: CaseStore<R, E>['create'] = async ([first, ...others], operationKey, untold) => {
    const { version: rulesVersion, rules } = ruleBook.present()
    const setting = settingOf(rules)
    let record = engine.replay([engine.begin({ ...first, record: { ...first.record, rulesVersion } }, setting)])
    for (const act of others) {
      const decision = engine.decide(record, act, setting)
      if (!decision.ok) throw new Error(`a new ${engine.kind.kind} refuses ${act.type}: ${decision.key}`)
      record = engine.apply(record, decision.event)
    }
    const announced = record.events.filter(({ type }) => isAnnounced(type)).map(({ id }) => id)
    const notices = untold ? announced.filter((id) => untold.includes(id)) : announced
    try {
      const kept = { ...record, operationKey, notices, ...(notices.length > 0 && { noticeDueAt: now() }) }
      await cases.collection.insertOne(kept as never)
      return record
    } catch (error) {
      if (!isDuplicateKey(error, 'operationKey')) throw error
      return (await cases.findOne({ operationKey }).lean<R>())!
    }
  }

  const perform: CaseStore<R, E>['perform'] = async (no, actOn) => {
    for (let attempt = 1; ; attempt++) {
      const record = await read(no)
      const act = record && actOn(record)
      if (!act) return undefined
      const before = record.events.find(({ id }) => id === act.id)
      if (before) return { ok: true, record, event: before as E, isRepeated: true }
      const decision = engine.decide(record, act, settingOf(await ruleBook.of(record)))
      if (!decision.ok) return { ...decision, record }
      const next = engine.apply(record, decision.event)
      if (await save(record, next, decision.event)) return { ok: true, record: next, event: decision.event, isRepeated: false }
      if (attempt === ATTEMPTS) throw new Error(`${no} is changed too often to decide on it`)
      await wait(Math.random() * JITTER_MS)
    }
  }

  async function save(before: R, next: R, event: E): Promise<boolean> {
    const changed = Object.entries(next).filter(([field, value]) => field !== 'events' && value !== before[field as keyof R])
    const isNotice = isAnnounced(event.type)
    const { matchedCount } = await cases.updateOne(
      { _id: before._id, version: before.version },
      {
        $set: { ...Object.fromEntries(changed.filter(([, value]) => value !== undefined)), ...(isNotice && { noticeDueAt: now() }) },
        $unset: Object.fromEntries(changed.filter(([, value]) => value === undefined).map(([field]) => [field, true])),
        $push: { events: event, ...(isNotice && { notices: event.id }) },
      },
    )
    return matchedCount === 1
  }

  const rewrite: CaseStore<R, E>['rewrite'] = async (no, changed, act) => {
    for (let attempt = 1; ; attempt++) {
      const record = await read(no)
      const kept = record && changed(record)
      if (!kept || kept === record) return
      const before = engine.replay(kept.events as readonly E[])
      const decision = engine.decide(before, act, settingOf(await ruleBook.of(record)))
      if (!decision.ok) throw new Error(`${no} refuses ${act.type}: ${decision.key}`)
      const next = { ...kept, ...engine.apply(before, decision.event) }
      const whole = Object.fromEntries(Object.entries(next).filter(([, value]) => value !== undefined))
      const { matchedCount } = await cases.collection.replaceOne({ _id: no as never, version: record.version }, whole)
      if (matchedCount === 1) return
      if (attempt === ATTEMPTS) throw new Error(`${no} is changed too often to rewrite it`)
      await wait(Math.random() * JITTER_MS)
    }
  }

  return { read, create, perform, rewrite }
}

/** What this program does by itself. */
export const bySystem = <Name extends string>(type: Name, id: string, at: Date, data?: ActRequest['data']): ActRequest<Name> => ({
  id,
  type,
  at,
  actors: ['SYSTEM'],
  ...(data && { data }),
})
