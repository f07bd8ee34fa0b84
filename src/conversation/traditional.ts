/** Texts in Traditional letters, made from the Simplified ones. */
import { Converter } from 'opencc-js/cn2t'
import { isList, type Tree, type Twig } from './tree.js'

/** Each piece once; what the build has converted is known from the start. */
const known = new Map<string, string>()

export function useTraditional(texts: Readonly<Record<string, string>>): void {
  for (const [text, traditional] of Object.entries(texts)) known.set(text, traditional)
}

export const knownTraditional = (): Readonly<Record<string, string>> => Object.fromEntries(known)

/** Its dictionaries take a third of a second and 70 MB, so they are built for what nobody has converted yet, and not before. */
let converter: ReturnType<typeof Converter> | undefined
const convert = (text: string): string => {
  converter ??= Converter({ from: 'cn', to: 'twp' })
  return converter(text)
}

function toTraditional(text: string): string {
  const found = known.get(text)
  if (found !== undefined) return found
  const traditional = convert(text)
  known.set(text, traditional)
  return traditional
}

/** What has been converted: when a sentence changes, all the others are as they were. */
const converted = new WeakMap<object, Twig>()

/** The same texts in Traditional letters, and in the words that are said with them. */
export function inTraditional(trees: Readonly<Record<string, Tree>>): Record<string, Tree> {
  const walkTree = (tree: Tree): Tree => Object.fromEntries(Object.entries(tree).map(([key, child]) => [key, walk(child)]))
  const walk = (value: Twig): Twig => {
    // names in braces are keys, not words
    if (typeof value === 'string')
      return value
        .split(/(\{\{.*?\}\})/)
        .map((piece) => (piece.startsWith('{{') ? piece : toTraditional(piece)))
        .join('')
    const known = converted.get(value)
    if (known !== undefined) return known
    const traditional = isList(value) ? value.map((item) => toTraditional(item)) : walkTree(value)
    converted.set(value, traditional)
    return traditional
  }
  const traditional = Object.fromEntries(Object.entries(trees).map(([name, tree]) => [name, walkTree(tree)]))
  return { ...traditional, common: { ...traditional.common, languageNames: ['繁體', '繁體中文', '繁体'] } }
}
