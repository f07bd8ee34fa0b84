import { bySystem } from '../cases/store.js'
import type { Domain } from '../domain.js'
import { type HelpRequestDeps, openOf } from './ask.js'

/** Whoever has talked with a colleague of ours has been helped. */
export function createServed({ cases, store, directory, announce }: HelpRequestDeps): NonNullable<Domain['served']> {
  return async (person, servicer, at) => {
    const { id, name } = await directory.personOf(servicer)
    for (const { _id: no, registeredAt } of await openOf(cases, person)) {
      if (registeredAt > at) continue
      const served = { ...bySystem('served', `${no}.served`, at, { servicer: name }), by: { id, name } }
      await store.perform(no, ({ isOpen }) => (isOpen ? served : undefined))
      await announce(no)
    }
  }
}
