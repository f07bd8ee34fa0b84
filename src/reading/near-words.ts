/** The words that somebody may have meant who typed none of them: by sound, by a slip, or by a part of them. Pure. */
import { pinyin } from 'pinyin-pro'
import { changesBetween } from './nearest.js'
import { keyOf } from './normalise.js'

/** More than these nobody reads. */
const MOST = 3
/** Of so many letters one may be a slip; a shorter word would be any other. */
const LETTERS_A_SLIP = 3
/** Letters that stand in both, one after the other, before they mean anything. */
const SHARED = { chinese: 2, latin: 4 }
/** `rb` is 日报; a single letter is nothing. */
const INITIALS = 2

export interface Near {
  readonly word: string
  /** What the word is for: of several words for the same the nearest is enough. */
  readonly of: string
}

/** At most three, the nearest first, each for something else; none where nothing is near. */
export function nearWords<W extends Near>(typed: string, words: readonly W[]): readonly W[] {
  const key = keyOf(typed)
  const near = words
    .flatMap((one) => {
      const distance = distanceOf(key, keyOf(one.word))
      return distance === undefined ? [] : [{ one, distance }]
    })
    .sort((left, right) => left.distance - right.distance)
    .map(({ one }) => one)
  return near.filter(({ of }, index) => near.findIndex((other) => other.of === of) === index).slice(0, MOST)
}

/** Less is nearer: as it sounds, then what slips away, then by how little of it is shared. */
function distanceOf(typed: string, word: string): number | undefined {
  if (typed === '' || word === '') return undefined
  const sounds = [spelled(word, 'all'), ...(typed.length >= INITIALS ? [spelled(word, 'first')] : [])]
  if (isChinese(word) && sounds.includes(isChinese(typed) ? spelled(typed, 'all') : typed)) return 0
  const changes = changesBetween(typed, word)
  if (changes <= Math.floor(Math.min(typed.length, word.length) / LETTERS_A_SLIP)) return changes
  const shared = sharedBy(typed, word)
  const length = [...shared].length
  if (length < (isChinese(shared) ? SHARED.chinese : SHARED.latin)) return undefined
  return typed.length + word.length - length
}

const isChinese = (text: string): boolean => /\p{Script=Han}/u.test(text)
const spelled = (text: string, pattern: 'all' | 'first'): string =>
  pinyin(text, { pattern: pattern === 'all' ? 'pinyin' : 'first', toneType: 'none', type: 'array' })
    .join('')
    .toLowerCase()

/** The longest run of letters that stands in both. */
function sharedBy(one: string, other: string): string {
  let longest = ''
  for (let from = 0; from < one.length; from++)
    for (let to = from + longest.length + 1; to <= one.length && other.includes(one.slice(from, to)); to++) longest = one.slice(from, to)
  return longest
}
