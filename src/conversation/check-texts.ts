import type { Flow, Question } from '../dialogue/flow.js'
import { kindOf, REASONS } from '../dialogue/inputs/index.js'
import type { Findings, Problem } from '../faults/problem.js'
import { meantBy } from '../reading/nearest.js'
import { checkNames } from './check-names.js'
import { emptyBlock } from './empty-block.js'
import type { ReadTexts, TextSource } from './read-texts.js'
import { FOR_CUSTOMERS } from './readers.js'
import { SOURCE_LANGUAGE } from './texts.js'
import { isTree, likeOf, type Tree, textsOf, treeAt, valueAt, withWordsOf } from './tree.js'

/** Before the name of a text that belongs to no dialogue. */
const COMMON = 'common:'

/** Every text that is missing, unused names in braces, and languages that do not agree; all at once. @param unread files of texts that cannot be read, of which nothing is said */
export function checkTexts(sources: readonly TextSource[], flows: readonly Flow[], unread: ReadTexts['unread'] = []): Findings {
  const problems: Problem[] = []
  const notes: Problem[] = []
  const add = (checked: Findings) => {
    problems.push(...checked.problems)
    notes.push(...checked.notes)
  }
  for (const language of new Set(sources.map((source) => source.language))) {
    const own = sources.filter((source) => source.language === language)
    const isUnread = (file: string) => unread.some((one) => one.language === language && one.name === file)
    const common = own.find(({ name }) => name === 'common')
    if (common && language === SOURCE_LANGUAGE)
      for (const reason of REASONS) problems.push(...(isThere(common, `retry.${reason}`) ? [] : [noText(common, `retry.${reason}`)]))
    for (const flow of flows) {
      const source = own.find(({ name }) => name === flow.id)
      if (!source && !isUnread(flow.id)) add(withoutFile(language, flow.id))
      if (!source) continue
      problems.push(...checkLike(source, own, isUnread))
      const lender = flows.find(({ id }) => id === likeOf(source.tree))
      if (!isUnread(likeOf(source.tree))) add(checkFlowTexts(lentTo(source, own, flow), flow, { common, lender }))
    }
    problems.push(...own.flatMap(checkWordsForCustomers))
    if (language !== SOURCE_LANGUAGE)
      for (const there of sources.filter((source) => source.language === SOURCE_LANGUAGE))
        if (!isUnread(there.name)) add(compareLanguages(own, there, language))
  }
  return { problems, notes }
}

const isThere = ({ tree }: TextSource, key: string): boolean => {
  const text = valueAt(tree, key)
  return typeof text === 'string' && text !== ''
}

/** A text that a person would read, and that is not there. */
const noText = ({ file, lineOf }: TextSource, key: string): Problem => ({ file, line: lineOf(key), name: 'noText', values: { key } })

function withoutFile(language: string, flow: string): Findings {
  const file = `locales/${language}/${flow}.yaml`
  return language === SOURCE_LANGUAGE
    ? { problems: [{ file, name: 'noTexts', values: { flow, language } }], notes: [] }
    : { problems: [], notes: [{ file, name: 'noFileYet', values: { flow } }] }
}

/** With the words of the dialogue that it is like. */
function lentTo(source: TextSource, own: readonly TextSource[], { steps }: Flow): TextSource {
  const lender = own.find(({ name }) => name === likeOf(source.tree))
  return lender ? { ...source, tree: withWordsOf(source.tree, lender.tree, Object.keys(steps)) } : source
}

function checkLike({ file, tree, lineOf }: TextSource, own: readonly TextSource[], isUnread: (name: string) => boolean): Problem[] {
  const flow = likeOf(tree)
  if (flow === '' || own.some(({ name }) => name === flow) || isUnread(flow)) return []
  const nearest = meantBy(
    flow,
    own.map(({ name }) => name),
  )
  return [{ file, line: lineOf('like'), name: 'likeNothing', values: { flow }, ...(nearest && { nearest }) }]
}

interface Others {
  readonly common: TextSource | undefined
  /** The dialogue whose words it takes where it has none. */
  readonly lender: Flow | undefined
}

function checkFlowTexts(source: TextSource, flow: Flow, { common, lender }: Others): Findings {
  const { file, language, tree, lineOf } = source
  const isSource = language === SOURCE_LANGUAGE
  const problems: Problem[] = []
  const untranslated: string[] = []
  const placeholders = (key: string, supplied: readonly string[]) => {
    const text = valueAt(tree, key)
    if (typeof text !== 'string') return
    for (const name of namesIn(text)) if (!supplied.includes(name)) problems.push(unknownPlaceholder(source, key, name, supplied))
  }
  const misspelt = misspeltOptions(source, flow)
  const missingOf = (keys: readonly string[]) =>
    keys.filter((key) => !key.startsWith(COMMON) && !isThere(source, key) && !misspelt.some(({ missing }) => key.startsWith(missing)))
  const need = (step: string | undefined, keys: readonly string[]) => {
    if (common)
      for (const key of keys.filter((one) => one.startsWith(COMMON)).map((one) => one.slice(COMMON.length)))
        if (!isThere(common, key)) problems.push(noText(common, key))
    const missing = missingOf(keys)
    if (!isSource) untranslated.push(...missing)
    else if (step === undefined) problems.push(...missing.map((key) => noText(source, key)))
    // what a lender lacks is said of the lender
    else if (missing.length > 0 && !(lender && step in lender.steps)) problems.push(noWords(source, step, missing))
  }
  need(undefined, ['name'])
  for (const [id, step] of Object.entries(flow.steps)) {
    const keys = keysOf(id, step)
    need(id, keys)
    for (const key of keys)
      if ('values' in step) placeholders(key, step.values)
      else if (key.endsWith('.ask')) placeholders(key, [])
  }
  const written = Object.keys(treeAt(tree, 'steps'))
  for (const step of written.filter((id) => !(id in flow.steps))) {
    const nearest = meantBy(
      step,
      Object.keys(flow.steps).filter((id) => !written.includes(id)),
    )
    problems.push({
      file,
      line: lineOf(`steps.${step}`),
      name: 'textOfNoStep',
      values: { step, flow: flow.id },
      ...(nearest && { nearest }),
    })
  }
  const { problems: twice, notes } = checkNames(source, flow)
  return {
    // who misspelt a step's name among the texts need not hear that the step has none
    problems: [
      ...misspelt.map(({ problem }) => problem),
      ...problems.filter(({ name, values }) => name !== 'noWords' || !problems.some(({ nearest }) => nearest === values?.step)),
      ...twice,
    ],
    notes: [...notes, ...untranslatedNote(source, untranslated)],
  }
}

/** Texts of an option that there is not, where those of the one that was meant are missing. */
function misspeltOptions({ file, tree, lineOf }: TextSource, flow: Flow): { readonly problem: Problem; readonly missing: string }[] {
  return Object.entries(flow.steps).flatMap(([step, definition]) => {
    if (definition.type !== 'question' || !('options' in definition.input)) return []
    const place = `steps.${step}.options`
    const written = Object.keys(treeAt(treeAt(treeAt(tree, 'steps'), step), 'options'))
    const { options } = definition.input
    const missing = options.filter((id) => !written.includes(id))
    return written
      .filter((id) => !options.includes(id))
      .flatMap((option) => {
        const nearest = meantBy(option, missing)
        if (nearest === undefined) return []
        const problem: Problem = { file, line: lineOf(`${place}.${option}`), name: 'textOfNoOption', values: { step, option }, nearest }
        return [{ problem, missing: `${place}.${nearest}.` }]
      })
  })
}

const noWords = ({ file, lineOf }: TextSource, step: string, missing: readonly string[]): Problem => ({
  file,
  line: lineOf(`steps.${step}`),
  name: 'noWords',
  values: { step, keys: missing.map((key) => key.replace(`steps.${step}.`, '')).join(', ') },
  block: emptyBlock(missing),
})

const MOST_KEYS = 5

function untranslatedNote({ file, language }: TextSource, keys: readonly string[]): Problem[] {
  if (keys.length === 0) return []
  const shown = [...keys.slice(0, MOST_KEYS), ...(keys.length > MOST_KEYS ? ['…'] : [])].join(', ')
  return [{ file, name: 'untranslated', values: { language, count: keys.length, keys: shown } }]
}

const unknownPlaceholder = ({ file, lineOf }: TextSource, key: string, placeholder: string, supplied: readonly string[]): Problem => {
  const nearest = meantBy(placeholder, supplied)
  return {
    file,
    line: lineOf(key),
    name: 'unknownPlaceholder',
    values: { key, placeholder, known: supplied.join(', ') || '—' },
    ...(nearest && { nearest }),
  }
}

function keysOf(id: string, step: Flow['steps'][string]): string[] {
  if (step.type === 'question') return keysOfQuestion(id, step)
  return step.type === 'message' || (step.type === 'end' && !step.silent) ? [`steps.${id}.text`] : []
}

function keysOfQuestion(id: string, { input, default: given, shortcuts = {} }: Question): string[] {
  const { isReview, texts } = kindOf(input)
  const place = `steps.${id}`
  const examples = isReview && given === undefined ? [] : [`${place}.examples`]
  const shortcutTexts = Object.keys(shortcuts).map((name) => `${place}.shortcuts.${name}.label`)
  return [`${place}.label`, `${place}.ask`, ...examples, ...shortcutTexts, ...(texts?.(input, place) ?? [])]
}

/** What is said in other words to customers is said to everybody else, too, and of the same things. */
function checkWordsForCustomers({ file, tree, written, lineOf }: TextSource): Problem[] {
  const plain = textsOf(written)
  return [...textsOf(treeAt(tree, FOR_CUSTOMERS))].flatMap(([key, text]): Problem[] => {
    const line = () => lineOf(`${FOR_CUSTOMERS}.${key}`)
    const general = plain.get(key)
    if (general === undefined) return [{ file, line: line(), name: 'onlyForCustomers', values: { key } }]
    const supplied = namesIn(general)
    return namesIn(text)
      .filter((name) => !supplied.includes(name))
      .map((placeholder) => ({
        file,
        line: line(),
        name: 'unknownForCustomers',
        values: { key, placeholder, known: supplied.join(', ') || '—' },
      }))
  })
}

/**
 * Texts of no dialogue have the same names in braces in every language: those of `common`, and of each kind of case. One that a language lacks is read
 * in Chinese; but words for customers must be there, as customers would read there what is meant for colleagues.
 */
function compareLanguages(own: readonly TextSource[], there: TextSource, language: string): Findings {
  const texts = sharedIn(there.name, there.written)
  if (!texts) return { problems: [], notes: [] }
  const here = own.find(({ name }) => name === there.name)
  if (here) return compareTexts(here, sharedIn(here.name, here.tree) ?? new Map(), texts)
  // a dialogue without its file is noted as such
  const note: Problem = { file: `locales/${language}/${there.name}.yaml`, name: 'noFileYet', values: { flow: there.name } }
  return { problems: [], notes: there.name === 'common' ? [note] : [] }
}

function sharedIn(name: string, tree: Tree): Map<string, string> | undefined {
  if (name === 'common') return textsOf(tree)
  const shared = Object.entries(tree).filter(([key, value]) => (key === 'case' || key === FOR_CUSTOMERS) && isTree(value))
  return shared.length > 0 ? textsOf(Object.fromEntries(shared)) : undefined
}

function compareTexts(source: TextSource, keysHere: ReadonlyMap<string, string>, keysThere: ReadonlyMap<string, string>): Findings {
  const { file, lineOf } = source
  const problems: Problem[] = []
  const untranslated: string[] = []
  for (const [key, text] of keysThere) {
    const mine = keysHere.get(key)
    if (mine !== undefined) {
      const supplied = namesIn(text)
      for (const name of namesIn(mine)) if (!supplied.includes(name)) problems.push(unknownPlaceholder(source, key, name, supplied))
    } else if (key.startsWith(`${FOR_CUSTOMERS}.`))
      problems.push({ file, line: lineOf(key), name: 'noCustomerText', values: { key, text } })
    else untranslated.push(key)
  }
  for (const key of keysHere.keys())
    if (!keysThere.has(key)) problems.push({ file, line: lineOf(key), name: 'onlyHere', values: { key, source: SOURCE_LANGUAGE } })
  return { problems, notes: untranslatedNote(source, untranslated) }
}

const namesIn = (text: string): string[] => [...text.matchAll(/\{\{\s*([A-Za-z0-9_]+)/g)].map((match) => match[1]!)
