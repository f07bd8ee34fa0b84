/** How far this machine's clock is ahead of a platform's: negative where it is behind, undefined until an answer says what time it is there. */
export function createPlatformClock(now: () => Date) {
  let aheadMs: number | undefined
  return {
    /** @param date the header of an answer that has just come */
    hear(date: string | null | undefined): void {
      const at = Date.parse(date ?? '')
      if (!Number.isNaN(at)) aheadMs = now().getTime() - at
    },
    aheadMs: (): number | undefined => aheadMs,
  }
}
export type PlatformClock = ReturnType<typeof createPlatformClock>
