/** Cases that belong to another one: an act of it begins them, and an act of it notes that one of them has ended. */
import type { Model } from 'mongoose'
import type { Connection } from '../database/connect.js'
import type { Notice } from '../delivery/notice.js'
import type { Person } from '../people/person.js'
import type { By, CaseEvent, CaseRecord } from './case.js'
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
}

export interface Kin {
  /** After an event has been announced; may run twice. */
  after(record: CaseRecord, event: CaseEvent): Promise<void>
  /** The case that an act begins, if it begins one: the same event begins it once. Nobody is told yet. @returns its number */
  begin(record: CaseRecord, event: CaseEvent): Promise<string | undefined>
  /** The end of a case, noted by what it belongs to; may run twice. */
  noteEnd(record: CaseRecord, event: CaseEvent): Promise<void>
  /** Of the kind that a number is of. @throws where no kind has such numbers */
  storeFor(no: string): CaseService['store']
  /** What a case belongs to and what belongs to it, as far as the person may see it, with a button for each. */
  card(record: CaseRecord, by: Person): Promise<readonly Notice[]>
}

/** Who has begun what this program began by itself. */
const NOBODY: By = { id: 'system', name: '' }
const SHOWN = 4

/** @throws where a declaration names a kind that is not connected */
export function createKin({ connection, cases, services }: KinDeps): Kin {
  const nextNumber = createNumbers(connection)

  function where(name: 'kind' | 'prefix', value: string): CaseService {
    const service = services().find(({ type }) => type[name] === value)
    if (!service) throw new Error(`no kind of case has the ${name} ${value}`)
    return service
  }
  const ofKind = (kind: string) => where('kind', kind)
  const forNumber = (no: string) => where('prefix', prefixOf(no))

  const begin: Kin['begin'] = async (parent, event) => {
    const begins = ofKind(parent.caseKind).type.acts[event.type]?.begins
    if (!begins) return undefined
    const operationKey = `${parent._id}.${event.id}`
    const begun = await cases.findOne({ operationKey }, { _id: 1 }).lean()
    if (begun) return begun._id
    const { type, store } = ofKind(begins.kind)
    const { data, departments = parent.departments } = begins.with(parent, event)
    const { by, at } = event
    const { plant, customer } = parent
    const record = {
      _id: await nextNumber(type.prefix, at),
      parent: parent._id,
      registeredAt: at,
      registeredBy: by ?? NOBODY,
      departments,
      ...(customer && { customer: { id: customer.id, name: customer.name } }),
      ...(plant && { plant }),
    }
    const name = firstActOf(type)
    const { _id: no } = await store.create(
      [{ id: `${record._id}.${name}`, type: name, at, ...(by && { by }), actors: ['SYSTEM'], data, record }],
      operationKey,
    )
    return no
  }

  const noteEnd: Kin['noteEnd'] = async ({ _id: no, parent, caseKind }, event) => {
    const isEnd = event.to !== undefined && ofKind(caseKind).type.ended.includes(event.to)
    if (!isEnd || parent === undefined) return
    const above = forNumber(parent)
    const act = above.type.childEnded?.[caseKind]
    if (!act) return
    const ended = await cases.countDocuments({ parent, caseKind, isOpen: false })
    const data = { ...dataOf(event), no, outcome: event.to ?? null, ended }
    // a refusal says that it has not come so far yet, or is past it
    const outcome = await above.store.perform(parent, () => bySystem(act, `${no}.${act}`, event.at, data))
    if (outcome?.ok) await above.announcements.dispatch(parent)
  }

  async function card({ _id: no, parent }: CaseRecord, by: Person): Promise<readonly Notice[]> {
    const visible = await Promise.all(
      services().map(async ({ type: { kind }, visibleTo }) => ({ $and: [{ caseKind: kind }, await visibleTo(by)] })),
    )
    const related = { $or: [{ parent: no }, ...(parent === undefined ? [] : [{ _id: parent }])] }
    const found = await cases
      .find({ $and: [related, { $or: visible }] }, { state: 1, caseKind: 1 })
      .sort({ registeredAt: -1 })
      .limit(SHOWN)
      .lean()
    if (found.length === 0) return []
    const shown = found.reverse().map((one, index) => {
      const nth = found.filter(({ caseKind }) => caseKind === one.caseKind).length > 1 ? index + 1 : 0
      return { ...one, values: { no: one._id, state: one.state, nth } }
    })
    return [
      {
        type: 'card',
        card: `kin-${no}`,
        title: { key: 'cases.kin', values: { no } },
        rows: shown.map(({ caseKind, values }) => ({
          label: { key: `${caseKind}.kin.label`, values },
          value: { key: `${caseKind}.kin.value`, values },
        })),
        buttons: shown.map(({ _id, caseKind, values }) => ({
          key: `do:showCase:${_id}`,
          label: { key: `${caseKind}.kin.button`, values },
        })),
      },
    ]
  }

  return {
    begin,
    noteEnd,
    storeFor: (no) => forNumber(no).store,
    card,
    async after(record, event) {
      const begun = await begin(record, event)
      if (begun !== undefined) await forNumber(begun).announcements.dispatch(begun)
      await noteEnd(record, event)
    },
  }
}

/** The act that a case of this kind begins with. */
const firstActOf = ({ kind, acts }: CaseService['type']): string => {
  const [first] = Object.entries(acts).find(([, { from }]) => from.length === 0) ?? []
  if (first === undefined) throw new Error(`nothing begins a ${kind}`)
  return first
}
