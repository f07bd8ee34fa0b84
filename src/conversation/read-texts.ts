/** The files of texts, each read once: what it says, and in which line. */
import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Problem } from '../faults/problem.js'
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

export interface ReadTexts {
  readonly sources: readonly TextSource[]
  /** Files of which nothing is known. */
  readonly unread: readonly Pick<TextSource, 'language' | 'name'>[]
  readonly problems: readonly Problem[]
}

/** @param root holds `locales/`. @returns those that can be read, and why others cannot */
export function readTexts(root: string): ReadTexts {
  const read = readdirSync(join(root, 'locales')).flatMap((language) =>
    readdirSync(join(root, 'locales', language))
      .filter((name) => name.endsWith('.yaml'))
      .map((name) => readOne(root, language, name)),
  )
  return {
    sources: read.flatMap((one) => ('tree' in one ? [one] : [])),
    unread: read.flatMap((one) => ('tree' in one ? [] : [one])),
    problems: read.flatMap((one) => ('tree' in one ? [] : one.problems)),
  }
}

function readOne(
  root: string,
  language: string,
  fileName: string,
): TextSource | (ReadTexts['unread'][number] & { readonly problems: Problem[] }) {
  const file = `locales/${language}/${fileName}`
  const name = fileName.slice(0, -'.yaml'.length)
  const { value, faults, lineOf } = readYamlFile(join(root, file), readFileSync(join(root, file), 'utf8'))
  if (faults.length > 0) return { language, name, problems: faults.map((fault) => ({ file, ...fault })) }
  const tree = (value ?? {}) as Tree
  return { language, name, file, tree, written: tree, lineOf: (key) => lineOf(key.split('.')) }
}
