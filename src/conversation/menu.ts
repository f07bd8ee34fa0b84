/** The menu of the app: which dialogues stand in it, in what order, what is used most first. Their labels are texts of `common`. */
import type { MenuEntry, MenuItem } from '../channels/channel.js'
import type { Texts } from './texts.js'

interface Item {
  readonly key: string
  readonly flow: string
}
type Entry = Item | { readonly name: string; readonly items: readonly Item[] }

/** Keys stand in menus that were published long ago, so none of them ever changes. */
const ENTRIES: readonly Entry[] = [
  { key: 'MENU_COMPLAINT', flow: 'complaint' },
  { key: 'MENU_TASKS', flow: 'tasks' },
  {
    name: 'more',
    items: [
      { key: 'MENU_LOOKUP', flow: 'lookup' },
      { key: 'MENU_HELP', flow: 'help' },
    ],
  },
]

const FLOW_OF: ReadonlyMap<string, string> = new Map(
  ENTRIES.flatMap((entry) => ('items' in entry ? entry.items : [entry])).map(({ key, flow }) => [key, flow]),
)

/** The dialogue that an item of the menu starts; undefined for a key that no menu of ours has. */
export const flowOfMenu = (key: string): string | undefined => FLOW_OF.get(key)

/** The menu in one language, for a channel to publish: it has one for everybody. */
export function menuIn(language: string, texts: Pick<Texts, 'phrase'>): MenuEntry[] {
  const label = (name: string) => texts.phrase(language, { key: `menu.${name}` })
  const item = ({ key, flow }: Item): MenuItem => ({ label: label(flow), key })
  return ENTRIES.map((entry) => ('items' in entry ? { label: label(entry.name), items: entry.items.map(item) } : item(entry)))
}
