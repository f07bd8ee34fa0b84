/** The files of texts, each read once: what it says, and in which line. */
import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Problem } from '../errors.js'
import { readYamlFile } from '../reading/yaml-file.js'
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
  const { value, faults, lineOf } = readYamlFile(join(root, file), readFileSync(join(root, file), 'utf8'))
  if (faults.length > 0) return { problems: faults.map((fault) => ({ file, ...fault, advice: 'mend the YAML' })) }
  const tree = (value ?? {}) as Tree
  return { language, name: name.slice(0, -'.yaml'.length), file, tree, written: tree, lineOf: (key) => lineOf(key.split('.')) }
}
