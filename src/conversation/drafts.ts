import type { Said, Session, Turn } from '../dialogue/session.js'

/** What was done about a dialogue that is not finished: its person was reminded, or asked for what it lacks; it is reported, and as what. */
export interface Chased {
  readonly session: string
  readonly remindedAt?: Date
  readonly askedAt?: Date
  readonly reportedAt?: Date
  readonly no?: string
}

const KEPT = 3

/**
 * Of more than three drafts the oldest goes that nobody put aside on purpose, or else the oldest.
 * @param isNeeded of whom something is still to be done; such a one stays
 */
export function withoutSurplus(drafts: readonly Session[], isNeeded: (draft: Session) => boolean): readonly Session[] {
  if (drafts.length <= KEPT) return drafts
  const older = drafts.slice(0, -1).filter((draft) => !isNeeded(draft))
  const surplus = older.find(({ status }) => status !== 'paused') ?? older[0]
  return surplus
    ? withoutSurplus(
        drafts.filter((draft) => draft !== surplus),
        isNeeded,
      )
    : drafts
}

/** 取消 ends the telling, but takes nothing back that has been reported of it (transition 3). */
export function saidOf({ session, say }: Turn, chased: readonly Chased[] = []): readonly Said[] {
  const reported = session.status === 'cancelled' && chased.find((one) => one.session === session.id && one.reportedAt)
  if (!reported) return say
  return say.map((one) =>
    one.say === 'note' && one.key === 'cancelled' ? { ...one, key: 'cancelledLate', values: { ...one.values, no: reported.no } } : one,
  )
}
