/** Messages in the order in which they came, for one reader who waits for the next. */
export function createInbox<T>() {
  const waiting: T[] = []
  let arrived = () => {}
  let failed = (_error: Error) => {}
  let failure: Error | undefined

  return {
    put(message: T): void {
      waiting.push(message)
      arrived()
    },
    /** No more will come: whoever waits, now or later, hears why. */
    fail(error: Error): void {
      failure ??= error
      failed(failure)
    },
    async next(): Promise<T> {
      for (let message = waiting.shift(); ; message = waiting.shift()) {
        if (message !== undefined) return message
        if (failure) throw failure
        await new Promise<void>((resolve, reject) => {
          arrived = resolve
          failed = reject
        })
      }
    },
  }
}
