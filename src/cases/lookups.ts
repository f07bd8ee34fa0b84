/** What people may ask of a case of any kind: what else may be done with it, its story, why its due dates are what they are. */
import type { Model } from 'mongoose'
import type { Calendar } from '../calendar/index.js'
import { type Notice, say } from '../delivery/notice.js'
import { isObject } from '../dialogue/session.js'
import type { Action, ActionRequest } from '../people/action.js'
import type { Acting } from './actions.js'
import type { CaseEvent, CaseRecord, Clock } from './case.js'
import type { CaseType } from './case-type.js'
import { type Card, dueValues, type Looks } from './look.js'
import type { Refused } from './refusals.js'
import { isOffered, mayBegin } from './tasks.js'
import { walkedDays } from './walked-days.js'

export interface CaseLookupDeps<R extends CaseRecord, E extends CaseEvent> {
  readonly type: CaseType
  readonly look: Looks<R, E>
  readonly actorsFor: Acting<R>['actorsFor']
  /** The record with everything in it. @throws UserFacingError where the person may not read so much */
  readonly readable: (no: string, request: ActionRequest, action: string) => Promise<R>
  readonly refusals: Model<Refused>
  readonly calendar: Calendar
  readonly now: () => Date
}

const TRIES_SHOWN = 100

export type CaseLookups<R extends CaseRecord = CaseRecord> = ReturnType<typeof createCaseLookups<R, CaseEvent>>

export function createCaseLookups<R extends CaseRecord, E extends CaseEvent>(deps: CaseLookupDeps<R, E>) {
  const { type, look, actorsFor, readable, refusals, calendar, now } = deps
  const { key } = look
  const inMore = Object.entries(type.acts)
    .flatMap(([name, { offered, dialogue, button }]) => {
      if (typeof offered !== 'object') return []
      if (dialogue) return [{ name, step: dialogue, does: `begin:${dialogue}`, place: offered.more }]
      return button ? [{ name, step: button, does: `act:${name}`, place: offered.more }] : []
    })
    .sort((one, other) => one.place - other.place)

  /** 更多: what may be done with it though nobody waits for that. @param own buttons of the kind, before 为什么是这一天 */
  async function more(record: R, request: ActionRequest, own: readonly string[] = []): Promise<Card> {
    const actors = await actorsFor(request.by, record)
    const begin = inMore
      .filter(({ name }) => isOffered(type.acts[name]!, record, { by: request.by, actors }) && mayBegin(type, record, name, actors))
      .map(({ step, does }) => ({ key: `do:${does}.${record._id}`, label: { key: key(`steps.${step}`) } }))
    const button = ([action, label]: readonly [string, string]) => ({
      key: `do:${action}:${record._id}`,
      label: { key: key(`buttons.${label}`) },
    })
    const always = [...own.map((one) => one.split(' ') as [string, string]), ['explainDue', 'why'] as const].map(button)
    return {
      type: 'card',
      card: `more-${record._id}`,
      title: { key: key('show.more'), values: { no: record._id } },
      rows: [],
      buttons: [...begin, ...always],
    }
  }

  /** 记录: the story that a manager can read aloud, with every refused try. */
  const showRecord: Action = async (request) => {
    const record = await readable(askedIn(request), request, 'showRecord')
    const refused = await refusals.find({ reference: record._id }).sort({ at: 1 }).limit(TRIES_SHOWN).lean()
    const tries = refused.map(({ at, by, action, reason }) => ({
      at,
      notice: say(key('storyRefused'), { at: at.toISOString(), by: by.name, action, reason: reason ?? key('notAllowed') }),
    }))
    const events = (record.events as readonly E[])
      .filter((event) => type.acts[event.type]?.isBookkeeping !== 'everywhere')
      .map((event) => ({ at: event.at, notice: look.eventLine(event) }))
    const story = [...events, ...tries].sort((left, right) => left.at.getTime() - right.at.getTime())
    return { say: [say(key('storyTitle'), look.valuesIn(record)), ...story.map(({ notice }) => notice)] }
  }

  /** 为什么是这一天: running due dates, day by day (domain.md 6). @param isAlone nothing else was asked for, so that every one is meant */
  function explained(record: R, isAlone: boolean): Notice[] {
    return record.clocks
      .filter(({ id, stoppedAt, span }) => {
        const isShown = !stoppedAt && type.clocks[id]?.pressing !== 'never'
        return isShown && (isAlone || span.days !== undefined || span.hours !== undefined)
      })
      .map((clock) => explanation(record, clock))
  }

  function explanation(record: R, clock: Clock): Notice {
    const { span, startedAt } = clock
    const days = span.days === undefined ? [] : calendar.walk(startedAt, span.days, record.plant)
    return say(key(span.days === undefined ? 'why.hours' : 'why.days'), {
      ...dueValues(clock, now()),
      no: record._id,
      startedAt: startedAt.toISOString(),
      count: span.days ?? span.hours ?? span.clockHours ?? 0,
      span: span.day || span.moment ? 'named' : span.clockHours ? 'clock' : 'working',
      days: walkedDays(days.slice(1)),
    })
  }

  return { more, showRecord, explained }
}

/** The number that a button is about, or that stands after the word. */
export const askedIn = ({ reference, facts }: Pick<ActionRequest, 'reference' | 'facts'>): string =>
  reference ?? (isObject(facts.asked) ? String(facts.asked.rest ?? '') : '')
