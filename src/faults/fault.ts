/** What may be wrong with a file that the company keeps, by name; how each is said stands beside. Pure. */
import type { IN_ENGLISH } from './in-english.js'

export type FaultName = keyof typeof IN_ENGLISH

export interface Fault {
  readonly name: FaultName
  readonly values?: Readonly<Record<string, string | number>>
  /** What was probably meant by a name that is not known. */
  readonly nearest?: string
  /** Lines to paste. */
  readonly block?: string
}

/** A message, and what to do. */
export type FaultWords = readonly [message: string, advice: string]
