import type { Session } from '../dialogue/session.js'

const KEPT = 3

/** One more draft, the newest last. Of more than three the oldest goes that nobody put aside on purpose, or else the oldest. */
export function withDraft(drafts: readonly Session[], draft: Session): readonly Session[] {
  const all = [...drafts, draft]
  if (all.length <= KEPT) return all
  const surplus = drafts.find(({ status }) => status !== 'paused') ?? drafts[0]
  return all.filter((one) => one !== surplus).slice(-KEPT)
}
