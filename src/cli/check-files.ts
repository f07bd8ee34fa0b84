import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { KINDS } from '../app.js'
import { checkDialogues } from '../cases/check-dialogues.js'
import { type DialogueSources, inspectDialogues } from '../conversation/load-dialogues.js'
import { ConfigError } from '../errors.js'
import { describeProblem, type Problem } from '../faults/problem.js'
import { dialogueSources } from './dialogue-sources.js'
import { drawings } from './drawings.js'

export interface CheckOptions {
  /** Holds `flows/` and `locales/`. */
  readonly root: string
  /** The administrator’s own. */
  readonly orgFile?: string
  readonly language: string
  /** A drawing that is not current is drawn anew; where it may not be, that is a fault. */
  readonly mayDraw: boolean
}

export interface Checked {
  readonly isInOrder: boolean
  /** For whoever has run the check. */
  readonly lines: readonly string[]
}

/** Everything that is wrong with the organisation file, the dialogues and their texts, in words; and their drawings, drawn. */
export function checkFiles({ root, orgFile, language, mayDraw }: CheckOptions): Checked {
  const { sources, faults } = readSources(root, orgFile)
  const inspected = inspectDialogues(sources)
  const problems: Problem[] = [...faults, ...inspected.problems, ...checkDialogues(KINDS, inspected.flows, inspected.ids)]
  const stale = problems.length > faults.length ? [] : drawings(inspected).filter(({ file, text }) => read(join(root, file)) !== text)
  if (mayDraw) for (const { file, text } of stale) writeFileSync(join(root, file), text)
  else problems.push(...stale.map(({ file }): Problem => ({ file, name: 'staleDrawing' })))

  const isInOrder = problems.length === 0
  const say = SAID[language.startsWith('en') ? 'en' : 'zh']
  const described = (found: readonly Problem[]) => found.map((problem) => describeProblem(problem, language))
  return {
    isInOrder,
    lines: [
      ...described(problems),
      ...(inspected.notes.length > 0 ? [say.notes, ...described(inspected.notes)] : []),
      ...(mayDraw && stale.length > 0 ? [say.drawn(stale.map(({ file }) => file))] : []),
      isInOrder ? say.inOrder(inspected.flows.length) : say.faults(problems.length),
    ],
  }
}

const SAID = {
  zh: {
    notes: '不影响运行，知道就好：',
    drawn: (files: readonly string[]) => `流程图已重画：${files.join('、')}`,
    inOrder: (count: number) => `${count} 个对话都没有问题。`,
    faults: (count: number) => `共 ${count} 处要改。`,
  },
  en: {
    notes: 'To be known, and in nobody’s way:',
    drawn: (files: readonly string[]) => `Drawn anew: ${files.join(', ')}`,
    inOrder: (count: number) => `${count} dialogues are in order.`,
    faults: (count: number) => `${count} ${count === 1 ? 'thing' : 'things'} to mend.`,
  },
}

/** Where the organisation file is at fault, the dialogues are checked with the lists of the example. */
function readSources(
  root: string,
  orgFile: string | undefined,
): { readonly sources: DialogueSources; readonly faults: readonly Problem[] } {
  try {
    return { sources: dialogueSources(root, orgFile), faults: [] }
  } catch (error) {
    if (!(error instanceof ConfigError) || orgFile === undefined) throw error
    return { sources: dialogueSources(root), faults: error.problems }
  }
}

function read(file: string): string | undefined {
  try {
    return readFileSync(file, 'utf8')
  } catch {
    return undefined
  }
}
