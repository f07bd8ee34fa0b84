/** A clock that can be moved, for the playground: everything in the process reads it. */
export function createMovableClock(start: () => number = Date.now) {
  let movedMs = 0
  return {
    now: (): Date => new Date(start() + movedMs),
    moveBy(ms: number): void {
      movedMs += ms
    },
    reset(): void {
      movedMs = 0
    },
    movedMs: (): number => movedMs,
  }
}
export type MovableClock = ReturnType<typeof createMovableClock>
