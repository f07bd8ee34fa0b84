import type { Flow } from '../dialogue/flow.js'
import { fieldsOf } from '../dialogue/path.js'
import type { Fault } from '../faults/fault.js'
import type { Problem } from '../faults/problem.js'
import { checkOf } from './actions.js'
import type { CaseType } from './case-type.js'

/** Whether the dialogues that end in acts of these kinds exist, run them, and ask for everything that the acts must be given. @param ids of all dialogues, also of those that could not be read, of which nothing is said */
export function checkDialogues(kinds: readonly CaseType[], flows: readonly Flow[], ids: readonly string[] = []): Problem[] {
  return kinds.flatMap((kind) => Object.keys(kind.acts).flatMap((act) => faultsOf(kind, act, flows, ids)))
}

function faultsOf({ kind, acts, data }: CaseType, act: string, flows: readonly Flow[], ids: readonly string[]): Problem[] {
  const { dialogue, worksOut = [] } = acts[act]!
  if (dialogue === undefined) return []
  const problem = (name: Fault['name'], values: Fault['values']): Problem => ({
    file: `flows/${dialogue}.yaml`,
    name,
    values: { ...values },
  })
  const flow = flows.find(({ id }) => id === dialogue)
  if (!flow) return ids.includes(dialogue) ? [] : [problem('actWithoutDialogue', { act, kind })]
  const steps = Object.entries(flow.steps)
  if (!steps.some(([, step]) => step.type === 'action' && step.run === act)) return [problem('actNeverRun', { act })]
  const unprepared = unpreparedIn(flow, kind, act, acts[act]!.from.length === 0).map(([name, values]) => problem(name, values))
  const asked = new Set(steps.flatMap(([id, step]) => (step.type === 'question' ? fieldsOf(step, id) : [])))
  const forgotten = requiredOf(data[act]!)
    .filter((field) => !asked.has(field) && !worksOut.includes(field))
    .map((field) => problem('actNotGiven', { field, act }))
  return [...unprepared, ...forgotten]
}

/** A dialogue about a case is told which; one that begins a case refuses at once those who may not. */
function unpreparedIn({ facts, steps }: Flow, kind: string, act: string, isFirst: boolean): (readonly [Fault['name'], Fault['values']])[] {
  if (!isFirst) return facts.includes('no') ? [] : [['caseNotTold', { kind }]]
  const check = checkOf(act)
  const isChecked = Object.values(steps).some((step) => step.type === 'action' && step.run === check)
  return isChecked ? [] : [['notRefused', { check }]]
}

const requiredOf = (schema: CaseType['data'][string]): string[] =>
  schema.safeParse({}).error?.issues.map(({ path }) => String(path[0])) ?? []
