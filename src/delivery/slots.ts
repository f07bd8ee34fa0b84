/** Lets so many pieces of work run at the same time; the others wait in the order of their coming. */
export function createSlots(count: number) {
  const waiting: (() => void)[] = []
  let taken = 0

  return {
    async run<T>(work: () => Promise<T>): Promise<T> {
      if (taken < count) taken++
      else await new Promise<void>((resolve) => waiting.push(resolve)) // whoever leaves hands over the slot
      try {
        return await work()
      } finally {
        const next = waiting.shift()
        if (next) next()
        else taken--
      }
    },
    taken: (): number => taken,
    waiting: (): number => waiting.length,
  }
}
