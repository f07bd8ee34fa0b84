import { bySystem } from '../cases/store.js'
import type { Domain } from '../domain.js'
import { type HelpRequestDeps, openOf } from './ask.js'

/** Whoever has talked with a colleague of ours has been helped. */
export function createServed({ cases, store, directory, announce }: HelpRequestDeps): NonNullable<Domain['served']> {
  return async (person, servicer, at) => {
    const open = await openOf(cases, person)
    if (!open || open.registeredAt > at) return
    const { name } = await directory.personOf(servicer)
    await store.perform(open._id, ({ isOpen }) => (isOpen ? bySystem('served', `${open._id}.served`, at, { servicer: name }) : undefined))
    await announce(open._id)
  }
}
