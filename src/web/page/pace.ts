/** How often in a minute something may be asked for in one name; names that only this process has counted, as it protects itself. */
export type Pace = (name: string) => boolean

const MINUTE_MS = 60_000
/** More different ones in a minute are no people: they are not counted, so that nobody is refused because of them. */
const MOST_NAMES = 20_000

export function createPace(most: number, elapsed: () => number): Pace {
  let since = elapsed()
  const counts = new Map<string, number>()
  return (name) => {
    if (elapsed() - since >= MINUTE_MS) {
      counts.clear()
      since = elapsed()
    }
    const count = (counts.get(name) ?? 0) + 1
    if (count === 1 && counts.size >= MOST_NAMES) return true
    counts.set(name, count)
    return count <= most
  }
}
