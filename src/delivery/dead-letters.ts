import type { Model } from 'mongoose'
import type { DeadKind, DeadLetter, Delivery } from './model.js'

export type DeadLetters = ReturnType<typeof createDeadLetters>

/** What cannot arrive, kept for an administrator. */
export function createDeadLetters(model: Model<DeadLetter>) {
  return {
    /** Safe to repeat. */
    async add(to: string, { id, message, topic, queuedAt }: Delivery, kind: DeadKind, reason: string, deadAt: Date): Promise<void> {
      const letter: DeadLetter = { _id: id, to, message, ...(topic && { topic }), kind, reason, queuedAt, deadAt }
      await model.replaceOne({ _id: id }, letter, { upsert: true })
    },
    newest: (limit: number): Promise<DeadLetter[]> => model.find().sort({ deadAt: -1 }).limit(limit).lean<DeadLetter[]>(),
    find: (id: string): Promise<DeadLetter | null> => model.findById(id).lean<DeadLetter>(),
    async remove(id: string): Promise<void> {
      await model.deleteOne({ _id: id })
    },
    async countByKind(): Promise<Record<DeadKind, number>> {
      const counted = await model.aggregate<{ _id: DeadKind; count: number }>([
        { $group: { _id: { $ifNull: ['$kind', 'refused'] }, count: { $sum: 1 } } },
      ])
      const countOf = (kind: DeadKind) => counted.find(({ _id }) => _id === kind)?.count ?? 0
      return { refused: countOf('refused'), expired: countOf('expired'), full: countOf('full'), broken: countOf('broken') }
    },
  }
}
