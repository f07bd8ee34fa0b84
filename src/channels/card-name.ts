import { createHash } from 'node:crypto'

const READABLE_CHARS = 60

/**
 * What a platform calls a card: our own id where it fits, else what can be read of it with a digest of all of it. A name that was made so fits, and
 * stays as it is.
 * @param fits takes letters, digits and `-@`, and names of 88 characters
 */
export function cardName(id: string, fits: RegExp): string {
  if (fits.test(id)) return id
  const digest = createHash('sha256').update(id).digest('base64url').slice(0, 27)
  return `${id.replace(/[^\w@-]/g, '-').slice(0, READABLE_CHARS)}@${digest}`
}
