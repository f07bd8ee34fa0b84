/** A dialogue that was completed, and the number of the case that it was about. */
export interface Finished {
  readonly session: string
  readonly no?: string
  /** Who completed it in another talk. */
  readonly filedBy?: string
}

const KEPT = 5

/** Of one that is gone with its last answer nobody could say any more what became of it. */
export const withFinished = (finished: readonly Finished[] = [], done: Finished): readonly Finished[] => [...finished, done].slice(-KEPT)
