import { keyOf, tidy } from '../normalise.js'
import type { Words } from '../session.js'
import { type Reading, refuse } from './reading.js'

export const SCORES = [5, 4, 3, 2, 1] as const
const DOUBTFUL = /(没有|没|不是|并非|谈不上)(很|太|非常|什么)?(不|满意)/

/** 满意程度 from 5 to 1 (domain.md 3.4): a digit or a phrase, the longest first; asks again wherever it would have to guess. */
export function readRating(text: string, words: Words): Reading<number> {
  const plain = tidy(text)
  const key = keyOf(text)
  const named = SCORES.flatMap((score) => words.ratingNames(score).map((name) => ({ score, name: keyOf(name) })))
  const exact = named.find(({ name }) => name === key)
  if (exact) return { ok: true, value: exact.score }
  if (/^[1-5]$/.test(key)) return { ok: true, value: Number(key) }
  if (/\d/.test(plain)) return refuse('ratingRange')
  if (DOUBTFUL.test(key)) return refuse('rating')
  let rest = key
  const found = new Set<number>()
  for (const { score, name } of named.filter((one) => one.name.length >= 2).sort((left, right) => right.name.length - left.name.length)) {
    if (!rest.includes(name)) continue
    found.add(score)
    rest = rest.replaceAll(name, ' ')
  }
  const [only] = found
  return found.size === 1 ? { ok: true, value: only! } : refuse(found.size > 1 ? 'ratingMixed' : 'rating')
}
