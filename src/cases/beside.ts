/** Work that follows a turn and that nobody waits for; a sweep does again what fails or dies with the process. */
export interface Beside {
  /** Does it soon, after what is under way for the same key. */
  kick(key: string): void
  /** Waits for all that was kicked. */
  settled(): Promise<void>
}

/** @param onError told of what failed; the work is not tried again here */
export function createBeside(work: (key: string) => Promise<void>, onError: (error: unknown, key: string) => void): Beside {
  const lanes = new Map<string, Promise<void>>()
  return {
    kick(key) {
      const before = lanes.get(key) ?? Promise.resolve()
      const lane: Promise<void> = before
        .then(() => work(key))
        .catch((error: unknown) => onError(error, key))
        .finally(() => {
          if (lanes.get(key) === lane) lanes.delete(key)
        })
      lanes.set(key, lane)
    },
    async settled() {
      while (lanes.size > 0) await Promise.all(lanes.values())
    },
  }
}
