/** Why a YAML file cannot be read, in the terms of whoever typed it: one fault for each cause, not one for each place that the parser stumbled over. Pure. */
import type { YAMLParseError } from 'yaml'
import type { Fault } from '../faults/fault.js'

export interface YamlFault extends Fault {
  /** Counted from 1. */
  readonly line: number
}

/** What is typed by whoever types Chinese, and what only looks like a blank; each can be told from the line alone. */
const SLIPS: readonly (readonly [Fault['name'], RegExp])[] = [
  ['chineseColon', /^\s*(?:- )?(?:\{ ?)?["']?[\w-]+["']?\s*：/],
  ['chineseColon', /\{(?:[^"'“：]*[,，])?\s*[\w-]+：/],
  ['wideBlank', /^[ \t]*[\u3000\u00a0]/],
  ['tab', /^ *\t/],
  ['chineseComma', /(?<mark>，)\s*[\w-]+: /],
  ['chineseQuotes', /: [“”].*: .*[“”]\s*$/],
  ['noBlank', /^\s*(?:- )?[A-Za-z][\w-]*:(?!\/\/)[^\s:]/],
]
/** A value that begins with a bracket. */
const OPENING = /(?<=[:,-] |^ *|[[{] ?)[[{]/g
const CLOSING: Readonly<Record<string, string>> = { '[': ']', '{': '}' }

/** @param errors of the parser, in the order of the lines */
export function yamlFaults(text: string, errors: readonly YAMLParseError[]): YamlFault[] {
  const lines = text.split('\n')
  const [first] = errors
  if (!first) return []
  const slips = lines.flatMap((line, index) => slipIn(line, index + 1))
  if (slips.length > 0) return slips
  const twice = errors.filter(({ code }) => code === 'DUPLICATE_KEY')
  if (twice.length === errors.length)
    return twice.map((error) => ({ line: lineOf(error), name: 'duplicateKey', values: { key: keyIn(lines[lineOf(error) - 1]) } }))
  return [causeOf(first, lines)]
}

const lineOf = ({ linePos }: YAMLParseError): number => linePos?.[0].line ?? 1
const keyIn = (line = ''): string => /^\s*(?:- )?([^:]*)/.exec(line)?.[1] ?? ''

function slipIn(line: string, number: number): YamlFault[] {
  if (/^\s*#/.test(line)) return []
  for (const [name, shape] of SLIPS) {
    const found = shape.exec(line)
    if (found) return [{ line: number, name, ...(found.groups?.mark && { values: { mark: found.groups.mark } }) }]
  }
  return []
}

function causeOf(error: YAMLParseError, lines: readonly string[]): YamlFault {
  const line = lineOf(error)
  const detail = error.message.split('\n')[0]!.replace(/ at line \d+, column \d+:?$/, '')
  if (error.code === 'MISSING_CHAR' && detail.startsWith('Missing closing')) return unclosedQuote(lines, line)
  if (error.code === 'MISSING_CHAR') return { line, name: 'noColon' }
  const unclosed = unclosedBracket(lines, line)
  if (unclosed) return unclosed
  if (error.code === 'BAD_INDENT') return { line, name: 'indentation' }
  if (error.code === 'BLOCK_AS_IMPLICIT_KEY' || error.code === 'MULTILINE_IMPLICIT_KEY') return tooDeep(lines, line)
  return { line, name: 'unreadable', values: { detail } }
}

const depthOf = (line = ''): number => /^ */.exec(line)![0].length

/** A line cannot have both a value and lines below it. */
function tooDeep(lines: readonly string[], line: number): YamlFault {
  const below = lines.findIndex((text, index) => index >= line && text.trim() !== '')
  const isBelow = depthOf(lines[below]) > depthOf(lines[line - 1])
  return isBelow && below >= 0 ? { line: below + 1, name: 'indentation' } : { line, name: 'colonInText' }
}

/** The parser notices it where the file goes on: the line before is where it was forgotten. */
function unclosedBracket(lines: readonly string[], line: number): YamlFault | undefined {
  for (let number = line; number > 0; number--) {
    const text = lines[number - 1] ?? ''
    const mark = text.match(OPENING)?.find((one) => count(text, one) > count(text, CLOSING[one]!))
    if (mark && !isClosedBelow(lines.slice(number, line - 1), mark)) return { line: number, name: 'unclosed', values: { mark } }
  }
  return undefined
}

/** An array may go on over several lines. */
const isClosedBelow = (lines: readonly string[], mark: string): boolean => lines.some((text) => text.includes(CLOSING[mark]!))

function unclosedQuote(lines: readonly string[], line: number): YamlFault {
  for (const [index, text] of lines.slice(0, line).entries())
    for (const mark of ['"', "'"])
      if (count(text, mark) % 2 === 1 && new RegExp(`(: |[[,{] ?)${mark}`).test(text))
        return { line: index + 1, name: 'unclosed', values: { mark } }
  return { line, name: 'unclosed', values: { mark: '"' } }
}

const count = (text: string, mark: string): number => text.split(mark).length - 1
