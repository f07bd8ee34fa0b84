import type { ActRequest, Decision } from './act-request.js'
import { apply, replay } from './apply.js'
import type { Actor, CaseEvent, CaseRecord, Clock } from './case.js'
import type { CaseType, Schemas, Setting, Task } from './case-type.js'
import { timesOf } from './deadlines.js'
import { begin, decide } from './decide.js'
import { lateTasks, mayBegin, openTasks, tasksFor } from './tasks.js'

/** The pure functions of the kernel for one kind of case, with its own types of records and events. */
export interface EngineOf<R extends CaseRecord, E extends CaseEvent, Name extends string = E['type']> {
  /** The declaration, for the parts of the kernel that need no types of its own. */
  readonly kind: CaseType
  isAct(name: string): name is Name
  actsWhere(wanted: (act: CaseType['acts'][string]) => boolean): Name[]
  /** The first event of a case. */
  begin(request: ActRequest<Name>, setting: Setting): E
  decide(record: R, request: ActRequest<Name>, setting: Setting): Decision<E>
  apply(record: R, event: E): R
  /** @throws where the first event holds no record to begin with */
  replay(events: readonly E[]): R
  openTasks(record: R): Task<Name>[]
  /** Those that wait longer than they may, the latest first. */
  lateTasks(record: R, at: Date): Task<Name>[]
  mayBegin(record: R, name: Name, actors: readonly Actor[]): boolean
  tasksFor(record: R, actors: readonly Actor[]): Task<Name>[]
  timesOf(clock: Pick<Clock, 'id' | 'span' | 'startedAt'>, place: Parameters<typeof timesOf>[2]): ReturnType<typeof timesOf>
}

export function engineOf<R extends CaseRecord, S extends Schemas, E extends CaseEvent>(
  declared: CaseType<R, S, E>,
): EngineOf<R, E, keyof S & string & E['type']> {
  // the kernel reads of a record only what every case has; what acts read of it is the declaration's own
  const type = declared as unknown as CaseType
  const untyped: EngineOf<CaseRecord, CaseEvent> = {
    kind: type,
    isAct: (name): name is string => Object.hasOwn(type.acts, name),
    actsWhere: (wanted) => Object.keys(type.acts).filter((name) => wanted(type.acts[name]!)),
    begin: (request, setting) => begin(type, request, setting),
    decide: (record, request, setting) => decide(type, record, request, setting),
    apply: (record, event) => apply(type, record, event),
    replay: (events) => replay(type, events),
    openTasks: (record) => openTasks(type, record),
    lateTasks: (record, at) => lateTasks(type, record, at),
    mayBegin: (record, name, actors) => mayBegin(type, record, name, actors),
    tasksFor: (record, actors) => tasksFor(type, record, actors),
    timesOf: (clock, place) => timesOf(type.clocks[clock.id]!, clock, place),
  }
  return untyped as unknown as EngineOf<R, E, keyof S & string & E['type']>
}
