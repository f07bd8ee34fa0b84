const MOST_MS = 8.64e15

/** A time that a platform gives, in milliseconds; 1970 where there can be no such time. */
export const momentOf = (ms: number): Date => new Date(Math.abs(ms) <= MOST_MS ? ms : 0)
