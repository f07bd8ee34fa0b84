import { z } from 'zod'
import { readRating, SCORES } from '../../reading/rating.js'
import { type Shown, singleKind } from './kind.js'

const shown = (score: unknown): Shown => ({ key: `ratings.${score}.label` })

/** A score from 5, the best, to 1 (domain.md 3.4). */
export const rating = singleKind({
  schema: z.strictObject({ type: z.literal('rating') }),
  reasons: ['rating', 'ratingRange', 'ratingMixed'],
  readValue: (_input, _field, text, { words }) => readRating(text, words.ratingNames),
  show: (_input, _field, value) => shown(value),
  // with its number, which is no place in the list: 1 is the worst and stands last
  buttons: () => SCORES.map((score) => ({ id: String(score), shown: { key: `ratings.${score}.button` } })),
})
