import { NotAllowedError } from '../errors.js'
import type { Action, ActionRequest, Actions } from './action.js'
import type { Person } from './person.js'

export interface RefusedTry {
  readonly at: Date
  readonly by: Pick<Person, 'id' | 'name'>
  readonly action: string
  readonly reference: string
  readonly channel: string
  /** A locale key. */
  readonly reason: string
}

/** The same actions; what one of them refuses because of who asks is written down before they hear it. */
export function recordRefusals(actions: Actions, record: (refused: RefusedTry) => Promise<unknown>): Actions {
  const recorded = (name: string, action: Action): Action => {
    return async (request) => {
      try {
        return await action(request)
      } catch (error) {
        if (error instanceof NotAllowedError) await record(refusedIn(name, request, error))
        throw error
      }
    }
  }
  return Object.fromEntries(Object.entries(actions).map(([name, action]) => [name, recorded(name, action)]))
}

const refusedIn = (action: string, { by, at, channel, reference = '' }: ActionRequest, { key }: NotAllowedError): RefusedTry => ({
  at,
  by: { id: by.id, name: by.name },
  action,
  reference,
  channel,
  reason: key,
})
