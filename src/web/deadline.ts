/** Until when an answer is worth something. */
export interface Deadline {
  readonly isLate: () => boolean
  leftMs(): number
  passedMs(): number
}

/** @param elapsed milliseconds that only go forward */
export function startDeadline(withinMs: number, elapsed: () => number): Deadline {
  const startedAt = elapsed()
  const passedMs = () => elapsed() - startedAt
  return { isLate: () => passedMs() >= withinMs, leftMs: () => Math.max(0, withinMs - passedMs()), passedMs }
}
