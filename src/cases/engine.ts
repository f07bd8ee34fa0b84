import { apply, replay } from './apply.js'
import type { Actor, CaseEvent, CaseRecord, Clock } from './case.js'
import type { CaseType, Schemas, Setting, Task } from './case-type.js'
import { timesOf } from './deadlines.js'
import { type ActRequest, begin, type Decision, decide } from './decide.js'
import { mayBegin, openTasks, tasksFor } from './tasks.js'

export type EngineOf<R extends CaseRecord, E extends CaseEvent> = ReturnType<typeof engineOf<R, Schemas, E>>

/** The pure functions of the kernel for one kind of case, with its own types of records and events. */
export function engineOf<R extends CaseRecord, S extends Schemas, E extends CaseEvent>(declared: CaseType<R, S, E>) {
  type Name = keyof S & string & E['type']
  // the kernel reads of a record only what every case has; what acts read of it is the declaration's own
  const type = declared as unknown as CaseType
  const names = Object.keys(declared.acts) as Name[]
  return {
    /** The declaration, for the parts of the kernel that need no types of its own. */
    kind: type,
    isAct: (name: string): name is Name => Object.hasOwn(declared.acts, name),
    actsWhere: (wanted: (act: CaseType['acts'][string]) => boolean): Name[] => names.filter((name) => wanted(type.acts[name]!)),
    begin: (request: ActRequest<Name>, setting: Setting) => begin(type, request, setting) as E,
    decide: (record: R, request: ActRequest<Name>, setting: Setting) => decide(type, record, request, setting) as Decision<E>,
    apply: (record: R, event: E) => apply(type, record, event) as R,
    /** @throws where the first event holds no record to begin with */
    replay: (events: readonly E[]) => replay(type, events) as R,
    openTasks: (record: R) => openTasks(type, record) as Task<Name>[],
    mayBegin: (record: R, name: Name, actors: readonly Actor[], about?: string) => mayBegin(type, record, name, actors, about),
    tasksFor: (record: R, actors: readonly Actor[]) => tasksFor(type, record, actors) as Task<Name>[],
    timesOf: (clock: Pick<Clock, 'id' | 'span' | 'startedAt'>, place: Parameters<typeof timesOf>[2]) =>
      timesOf(type.clocks[clock.id]!, clock, place),
  }
}
