/** Keys that open something: an id to find it by, and a secret of which a hash alone is kept. */
import { createHash, randomBytes, timingSafeEqual } from 'node:crypto'

export interface Locked {
  readonly _id: string
  readonly hash: string
}

const ID_BYTES = 9
const SECRET_BYTES = 24
const KEY = /^([\w-]{12})\.([\w-]{32})$/

/** What is kept, and the key to it, which is not. */
export function makeKey(): { readonly locked: Locked; readonly key: string } {
  const [_id, secret] = [randomBytes(ID_BYTES).toString('base64url'), randomBytes(SECRET_BYTES).toString('base64url')]
  return { locked: { _id, hash: hashOf(secret) }, key: `${_id}.${secret}` }
}

/** What this opens among what is found by its id; undefined where it opens nothing. */
export async function openWith<T extends Locked>(key: string, find: (id: string) => Promise<T | null>): Promise<T | undefined> {
  const [, id, secret] = KEY.exec(key) ?? []
  if (!id || !secret) return undefined
  const found = await find(id)
  return found && timingSafeEqual(Buffer.from(found.hash), Buffer.from(hashOf(secret))) ? found : undefined
}

const hashOf = (secret: string): string => createHash('sha256').update(secret).digest('base64url')
