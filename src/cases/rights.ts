/** Who may read and do what with a declared case (domain.md 8): whatever shows, lists or counts it asks here. */
import type { QueryFilter } from 'mongoose'
import { UserFacingError } from '../errors.js'
import type { ActionRequest } from '../people/action.js'
import { type HeldRole, holdsRole, isKnownAs, type Person, principalsOf } from '../people/person.js'
import type { Actor, CaseRecord } from './case.js'
import type { Declared, Reader } from './declare.js'
import { seatsUnder } from './heads.js'
import { numberIn } from './numbers.js'
import { createStandings } from './standing.js'
import { isWhole } from './whole.js'

export type CaseFilter = QueryFilter<CaseRecord>

export interface RightsDeps {
  readonly type: Pick<Declared, 'kind' | 'prefix' | 'readers' | 'fields'>
  readonly customers: {
    idsOfSalesperson(person: Person): Promise<readonly string[]>
    byId(id: string): Promise<{ readonly salesperson?: string } | null>
  }
  readonly read: (no: string) => Promise<CaseRecord | null>
  readonly recordRefusal: (
    request: Pick<ActionRequest, 'by' | 'at' | 'channel'>,
    action: string,
    reference: string,
    reason: string,
  ) => Promise<void>
}

export type Rights = ReturnType<typeof createRights>

export function createRights({ type, customers, read, recordRefusal }: RightsDeps) {
  const { kind, prefix, readers } = type
  /** Selects the cases that the person may read. */
  async function visibleTo(person: Person): Promise<CaseFilter> {
    const [own, ...others] = await Promise.all([person, ...principalsOf(person)].map(visibleAlone))
    const theirs = others.map((filter): CaseFilter => ({ $and: [{ isOpen: true }, filter] }))
    return theirs.length === 0 || Object.keys(own!).length === 0 ? own! : { $or: [own!, ...theirs] }
  }

  async function visibleAlone(person: Person): Promise<CaseFilter> {
    const filters = (await Promise.all(readers.map((reader) => filterOf(reader, person)))).flat()
    const isEverything = filters.some((filter) => Object.keys(filter).length === 0)
    return isEverything ? {} : filters.length === 0 ? { _id: { $in: [] } } : { $or: filters }
  }

  async function filterOf(reader: Reader, person: Person): Promise<CaseFilter[]> {
    if (reader === 'REGISTRAR') return person.side === 'stranger' ? [] : [{ 'registeredBy.id': person.id }]
    if (reader === 'ASSIGNEE') return person.side === 'staff' ? [{ 'assignee.id': person.id }] : []
    if (reader === 'SALESPERSON')
      return holdsRole(person, ['SALES']) ? [{ 'customer.id': { $in: [...(await customers.idsOfSalesperson(person))] } }] : []
    const held = person.roles.filter(({ role }) => role === reader)
    if (reader === 'DEPT') return held.flatMap(({ department }) => (department === undefined ? [] : [{ departments: department }]))
    return held.map(({ plant }): CaseFilter => (plant === undefined ? {} : { plant: { $in: [plant, null] } }))
  }

  const isSalesperson = async (person: Person, { customer }: CaseRecord): Promise<boolean> =>
    customer !== undefined && isKnownAs(person, (await customers.byId(customer.id))?.salesperson)

  /** By a channel that vouches for nobody, nobody is the one who registered it. */
  const isRegistrar = ({ id, side }: Person, { registeredBy }: CaseRecord): boolean => side !== 'stranger' && registeredBy.id === id

  const mayReadByRole = (person: Person, record: CaseRecord): boolean =>
    person.roles.some((held) => readers.includes(held.role) && (held.role === 'DEPT' ? isTheirs(held, record) : isHere(held, record)))

  /** Who acts for others reads their open cases. */
  async function mayRead(person: Person, record: CaseRecord): Promise<boolean> {
    for (const one of [person, ...(record.isOpen ? principalsOf(person) : [])]) if (await mayReadAlone(one, record)) return true
    return false
  }

  async function mayReadAlone(person: Person, record: CaseRecord): Promise<boolean> {
    if (mayReadByRole(person, record)) return true
    for (const reader of readers) {
      if (reader === 'REGISTRAR' && isRegistrar(person, record)) return true
      if (reader === 'ASSIGNEE' && isAssignee(person, record)) return true
      if (reader === 'SALESPERSON' && holdsRole(person, ['SALES']) && (await isSalesperson(person, record))) return true
    }
    return false
  }

  const readsAll = async (person: Person, record: CaseRecord): Promise<boolean> =>
    person.side === 'staff' && (await mayReadAlone(person, record))

  return {
    visibleTo,
    mayRead,
    /** By what they are themselves, whoever they act for. */
    readsAll,
    /** What does not exist and what somebody may not know of are refused in the same words. @throws UserFacingError */
    async found(no: string, request: ActionRequest, action: string): Promise<CaseRecord> {
      const full = numberIn(no, prefix) ?? no.trim()
      const record = await read(full)
      // whose it is cannot be told of what is damaged
      if (record && !isWhole(record, type))
        throw new UserFacingError(`${kind}.${mayReadByRole(request.by, record) ? 'damaged' : 'notAllowed'}`, { no: full })
      const isDone = record?.events.some(({ id, by }) => id === request.key && by?.id === request.by.id)
      if (record && (isDone || (await mayRead(request.by, record)))) return record
      if (record) await recordRefusal(request, action, record._id, `${kind}.notAllowed`)
      throw new UserFacingError(`${kind}.notAllowed`, { no: full })
    },
    /** In which capacities the person stands towards the case. */
    ...createStandings(async (person: Person, record: CaseRecord): Promise<readonly Actor[]> => {
      const isOwner = holdsRole(person, ['SALES']) && (await isSalesperson(person, record))
      const hasRegistered = isRegistrar(person, record)
      const roles = person.roles.flatMap((held): Actor[] => {
        if (held.role === 'SALES') return isOwner || hasRegistered ? ['SALES'] : []
        if (held.role === 'DEPT') return isTheirs(held, record) ? ['DEPT'] : []
        if (!isHere(held, record)) return []
        return seatsUnder(held.role)
      })
      return [
        ...new Set<Actor>([
          ...roles,
          ...(hasRegistered ? (['REGISTRAR'] as const) : []),
          ...(isAssignee(person, record) ? (['ASSIGNEE'] as const) : []),
        ]),
      ]
    }, readsAll),
  }
}

export const isAssignee = ({ id, side }: Pick<Person, 'id' | 'side'>, { assignee }: Pick<CaseRecord, 'assignee'>): boolean =>
  side === 'staff' && assignee?.id === id

const isHere = ({ plant }: HeldRole, record: Pick<CaseRecord, 'plant'>): boolean =>
  plant === undefined || record.plant === undefined || plant === record.plant

const isTheirs = ({ department }: HeldRole, { departments }: Pick<CaseRecord, 'departments'>): boolean =>
  department !== undefined && departments.includes(department)
