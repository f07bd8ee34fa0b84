/** How much of everything people may type: what is longer is a mistake, or was meant for another question. */
import { type Reading, refuse } from './read/reading.js'
import type { FileRef } from './session.js'

/** Of one message; a platform's own limit is lower, a forwarded chronicle may come near it. */
const MESSAGE_CHARS = 5_000
const CUSTOMER_CHARS = 60
const PLACE_CHARS = 100
const PLACE_AT_LEAST = 2
/** Where a dialogue names no bound of its own. */
export const MOST_NUMBER = 1e9
export const MOST_QUANTITY = 1e6
export const MOST_NUMBERS = 100
/** Dates that people name lie near: what is due, delivered or packed. */
export const DATE_YEARS = 5
/** Photos sent beside a question. */
export const MOST_EVIDENCE = 50
const TITLE_CHARS = 100
const LINK_CHARS = 2_000

const lengthOf = (text: string): number => [...text].length

/** The length of a message that is too long to be read; undefined for every other. */
export function overlongMessage(text: string): { readonly length: number; readonly max: number } | undefined {
  const length = lengthOf(text)
  return length > MESSAGE_CHARS ? { length, max: MESSAGE_CHARS } : undefined
}

export function readCustomerName(text: string): Reading<string> {
  const plain = text.trim()
  const length = lengthOf(plain)
  return length > CUSTOMER_CHARS ? refuse('customerLong', { length, max: CUSTOMER_CHARS }) : { ok: true, value: plain }
}

export function readPlaceName(text: string): Reading<string> {
  const plain = text.trim()
  const length = lengthOf(plain)
  if (length < PLACE_AT_LEAST) return refuse('location')
  return length > PLACE_CHARS ? refuse('textLong', { length, max: PLACE_CHARS }) : { ok: true, value: plain }
}

/** What a platform names, cut where a person would have been asked to be shorter. */
export const cut = (text: string, chars: number): string => (lengthOf(text) > chars ? `${[...text].slice(0, chars - 1).join('')}…` : text)

export const cutPlace = (label: string): string => cut(label, PLACE_CHARS)

/** A cut address leads nowhere: one that is too long is left out. */
export function boundedFile(file: FileRef): FileRef {
  const { name, url, ...rest } = file
  return {
    ...rest,
    ...(name !== undefined && { name: file.kind === 'text' ? name : cut(name, TITLE_CHARS) }),
    ...(typeof url === 'string' && url.length <= LINK_CHARS && { url }),
  }
}
