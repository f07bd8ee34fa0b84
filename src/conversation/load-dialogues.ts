import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Flow } from '../dialogue/flow.js'
import { readFlow } from '../dialogue/read-flow.js'
import { FlowDefinitionError } from '../errors.js'
import type { Findings, Problem } from '../faults/problem.js'
import type { KeptSentences } from '../people/kept-sentences.js'
import type { OptionList } from '../people/option-lists.js'
import { meantBy } from '../reading/nearest.js'
import { readYamlFile, type YamlFile } from '../reading/yaml-file.js'
import { withChanges } from './changed-sentences.js'
import { checkTexts } from './check-texts.js'
import { type ReadTexts, readTexts, type TextSource } from './read-texts.js'
import { createTexts, type Texts } from './texts.js'
import { likeOf, listAt, type TextFiles, type Tree, textAt, treeAt, withWordsOf } from './tree.js'

export interface DialogueSources {
  /** Holds `flows/` and `locales/`. */
  readonly root: string
  readonly actions: readonly string[]
  readonly lookups: readonly string[]
  /** Lists of the organisation that options may stand for. */
  readonly lists: Readonly<Record<string, OptionList>>
}

export interface Dialogues {
  readonly flows: readonly Flow[]
  readonly texts: Texts
}

/** Every file, read once; how it is worded may change without another look at it. */
export interface ReadDialogues {
  readonly flows: readonly Flow[]
  readonly listSteps: readonly ListStep[]
  readonly written: readonly TextSource[]
  readonly unread: ReadTexts['unread']
  /** Ids of all dialogues, also of those that cannot be read. */
  readonly ids: readonly string[]
  /** Of the flows, and of texts that cannot be read. */
  readonly problems: readonly Problem[]
}

interface Inspected extends Findings {
  readonly flows: readonly Flow[]
  readonly ids: readonly string[]
  /** None where anything is wrong with one of them. */
  readonly texts: TextFiles
  readonly sources: readonly TextSource[]
  /** Changes that fit the files no more, by their ids. */
  readonly setAside: readonly string[]
}
export type LoadedDialogues = Dialogues & Pick<Inspected, 'sources' | 'setAside'>

/** All dialogues and texts. @throws FlowDefinitionError with every fault of all files together */
export const loadDialogues = (sources: DialogueSources): LoadedDialogues => worded(inspectDialogues(sources))

/** @throws FlowDefinitionError where there is any problem */
export function worded({ flows, texts, problems, sources, setAside }: Inspected): LoadedDialogues {
  if (problems.length > 0) throw new FlowDefinitionError(problems)
  return { flows, texts: createTexts(texts), sources, setAside }
}

/** The same without refusing: the flows that can be read, and the texts only where nothing is wrong with any. */
export const inspectDialogues = (sources: DialogueSources): Inspected => inspectWording(readDialogues(sources), new Map())

/** What is made of the files by sentences that are said otherwise. */
export function inspectWording(
  { flows, ids, listSteps, written, unread, problems: found }: ReadDialogues,
  changes: KeptSentences,
): Inspected {
  const { sources, setAside } = withChanges(written, changes)
  const withoutLists = flows.map((flow) =>
    listSteps.filter((entry) => entry.flow === flow.id).reduce((copy, entry) => withWordedOptions(copy, entry), flow),
  )
  const { problems: ofTexts, notes } = checkTexts(sources, withoutLists, unread)
  const problems = [...found, ...ofTexts]
  return { flows, ids, texts: problems.length > 0 ? {} : treesOf(sources, listSteps, flows), problems, notes, sources, setAside }
}

export function readDialogues({ root, actions, lookups, lists }: DialogueSources): ReadDialogues {
  const problems: Problem[] = []
  const flows: Flow[] = []
  const offered = Object.fromEntries(Object.entries(lists).map(([name, list]) => [name, list.offered]))
  const everListed = Object.fromEntries(Object.entries(lists).map(([name, list]) => [name, everIn(list)]))
  const listSteps: ListStep[] = []
  const ids = readdirSync(join(root, 'flows'))
    .filter((file) => file.endsWith('.yaml'))
    .map((file) => file.slice(0, -'.yaml'.length))
    .sort()
  for (const id of ids) {
    const file = `flows/${id}.yaml`
    const text = readFileSync(join(root, file), 'utf8')
    const read = readFlow(file, text, { actions, lookups, lists: offered, everListed })
    problems.push(...read.problems)
    if (!read.flow) continue
    if (read.flow.id !== id) {
      problems.push({ file, line: 1, name: 'wrongFileName', values: { flow: read.flow.id } })
      continue
    }
    flows.push(read.flow)
    problems.push(...continuationFaults(read.flow, ids, readYamlFile(file, text).lineOf))
    for (const { step, list } of stepsWithLists(file, text)) listSteps.push({ flow: read.flow.id, step, list: lists[list] ?? NO_LIST })
  }
  const texts = readTexts(root)
  return {
    flows,
    ids,
    listSteps,
    written: texts.sources,
    unread: texts.unread,
    problems: [...problems, ...texts.problems],
  }
}

const everIn = ({ offered, labels, worded }: OptionList): string[] => [
  ...new Set([...offered, ...Object.keys(labels), ...(worded?.ids ?? [])]),
]

function continuationFaults({ id, steps }: Flow, ids: readonly string[], lineOf: YamlFile['lineOf']): Problem[] {
  return Object.entries(steps).flatMap(([step, definition]) => {
    const flow = definition.type === 'end' ? definition.continueWith : undefined
    if (flow === undefined || ids.includes(flow)) return []
    const nearest = meantBy(flow, ids)
    const line = lineOf(['steps', step, 'continueWith'])
    return [{ file: `flows/${id}.yaml`, line, name: 'unknownContinuation', values: { step, flow }, ...(nearest && { nearest }) } as const]
  })
}

function stepsWithLists(file: string, text: string): { step: string; list: string }[] {
  const { steps = {} } = readYamlFile(file, text).value as { steps?: Record<string, { input?: { options?: { list?: string } } }> }
  return Object.entries(steps).flatMap(([step, { input }]) => (input?.options?.list ? [{ step, list: input.options.list }] : []))
}

interface ListStep {
  readonly flow: string
  readonly step: string
  readonly list: OptionList
}
const NO_LIST: OptionList = { offered: [], labels: {} }

/** Labels of such options come from the organisation, or from the texts of one dialogue for all. */
function withWordedOptions(flow: Flow, { step: id, list: { worded } }: ListStep): Flow {
  const step = flow.steps[id]
  if (step?.type !== 'question' || !('options' in step.input)) return flow
  const options = worded?.flow === flow.id && worded.step === id ? [...worded.ids] : []
  return { ...flow, steps: { ...flow.steps, [id]: { ...step, input: { ...step.input, options } } } }
}

function treesOf(sources: readonly TextSource[], listSteps: readonly ListStep[], flows: readonly Flow[]): TextFiles {
  const files: Record<string, Record<string, Tree>> = {}
  for (const { language, name, tree } of sources) files[language] = { ...files[language], [name]: tree }
  for (const [language, written] of Object.entries(files)) {
    const withLists = (flow: string, tree: Tree) =>
      listSteps.filter((entry) => entry.flow === flow).reduce((texts, entry) => withOptions(texts, entry, written), tree)
    files[language] = Object.fromEntries(Object.entries(written).map(([flow, tree]) => [flow, withLists(flow, tree)]))
  }
  for (const own of Object.values(files))
    for (const { id, steps } of flows) {
      const lender = own[likeOf(own[id] ?? {})]
      if (own[id] && lender) own[id] = withWordsOf(own[id], lender, Object.keys(steps))
    }
  return files
}

/** @param written the texts of all dialogues, as their files have them */
function withOptions(tree: Tree, { step, list: { labels, worded } }: ListStep, written: Readonly<Record<string, Tree>>): Tree {
  const steps = treeAt(tree, 'steps')
  const texts = worded ? treeAt(treeAt(treeAt(written[worded.flow], 'steps'), worded.step), 'options') : {}
  const own = Object.entries(labels).map(([id, { label, names = [] }]) => {
    const known = treeAt(texts, id)
    return [id, { label, names: [...namesOf(known), ...names] }] as const
  })
  return { ...tree, steps: { ...steps, [step]: { ...treeAt(steps, step), options: { ...texts, ...Object.fromEntries(own) } } } }
}

const namesOf = (option: Tree): string[] => [textAt(option, 'label'), ...listAt(option, 'names')].filter(Boolean)
