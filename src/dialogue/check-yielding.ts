import type { FlowFault } from './check-flow.js'
import type { FlowDefinition } from './flow.js'

/**
 * Of a dialogue that is begun by its words alone and asks for nothing but what it looks up: whoever leaves that unanswered has gone on to something else. A
 * stored revision of before runs all the same.
 */
export function checkYielding({ facts, yields, start, steps }: FlowDefinition): FlowFault[] {
  const [first, ...others] = Object.entries(steps).flatMap(([id, step]) => (step.type === 'question' ? [{ id, step }] : []))
  const isLookup = first?.id === start && others.length === 0 && (first.step.quiet || 'lookup' in first.step.input)
  return isLookup && facts.length === 0 && !yields ? [{ path: ['start'], name: 'keepsWaiting' }] : []
}
