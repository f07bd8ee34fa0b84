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

const shapes = new Map<string, RegExp>()

/** @param frame what is to stand around a word, with `*` for any of the words */
export function shapeOf(words: readonly string[], frame = '*', flags = 'giu'): RegExp {
  const key = `${flags} ${frame} ${words.join(' ')}`
  const known = shapes.get(key)
  if (known) return known
  const longestFirst = [...words].sort((one, other) => other.length - one.length)
  const shape = new RegExp(frame.replace('*', `(?:${longestFirst.map(patternOf).join('|')})`), flags)
  shapes.set(key, shape)
  return shape
}
