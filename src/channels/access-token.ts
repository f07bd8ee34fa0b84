import { ChannelApiError } from '../errors.js'

const RENEW_BEFORE_MS = 300_000
const FIRST_PAUSE_MS = 1_000
/** A wrong secret or id does not become right within seconds, and asking again ends in a ban of an hour. */
const FIRST_PAUSE_OF_REFUSAL_MS = 60_000
const LONGEST_PAUSE_MS = 900_000

/**
 * The access token: shared by concurrent callers, renewed before it ends, and once more when the platform calls it invalid. After a failure nobody asks
 * for a while that grows up to 15 minutes.
 * @param fetchToken `expires_in` is in seconds
 */
export function createToken(fetchToken: () => Promise<{ access_token: string; expires_in: number }>, now: () => Date) {
  let current: { value: string; renewAt: number; endsAt: number } | undefined
  let fetching: Promise<string> | undefined
  let failure: { error: unknown; count: number; until: number } | undefined
  /** The value that was replaced because the platform called it invalid: one forced refresh for each. */
  let replaced: string | undefined

  function fresh(): Promise<string> {
    if (failure && now().getTime() < failure.until) return Promise.reject(failure.error)
    fetching ??= fetchToken()
      .then(keep, noteFailure)
      .finally(() => {
        fetching = undefined
      })
    return fetching
  }

  function keep({ access_token, expires_in }: { access_token: string; expires_in: number }): string {
    const lifeMs = expires_in * 1000
    const at = now().getTime()
    current = { value: access_token, renewAt: at + Math.max(lifeMs - RENEW_BEFORE_MS, lifeMs / 2), endsAt: at + lifeMs }
    failure = undefined
    return access_token
  }

  function noteFailure(error: unknown): never {
    const count = (failure?.count ?? 0) + 1
    const isRefusal = error instanceof ChannelApiError && error.reaction !== 'retry'
    const pause = Math.min((isRefusal ? FIRST_PAUSE_OF_REFUSAL_MS : FIRST_PAUSE_MS) * 2 ** (count - 1), LONGEST_PAUSE_MS)
    failure = { error, count, until: now().getTime() + pause }
    throw error
  }

  /** Rejects with the last error, without a call, while the pause after a failure lasts; the old one serves until its end. */
  async function get(): Promise<string> {
    if (current && now().getTime() < current.renewAt) return current.value
    try {
      return await fresh()
    } catch (error) {
      if (current && now().getTime() < current.endsAt) return current.value
      throw error
    }
  }

  /** Another value than the one that failed; undefined if there was a refresh for that one already. */
  async function getInsteadOf(failed: string): Promise<string | undefined> {
    if (current && current.value !== failed) return current.value
    if (replaced === failed) return undefined
    const value = await fresh()
    replaced = failed
    return value
  }

  return {
    get,
    getInsteadOf,
    /** One forced refresh per failing token, then the error stands: an endless circle would end in a ban. */
    async use<T>(attempt: (accessToken: string) => Promise<T>): Promise<T> {
      const accessToken = await get()
      try {
        return await attempt(accessToken)
      } catch (error) {
        if (!(error instanceof ChannelApiError) || error.reaction !== 'refresh') throw error
        const other = await getInsteadOf(accessToken)
        if (other === undefined) throw error
        return attempt(other)
      }
    },
    isHeld: (): boolean => current !== undefined && failure === undefined,
  }
}
