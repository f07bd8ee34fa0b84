/** What somebody wrote for a sentence, or why people could not read it so. Pure. */
import type { Words } from '../dialogue/session.js'
import { keyOf } from '../reading/normalise.js'
import { inFull, placeholdersOf, wordsOnly } from './placeholders.js'
import { lengthOf } from './room-for.js'
import type { Sentence } from './sentences.js'
import { treeAt, valueAt } from './tree.js'

export type SentenceReading =
  | { readonly ok: true; readonly text: string }
  | { readonly ok: false; readonly reason: 'same' | 'empty' | 'syntax' | 'unknownValue'; readonly values: { readonly said: string } }
  | { readonly ok: false; readonly reason: 'long'; readonly values: { readonly max: number; readonly length: number } }
  | { readonly ok: false; readonly reason: 'sameOption' | 'command'; readonly values: { readonly said: string } }

/** What i18next would take for something else than words. */
const SYNTAX = /\$t\(|\{\{|\}\}/
const WORD = /[\p{L}\p{N}]/u

/** @param room as `roomFor` has it; @param words of the dialogue that it belongs to */
export function readSentence(sentence: Sentence, typed: string, room: number | undefined, words: Words): SentenceReading {
  const { present, names } = sentence
  const text = betweenBlanksOf(present, inFull(typed, names))
  const plain = wordsOnly(text)
  const unknown = placeholdersOf(text).find((one) => ![...names.values()].includes(one))
  if (unknown !== undefined) return { ok: false, reason: 'unknownValue', values: { said: unknown } }
  if (SYNTAX.test(plain)) return { ok: false, reason: 'syntax', values: { said: SYNTAX.exec(plain)?.[0] ?? '' } }
  if (!WORD.test(plain)) return { ok: false, reason: 'empty', values: { said: text } }
  if (text === present) return { ok: false, reason: 'same', values: { said: typed } }
  const length = lengthOf(plain.trim())
  if (room !== undefined && length > room) return { ok: false, reason: 'long', values: { max: room, length } }
  const other = optionsBeside(sentence).some(([step, id]) => words.optionNames(step, id).some((name) => keyOf(name) === keyOf(text)))
  if (other) return { ok: false, reason: 'sameOption', values: { said: text } }
  if (isOption(sentence) && words.command(text)) return { ok: false, reason: 'command', values: { said: text } }
  return { ok: true, text }
}

/** What goes before or behind another piece keeps the blanks that part them. */
function betweenBlanksOf(present: string, text: string): string {
  const [before = ''] = /^\s*/.exec(present) ?? []
  const [behind = ''] = /\s*$/.exec(present) ?? []
  return `${before}${text.trim()}${behind}`
}

const OPTION = /^(?:steps|fields)\.([^.]+)\.options\.([^.]+)\.label$/
const isOption = ({ key }: Sentence): boolean => OPTION.test(key)

/** The other options of the question that it is an option of. */
function optionsBeside({ key, source }: Sentence): (readonly [step: string, option: string])[] {
  const [, step, own] = OPTION.exec(key) ?? []
  if (step === undefined) return []
  const [group = ''] = key.split('.')
  const options = valueAt(source.tree, `${group}.${step}`)
  return Object.keys(treeAt(options, 'options')).flatMap((id) => (id === own ? [] : [[step, id] as const]))
}
