type Counts = Readonly<Record<string, number>>

/** How often each fault of a platform has struck, for whoever looks at the simulation. */
export function createStruck<Fault extends string>() {
  let counts: Counts = {}
  const listeners = new Set<(counts: Counts) => void>()
  return {
    strike(fault: Fault): void {
      counts = { ...counts, [fault]: (counts[fault] ?? 0) + 1 }
      for (const listener of listeners) listener(counts)
    },
    faultCounts: (): Counts => counts,
    onFault(listener: (counts: Counts) => void): () => void {
      listeners.add(listener)
      return () => listeners.delete(listener)
    },
  }
}
