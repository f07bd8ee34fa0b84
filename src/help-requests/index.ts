import { allCases } from '../cases/collection.js'
import { connectKind } from '../cases/connect-kind.js'
import type { DomainPlan } from '../domain.js'
import { createAskForHelp } from './ask.js'
import { helpRequest } from './help-request.js'
import { createServed } from './served.js'

/** Customers who want to talk with a person. */
export const HELP_REQUESTS: DomainPlan = {
  kinds: [helpRequest],
  actions: ['askForHelp'],
  lookups: [],
  connect(parts) {
    const { service, actions } = connectKind(helpRequest, parts)
    const deps = {
      ...parts,
      cases: allCases(parts.connection),
      store: service.store,
      announce: parts.announce ?? service.announcements.dispatch,
    }
    return { cases: [service], actions: { ...actions, askForHelp: createAskForHelp(deps) }, served: createServed(deps) }
  },
}
