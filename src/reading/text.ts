/** How long what people write may be: what is longer is a mistake, or was meant for another question. */
import { type Reading, refuse } from './reading.js'

/** Of one message; a platform's own limit is lower, a forwarded chronicle may come near it. */
const MESSAGE_CHARS = 5_000

/** In characters as people count them, not in UTF-16 units. */
const lengthOf = (text: string): number => [...text].length

/** The length of a message that is too long to be read; undefined for every other. */
export function overlongMessage(text: string): { readonly length: number; readonly max: number } | undefined {
  const length = lengthOf(text)
  return length > MESSAGE_CHARS ? { length, max: MESSAGE_CHARS } : undefined
}

/**
 * Outer blanks do not count and are not kept; everything else stays as it was written. Bounds are in characters as people count them;
 * refused as `textShort` with `min` or `textLong` with `max` and `length`.
 */
export function readText(text: string, { min, max }: { readonly min: number; readonly max: number }): Reading<string> {
  const plain = text.trim()
  const length = lengthOf(plain)
  if (length < min) return refuse('textShort', { min })
  return length > max ? refuse('textLong', { max, length }) : { ok: true, value: plain }
}

/** What a platform names, cut to so many characters, `…` among them, where a person would have been asked to be shorter. */
export const cut = (text: string, chars: number): string => (lengthOf(text) > chars ? `${[...text].slice(0, chars - 1).join('')}…` : text)
