/** Whether everything that people may name in a dialogue can be told from everything else. */
import { reachableFrom } from '../dialogue/check-reach.js'
import type { Flow } from '../dialogue/flow.js'
import type { Findings, Problem } from '../faults/problem.js'
import { keyOf } from '../reading/normalise.js'
import type { TextSource } from './read-texts.js'
import { isTree, listAt, type Tree, textAt, treeAt, valueAt } from './tree.js'

interface Named {
  readonly id: string
  /** The step that asks for it. */
  readonly step: string
  /** Where its texts stand. */
  readonly place: string
  readonly texts: Tree
}

export function checkNames(source: TextSource, flow: Flow): Findings {
  const fields = fieldsIn(source.tree, flow)
  return {
    problems: [...fields.flatMap((field) => optionsTwice(source, field)), ...labelsTwice(source, flow, fields)],
    notes: sharedNames(source, flow, fields),
  }
}

/** What is answered: questions, and in their place the parts of those that have several. */
function fieldsIn(tree: Tree, { steps }: Flow): Named[] {
  return Object.entries(steps).flatMap(([step, definition]) => {
    if (definition.type !== 'question') return []
    const named = (top: string, id: string): Named => ({ id, step, place: `${top}.${id}`, texts: treeAt(treeAt(tree, top), id) })
    return 'parts' in definition.input ? Object.keys(definition.input.parts).map((part) => named('fields', part)) : [named('steps', step)]
  })
}

const wordsFor = (texts: Tree): string[] => [textAt(texts, 'label'), ...listAt(texts, 'names')].filter(Boolean)

/** Word → ids of all that are called so, where it is more than one. */
function shared(named: readonly { readonly id: string; readonly words: readonly string[] }[]): [word: string, ids: string[]][] {
  const byKey = new Map<string, { readonly word: string; readonly ids: Set<string> }>()
  for (const { id, words } of named)
    for (const word of words) {
      const key = keyOf(word) || word
      const entry = byKey.get(key) ?? { word, ids: new Set<string>() }
      byKey.set(key, { word: entry.word, ids: entry.ids.add(id) })
    }
  return [...byKey.values()].filter(({ ids }) => ids.size > 1).map(({ word, ids }) => [word, [...ids]])
}

/** What a dialogue borrows is said of the one that lends it. */
const isOwn = ({ written }: TextSource, { place }: Named): boolean => isTree(valueAt(written, place))

function optionsTwice(source: TextSource, field: Named): Problem[] {
  const { file, lineOf } = source
  const { id: step, place, texts } = field
  if (!isOwn(source, field)) return []
  const options = Object.entries(treeAt(texts, 'options')).map(([id, option]) => ({
    id,
    words: typeof option === 'string' ? [option] : wordsFor(treeAt({ option }, 'option')),
  }))
  return shared(options).map(([word, [one = '', other = '']]) => ({
    file,
    line: lineOf(`${place}.options.${other}`),
    name: 'optionTwice',
    values: { word, one, other, step },
  }))
}

/** Of one conversation; what is asked for on different ways may be called alike. */
function labelsTwice(source: TextSource, flow: Flow, fields: readonly Named[]): Problem[] {
  const { file, lineOf } = source
  const said = new Set<string>()
  const labels = new Map(fields.map((field) => [field, keyOf(textAt(field.texts, 'label'))]))
  return fields.flatMap((other, index): Problem[] => {
    const label = labels.get(other)
    if (label === '' || said.has(other.id)) return []
    const one = fields.slice(0, index).find((before) => before.id !== other.id && labels.get(before) === label && meet(flow, before, other))
    if (!one || !(isOwn(source, one) || isOwn(source, other))) return []
    said.add(one.id).add(other.id)
    const values = { word: textAt(other.texts, 'label'), one: one.id, other: other.id }
    return [{ file, line: lineOf(other.place), name: 'labelTwice', values }]
  })
}

/** All of a dialogue in one note: whoever writes such a name is asked which is meant, so it may be meant so. */
function sharedNames({ file }: TextSource, flow: Flow, fields: readonly Named[]): Problem[] {
  const labelOf = (id: string) => textAt(fields.find((field) => field.id === id)?.texts, 'label') || id
  const names = shared(fields.map(({ id, texts }) => ({ id, words: wordsFor(texts) }))).flatMap(([word, ids]) => {
    const met = fields.filter(({ id }) => ids.includes(id))
    const isAsked = met.some((one) => met.some((other) => one !== other && meet(flow, one, other)))
    return isAsked ? [`${word} (${ids.map(labelOf).join(', ')})`] : []
  })
  return names.length > 0 ? [{ file, name: 'sharedNames', values: { names: names.join('; ') } }] : []
}

/** Whether both may be asked for in one conversation. */
function meet(flow: Flow, { step }: Named, { step: other }: Named): boolean {
  const leads = (from: string, to: string) => reachableFrom(flow, [from]).has(to)
  return step === other || leads(step, other) || leads(other, step)
}
