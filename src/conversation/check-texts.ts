import type { Flow, Question } from '../dialogue/flow.js'
import { kindOf, REASONS } from '../dialogue/inputs/index.js'
import type { Problem } from '../errors.js'
import type { TextSource } from './read-texts.js'
import { FOR_CUSTOMERS } from './readers.js'
import { SOURCE_LANGUAGE } from './texts.js'
import { isTree, likeOf, type Tree, textsOf, treeAt, valueAt, withWordsOf } from './tree.js'

/** Before the name of a text that belongs to no dialogue. */
const COMMON = 'common:'

/** Every text that is missing, unused names in braces, and languages that do not agree; all at once. */
export function checkTexts(sources: readonly TextSource[], flows: readonly Flow[]): Problem[] {
  const problems: Problem[] = []
  for (const language of new Set(sources.map((source) => source.language))) {
    const own = sources.filter((source) => source.language === language)
    const common = own.find(({ name }) => name === 'common')
    if (common && language === SOURCE_LANGUAGE) for (const reason of REASONS) problems.push(...missing(common, `retry.${reason}`))
    for (const flow of flows) {
      const source = own.find(({ name }) => name === flow.id)
      if (source) problems.push(...checkFlowTexts(lentTo(source, own, flow), flow, common ?? source), ...checkLike(source, own))
      else
        problems.push({
          file: `locales/${language}/${flow.id}.yaml`,
          message: `is missing: the dialogue “${flow.id}” has no texts in ${language}`,
          advice: 'add the file',
        })
    }
    problems.push(...own.flatMap(checkWordsForCustomers))
    if (language !== SOURCE_LANGUAGE)
      problems.push(
        ...compareLanguages(
          own,
          sources.filter((source) => source.language === SOURCE_LANGUAGE),
        ),
      )
  }
  return problems
}

/** A text that a person would read, and that is not there. */
function missing({ file, tree, lineOf }: TextSource, key: string): Problem[] {
  const text = valueAt(tree, key)
  if (typeof text === 'string' && text !== '') return []
  return [{ file, line: lineOf(key), message: `has no text “${key}”`, advice: 'add it: a person would read nothing here' }]
}

/** With the words of the dialogue that it is like. */
function lentTo(source: TextSource, own: readonly TextSource[], { steps }: Flow): TextSource {
  const lender = own.find(({ name }) => name === likeOf(source.tree))
  return lender ? { ...source, tree: withWordsOf(source.tree, lender.tree, Object.keys(steps)) } : source
}

function checkLike({ file, tree, lineOf }: TextSource, own: readonly TextSource[]): Problem[] {
  const like = likeOf(tree)
  if (like === '' || own.some(({ name }) => name === like)) return []
  return [{ file, line: lineOf('like'), message: `is like “${like}”, which has no texts`, advice: 'write the name of a dialogue' }]
}

function checkFlowTexts(source: TextSource, flow: Flow, common: TextSource): Problem[] {
  const { file, tree, lineOf } = source
  const problems: Problem[] = []
  const need = (key: string, supplied?: readonly string[]) => {
    problems.push(...(key.startsWith(COMMON) ? missing(common, key.slice(COMMON.length)) : missing(source, key)))
    const text = valueAt(tree, key)
    if (typeof text === 'string' && supplied) {
      for (const name of namesIn(text)) {
        if (!supplied.includes(name))
          problems.push({
            file,
            line: lineOf(key),
            message: `“${key}” shows {{${name}}}, which nothing supplies`,
            advice: `supplied are: ${supplied.join(', ') || 'none'}; list it in the step's values`,
          })
      }
    }
  }
  need('name')
  for (const [id, step] of Object.entries(flow.steps)) {
    if (step.type === 'message' || (step.type === 'end' && !step.silent)) need(`steps.${id}.text`, step.values)
    if (step.type === 'question') for (const key of keysOf(id, step)) need(key, key.endsWith('.ask') ? [] : undefined)
  }
  for (const id of Object.keys(treeAt(tree, 'steps'))) {
    if (!(id in flow.steps))
      problems.push({
        file,
        line: lineOf(`steps.${id}`),
        message: `has texts for “${id}”, which is no step of ${flow.id}`,
        advice: 'remove them or mend the name',
      })
  }
  return problems
}

function keysOf(id: string, { input, default: given }: Question): string[] {
  const { isReview, texts } = kindOf(input)
  const place = `steps.${id}`
  const examples = isReview && given === undefined ? [] : [`${place}.examples`]
  return [`${place}.label`, `${place}.ask`, ...examples, ...(texts?.(input, place) ?? [])]
}

/** What is said in other words to customers is said to everybody else, too, and of the same things. */
function checkWordsForCustomers({ file, tree, written, lineOf }: TextSource): Problem[] {
  const plain = textsOf(written)
  return [...textsOf(treeAt(tree, FOR_CUSTOMERS))].flatMap(([key, text]) => {
    const line = lineOf(`${FOR_CUSTOMERS}.${key}`)
    const general = plain.get(key)
    if (general === undefined)
      return [{ file, line, message: `says “${key}” to customers, which nobody else is told`, advice: 'remove it or mend the name' }]
    const supplied = namesIn(general)
    return namesIn(text)
      .filter((name) => !supplied.includes(name))
      .map((name) => ({
        file,
        line,
        message: `“${key}” shows {{${name}}} to customers, which nothing supplies`,
        advice: `the text for everybody has ${supplied.join(', ') || 'none'}`,
      }))
  })
}

/**
 * Texts of no dialogue must stand in every language, with the same names in braces: those of `common`, and of each kind of case. So must words for
 * customers: where a language has none, a customer would read what is meant for colleagues.
 */
function compareLanguages(own: readonly TextSource[], source: readonly TextSource[]): Problem[] {
  return source.flatMap((there) => {
    const texts = sharedIn(there.name, there.written)
    if (!texts) return []
    const here = own.find(({ name }) => name === there.name)
    return here ? compareTexts(here, sharedIn(here.name, here.tree) ?? new Map(), texts) : missingFile(own[0]?.language, there)
  })
}

const missingFile = (language: string | undefined, { name, file }: TextSource): Problem[] =>
  // a dialogue without its file is reported as such
  name === 'common' ? [{ file: `locales/${language}/${name}.yaml`, message: 'is missing', advice: `translate ${file}` }] : []

function sharedIn(name: string, tree: Tree): Map<string, string> | undefined {
  if (name === 'common') return textsOf(tree)
  const shared = Object.entries(tree).filter(([key, value]) => (key === 'case' || key === FOR_CUSTOMERS) && isTree(value))
  return shared.length > 0 ? textsOf(Object.fromEntries(shared)) : undefined
}

function compareTexts(
  { file, lineOf }: TextSource,
  keysHere: ReadonlyMap<string, string>,
  keysThere: ReadonlyMap<string, string>,
): Problem[] {
  const problems: Problem[] = []
  for (const [key, text] of keysThere) {
    const mine = keysHere.get(key)
    if (mine === undefined) problems.push({ file, line: lineOf(key), message: `has no text “${key}”`, advice: `translate “${text}”` })
    else {
      const unknown = namesIn(mine).filter((name) => !namesIn(text).includes(name))
      if (unknown.length > 0)
        problems.push({
          file,
          line: lineOf(key),
          message: `“${key}” shows {{${unknown.join('}}, {{')}}}, which nothing supplies`,
          advice: `the ${SOURCE_LANGUAGE} text has ${namesIn(text).join(', ') || 'none'}`,
        })
    }
  }
  for (const key of keysHere.keys())
    if (!keysThere.has(key))
      problems.push({
        file,
        line: lineOf(key),
        message: `has “${key}”, which ${SOURCE_LANGUAGE} does not have`,
        advice: 'remove it or add it there',
      })
  return problems
}

const namesIn = (text: string): string[] => [...text.matchAll(/\{\{\s*([A-Za-z0-9_]+)/g)].map((match) => match[1]!)
