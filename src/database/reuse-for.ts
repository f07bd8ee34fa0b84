/**
 * The answer of `ask`, asked once for all who wait for it and again after `ms` at the earliest, so that nobody outside can make it be asked more
 * often. A failure is an answer too.
 */
export function reuseFor<T>(ms: number, ask: () => Promise<T>, elapsed: () => number = () => performance.now()): () => Promise<T> {
  let answer: Promise<T> | undefined
  let isPending = false
  let askedAt = 0
  return () => {
    if (answer && (isPending || elapsed() - askedAt < ms)) return answer
    askedAt = elapsed()
    isPending = true
    answer = ask().finally(() => {
      isPending = false
    })
    return answer
  }
}
