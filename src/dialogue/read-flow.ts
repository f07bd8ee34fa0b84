/** From a file, or from what a database has kept, to a flow without a fault. */
import { createHash } from 'node:crypto'
import type { Problem } from '../faults/problem.js'
import { meantBy } from '../reading/nearest.js'
import { readYamlFile } from '../reading/yaml-file.js'
import { type FlowFault, findFaults, type Known, namesOf } from './check-flow.js'
import { checkOptions, type ListedOptions } from './check-options.js'
import { readableParts, shapeFaults } from './check-shape.js'
import { checkYielding } from './check-yielding.js'
import { type Flow, type FlowDefinition, FlowSchema } from './flow.js'

export interface KnownToFile extends Known {
  /** What each list of the company offers. */
  readonly lists: Readonly<Record<string, readonly string[]>>
  /** What each may ever have offered, where that is more. */
  readonly everListed?: Readonly<Record<string, readonly string[]>>
}

/**
 * Reads one flow and finds every fault of it that needs no other file. The flow is given only when there is none.
 * @param file how a problem names it; lines begin with 1
 */
export function readFlow(
  file: string,
  text: string,
  { lists, everListed = lists, ...known }: KnownToFile,
): { flow?: Flow; problems: Problem[] } {
  const { value, faults: unreadable, lineOf } = readYamlFile(file, text)
  if (unreadable.length > 0) return { problems: unreadable.map((fault) => ({ file, ...fault })) }
  const listed = listsIn(value)
  const unknownLists = listed.filter(({ list }) => !(list in lists)).map((one) => unknownList(one, Object.keys(lists)))
  const named = withLists(value, lists)
  const parsed = FlowSchema.safeParse(named)
  const everOf = new Map(listed.map(({ field, list }) => [field, everListed[list] ?? lists[list]]))
  const found = parsed.success
    ? [...findFaults(parsed.data, known), ...checkOptions(parsed.data, everOf), ...checkYielding(parsed.data)]
    : [...shapeFaults(named, parsed.error.issues), ...faultsOfTheRest(named, known, everOf)]
  const problems = [...unknownLists, ...found]
    .map(({ path, ...fault }) => ({ file, line: lineOf(path), ...fault }))
    .sort((one, other) => one.line - other.line)
  return { problems, ...(parsed.success && problems.length === 0 && { flow: { ...parsed.data, revision: revisionOf(parsed.data) } }) }
}

/** Of the parts that have the shape of a dialogue; where it is not known how they hang together, nothing is said of that. */
function faultsOfTheRest(value: unknown, known: Known, listed: ListedOptions): FlowFault[] {
  const rest = readableParts(value)
  if (!rest) return []
  const flow = { ...rest.flow, facts: [...rest.flow.facts, ...rest.names] }
  const found = findFaults(flow, known)
  const ofShape = rest.isWhole ? found : found.filter(({ name }) => name !== 'unreachable' && name !== 'endless')
  return [...ofShape, ...checkOptions(rest.flow, listed)]
}

/** Every fault of a dialogue that comes from elsewhere than a file; whether what it names still exists is for the caller to ask (`namesOf`). */
export function readDefinition(value: unknown): { definition: FlowDefinition } | { faults: readonly string[] } {
  const parsed = FlowSchema.safeParse(value)
  if (!parsed.success) return { faults: parsed.error.issues.map(({ path, message }) => `${path.join('.')}: ${message}`) }
  const faults = findFaults(parsed.data, namesOf(parsed.data))
  return faults.length > 0 ? { faults: faults.map(({ path, name }) => `${path.join('.')}: ${name}`) } : { definition: parsed.data }
}

/** The name of this exact version: a hash of its content in the order in which it was read. */
export function revisionOf(definition: object): string {
  return createHash('sha256').update(JSON.stringify(definition)).digest('hex').slice(0, 12)
}

interface Listed {
  /** The question or part whose options it is. */
  readonly field: string
  readonly list: string
  readonly path: readonly PropertyKey[]
}

const listOf = (value: object): string | undefined => {
  const { list, ...others }: { list?: unknown } = value
  return typeof list === 'string' && Object.keys(others).length === 0 ? list : undefined
}

/** Where `options: { list: plants }` stands. */
function listsIn(value: unknown, path: readonly PropertyKey[] = []): Listed[] {
  if (typeof value !== 'object' || value === null) return []
  const list = Array.isArray(value) ? undefined : listOf(value)
  // steps → id → input → options, and below them parts → field → input → options
  if (list !== undefined) return [{ field: String(path.at(-3)), list, path: [...path, 'list'] }]
  return Object.entries(value).flatMap(([key, child]) => listsIn(child, [...path, key]))
}

function unknownList({ list, path }: Listed, names: readonly string[]): FlowFault {
  const nearest = meantBy(list, names)
  return { path, name: 'unknownList', values: { list, known: names.join(', ') }, ...(nearest && { nearest }) }
}

/** `options: { list: plants }` stands for a list of the organisation. */
function withLists(value: unknown, lists: Readonly<Record<string, readonly string[]>>): unknown {
  if (Array.isArray(value)) return value.map((item) => withLists(item, lists))
  if (typeof value !== 'object' || value === null) return value
  const list = listOf(value)
  if (list !== undefined) return lists[list] ?? [list]
  return Object.fromEntries(Object.entries(value).map(([key, child]) => [key, withLists(child, lists)]))
}
