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
