import { keyOf, tidy } from './normalise.js'
import { type Reading, refuse } from './reading.js'

/** Best first. */
export const SCORES = [5, 4, 3, 2, 1] as const
const DENIAL = /(没有|没|不是|并非|谈不上)(很|太|非常|什么)?$/

/**
 * A score from 5 to 1 (domain.md 3.4): a digit or a phrase, the longest first; asks again wherever it would have to guess.
 * @param namesOf what people say for a score
 * @returns refused as `rating`, `ratingRange` for any other number, or `ratingMixed`
 */
export function readRating(text: string, namesOf: (score: number) => readonly string[]): Reading<number> {
  const key = keyOf(text)
  const named = SCORES.flatMap((score) => namesOf(score).map((name) => ({ score, name: keyOf(name) })))
  const exact = named.find(({ name }) => name === key)
  if (exact) return { ok: true, value: exact.score }
  if (/^[1-5]$/.test(key)) return { ok: true, value: Number(key) }
  if (/\d/.test(tidy(text))) return refuse('ratingRange')
  const phrases = named.filter(({ name }) => name.length >= 2)
  if (isDenied(key, phrases)) return refuse('rating')
  const found = scoresIn(key, phrases)
  const [only] = found
  return found.size === 1 ? { ok: true, value: only! } : refuse(found.size > 1 ? 'ratingMixed' : 'rating')
}

interface Named {
  readonly score: number
  readonly name: string
}

/** 没有 or 不是 before a phrase, or before 不, says what it is not. */
const isDenied = (key: string, phrases: readonly Named[]): boolean =>
  ['不', ...phrases.map(({ name }) => name)].some((name) =>
    key
      .split(name)
      .slice(0, -1)
      .some((before) => DENIAL.test(before)),
  )

function scoresIn(key: string, phrases: readonly Named[]): Set<number> {
  let rest = key
  const found = new Set<number>()
  for (const { score, name } of [...phrases].sort((left, right) => right.name.length - left.name.length)) {
    if (!rest.includes(name)) continue
    found.add(score)
    rest = rest.replaceAll(name, ' ')
  }
  return found
}
