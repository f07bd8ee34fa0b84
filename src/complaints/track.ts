import type { State } from './fields.js'

/** What the digest counts together. */
export const STATE_GROUPS = ['ACCEPTING', 'INVESTIGATING', 'HANDLING', 'CALLBACK', 'ENDED'] as const
export type StateGroup = (typeof STATE_GROUPS)[number]

/** The way of a complaint, stage by stage; of the states of one stage it goes through one (domain.md 2.1). */
export const TRACK: readonly { readonly group: StateGroup; readonly states: readonly State[] }[] = [
  { group: 'ACCEPTING', states: ['REGISTERED'] },
  { group: 'ACCEPTING', states: ['REPORTED'] },
  { group: 'INVESTIGATING', states: ['INVESTIGATING'] },
  { group: 'INVESTIGATING', states: ['FACTS_PENDING'] },
  { group: 'HANDLING', states: ['NOT_OURS', 'PLANNING'] },
  { group: 'HANDLING', states: ['PLAN_OFFERED'] },
  { group: 'HANDLING', states: ['EXECUTING'] },
  { group: 'CALLBACK', states: ['FILING'] },
  { group: 'CALLBACK', states: ['CALLBACK'] },
  { group: 'ENDED', states: ['CLOSED', 'WITHDRAWN', 'MERGED'] },
]

/** What is not on its way yet waits to be accepted. */
export const groupOf = (state: State): StateGroup => TRACK.find(({ states }) => states.includes(state))?.group ?? 'ACCEPTING'
