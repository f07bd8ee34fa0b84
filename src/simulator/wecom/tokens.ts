import { randomBytes } from 'node:crypto'
import { type ApiAnswer, fail, ok } from './answers.js'

const LIFE_MS = 7_200_000
/** One that is nearly over is replaced. */
const SPARE_MS = 60_000

/** The access tokens of one secret: https://developer.work.weixin.qq.com/document/path/91039 */
export function createTokens({ corpId, secret }: { readonly corpId: string; readonly secret: string }, now: () => number) {
  const tokens = new Map<string, number>()
  return {
    /** The one that is valid already, or another. */
    give(query: URLSearchParams): ApiAnswer {
      if (query.get('corpid') !== corpId) return fail(40013, 'invalid corpid')
      if (query.get('corpsecret') !== secret) return fail(40001, 'invalid credential')
      const [valid] = [...tokens].find(([, expiresAt]) => expiresAt > now() + SPARE_MS) ?? []
      const token = valid ?? randomBytes(48).toString('base64url')
      const expiresAt = tokens.get(token) ?? now() + LIFE_MS
      tokens.set(token, expiresAt)
      return ok({ access_token: token, expires_in: Math.floor((expiresAt - now()) / 1000) })
    },
    /** Why a call with this token is refused. */
    refuse(token: string | null): ApiAnswer | undefined {
      if (!token) return fail(41001, 'access_token missing')
      const expiresAt = tokens.get(token)
      if (expiresAt === undefined) return fail(40014, 'invalid access_token')
      return expiresAt <= now() ? fail(42001, 'access_token expired') : undefined
    },
    isKnown: (token: string | null): boolean => token !== null && tokens.has(token),
    end: (token: string | null): void => void (token !== null && tokens.delete(token)),
    endAll: (): void => tokens.clear(),
  }
}
