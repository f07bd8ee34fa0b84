/** Cases that belong to another one: an act of it begins them, and an act of it notes that one of them has ended. */
import { isDeepStrictEqual } from 'node:util'
import type { Model } from 'mongoose'
import type { Connection } from '../database/connect.js'
import type { Notice } from '../delivery/notice.js'
import type { Person } from '../people/person.js'
import type { ActRequest } from './act-request.js'
import type { Announce } from './announcements.js'
import type { Actor, By, CaseEvent, CaseRecord } from './case.js'
import { dataOf } from './history.js'
import { createNumbers, prefixOf } from './numbers.js'
import type { CaseService } from './service.js'
import { bySystem } from './store.js'

export interface KinDeps {
  readonly connection: Connection
  /** Of every kind. */
  readonly cases: Model<CaseRecord>
  /** Every kind that is connected; asked for only while the program runs. */
  readonly services: () => readonly CaseService[]
  /** Beside what is being announced: never within it, as one may lead back to the other. */
  readonly announce: Announce
}

export interface Kin {
  /** After an event has been announced; may run twice. */
  after(record: CaseRecord, event: CaseEvent): Promise<void>
  /**
   * The case that an act begins, if it begins one: the same event begins it once. It waits to be announced.
   * @param lived where it has gone on before it was a case of its own
   * @returns its number
   */
  begin(record: CaseRecord, event: CaseEvent, lived?: Lived): Promise<string | undefined>
  /** What a case belongs to and what belongs to it, as far as the person may see it, with a button for each. */
  card(record: CaseRecord, by: Person): Promise<readonly Notice[]>
}

/** What a case has lived through already, and the events of that which somebody must still hear of. */
export interface Lived {
  readonly acts: readonly ActRequest[]
  readonly untold: readonly string[]
}

type Place = Pick<CaseRecord, 'plant' | 'customer' | 'departments'>

const BY_ITSELF: readonly Actor[] = ['SYSTEM']
/** Who has begun what this program began by itself. */
const NOBODY: By = { id: 'system', name: '' }
/** As many rows and buttons as a card has room for. */
const SHOWN = 6

/** Everything of it may run twice. @throws (each of its functions) where a declaration names a kind that is not connected */
export function createKin({ connection, cases, services, announce }: KinDeps): Kin {
  const nextNumber = createNumbers(connection)

  function where(name: 'kind' | 'prefix', value: string): CaseService {
    const service = services().find(({ type }) => type[name] === value)
    if (!service) throw new Error(`no kind of case has the ${name} ${value}`)
    return service
  }
  const ofKind = (kind: string) => where('kind', kind)
  const forNumber = (no: string) => where('prefix', prefixOf(no))

  /** Whose matter it is follows the parent as long as it is open. */
  function placeOf({ plant, customer, departments }: CaseRecord, own: readonly string[] | undefined): Place {
    return {
      departments: own ?? departments,
      ...(customer && { customer: { id: customer.id, name: customer.name } }),
      ...(plant && { plant }),
    }
  }

  const begin: Kin['begin'] = async (parent, event, lived) => {
    const begins = ofKind(parent.caseKind).type.acts[event.type]?.begins
    if (!begins) return undefined
    const operationKey = `${parent._id}.${event.id}`
    const begun = await cases.findOne({ operationKey }, { _id: 1 }).lean()
    if (begun) return begun._id
    const { type, store } = ofKind(begins.kind)
    const given = begins.with(parent, event)
    if (!given) return undefined
    const { data, departments } = given
    const { by, at } = event
    const no = await nextNumber(type.prefix, at)
    const name = firstActOf(type)
    const id = `${no}.${name}`
    const record = { _id: no, parent: parent._id, registeredAt: at, registeredBy: by ?? NOBODY, ...placeOf(parent, departments) }
    const untold = lived?.untold.map((old) => (old === event.id ? id : old))
    const first = { id, type: name, at, ...(by && { by }), actors: BY_ITSELF, data, record }
    return (await store.create([first, ...(lived?.acts ?? [])], operationKey, untold))._id
  }

  /** Open cases that belong to one whose plant, customer or departments have changed go with it; one that cannot keeps no other from it. */
  async function follow(parent: CaseRecord, event: CaseEvent): Promise<void> {
    const children = await cases.find({ parent: parent._id, isOpen: true }).lean<CaseRecord[]>()
    const failed: unknown[] = []
    for (const child of children) await followOne(parent, event, child).catch((error: unknown) => failed.push(error))
    if (failed.length > 0) throw failed[0]
  }

  async function followOne(parent: CaseRecord, event: CaseEvent, child: CaseRecord): Promise<void> {
    const source = parent.events.find(({ id }) => child.operationKey === `${parent._id}.${id}`)
    const begins = source && ofKind(parent.caseKind).type.acts[source.type]?.begins
    if (!begins) return
    const place = placeOf(parent, begins.with(parent, source)?.departments)
    if (isDeepStrictEqual(place, placeOf(child, undefined))) return
    const { store } = ofKind(child.caseKind)
    const followed = await store.perform(child._id, () => ({
      ...bySystem('followed', `${child._id}.followed.${event.id}`, event.at),
      record: place,
    }))
    if (followed?.ok && !followed.isRepeated) await announce(child._id)
  }

  async function noteEnd({ _id: no, parent, caseKind }: CaseRecord, event: CaseEvent): Promise<void> {
    const { to: outcome, at, by } = event
    if (parent === undefined || outcome === undefined || !ofKind(caseKind).type.ended.includes(outcome)) return
    const { type, store } = forNumber(parent)
    const act = type.childEnded?.[caseKind]
    if (!act) return
    const ended = await cases.countDocuments({ parent, caseKind, isOpen: false })
    // a refusal says that it has not come so far yet, or is past it
    const noted = await store.perform(parent, () =>
      bySystem(act, `${no}.${act}`, at, { ...dataOf(event), no, outcome, ended, endedBy: by?.name ?? '' }),
    )
    if (noted?.ok && !noted.isRepeated) await announce(parent)
  }

  /** What it belongs to, then what belongs to it, the oldest first. */
  async function relatedTo({ _id: no, parent }: CaseRecord, by: Person): Promise<readonly CaseRecord[]> {
    const known = services().map(({ type }) => type.kind) // a newer replica may know more
    const related = { caseKind: { $in: known }, $or: [{ parent: no }, ...(parent === undefined ? [] : [{ _id: parent }])] }
    const found = await cases.find(related, { state: 1, caseKind: 1 }).lean<CaseRecord[]>()
    const kinds = [...new Set(found.map(({ caseKind }) => caseKind))]
    if (kinds.length === 0) return []
    const visible = await Promise.all(kinds.map(async (caseKind) => ({ $and: [{ caseKind }, await ofKind(caseKind).visibleTo(by)] })))
    const seen = await cases.find({ _id: { $in: found.map(({ _id }) => _id) }, $or: visible }, { _id: 1 }).lean()
    return found
      .filter(({ _id }) => seen.some((one) => one._id === _id))
      .sort((one, other) => Number(other._id === parent) - Number(one._id === parent) || (one._id < other._id ? -1 : 1))
  }

  async function card({ _id: no, ...record }: CaseRecord, by: Person): Promise<readonly Notice[]> {
    const related = await relatedTo({ _id: no, ...record }, by)
    if (related.length === 0) return []
    const named = related.map(({ _id, caseKind, state }) => ({ caseKind, values: { no: _id, state, nth: nthIn(related, _id, caseKind) } }))
    const shown = named.length > SHOWN ? [...named.slice(0, 1), ...named.slice(1 - SHOWN)] : named
    return [
      {
        type: 'card',
        card: `kin-${no}`,
        title: { key: 'cases.kin', values: { no, more: named.length - shown.length } },
        rows: shown.map(({ caseKind, values }) => ({
          label: { key: `${caseKind}.kin.label`, values },
          value: { key: `${caseKind}.kin.value`, values },
        })),
        buttons: shown.map(({ caseKind, values }) => ({
          key: `do:showCase:${values.no}`,
          label: { key: `${caseKind}.kin.button`, values },
        })),
      },
    ]
  }

  return {
    begin,
    card,
    async after(record, event) {
      const begun = await begin(record, event)
      if (begun !== undefined) await announce(begun)
      await noteEnd(record, event)
      if (Object.values(ofKind(record.caseKind).type.acts).some(({ begins }) => begins)) await follow(record, event)
    },
  }
}

/** The act that a case of this kind begins with. */
const firstActOf = ({ kind, acts }: CaseService['type']): string => {
  const [first] = Object.entries(acts).find(([, { from }]) => from.length === 0) ?? []
  if (first === undefined) throw new Error(`nothing begins a ${kind}`)
  return first
}

/** Its place among those of its kind; 0 where it is the only one. */
function nthIn(related: readonly CaseRecord[], no: string, kind: string): number {
  const alike = related.filter(({ caseKind }) => caseKind === kind)
  return alike.length > 1 ? alike.findIndex(({ _id }) => _id === no) + 1 : 0
}
