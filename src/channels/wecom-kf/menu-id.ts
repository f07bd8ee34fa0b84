/** What a click on a menu of ours comes back with: which card it was on, and the key of what was clicked. */
import { createHash } from 'node:crypto'
import { MENU } from './limits.js'

const OURS = /^hs\|([^|]{0,32})\|([\s\S]+)$/
const ALLOWED = /^[\w@-]{1,32}$/
const READABLE_CHARS = 9

/** Our own id where it is short and plain, else the beginning of it with a digest of all of it: an entry must have room for its key beside it. */
export function cardId(card: string): string {
  if (ALLOWED.test(card)) return card
  const digest = createHash('sha256').update(card).digest('base64url').slice(0, 22)
  return `${card.replace(/[^\w-]/g, '-').slice(0, READABLE_CHARS)}@${digest}`
}

/** Without the card where both together are too long; undefined where the key alone is. */
export function menuId(card: string, key: string): string | undefined {
  return [`hs|${cardId(card)}|${key}`, `hs||${key}`].find((id) => Buffer.byteLength(id) <= MENU.idBytes)
}

/** Undefined for the entry of a menu that is not ours: a servicer's, or one of the console. */
export function readMenuId(id: string): { readonly card: string; readonly key: string } | undefined {
  const [, card, key] = OURS.exec(id) ?? []
  return card !== undefined && key !== undefined ? { card, key } : undefined
}
