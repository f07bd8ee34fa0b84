/** Sentences as they were changed in chat, in the place of what the files say. Pure. */
import type { KeptSentence, KeptSentences } from '../people/kept-sentences.js'
import { placeholdersOf } from './placeholders.js'
import type { TextSource } from './read-texts.js'
import { isTree, listAt, type Tree, valueAt } from './tree.js'

/** @param key as `TextSource.lineOf` has it */
export const sentenceId = ({ language, name }: Pick<TextSource, 'language' | 'name'>, key: string): string => `${language}.${name}.${key}`

/** A sentence that shows other values than it did when it was changed is as the file has it: `setAside` names it. */
export function withChanges(
  sources: readonly TextSource[],
  changes: KeptSentences,
): { readonly sources: TextSource[]; readonly setAside: string[] } {
  const fitting = [...changes].flatMap(([id, kept]) => {
    const [language, name, ...path] = id.split('.')
    const source = sources.find((one) => one.language === language && one.name === name)
    return source && fits(kept, valueAt(source.written, path.join('.'))) ? [{ id, source, path, kept }] : []
  })
  return {
    sources: sources.map((source) => ({
      ...source,
      tree: fitting.reduce((tree, one) => (one.source === source ? withSentence(tree, one.path, one.kept) : tree), source.tree),
    })),
    setAside: [...changes.keys()].filter((id) => !fitting.some((one) => one.id === id)),
  }
}

function fits({ text, written }: KeptSentence, now: Tree[string] | undefined): boolean {
  if (typeof now !== 'string') return false
  const supplied = placeholdersOf(now)
  return isSame(supplied, placeholdersOf(written)) && placeholdersOf(text).every((one) => supplied.includes(one))
}

const isSame = (some: readonly string[], others: readonly string[]): boolean =>
  some.length === others.length && some.every((one) => others.includes(one))

function withSentence(tree: Tree, [name = '', ...rest]: readonly string[], kept: KeptSentence): Tree {
  if (rest.length > 0) {
    const inner = tree[name]
    return { ...tree, [name]: withSentence(isTree(inner) ? inner : {}, rest, kept) }
  }
  const former = { names: [...listAt(tree, 'names'), kept.written, ...kept.formerly] }
  return { ...tree, [name]: kept.text, ...(name === 'label' && former) }
}
