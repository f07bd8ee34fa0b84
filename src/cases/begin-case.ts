/** Begins cases: the act with no state before it, from the answers of its dialogue. */
import type { Model } from 'mongoose'
import { say } from '../delivery/notice.js'
import type { Values } from '../dialogue/session.js'
import { UserFacingError } from '../errors.js'
import type { Action, ActionRequest, Actions } from '../people/action.js'
import type { Rules } from '../people/organisation.js'
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
  readonly recalled: Recall
  readonly announce: Announce
  readonly look: Looks<CaseRecord, CaseEvent>
}

/** What an act has to know of other cases of its kind. */
export type Recall = (act: string, given: Values, within: RecalledIn) => Promise<Values>
interface RecalledIn {
  readonly customer: CustomerRef | undefined
  readonly at: Date
  /** Of the case; those in force where none has begun yet. */
  readonly rules?: Rules
}

/**
 * For each act that begins a case an action of its name, and one that a dialogue runs first: `check<Act>` refuses those who may not before they are
 * asked anything.
 */
export function createBeginCase({
  type,
  store,
  parts: { connection, customers },
  recalled,
  refusals,
  announce,
  look,
}: BeginCaseDeps): Actions {
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
    const { customer: named, ...answers } = given
    const customer = await customerOf(named, request)
    const data = { ...answers, ...(await recalled(name, answers, { customer, at })) }
    const plant = typeof data.plant === 'string' ? data.plant : customer?.plant
    const record = {
      _id: await nextNumber(type.prefix, at),
      registeredAt: at,
      registeredBy: { id: by.id, name: by.name },
      channel,
      ...(customer && { customer: { id: customer.id, name: customer.name } }),
      ...(plant && { plant }),
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
        const did = { did: name, ...valuesOf(record.events[0]!) }
        return { facts: { no: record._id }, say: [say(look.key('done'), { ...look.valuesIn(record), did })] }
      },
    ],
  ]
  return Object.fromEntries(beginningActs(type).flatMap(actionsOf))
}

/** Before there is a case, whoever holds a role has it, wherever the case will belong. Whoever is none of ours has nothing to begin but what is theirs. */
const actorsOf = ({ roles, side }: ActionRequest['by']): Actor[] => (side === 'staff' ? [...roles.map(({ role }) => role), 'ANYONE'] : [])

const isNamed = (value: unknown): value is { readonly id?: string; readonly name: string; readonly plant?: string } =>
  typeof value === 'object' && value !== null && 'name' in value && typeof value.name === 'string'
