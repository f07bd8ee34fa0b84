/** Texts as a YAML file holds them. */
export type Tree = { readonly [key: string]: Twig }
export type Twig = string | readonly string[] | Tree
/** language → file name without ending → texts */
export type TextFiles = Readonly<Record<string, Readonly<Record<string, Tree>>>>

export const isList = (twig: Twig | undefined): twig is readonly string[] => Array.isArray(twig)
/** A number, or nothing, which a YAML file may hold as well, is no tree. */
export const isTree = (twig: Twig | undefined): twig is Tree => typeof twig === 'object' && twig !== null && !isList(twig)
/** What stands under a name; empty where there is nothing of that form. */
export const treeAt = (twig: Twig | undefined, name: string): Tree => (isTree(twig) && isTree(twig[name]) ? twig[name] : {})
export const listAt = (twig: Twig | undefined, name: string): readonly string[] => (isTree(twig) && isList(twig[name]) ? twig[name] : [])
export const textAt = (twig: Twig | undefined, name: string): string => (isTree(twig) && typeof twig[name] === 'string' ? twig[name] : '')

/** @param key `steps.kind.ask` */
export function valueAt(tree: Tree, key: string): Twig | undefined {
  let value: Twig | undefined = tree
  for (const name of key.split('.')) value = isTree(value) ? value[name] : undefined
  return value
}

/** Every text by its key, without lists of words. */
export function textsOf(tree: Tree, prefix = ''): Map<string, string> {
  const found = new Map<string, string>()
  for (const [name, value] of Object.entries(tree)) {
    const key = prefix ? `${prefix}.${name}` : name
    if (typeof value === 'string') found.set(key, value)
    else if (isTree(value)) for (const [inner, text] of textsOf(value, key)) found.set(inner, text)
  }
  return found
}

/** The dialogue whose words a dialogue takes for what it has none of its own for: the same questions, asked again. */
export const likeOf = (tree: Tree): string => textAt(tree, 'like')

/** @param steps of the dialogue itself, as the other one may have more */
export function withWordsOf(tree: Tree, other: Tree, steps: readonly string[]): Tree {
  const own = treeAt(tree, 'steps')
  const theirs = treeAt(other, 'steps')
  const merged = steps.map((step): [string, Tree] => [step, { ...treeAt(theirs, step), ...treeAt(own, step) }])
  return {
    ...tree,
    fields: { ...treeAt(other, 'fields'), ...treeAt(tree, 'fields') },
    steps: { ...own, ...Object.fromEntries(merged.filter(([, texts]) => Object.keys(texts).length > 0)) },
  }
}
