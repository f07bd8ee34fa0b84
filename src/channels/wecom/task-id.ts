import { createHash } from 'node:crypto'

/** Digits, letters and `_-@`, at most 128 bytes, unique in the app (https://developer.work.weixin.qq.com/document/path/90236). */
const ALLOWED = /^[\w@-]{1,128}$/
const READABLE_CHARS = 60

/**
 * The platform's name for a card: our own id where it fits, else what can be read of it with a digest of all of it. A name that was made so fits, and
 * stays as it is.
 */
export function taskId(card: string): string {
  if (ALLOWED.test(card)) return card
  const digest = createHash('sha256').update(card).digest('base64url').slice(0, 27)
  return `${card.replace(/[^\w@-]/g, '-').slice(0, READABLE_CHARS)}@${digest}`
}
