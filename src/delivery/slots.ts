/** Lets so many pieces of work run at the same time; the others wait in the order of their coming. */
export function createSlots(count: number) {
  const waiting: { readonly begin: () => void; readonly refuse: (reason: Error) => void }[] = []
  let taken = 0
  let closed: Error | undefined

  return {
    /** @throws what it was closed with, where the work had not begun by then */
    async run<T>(work: () => Promise<T>): Promise<T> {
      if (closed) throw closed
      if (taken < count) taken++
      else await new Promise<void>((begin, refuse) => waiting.push({ begin, refuse })) // whoever leaves hands over the slot
      try {
        return await work()
      } finally {
        const next = waiting.shift()
        if (next) next.begin()
        else taken--
      }
    },
    /** What runs goes on; what waits, or comes later, is refused. */
    close(reason: Error): void {
      closed = reason
      for (const { refuse } of waiting.splice(0)) refuse(reason)
    },
    taken: (): number => taken,
    waiting: (): number => waiting.length,
  }
}
