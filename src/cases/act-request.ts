/** That somebody wants an act done, and what becomes of it. */
import type { Actor, By, CaseEvent } from './case.js'
import type { Refusal } from './case-type.js'

/** What is given for an act: anything, until the schema of the act has read it. */
export type Given = Readonly<Record<string, unknown>>

export interface ActRequest<Name extends string = string> {
  readonly id: string
  readonly type: Name
  readonly at: Date
  readonly by?: By
  /** In whose place. */
  readonly onBehalfOf?: By
  readonly actors: readonly Actor[]
  readonly channel?: string
  readonly data?: Given
  readonly record?: object
  /** It was done under an earlier version: what would be refused now happened all the same. */
  readonly isPast?: true
}

export type Decision<E extends CaseEvent = CaseEvent> = { readonly ok: true; readonly event: E } | ({ readonly ok: false } & Refusal)
