import { createHash } from 'node:crypto'
import { isMap, isScalar, LineCounter, type Node, parseDocument } from 'yaml'
import { type Branch, type Flow, type FlowDefinition, FlowSchema, type Question, type Step } from './flow.js'
import { kindOf } from './inputs/index.js'
import { fallbacksOf, fieldsOf } from './path.js'

export interface FlowProblem {
  readonly file: string
  readonly line: number
  readonly message: string
  readonly advice: string
}

type LineOf = (...path: (string | number)[]) => number

/** What a flow may name that stands elsewhere. */
export interface Known {
  readonly actions: readonly string[]
  readonly lookups: readonly string[]
}

/** Reads one flow and finds every fault of it that needs no other file. The flow is given only when there is none. */
export function readFlow(
  file: string,
  text: string,
  { lists, ...known }: Known & { readonly lists: Readonly<Record<string, readonly string[]>> },
): { flow?: Flow; problems: FlowProblem[] } {
  const lines = new LineCounter()
  const document = parseDocument(text, { lineCounter: lines })
  const lineOf: LineOf = (...path) => {
    for (let length = path.length; length > 0; length--) {
      const parent = document.getIn(path.slice(0, length - 1), true)
      const key = path[length - 1]
      const pair = isMap(parent) ? parent.items.find((item) => isScalar(item.key) && item.key.value === key) : undefined
      const node = (pair?.key ?? document.getIn(path.slice(0, length), true)) as Node | undefined
      if (node?.range) return lines.linePos(node.range[0]).line
    }
    return 1
  }
  const problem = (line: number, message: string, advice: string): FlowProblem => ({ file, line, message, advice })
  if (document.errors.length > 0) {
    return {
      problems: document.errors.map((error) => problem(error.linePos?.[0].line ?? 1, error.message.split('\n')[0] ?? '', 'mend the YAML')),
    }
  }
  const parsed = FlowSchema.safeParse(withLists(document.toJS(), lists))
  if (!parsed.success) {
    return {
      problems: parsed.error.issues.map((issue) =>
        problem(
          lineOf(...(issue.path as (string | number)[])),
          `${issue.path.join('.') || 'the file'}: ${issue.message}`,
          'see CONTRIBUTING.md, “Add a dialogue”',
        ),
      ),
    }
  }
  const problems = findFaults(parsed.data, known).map(({ path, message, advice }) => problem(lineOf(...path), message, advice))
  return { problems, ...(problems.length === 0 && { flow: { ...parsed.data, revision: revisionOf(parsed.data) } }) }
}

/** Every fault of a dialogue that comes from elsewhere than a file; whether what it names still exists is for the caller to ask (`namesOf`). */
export function readDefinition(value: unknown): { definition: FlowDefinition } | { faults: readonly string[] } {
  const parsed = FlowSchema.safeParse(value)
  if (!parsed.success) return { faults: parsed.error.issues.map(({ path, message }) => `${path.join('.')}: ${message}`) }
  const faults = findFaults(parsed.data, namesOf(parsed.data))
  return faults.length > 0 ? { faults: faults.map(({ path, message }) => `${path.join('.')}: ${message}`) } : { definition: parsed.data }
}

/** The actions and lookups that a flow names. */
export function namesOf({ steps }: Pick<FlowDefinition, 'steps'>): Known {
  const all = Object.values(steps)
  return {
    actions: all.flatMap((step) => (step.type === 'action' ? [step.run] : [])),
    lookups: all.flatMap((step) => (step.type === 'question' && 'lookup' in step.input ? [step.input.lookup] : [])),
  }
}

/** The name of this exact version: a hash of its content in the order in which it was read. */
export function revisionOf(definition: object): string {
  return createHash('sha256').update(JSON.stringify(definition)).digest('hex').slice(0, 12)
}

/** `options: { list: plants }` stands for a list of the organisation. */
function withLists(value: unknown, lists: Readonly<Record<string, readonly string[]>>): unknown {
  if (Array.isArray(value)) return value.map((item) => withLists(item, lists))
  if (typeof value !== 'object' || value === null) return value
  const { list, ...others } = value as { list?: unknown }
  if (typeof list === 'string' && Object.keys(others).length === 0) return lists[list] ?? `unknown list ${list}`
  return Object.fromEntries(Object.entries(value).map(([key, child]) => [key, withLists(child, lists)]))
}

interface Fault {
  readonly path: (string | number)[]
  readonly message: string
  readonly advice: string
}

function findFaults(flow: FlowDefinition, { actions, lookups }: Known): Fault[] {
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

type Add = (path: (string | number)[], message: string, advice: string) => void

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
  for (const given of Object.values(fallbacksOf(question, id))) {
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

/** Where a step may lead; an end leads nowhere. */
export const branchesOf = (step: Step): readonly Branch[] => (step.type === 'end' ? [] : step.next)

function knownNames(flow: FlowDefinition): Set<string> {
  const names = new Set([...flow.facts, 'files', 'place', 'startedAt', 'asked'])
  for (const [id, step] of Object.entries(flow.steps)) {
    if (step.type === 'question') for (const field of fieldsOf(step, id)) names.add(field)
    if (step.type === 'action') for (const name of step.gives) names.add(name)
  }
  return names
}

function checkReach(flow: FlowDefinition, add: Add): void {
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
