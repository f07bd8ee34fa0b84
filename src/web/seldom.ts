/** True once in `everyMs` for each key: for log lines that an attack or a burst would write by the thousand. Keys come from a fixed set. */
export function createSeldom(everyMs: number, elapsed: () => number): (key: string) => boolean {
  const saidAt = new Map<string, number>()
  return (key) => {
    const last = saidAt.get(key)
    if (last !== undefined && elapsed() - last < everyMs) return false
    saidAt.set(key, elapsed())
    return true
  }
}
