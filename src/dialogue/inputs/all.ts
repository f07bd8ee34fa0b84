/** One value or several of a kind: one stays what it is, several are a list. */
import { piecesOf } from '../../reading/pieces.js'
import type { Reading } from '../../reading/reading.js'
import type { Value } from '../session.js'
import { plain, type Shown } from './kind.js'

export type One = string | readonly string[]

/** Each piece of the text once, in its order; refused where one of them is. */
export function readAll(text: string, read: (piece: string) => Reading<string>): Reading<One> {
  const found: string[] = []
  for (const piece of piecesOf(text)) {
    const reading = read(piece)
    if (!reading.ok) return reading
    if (!found.includes(reading.value)) found.push(reading.value)
  }
  const [only] = found
  return found.length === 1 && only !== undefined ? { ok: true, value: only } : found.length > 1 ? { ok: true, value: found } : read(text)
}

export const showAll = (value: Value): Shown => (Array.isArray(value) ? { all: value.map(plain) } : plain(value))

/** The values of such an answer; none where there is none. */
export const allOf = (value: Value | undefined): string[] =>
  (Array.isArray(value) ? value : [value]).filter((one): one is string => typeof one === 'string' && one !== '')
