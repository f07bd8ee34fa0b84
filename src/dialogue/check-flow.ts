import type { Fault } from '../faults/fault.js'
import { meantBy } from '../reading/nearest.js'
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

/** With its place in the flow. */
export interface FlowFault extends Fault {
  readonly path: readonly PropertyKey[]
}

/** Every fault that can be told from the flow and the names of what there is, each with the place in its file; none for a flow in order. */
export function findFaults(flow: FlowDefinition, { actions, lookups }: Known): FlowFault[] {
  const faults: FlowFault[] = []
  const add: Add = (path, name, values, names = []) => {
    const nearest = meantBy(String(Object.values(values ?? {})[0] ?? ''), names)
    faults.push({ path, name, values: { ...values, ...(names.length > 0 && { known: names.join(', ') }) }, ...(nearest && { nearest }) })
  }
  const steps = Object.keys(flow.steps)
  const known = [...knownNames(flow)]

  if (!steps.includes(flow.start)) add(['start'], 'unknownStart', { step: flow.start }, steps)
  for (const [id, step] of Object.entries(flow.steps)) {
    const at = (...rest: (string | number)[]) => ['steps', id, ...rest]
    if (step.type === 'action' && !actions.includes(step.run)) add(at('run'), 'unknownAction', { action: step.run }, actions)
    if ('values' in step) for (const fact of step.values) if (!known.includes(fact)) add(at('values'), 'unknownShown', { fact }, known)
    if (step.type === 'question') checkQuestion(step, id, { add, at, known, lookups })
    checkBranches(branchesOf(step), { add, at, known, steps })
  }
  const meant = asMeant(flow)
  if (meant) checkReach(meant, add)
  return faults
}

interface Place {
  readonly add: Add
  readonly at: (...rest: (string | number)[]) => (string | number)[]
  readonly known: readonly string[]
}

function checkQuestion(question: Question, id: string, { add, at, known, lookups }: Place & { readonly lookups: readonly string[] }): void {
  const { input } = question
  for (const { name, values, among } of kindOf(input).faults?.(input, { lookups }) ?? []) add(at('input'), name, values, among)
  if ('min' in input && 'max' in input && input.min !== undefined && input.max !== undefined && input.min > input.max)
    add(at('input'), 'minAboveMax')
  if ('among' in input && input.among !== undefined && !known.includes(input.among))
    add(at('input'), 'unknownAmong', { fact: input.among }, known)
  if ('behind' in input && input.behind !== undefined && !known.includes(input.behind))
    add(at('input'), 'unknownBehind', { fact: input.behind }, known)
  const suggested = kindOf(input).suggestions?.(input, id) ?? {}
  const shortcuts = Object.entries(question.shortcuts ?? {}).flatMap(([name, answers]) =>
    Object.entries(answers).map((one) => [name, ...one] as const),
  )
  for (const [name, field] of shortcuts)
    if (!known.includes(field)) add(at('shortcuts', name, field), 'unknownShortcutField', { field }, known)
  const values = [...Object.values(fallbacksOf(question, id)), ...Object.values(suggested), ...shortcuts.map(([, , given]) => given)]
  for (const given of values) {
    const fact = typeof given === 'object' && given !== null ? given.fact.split('.')[0] : undefined
    if (fact !== undefined && !known.includes(fact)) add(at('default'), 'unknownDefault', { fact }, known)
  }
}

function checkBranches(branches: readonly Branch[], { add, at, known, steps }: Place & { readonly steps: readonly string[] }): void {
  branches.forEach((branch, index) => {
    if (!steps.includes(branch.to)) add(at('next', index, 'to'), 'unknownTarget', { step: branch.to }, steps)
    const last = index === branches.length - 1
    if (last && branch.when) add(at('next', index), 'guardOnLast')
    if (!last && !branch.when) add(at('next', index), 'hidingBranch')
    for (const name of Object.keys(branch.when ?? {})) {
      const fact = name.split('.')[0] ?? name
      if (!known.includes(fact)) add(at('next', index), 'unknownInGuard', { fact }, known)
    }
  })
}

/** With the steps that were meant by misspelt names, so that nothing else seems to be out of reach; undefined where one cannot be guessed. */
function asMeant(flow: FlowDefinition): FlowDefinition | undefined {
  const ids = Object.keys(flow.steps)
  const meant = (id: string) => (ids.includes(id) ? id : (meantBy(id, ids) ?? ''))
  const start = meant(flow.start)
  const steps = Object.fromEntries(
    Object.entries(flow.steps).map(([id, step]) => [
      id,
      step.type === 'end' ? step : { ...step, next: step.next.map((branch) => ({ ...branch, to: meant(branch.to) })) },
    ]),
  )
  const isWhole = start !== '' && Object.values(steps).every((step) => branchesOf(step).every(({ to }) => to !== ''))
  return isWhole ? { ...flow, start, steps } : undefined
}

function knownNames(flow: FlowDefinition): Set<string> {
  const names = new Set([...flow.facts, 'files', 'place', 'startedAt', 'asked'])
  for (const [id, step] of Object.entries(flow.steps)) {
    if (step.type === 'question') for (const field of fieldsOf(step, id)) names.add(field)
    if (step.type === 'action') for (const name of step.gives) names.add(name)
  }
  return names
}
