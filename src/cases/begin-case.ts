/** Begins cases: the act with no state before it, from the answers of its dialogue. */
import type { Model } from 'mongoose'
import { say } from '../delivery/notice.js'
import { UserFacingError } from '../errors.js'
import type { Action, ActionRequest, Actions } from '../people/action.js'
import { beginningActs, checkOf, givenIn } from './actions.js'
import type { Announce } from './announcements.js'
import { valuesOf } from './cards.js'
import type { Actor, CaseEvent, CaseRecord, CustomerRef } from './case.js'
import { missingIn } from './decide.js'
import type { Declared } from './declare.js'
import type { Looks } from './look.js'
import { createNumbers } from './numbers.js'
import type { KindParts } from './parts.js'
import type { Refused } from './refusals.js'
import type { CaseStore } from './store.js'
import { standsAmong } from './tasks.js'

export interface BeginCaseDeps {
  readonly type: Declared
  readonly store: Pick<CaseStore<CaseRecord, CaseEvent>, 'create'>
  readonly parts: Pick<KindParts, 'connection' | 'customers'>
  readonly refusals: Model<Refused>
  readonly announce: Announce
  readonly look: Looks<CaseRecord, CaseEvent>
}

/**
 * For each act that begins a case an action of its name, and one that a dialogue runs first: `check<Act>` refuses those who may not before they are
 * asked anything.
 */
export function createBeginCase({ type, store, parts: { connection, customers }, refusals, announce, look }: BeginCaseDeps): Actions {
  const nextNumber = createNumbers(connection)

  async function check(name: string, { by, at, channel }: ActionRequest): Promise<void> {
    const wanted = type.acts[name]!.by
    if (standsAmong(wanted, actorsOf(by))) return
    await refusals.create({
      at,
      by: { id: by.id, name: by.name },
      action: name,
      reference: type.kind,
      channel,
      reason: look.key('refused.role'),
    })
    throw new UserFacingError(look.key('refused.role'), { roles: wanted }, true)
  }

  async function begin(name: string, request: ActionRequest): Promise<CaseRecord> {
    const { by, at, channel, key, revision } = request
    const given = givenIn(request)
    const missing = missingIn(type, { type: name, data: given })
    if (missing.length > 0) throw new UserFacingError(look.key('refused.missing'), { fields: missing })
    const { customer: named, ...data } = given
    const customer = await customerOf(named, request)
    const plant = typeof data.plant === 'string' ? data.plant : customer?.plant
    const record = {
      _id: await nextNumber(type.prefix, at),
      registeredAt: at,
      registeredBy: { id: by.id, name: by.name },
      channel,
      ...(customer && { customer: { id: customer.id, name: customer.name } }),
      ...(plant && { plant }),
      ...(typeof request.facts.parent === 'string' && { parent: request.facts.parent }),
      ...(revision && { flowRevision: revision }),
    }
    const act = { id: `${record._id}.${name}`, type: name, at, by: record.registeredBy, actors: actorsOf(by), channel, data, record }
    return store.create([act], key)
  }

  async function customerOf(named: unknown, { by, key }: ActionRequest): Promise<(CustomerRef & { readonly plant?: string }) | undefined> {
    if (!isNamed(named)) return undefined
    const { id, name } = named
    if (id !== undefined) return { ...named, id }
    return { id: await customers.add(key, { name, contacts: [], createdBy: by.id }), name }
  }

  const actionsOf = ([name]: readonly [string, unknown]): [string, Action][] => [
    [
      checkOf(name),
      async (request) => {
        await check(name, request)
        return {}
      },
    ],
    [
      name,
      async (request) => {
        await check(name, request)
        const record = await begin(name, request)
        await announce(record._id)
        return {
          facts: { no: record._id },
          say: [say(look.key('done'), { ...look.valuesIn(record), did: { did: name, ...valuesOf(record.events[0]!) } })],
        }
      },
    ],
  ]
  return Object.fromEntries(beginningActs(type).flatMap(actionsOf))
}

/** Before there is a case, whoever holds a role has it, wherever the case will belong; a customer's contact is none of us. */
const actorsOf = ({ roles, customer }: ActionRequest['by']): Actor[] => [
  ...roles.map(({ role }) => role),
  ...(customer === undefined ? (['ANYONE'] as const) : []),
]

const isNamed = (value: unknown): value is { readonly id?: string; readonly name: string; readonly plant?: string } =>
  typeof value === 'object' && value !== null && 'name' in value && typeof value.name === 'string'
