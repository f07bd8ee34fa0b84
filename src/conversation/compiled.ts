/** Dialogues and texts as the build has read them. */
import { existsSync, readFileSync } from 'node:fs'
import { type CompiledYaml, useCompiledYaml } from '../reading/yaml-file.js'
import { useTraditional } from './traditional.js'

export interface Compiled {
  readonly yaml: CompiledYaml
  /** Of Simplified texts. */
  readonly traditional: Readonly<Record<string, string>>
}

/** Beside what is built; there is none where the program runs from its sources. */
export const COMPILED = new URL('../dialogues.json', import.meta.url)

export function takeCompiled(): void {
  if (!existsSync(COMPILED)) return
  const { yaml, traditional } = JSON.parse(readFileSync(COMPILED, 'utf8')) as Compiled
  useCompiledYaml(yaml)
  useTraditional(traditional)
}
