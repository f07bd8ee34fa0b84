/** From a file, or from what a database has kept, to a flow without a fault. */
import { createHash } from 'node:crypto'
import { readYamlFile } from '../reading/yaml-file.js'
import { findFaults, type Known, namesOf } from './check-flow.js'
import { type Flow, type FlowDefinition, FlowSchema } from './flow.js'

export interface FlowProblem {
  readonly file: string
  readonly line: number
  readonly message: string
  readonly advice: string
}

/**
 * Reads one flow and finds every fault of it that needs no other file. The flow is given only when there is none.
 * @param file how a problem names it; lines begin with 1
 */
export function readFlow(
  file: string,
  text: string,
  { lists, ...known }: Known & { readonly lists: Readonly<Record<string, readonly string[]>> },
): { flow?: Flow; problems: FlowProblem[] } {
  const { value, faults, lineOf } = readYamlFile(file, text)
  const problem = (line: number, message: string, advice: string): FlowProblem => ({ file, line, message, advice })
  if (faults.length > 0) return { problems: faults.map(({ line, message }) => problem(line, message, 'mend the YAML')) }
  const parsed = FlowSchema.safeParse(withLists(value, lists))
  if (!parsed.success) {
    return {
      problems: parsed.error.issues.map((issue) =>
        problem(lineOf(issue.path), `${issue.path.join('.') || 'the file'}: ${issue.message}`, 'see CONTRIBUTING.md, “Add a dialogue”'),
      ),
    }
  }
  const problems = findFaults(parsed.data, known).map(({ path, message, advice }) => problem(lineOf(path), message, advice))
  return { problems, ...(problems.length === 0 && { flow: { ...parsed.data, revision: revisionOf(parsed.data) } }) }
}

/** Every fault of a dialogue that comes from elsewhere than a file; whether what it names still exists is for the caller to ask (`namesOf`). */
export function readDefinition(value: unknown): { definition: FlowDefinition } | { faults: readonly string[] } {
  const parsed = FlowSchema.safeParse(value)
  if (!parsed.success) return { faults: parsed.error.issues.map(({ path, message }) => `${path.join('.')}: ${message}`) }
  const faults = findFaults(parsed.data, namesOf(parsed.data))
  return faults.length > 0 ? { faults: faults.map(({ path, message }) => `${path.join('.')}: ${message}`) } : { definition: parsed.data }
}

/** The name of this exact version: a hash of its content in the order in which it was read. */
export function revisionOf(definition: object): string {
  return createHash('sha256').update(JSON.stringify(definition)).digest('hex').slice(0, 12)
}

/** `options: { list: plants }` stands for a list of the organisation. */
function withLists(value: unknown, lists: Readonly<Record<string, readonly string[]>>): unknown {
  if (Array.isArray(value)) return value.map((item) => withLists(item, lists))
  if (typeof value !== 'object' || value === null) return value
  const { list, ...others }: { list?: unknown } = value
  if (typeof list === 'string' && Object.keys(others).length === 0) return lists[list] ?? `unknown list ${list}`
  return Object.fromEntries(Object.entries(value).map(([key, child]) => [key, withLists(child, lists)]))
}
