/** What sync_msg gives out: everything of the last three days, page by page, behind an opaque cursor (wecom.md 7.4). */
import type { KeptPlace } from '../kept.js'
import type { Item } from './account.js'

const KEPT_MS = 3 * 86_400_000

/** @param kept from where it is counted on; what was given out before is not there again */
export function createInbox(now: () => number, kept: KeptPlace = { place: 0, keep: () => {} }) {
  const items: { readonly place: number; readonly item: Item }[] = []
  let last = kept.place
  const cursorOf = (place: number) => Buffer.from(`kf:${place}`).toString('base64url')

  /** Undefined for a cursor that was never given out. */
  function placeOf(cursor: string): number | undefined {
    if (cursor === '') return 0
    const place = /^kf:(\d+)$/.exec(Buffer.from(cursor, 'base64url').toString())?.[1]
    return place !== undefined && Number(place) <= last ? Number(place) : undefined
  }

  function push(item: Item): void {
    last++
    items.push({ place: last, item })
    kept.keep(last)
  }

  return {
    push,
    /** Gives out once more what was given out before, as it was. */
    again(msgid: string): void {
      const known = items.find(({ item }) => item.msgid === msgid)
      if (!known) throw new Error(`there is no item ${msgid}`)
      push(known.item)
    },
    page(
      cursor: string,
      limit: number,
    ): { readonly list: readonly Item[]; readonly cursor: string; readonly hasMore: boolean } | undefined {
      const after = placeOf(cursor)
      if (after === undefined) return undefined
      const rest = items.filter(({ place, item }) => place > after && now() - item.send_time * 1000 <= KEPT_MS)
      const page = rest.slice(0, limit)
      return { list: page.map(({ item }) => item), cursor: cursorOf(page.at(-1)?.place ?? after), hasMore: rest.length > page.length }
    },
  }
}
export type Inbox = ReturnType<typeof createInbox>
