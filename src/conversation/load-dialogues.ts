import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Flow } from '../dialogue/flow.js'
import { readFlow } from '../dialogue/read-flow.js'
import { FlowDefinitionError, type Problem } from '../errors.js'
import type { KeptSentences } from '../people/kept-sentences.js'
import type { OptionList } from '../people/option-lists.js'
import { readYamlFile } from '../reading/yaml-file.js'
import { withChanges } from './changed-sentences.js'
import { checkTexts } from './check-texts.js'
import { readTexts, type TextSource } from './read-texts.js'
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
  /** Of the flows, and of texts that cannot be read. */
  readonly problems: readonly Problem[]
}

interface Inspected {
  readonly flows: readonly Flow[]
  /** None where anything is wrong with one of them. */
  readonly texts: TextFiles
  readonly problems: readonly Problem[]
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
export function inspectWording({ flows, listSteps, written, problems: found }: ReadDialogues, changes: KeptSentences): Inspected {
  const { sources, setAside } = withChanges(written, changes)
  const withoutLists = flows.map((flow) =>
    listSteps.filter((entry) => entry.flow === flow.id).reduce((copy, entry) => withWordedOptions(copy, entry), flow),
  )
  const problems = [...found, ...checkTexts(sources, withoutLists)]
  return { flows, texts: problems.length > 0 ? {} : treesOf(sources, listSteps, flows), problems, sources, setAside }
}

export function readDialogues({ root, actions, lookups, lists }: DialogueSources): ReadDialogues {
  const problems: Problem[] = []
  const flows: Flow[] = []
  const ids = Object.fromEntries(Object.entries(lists).map(([name, { offered }]) => [name, offered]))
  const listSteps: ListStep[] = []
  for (const name of readdirSync(join(root, 'flows'))
    .filter((file) => file.endsWith('.yaml'))
    .sort()) {
    const file = join('flows', name)
    const text = readFileSync(join(root, file), 'utf8')
    const read = readFlow(file, text, { actions, lookups, lists: ids })
    problems.push(...read.problems)
    if (!read.flow) continue
    flows.push(read.flow)
    if (`${read.flow.id}.yaml` !== name)
      problems.push({
        file: `flows/${name}`,
        line: 1,
        message: `holds the dialogue “${read.flow.id}”`,
        advice: `call the file ${read.flow.id}.yaml`,
      })
    for (const { step, list } of stepsWithLists(file, text)) listSteps.push({ flow: read.flow.id, step, list: lists[list] ?? NO_LIST })
  }
  for (const { id, steps } of flows) {
    for (const [step, definition] of Object.entries(steps)) {
      if (definition.type === 'end' && definition.continueWith && !flows.some((flow) => flow.id === definition.continueWith)) {
        problems.push({
          file: `flows/${id}.yaml`,
          message: `step “${step}” goes on with “${definition.continueWith}”, which is no dialogue`,
          advice: 'mend the name',
        })
      }
    }
  }
  const texts = readTexts(root)
  return { flows, listSteps, written: texts.sources, problems: [...problems, ...texts.problems] }
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
