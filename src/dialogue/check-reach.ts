import type { Fault } from '../faults/fault.js'
import { branchesOf, type FlowDefinition } from './flow.js'

/** Notes a fault at a place of the file. @param among the names that the first of the values should have been one of */
export type Add = (path: readonly PropertyKey[], name: Fault['name'], values?: Fault['values'], among?: readonly string[]) => void

/** Steps that nothing leads to, from which nothing leads to an end, or that could run for ever without asking anybody; the first of those that share a cause. */
export function checkReach(flow: FlowDefinition, add: Add): void {
  const ids = Object.keys(flow.steps)
  const after = new Map(ids.map((id) => [id, reachableFrom(flow, [id])]))
  const leadsTo = (from: string, to: string) => after.get(from)?.has(to) ?? false
  const reached = new Set([flow.start, ...(after.get(flow.start) ?? [])])
  const lost = ids.filter((id) => !reached.has(id))
  const endless = ids.filter((id) => reached.has(id) && !isEnd(flow, id) && !ids.some((other) => isEnd(flow, other) && leadsTo(id, other)))
  const circles = ids.filter((id) => circlesWithoutQuestion(flow, id))

  for (const step of firstOf(lost, (id, first) => leadsTo(first, id) || leadsTo(id, first))) add(['steps', step], 'unreachable', { step })
  const roundAndRound = firstOf(
    endless.filter((id) => leadsTo(id, id)),
    (id, first) => leadsTo(first, id),
  )
  for (const step of roundAndRound) add(['steps', step], 'endless', { step })
  const withoutQuestion = firstOf(circles, (id, first) => leadsTo(first, id) && leadsTo(id, first))
  for (const step of withoutQuestion) if (!roundAndRound.some((first) => leadsTo(first, step))) add(['steps', step], 'loop', { step })
}

/** Those that come of no earlier one. */
function firstOf(ids: readonly string[], comesOf: (id: string, first: string) => boolean): string[] {
  const firsts: string[] = []
  for (const id of ids) if (!firsts.some((first) => comesOf(id, first))) firsts.push(id)
  return firsts
}

const isEnd = ({ steps }: FlowDefinition, id: string): boolean => steps[id]?.type === 'end'

/** The steps behind these; a step is behind itself where it comes again. @param goesOn false for steps that are not left */
export function reachableFrom(
  flow: Pick<FlowDefinition, 'steps'>,
  starts: readonly string[],
  goesOn: (id: string) => boolean = () => true,
): Set<string> {
  const reached = new Set<string>()
  const queue = [...starts]
  for (let id = queue.pop(); id !== undefined; id = queue.pop()) {
    const step = flow.steps[id]
    if (!step || !goesOn(id)) continue
    for (const { to } of branchesOf(step)) {
      if (!reached.has(to)) queue.push(to)
      reached.add(to)
    }
  }
  return reached
}

const circlesWithoutQuestion = (flow: FlowDefinition, id: string): boolean =>
  reachableFrom(flow, [id], (step) => flow.steps[step]?.type !== 'question').has(id)
