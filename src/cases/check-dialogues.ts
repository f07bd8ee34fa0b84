import type { Flow } from '../dialogue/flow.js'
import { fieldsOf } from '../dialogue/path.js'
import type { Problem } from '../errors.js'
import { checkOf } from './actions.js'
import type { CaseType } from './case-type.js'

/** Whether the dialogues that end in acts of these kinds exist, run them, and ask for everything that the acts must be given. */
export function checkDialogues(kinds: readonly CaseType[], flows: readonly Flow[]): Problem[] {
  return kinds.flatMap((kind) => Object.keys(kind.acts).flatMap((act) => faultsOf(kind, act, flows)))
}

function faultsOf({ kind, acts, data }: CaseType, act: string, flows: readonly Flow[]): Problem[] {
  const { dialogue, worksOut = [] } = acts[act]!
  if (dialogue === undefined) return []
  const file = `flows/${dialogue}.yaml`
  const flow = flows.find(({ id }) => id === dialogue)
  if (!flow)
    return [
      { file, message: `is missing: the act “${act}” of a ${kind} is its end`, advice: 'write it, or take the dialogue from the act' },
    ]
  const steps = Object.entries(flow.steps)
  if (!steps.some(([, step]) => step.type === 'action' && step.run === act))
    return [{ file, message: `never runs “${act}”`, advice: `add an action step with “run: ${act}”` }]
  const unprepared = unpreparedIn(flow, kind, act, acts[act]!.from.length === 0)
  const asked = new Set(steps.flatMap(([id, step]) => (step.type === 'question' ? fieldsOf(step, id) : [])))
  const forgotten = requiredOf(data[act]!)
    .filter((field) => !asked.has(field) && !worksOut.includes(field))
    .map((field) => ({
      file,
      message: `does not ask for “${field}”, without which “${act}” is refused`,
      advice: `add a question “${field}”`,
    }))
  return [...unprepared, ...forgotten]
}

/** A dialogue about a case is told which; one that begins a case refuses at once those who may not. */
function unpreparedIn({ id, facts, steps }: Flow, kind: string, act: string, isFirst: boolean): Problem[] {
  const file = `flows/${id}.yaml`
  if (!isFirst && !facts.includes('no'))
    return [{ file, message: `is not told which ${kind} it is about`, advice: 'add “no” to its facts' }]
  const isChecked = Object.values(steps).some((step) => step.type === 'action' && step.run === checkOf(act))
  if (!isFirst || isChecked) return []
  return [{ file, message: 'asks before it knows whether the person may', advice: `begin with an action step with “run: ${checkOf(act)}”` }]
}

const requiredOf = (schema: CaseType['data'][string]): string[] =>
  schema.safeParse({}).error?.issues.map(({ path }) => String(path[0])) ?? []
