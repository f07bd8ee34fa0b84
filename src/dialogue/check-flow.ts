import { type Add, checkReach } from './check-reach.js'
import { fallbacksOf } from './defaults.js'
import { type Branch, branchesOf, type FlowDefinition, type Question } from './flow.js'
import { kindOf } from './inputs/index.js'
import { fieldsOf } from './path.js'

/** What a flow may name that stands elsewhere. */
export interface Known {
  readonly actions: readonly string[]
  readonly lookups: readonly string[]
}

/** The actions and lookups that a flow names. */
export function namesOf({ steps }: Pick<FlowDefinition, 'steps'>): Known {
  const all = Object.values(steps)
  return {
    actions: all.flatMap((step) => (step.type === 'action' ? [step.run] : [])),
    lookups: all.flatMap((step) => (step.type === 'question' && 'lookup' in step.input ? [step.input.lookup] : [])),
  }
}

export interface Fault {
  readonly path: (string | number)[]
  readonly message: string
  readonly advice: string
}

/** Every fault that can be told from the flow and the names of what there is, each with the place in its file; none for a flow in order. */
export function findFaults(flow: FlowDefinition, { actions, lookups }: Known): Fault[] {
  const faults: Fault[] = []
  const add = (path: (string | number)[], message: string, advice: string) => faults.push({ path, message, advice })
  const exists = (id: string) => id in flow.steps
  const known = knownNames(flow)

  if (!exists(flow.start)) add(['start'], `starts at “${flow.start}”, which is no step`, 'name the first step')
  for (const [id, step] of Object.entries(flow.steps)) {
    const at = (...rest: (string | number)[]) => ['steps', id, ...rest]
    if (step.type === 'action' && !actions.includes(step.run)) {
      add(at('run'), `runs “${step.run}”, which is no action`, `choose one of: ${actions.join(', ')}`)
    }
    if ('values' in step) {
      for (const name of step.values)
        if (!known.has(name))
          add(at('values'), `shows “${name}”, which nothing supplies`, 'name an answer, a fact or something an action gives')
    }
    if (step.type === 'question') checkQuestion(step, id, { add, at, known, lookups })
    checkBranches(branchesOf(step), add, at, known, exists)
  }
  if (exists(flow.start)) checkReach(flow, add)
  return faults
}

interface QuestionCheck {
  readonly add: Add
  readonly at: (...rest: string[]) => (string | number)[]
  readonly known: ReadonlySet<string>
  readonly lookups: readonly string[]
}

function checkQuestion(question: Question, id: string, { add, at, known, lookups }: QuestionCheck): void {
  const { input } = question
  for (const { message, advice } of kindOf(input).faults?.(input, { lookups }) ?? []) add(at('input'), message, advice)
  if ('min' in input && 'max' in input && input.min !== undefined && input.max !== undefined && input.min > input.max)
    add(at('input'), 'asks for a minimum above its maximum', 'swap them')
  if ('among' in input && input.among !== undefined && !known.has(input.among))
    add(at('input'), `offers what “${input.among}” lists, which nothing supplies`, 'name a fact')
  if ('behind' in input && input.behind !== undefined && !known.has(input.behind))
    add(at('input'), `answers “${input.behind}” as well, which is no question`, 'name one')
  const suggested = kindOf(input).suggestions?.(input, id) ?? {}
  for (const given of [...Object.values(fallbacksOf(question, id)), ...Object.values(suggested)]) {
    const fact = typeof given === 'object' && given !== null ? given.fact : undefined
    if (fact !== undefined && !known.has(fact.split('.')[0] ?? ''))
      add(at('default'), `takes “${fact}”, which nothing supplies`, 'name a fact')
  }
}

function checkBranches(
  branches: readonly Branch[],
  add: Add,
  at: (...rest: (string | number)[]) => (string | number)[],
  known: ReadonlySet<string>,
  exists: (id: string) => boolean,
): void {
  branches.forEach((branch, index) => {
    if (!exists(branch.to)) add(at('next', index, 'to'), `goes to “${branch.to}”, which is no step`, 'mend the name or add the step')
    const last = index === branches.length - 1
    if (last && branch.when)
      add(at('next', index), 'the last branch has a guard, so some answers lead nowhere', 'add a last branch with only “to”')
    if (!last && !branch.when) add(at('next', index), 'a branch without a guard hides the ones after it', 'move it to the end')
    for (const name of Object.keys(branch.when ?? {})) {
      if (!known.has(name.split('.')[0] ?? name))
        add(at('next', index), `asks for “${name}”, which nothing supplies`, 'name an answer, a fact or something an action gives')
    }
  })
}

function knownNames(flow: FlowDefinition): Set<string> {
  const names = new Set([...flow.facts, 'files', 'place', 'startedAt', 'asked'])
  for (const [id, step] of Object.entries(flow.steps)) {
    if (step.type === 'question') for (const field of fieldsOf(step, id)) names.add(field)
    if (step.type === 'action') for (const name of step.gives) names.add(name)
  }
  return names
}
