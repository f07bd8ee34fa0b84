import { wordsOnly } from './placeholders.js'
import type { Sentence } from './sentences.js'
import type { Texts } from './texts.js'
import { textAt, treeAt } from './tree.js'

/** Names of `sentences.parts` in the texts, by where a sentence stands. The first that fits counts. */
const PARTS: readonly (readonly [RegExp, string])[] = [
  [/\.options\.[^.]+\.label$/, 'option'],
  [/\.ask$/, 'ask'],
  [/\.label$/, 'label'],
  [/\.examples$/, 'examples'],
  [/\.retry\./, 'retry'],
  [/(^|\.)(buttons|case\.steps)\.[^.]+$/, 'button'],
  [/(^|\.)did\./, 'did'],
  [/^name$/, 'name'],
]

/** Where it stands, in words of its own language: 投诉登记 · 投诉类别 · 问题. */
export function placeOf({ source: { language, name, tree }, key, isForCustomers }: Sentence, texts: Pick<Texts, 'phrase'>): string {
  const phrase = (text: string) => texts.phrase(language, { key: `sentences.${text}` })
  const [group = '', step = ''] = key.split('.')
  const part = PARTS.find(([pattern]) => pattern.test(key))?.[1] ?? 'text'
  const title = wordsOnly(textAt(treeAt(treeAt(tree, 'case'), 'show'), 'title')).trim()
  const names = [
    name === 'common' ? phrase('everywhere') : textAt(tree, 'name') || title || name,
    textAt(treeAt(treeAt(tree, group), step), 'label'),
    phrase(`parts.${part}`),
    ...(isForCustomers ? [phrase('toCustomers')] : []),
  ]
  return names.filter(Boolean).join(' · ')
}
