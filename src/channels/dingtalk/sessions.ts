/**
 * Addresses that came with messages and take answers for a while. They save calls of the monthly quota and nothing depends on them: whoever does not know one,
 * as another replica, sends by the API.
 */
const MOST = 5_000
/** An answer takes a moment. */
const SPARE_MS = 60_000

export type Sessions = ReturnType<typeof createSessions>

export function createSessions(now: () => Date) {
  const known = new Map<string, { readonly url: string; readonly until: Date }>()
  return {
    note({ userId, url, until }: { readonly userId: string; readonly url: string; readonly until: Date }): void {
      known.delete(userId)
      known.set(userId, { url, until })
      const [oldest] = known.keys()
      if (known.size > MOST && oldest !== undefined) known.delete(oldest)
    },
    of(userId: string): string | undefined {
      const session = known.get(userId)
      return session && session.until.getTime() - now().getTime() > SPARE_MS ? session.url : undefined
    },
    forget: (userId: string): void => void known.delete(userId),
  }
}
