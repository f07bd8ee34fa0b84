/**
 * Words as they are listed for what is heard in a running text. In a word `#` is a number (少#袋), `[袋包]` any one of these letters, `来?` and `[来去]?` a letter that
 * may be missing, and `…` a few letters of the same clause (让…补).
 */
import { keyOf } from './normalise.js'

const HAN_NUMERAL = '[零〇一二两俩仨三四五六七八九十百千万廿卅]'
export const NUMERAL = `(?:\\d[\\d,]*(?:\\.\\d+)?(?:万|千|百)?|${HAN_NUMERAL}+(?:点${HAN_NUMERAL}+)?)`
/** Behind a number: it is only about so many. */
export const HEDGE = '(?:[多来余几]|左右|上下)'
const COUNTED = `[了咧着到过]?\\s*${NUMERAL}\\s*${HEDGE}?`
/** So many letters may stand in place of …. */
const GAP = '[^\\s,，。;；!！?？:：\\d]{0,6}?'
/** Between letters and figures: P·O 42.5. */
const LOOSE = '[\\s·.-]*'

const isPlain = (letter: string): boolean => /[a-z0-9]/i.test(letter)

/** The source of a pattern that matches a word. */
export function patternOf(word: string): string {
  const pieces = word.match(/\[[^\]]+\]\??|\p{Script=Han}\?|#|…|[^[#…?]/gu) ?? []
  const body = pieces.map((piece, index) => {
    const last = keyOf(pieces[index - 1] ?? '')
    if (piece === '#') return COUNTED
    if (piece === '…') return GAP
    if (piece.startsWith('[') || piece.endsWith('?')) return piece
    const letter = keyOf(piece).replace(/[+*?^$()[\]{}|\\/]/g, '\\$&')
    return index > 0 && (isPlain(letter) || isPlain(last)) ? `${LOOSE}${letter}` : letter
  })
  const [head = '', tail = ''] = [keyOf(word).at(0), keyOf(word).at(-1)]
  return `${isPlain(head) ? '(?<![A-Za-z0-9.])' : ''}${body.join('')}${isPlain(tail) ? '(?![A-Za-z0-9])(?!\\.\\d)' : ''}`
}

/** By the list itself: to compare hundreds of words takes longer than to look for them. */
const ofLists = new WeakMap<readonly string[], Map<string, RegExp>>()
const ofWords = new Map<string, Map<string, RegExp>>()

/** @param words one, or a list that is kept, as its pattern is kept with it @param frame what is to stand around a word, with `*` for any of the words */
export function shapeOf(words: readonly string[] | string, frame = '*', flags = 'giu'): RegExp {
  const own = patternsOf(words)
  const key = `${flags} ${frame}`
  const known = own.get(key)
  if (known) return known
  const longestFirst = [words].flat().sort((one, other) => other.length - one.length)
  const shape = new RegExp(frame.replace('*', `(?:${longestFirst.map(patternOf).join('|')})`), flags)
  own.set(key, shape)
  return shape
}

function patternsOf(words: readonly string[] | string): Map<string, RegExp> {
  const known = typeof words === 'string' ? ofWords.get(words) : ofLists.get(words)
  if (known) return known
  const own = new Map<string, RegExp>()
  if (typeof words === 'string') ofWords.set(words, own)
  else ofLists.set(words, own)
  return own
}
