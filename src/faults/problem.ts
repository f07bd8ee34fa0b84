import type { Fault, FaultName, FaultWords } from './fault.js'
import { IN_CHINESE } from './in-chinese.js'
import { IN_ENGLISH } from './in-english.js'

/** Where it is, and what it is. */
export interface Problem extends Fault {
  readonly file: string
  /** Counted from 1. */
  readonly line?: number
  /** The place within the file by names and numbers: `roles.3.plant`. */
  readonly at?: string
}

/** Of files that have been read. */
export interface Findings {
  /** Nothing is to run with one of these. */
  readonly problems: readonly Problem[]
  /** What is to be known, and keeps nothing from running: texts that are not translated yet. */
  readonly notes: readonly Problem[]
}

interface Speech {
  readonly words: Readonly<Record<FaultName, FaultWords>>
  readonly place: (file: string, line?: number, at?: string) => string
  readonly nearest: (name: string) => string
  readonly between: string
}

const CHINESE: Speech = {
  words: IN_CHINESE,
  place: (file, line, at) => `${file}${line ? ` 第 ${line} 行` : ''}${at ? `（${at}）` : ''}：`,
  nearest: (name) => `，是不是 ${name}？`,
  between: '，',
}
const ENGLISH: Speech = {
  words: IN_ENGLISH,
  place: (file, line, at) => `${file}${line ? `:${line}` : ''}${at ? ` ${at}:` : ''} `,
  nearest: (name) => `; did you mean “${name}”?`,
  between: ' — ',
}

/** One sentence, and the lines to paste where there are any. @param language of the texts, as `en`; whatever is not English is Chinese */
export const describeProblem = ({ file, line, at, ...fault }: Problem, language: string): string =>
  `${speechOf(language).place(file, line, at)}${describeFault(fault, language)}`

/** The same without its place. */
export function describeFault({ name, values = {}, nearest, block }: Fault, language: string): string {
  const { words, nearest: meant, between } = speechOf(language)
  const [message, advice] = words[name].map((text) => filled(text, values))
  const remedy = nearest === undefined ? advice && `${between}${advice}` : meant(nearest)
  return `${message}${remedy}${block === undefined ? '' : `\n${block}`}`
}

const speechOf = (language: string): Speech => (language.startsWith('en') ? ENGLISH : CHINESE)

const filled = (text: string, values: NonNullable<Fault['values']>): string =>
  text.replace(/\{(\w+)\}/g, (whole, name: string) => String(values[name] ?? whole))
