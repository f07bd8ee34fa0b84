import type { Fault, FaultName, FaultWords } from './fault.js'
import { IN_CHINESE } from './in-chinese.js'
import { IN_ENGLISH } from './in-english.js'

/** Where it is, and what it is. */
export interface Problem extends Fault {
  readonly file: string
  /** Counted from 1. */
  readonly line?: number
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
  readonly place: (file: string, line: number | undefined) => string
  readonly nearest: (name: string) => string
  readonly between: string
}

const CHINESE: Speech = {
  words: IN_CHINESE,
  place: (file, line) => (line ? `${file} 第 ${line} 行：` : `${file}：`),
  nearest: (name) => `，是不是 ${name}？`,
  between: '，',
}
const ENGLISH: Speech = {
  words: IN_ENGLISH,
  place: (file, line) => `${file}${line ? `:${line}` : ''} `,
  nearest: (name) => `; did you mean “${name}”?`,
  between: ' — ',
}

/** One sentence, and the lines to paste where there are any. @param language of the texts, as `en`; whatever is not English is Chinese */
export function describeProblem({ file, line, name, values = {}, nearest, block }: Problem, language: string): string {
  const { words, place, nearest: meant, between } = language.startsWith('en') ? ENGLISH : CHINESE
  const [message, advice] = words[name].map((text) => filled(text, values))
  const remedy = nearest === undefined ? advice && `${between}${advice}` : meant(nearest)
  return `${place(file, line)}${message}${remedy}${block === undefined ? '' : `\n${block}`}`
}

const filled = (text: string, values: NonNullable<Fault['values']>): string =>
  text.replace(/\{(\w+)\}/g, (whole, name: string) => String(values[name] ?? whole))
