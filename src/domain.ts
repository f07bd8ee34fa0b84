/** What a domain offers to the rest of the program; `app.ts` folds them in, and knows of none what it does. */

import { actionNamesOf } from './cases/actions.js'
import type { CaseType } from './cases/case-type.js'
import { connectKind } from './cases/connect-kind.js'
import type { Declared } from './cases/declare.js'
import type { KindParts } from './cases/parts.js'
import type { CaseService, TaskList } from './cases/service.js'
import type { Topic } from './delivery/notice.js'
import type { Job } from './jobs/schedule.js'
import type { Actions, Lookups } from './people/action.js'

export interface Domain {
  /** Its kinds of case, connected. */
  readonly cases: readonly CaseService[]
  /** What dialogues and buttons may run, by name; no two domains may use one name. */
  readonly actions: Actions
  /** Those that a button may run outside a dialogue, beside what every case has. */
  readonly buttons?: readonly string[]
  /** What dialogues may look up. */
  readonly lookups?: Lookups
  /** What else stands in 我的任务. */
  readonly taskLists?: readonly TaskList[]
  readonly jobs?: readonly Job[]
  /** Before the first turn, on every start: what an earlier version kept in another way. */
  prepare?(): Promise<void>
  /** A delivery about one of its records has arrived. */
  arrived?(topic: Topic, to: string, at: Date): Promise<void>
  /** A colleague has talked with somebody on a platform where people of ours do, and is done. May be told twice. */
  served?(person: string, servicer: string, at: Date): Promise<void>
  /** A delivery about one of its records will not arrive, and somebody has to say it otherwise. May be told twice. */
  closed?(topic: Topic, unsaid: Unsaid): Promise<void>
}

export interface Unsaid {
  /** Of the delivery. */
  readonly id: string
  /** A contact. */
  readonly to: string
  readonly words: string
  readonly reason: string
  readonly at: Date
}

/** What is known before anything is connected, so that dialogues and texts can be checked. */
export interface DomainNames {
  readonly kinds: readonly CaseType[]
  /** Of actions beside the acts of its kinds. */
  readonly actions: readonly string[]
  readonly lookups: readonly string[]
}

export interface DomainPlan extends DomainNames {
  connect(parts: KindParts): Domain
}

/** A domain of declared kinds of case. @param more what it offers beside them, with the names of its actions and lookups */
export const declaredDomain = (
  kinds: readonly Declared[],
  more: Partial<DomainNames> & { readonly connect?: (parts: KindParts) => Partial<Domain> } = {},
): DomainPlan => ({
  kinds,
  actions: more.actions ?? [],
  lookups: more.lookups ?? [],
  connect(parts) {
    const connected = kinds.map((kind) => connectKind(kind, parts))
    const { actions, ...others } = more.connect?.(parts) ?? {}
    return {
      ...others,
      cases: connected.map(({ service }) => service),
      actions: Object.assign({}, ...connected.map((one) => one.actions), actions) as Domain['actions'],
    }
  },
})

/** The names of everything that dialogues may run or look up. @param others actions of no domain */
export function namesOf(
  domains: readonly DomainNames[],
  others: readonly string[],
): { actions: readonly string[]; lookups: readonly string[] } {
  const acts = domains.flatMap(({ kinds }) => kinds.flatMap(actionNamesOf))
  return { actions: [...acts, ...domains.flatMap(({ actions }) => actions), ...others], lookups: domains.flatMap(({ lookups }) => lookups) }
}

/** All of them as one. @throws Error where two domains offer an action of the same name */
export function fold(domains: readonly Domain[]): Required<Domain> {
  const names = domains.flatMap(({ actions }) => Object.keys(actions))
  const twice = names.filter((name, index) => names.indexOf(name) !== index)
  if (twice.length > 0) throw new Error(`two domains offer the same action: ${twice.join(', ')}`)
  return {
    cases: domains.flatMap(({ cases }) => cases),
    actions: Object.fromEntries(domains.flatMap(({ actions }) => Object.entries(actions))),
    buttons: domains.flatMap(({ buttons = [] }) => buttons),
    lookups: Object.fromEntries(domains.flatMap(({ lookups = {} }) => Object.entries(lookups))),
    taskLists: domains.flatMap(({ taskLists = [] }) => taskLists),
    jobs: domains.flatMap(({ jobs = [] }) => jobs),
    async prepare() {
      for (const domain of domains) await domain.prepare?.()
    },
    async arrived(topic, to, at) {
      for (const domain of domains) await domain.arrived?.(topic, to, at)
    },
    async served(person, servicer, at) {
      for (const domain of domains) await domain.served?.(person, servicer, at)
    },
    async closed(topic, unsaid) {
      for (const domain of domains) await domain.closed?.(topic, unsaid)
    },
  }
}
