/** The files of texts, each read once: what it says, and in which line. */
import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { isMap, isScalar, LineCounter, parseDocument } from 'yaml'
import type { Problem } from '../errors.js'
import type { Tree } from './tree.js'

export interface TextSource {
  readonly language: string
  /** `complaint` for `complaint.yaml` */
  readonly name: string
  readonly file: string
  /** What people read. */
  readonly tree: Tree
  /** What the file says: the values that are supplied are those that it shows, whatever has become of its sentences. */
  readonly written: Tree
  /** @param key `steps.kind.ask`; where there is none, the line of what it would stand in */
  lineOf(key: string): number
}

/** @param root holds `locales/`. @returns those that can be read, and why others cannot */
export function readTexts(root: string): { readonly sources: TextSource[]; readonly problems: Problem[] } {
  const read = readdirSync(join(root, 'locales')).flatMap((language) =>
    readdirSync(join(root, 'locales', language))
      .filter((name) => name.endsWith('.yaml'))
      .map((name) => readOne(root, language, name)),
  )
  return {
    sources: read.flatMap((one) => ('tree' in one ? [one] : [])),
    problems: read.flatMap((one) => ('tree' in one ? [] : one.problems)),
  }
}

function readOne(root: string, language: string, name: string): TextSource | { readonly problems: Problem[] } {
  const file = `locales/${language}/${name}`
  const lines = new LineCounter()
  const document = parseDocument(readFileSync(join(root, file), 'utf8'), { lineCounter: lines })
  if (document.errors.length > 0)
    return {
      problems: document.errors.map(({ linePos, message }) => ({
        file,
        line: linePos?.[0].line ?? 1,
        message: message.split('\n')[0] ?? '',
        advice: 'mend the YAML',
      })),
    }
  const tree: Tree = document.toJS() ?? {}
  const lineOf = (key: string) => {
    const path = key.split('.')
    for (let length = path.length; length > 0; length--) {
      const parent = document.getIn(path.slice(0, length - 1), true)
      const keys = isMap(parent) ? parent.items.map(({ key }) => key).filter(isScalar) : []
      const range = keys.find(({ value }) => String(value) === path[length - 1])?.range
      if (range) return lines.linePos(range[0]).line
    }
    return 1
  }
  return { language, name: name.slice(0, -'.yaml'.length), file, tree, written: tree, lineOf }
}
