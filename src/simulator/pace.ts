/** How a story is played: with a pause after each deed, standing still, or straight on to its next scene. */
export function createPace(wait: (ms: number) => Promise<unknown>) {
  let isPaused = false
  let isHurried = false
  let wake = (): void => {}
  const woken = () =>
    new Promise<void>((resolve) => {
      wake = resolve
    })

  return {
    isPaused: (): boolean => isPaused,
    /** From here on it is played with pauses again. */
    sceneBegins(): void {
      isHurried = false
    },
    async between(ms: number): Promise<void> {
      if (!isPaused && !isHurried) await Promise.race([wait(ms), woken()])
      while (isPaused && !isHurried) await woken()
    },
    pause(): void {
      isPaused = true
    },
    resume(): void {
      isPaused = false
      wake()
    },
    /** Without a pause to where the next scene begins; a story that stands still stands still there. */
    next(): void {
      isHurried = true
      wake()
    },
  }
}
export type Pace = ReturnType<typeof createPace>
