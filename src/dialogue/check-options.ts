/** Conditions on answers that nobody can give: `when: { kind: QUALTY }`. */

import { meantBy } from '../reading/nearest.js'
import type { FlowFault } from './check-flow.js'
import { branchesOf, type FlowDefinition, type Guard } from './flow.js'

/** Every id that a list of the company may have, by the question or part whose options it is; undefined where there is no such list. */
export type ListedOptions = ReadonlyMap<string, readonly string[] | undefined>

/**
 * Only for a file: in a dialogue that is kept, what the company has taken from a list since is no fault.
 */
export function checkOptions(flow: FlowDefinition, listed: ListedOptions): FlowFault[] {
  const possible = possibleAnswers(flow, listed)
  return Object.entries(flow.steps).flatMap(([id, step]) =>
    branchesOf(step).flatMap(({ when = {} }, index) =>
      Object.entries(when).flatMap(([field, condition]) =>
        valuesIn(condition)
          .filter((value) => value !== null && possible.get(field)?.includes(value) === false)
          .map((value) =>
            unknownOption(['steps', id, 'next', index, 'when', field], field, String(value), possible.get(field)!.map(String)),
          ),
      ),
    ),
  )
}

function unknownOption(path: FlowFault['path'], field: string, option: string, known: readonly string[]): FlowFault {
  const nearest = meantBy(option, known)
  return { path, name: 'unknownOption', values: { option, field, known: known.join(', ') }, ...(nearest && { nearest }) }
}

type Scalar = string | number | boolean | null
type Condition = Guard[string]

function valuesIn(condition: Condition): Scalar[] {
  if (typeof condition !== 'object' || condition === null) return [condition]
  const { $eq, $ne, $in = [], $nin = [] } = condition
  return [$eq, $ne, ...$in, ...$nin].filter((value) => value !== undefined)
}

/** What may be answered, of the fields that nothing but a question gives. */
function possibleAnswers(flow: FlowDefinition, listed: ListedOptions): Map<string, readonly Scalar[]> {
  const possible = new Map<string, readonly Scalar[]>()
  const note = (field: string, input: { readonly type: string; readonly options?: readonly string[] }) => {
    if (input.type === 'yesno') possible.set(field, [true, false])
    const options = listed.has(field) ? listed.get(field) : input.options
    if (options) possible.set(field, options)
  }
  for (const [id, step] of Object.entries(flow.steps)) {
    if (step.type !== 'question') continue
    note(id, step.input)
    if ('parts' in step.input) for (const [field, part] of Object.entries(step.input.parts)) note(field, part.input)
  }
  const others = [...flow.facts, ...Object.values(flow.steps).flatMap((step) => (step.type === 'action' ? step.gives : []))]
  for (const field of others) possible.delete(field)
  return possible
}
