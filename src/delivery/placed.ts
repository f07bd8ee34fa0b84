import type { Mailboxes } from './mailbox.js'

export interface Wanted {
  /** Of the delivery. */
  readonly id: string
  /** The card that it changes. */
  readonly changes?: string
}

/**
 * Which of a person's contacts has the delivery already, or the card that it changes. Asked twice, a delivery would otherwise arrive twice
 * where the person has used another contact meanwhile.
 */
export async function placedAt(mailboxes: Mailboxes, contacts: readonly string[], { id, changes }: Wanted): Promise<string | undefined> {
  const isKnown = [{ 'pending.id': id }, { 'finished.id': id }]
  const isShown = changes === undefined ? [] : [{ 'cards.card': changes }, { 'pending.message.card': changes }]
  const found = await mailboxes.findOne({ _id: { $in: contacts }, $or: [...isKnown, ...isShown] }, { projection: { _id: 1 } })
  return found?._id
}
