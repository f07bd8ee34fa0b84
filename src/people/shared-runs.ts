/** Work that many ask for and that need not run once for each of them. */

/** Callers that come while it runs share one run that begins afterwards: what they know of was not seen by the one that runs. */
export function shareRuns<T>(run: () => Promise<T>): () => Promise<T> {
  let running: Promise<T> | undefined
  let next: Promise<T> | undefined
  const begin = (): Promise<T> => {
    const work = run().finally(() => {
      if (running === work) running = undefined
    })
    running = work
    return work
  }
  return () => {
    if (!running) return begin()
    next ??= running
      .catch(() => {})
      .then(() => {
        next = undefined
        return begin()
      })
    return next
  }
}

export interface Soon {
  /** Runs it `delayMs` from now, once for everybody who asks until then. */
  ask(): void
  /** Does at once what was put off, and waits for it. */
  settled(): Promise<void>
  /** Forgets what was put off. */
  cancel(): void
}

export function createSoon(run: () => Promise<void>, delayMs: number): Soon {
  let timer: NodeJS.Timeout | undefined
  const underWay = new Set<Promise<void>>()
  function begin(): void {
    clearTimeout(timer)
    timer = undefined
    const work: Promise<void> = run().finally(() => underWay.delete(work))
    underWay.add(work)
  }
  return {
    ask() {
      timer ??= setTimeout(begin, delayMs).unref()
    },
    async settled() {
      if (timer) begin()
      await Promise.all(underWay)
    },
    cancel() {
      clearTimeout(timer)
      timer = undefined
    },
  }
}
