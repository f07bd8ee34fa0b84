export interface MovedBefore {
  /** By how much it was ahead when it was last moved. */
  readonly movedMs: number
  /** Told at every move, to keep it. */
  readonly keep: (movedMs: number) => void
}

/** A clock that can be moved, for the playground: everything in the process reads it. */
export function createMovableClock(start: () => number = Date.now, before: MovedBefore = { movedMs: 0, keep: () => {} }) {
  const listeners = new Set<(now: Date) => void>()
  let { movedMs } = before
  const now = (): Date => new Date(start() + movedMs)
  const move = (ms: number): void => {
    movedMs = ms
    before.keep(ms)
    for (const listener of listeners) listener(now())
  }
  return {
    now,
    moveBy: (ms: number): void => move(movedMs + ms),
    /** Nothing happens where that time has passed. */
    moveTo: (at: Date): void => move(Math.max(movedMs, at.getTime() - start())),
    reset: (): void => move(0),
    movedMs: (): number => movedMs,
    onMove(listener: (now: Date) => void): () => void {
      listeners.add(listener)
      return () => listeners.delete(listener)
    },
  }
}
export type MovableClock = ReturnType<typeof createMovableClock>
