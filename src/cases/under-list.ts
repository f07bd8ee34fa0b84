/** The card under a list: what may be had of all of it. */
import type { Notice, Phrase } from '../delivery/notice.js'
import type { Card } from './look.js'

/** A file with the same rows, the forms of all of them, and figures of them. */
export type Export = 'exportTable' | 'exportPack' | 'makeFigures'

export interface Under {
  /** How many there are in all. */
  readonly count: number
  readonly exports: readonly Export[]
  /** Of the list itself, before what may be exported: the next page. */
  readonly more?: { readonly title: Phrase; readonly buttons: Card['buttons'] }
}

/** @param button asks for the page that follows. @param count of those that are left */
export const nextPage = (button: `do:${string}`, count: number): Under['more'] => ({
  title: { key: 'cases.tasks.more', values: { count } },
  buttons: [{ key: button, label: { key: 'cases.buttons.more' }, style: 'primary' }],
})

/** A button names its list; one of a longer name cannot be asked for again. */
const LONGEST_NAME = 120

/** @param list as its buttons name it, so that the file is of the same list */
export function underList(list: string, { count, exports, more }: Under): Notice[] {
  const offered = [...list].length > LONGEST_NAME ? [] : exports
  const buttons = [
    ...(more?.buttons ?? []),
    ...offered.map((one) => ({ key: `do:${one}:${list}`, label: { key: `lists.buttons.${one}` } })),
  ]
  if (buttons.length === 0) return []
  return [
    { type: 'card', card: `list-${list}-${count}`, title: more?.title ?? { key: 'lists.count', values: { count } }, rows: [], buttons },
  ]
}
