/** How many turns may be under way at once: what does not fit is refused at once, instead of being worked off for callers who have gone. */
export interface Places {
  /** Takes a place and returns what gives it back; undefined while all are taken. */
  take(): (() => void) | undefined
  areTaken(): boolean
  taken(): number
}

export function createPlaces(most: number): Places {
  let taken = 0
  return {
    take() {
      if (taken >= most) return undefined
      taken++
      return once(() => taken--)
    },
    areTaken: () => taken >= most,
    taken: () => taken,
  }
}

function once(act: () => void): () => void {
  let isDone = false
  return () => {
    if (!isDone) act()
    isDone = true
  }
}
