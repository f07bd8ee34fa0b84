import { branchesOf, type FlowDefinition } from './flow.js'

/** Notes a fault at a place of the file, with what to do about it. */
export type Add = (path: (string | number)[], message: string, advice: string) => void

/** Steps that nothing leads to, from which nothing leads to an end, or that could run for ever without asking anybody. */
export function checkReach(flow: FlowDefinition, add: Add): void {
  const reached = new Set<string>()
  const queue = [flow.start]
  for (let id = queue.pop(); id !== undefined; id = queue.pop()) {
    const step = flow.steps[id]
    if (!step || reached.has(id)) continue
    reached.add(id)
    queue.push(...branchesOf(step).map(({ to }) => to))
  }
  const ending = new Set(Object.keys(flow.steps).filter((id) => flow.steps[id]?.type === 'end'))
  for (let grown = true; grown; ) {
    const more = Object.entries(flow.steps).filter(([id, step]) => !ending.has(id) && branchesOf(step).some(({ to }) => ending.has(to)))
    for (const [id] of more) ending.add(id)
    grown = more.length > 0
  }
  for (const id of Object.keys(flow.steps)) {
    if (!reached.has(id)) add(['steps', id], `step “${id}” can never be reached`, 'lead to it or remove it')
    else if (!ending.has(id)) add(['steps', id], `from step “${id}” there is no way to an end`, 'add a branch that leads to an end step')
    if (circlesWithoutQuestion(flow, id)) add(['steps', id], `step “${id}” is in a loop without a question`, 'put a question into the loop')
  }
}

function circlesWithoutQuestion(flow: FlowDefinition, start: string): boolean {
  const seen = new Set<string>()
  const queue = [start]
  for (let id = queue.pop(); id !== undefined; id = queue.pop()) {
    const step = flow.steps[id]
    if (!step || step.type === 'question') continue
    for (const { to } of branchesOf(step)) {
      if (to === start) return true
      if (!seen.has(to)) queue.push(to)
      seen.add(to)
    }
  }
  return false
}
