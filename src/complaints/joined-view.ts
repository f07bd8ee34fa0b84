/** What somebody may see who acts for others: their own, and of the open complaints what those others may. Pure. */
import type { View } from './view.js'

/** The widest first. */
const LEVELS = ['inside', 'registrar', 'customer'] as const

export function joinedView(own: View, others: readonly View[]): View {
  if (others.length === 0) return own
  const theirs = others.map(({ filter }) => ({ $and: [{ isOpen: true }, filter] }))
  const theirInside = others.flatMap(({ insideFilter }) => (insideFilter ? [{ $and: [{ isOpen: true }, insideFilter] }] : []))
  const inside = [...(own.insideFilter ? [own.insideFilter] : []), ...theirInside]
  const maySeePhones: View['maySeePhones'] = (complaint) =>
    own.maySeePhones(complaint) || (complaint.isOpen === true && others.some((other) => other.maySeePhones(complaint)))
  return {
    filter: own.isEverything ? own.filter : { $or: [own.filter, ...theirs] },
    isEverything: own.isEverything,
    isInside: inside.length > 0,
    insideFilter: inside.length > 0 ? { $or: inside } : undefined,
    levelOf(complaint) {
      const levels = [own, ...(complaint.isOpen ? others : [])].map((view) => view.levelOf(complaint))
      return LEVELS.find((level) => levels.includes(level))
    },
    maySeePhones,
    phoneFilter: { $or: [own.phoneFilter, ...others.map(({ phoneFilter }) => ({ $and: [{ isOpen: true }, phoneFilter] }))] },
    hidden: own.hidden,
    shown: (complaint) => (maySeePhones(complaint) ? complaint : own.hidden(complaint)),
  }
}
