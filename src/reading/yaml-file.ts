/** What a YAML file says, and in which line; what is wrong with it where it cannot be read. */
import { createHash } from 'node:crypto'
import { type Document, isMap, isNode, isScalar, LineCounter, parseDocument, visit } from 'yaml'
import { type YamlFault, yamlFaults } from './yaml-faults.js'

export interface YamlFile {
  /** Whatever stands in it, never to be changed in place; undefined where it cannot be read. */
  readonly value: unknown
  readonly faults: readonly YamlFault[]
  /** Counted from 1. Where nothing stands at this path, the line of what it would stand in. */
  lineOf(path: readonly PropertyKey[]): number
}

interface Kept {
  readonly text: string
  readonly read: YamlFile
}
/** The last text of each file: a list that changes makes all dialogues read anew, and parsing is most of that. */
const kept = new Map<string, Kept>()

/** What faultless texts say, by their digest, so that starting need not parse them. */
export type CompiledYaml = Readonly<Record<string, unknown>>
let compiled: CompiledYaml = {}

export function useCompiledYaml(values: CompiledYaml): void {
  compiled = values
}

/** Of those of these texts in which nothing is wrong. */
export function compileYaml(texts: readonly string[]): CompiledYaml {
  const read = texts.map((text) => [digestOf(text), parse(text)] as const)
  return Object.fromEntries(read.flatMap(([digest, { value, faults }]) => (faults.length > 0 ? [] : [[digest, value]])))
}

const digestOf = (text: string): string => createHash('sha256').update(text).digest('base64url')

/** @param file how the text is named: as long as it says the same, it is parsed once */
export function readYamlFile(file: string, text: string): YamlFile {
  const known = kept.get(file)
  if (known?.text === text) return known.read
  const read = compiledOf(text) ?? parse(text)
  kept.set(file, { text, read })
  return read
}

/** Only whoever asks for a line needs it parsed. */
function compiledOf(text: string): YamlFile | undefined {
  const digest = digestOf(text)
  if (!Object.hasOwn(compiled, digest)) return undefined
  let parsed: YamlFile | undefined
  return {
    value: compiled[digest],
    faults: [],
    lineOf(path) {
      parsed ??= parse(text)
      return parsed.lineOf(path)
    },
  }
}

function parse(text: string): YamlFile {
  const lines = new LineCounter()
  const document = parseDocument(text, { lineCounter: lines })
  const faults = document.errors.length > 0 ? yamlFaults(text, document.errors) : misspelt(document, lines)
  return { value: faults.length > 0 ? undefined : document.toJS(), faults, lineOf }

  function lineOf(path: readonly PropertyKey[]): number {
    for (let length = path.length; length > 0; length--) {
      const parent = document.getIn(path.slice(0, length - 1), true)
      const key = path[length - 1]
      const pair = isMap(parent) ? parent.items.find((item) => isScalar(item.key) && String(item.key.value) === String(key)) : undefined
      const node = pair?.key ?? document.getIn(path.slice(0, length), true)
      if (isNode(node) && node.range) return lines.linePos(node.range[0]).line
    }
    return 1
  }
}

const CHINESE_COLON = /^[\w-]+：/
const CHINESE_COMMA = /^[A-Za-z0-9_-]+\s*(?<mark>[，、])\s*[A-Za-z0-9_-]+/

/** What a parser reads without a fault and nobody means: `{ type：text }` is a name without a value, `[A，B]` one entry. */
function misspelt(document: Document, lines: LineCounter): YamlFault[] {
  const faults: YamlFault[] = []
  const lineAt = (offset = 0) => lines.linePos(offset).line
  visit(document, {
    Scalar(key, { value, type, range }) {
      if (typeof value !== 'string' || type !== 'PLAIN') return
      const line = lineAt(range?.[0])
      const mark = typeof key === 'number' ? CHINESE_COMMA.exec(value)?.groups?.mark : undefined
      if (key === 'key' && CHINESE_COLON.test(value)) faults.push({ line, name: 'chineseColon' })
      if (mark) faults.push({ line, name: 'chineseComma', values: { mark } })
      if (/^[“”]\w+[“”]$/.test(value)) faults.push({ line, name: 'chineseQuotes' })
    },
  })
  return faults
}
