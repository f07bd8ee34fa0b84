/** How much of complaints somebody sees. */
import type { QueryFilter } from 'mongoose'
import type { Export } from '../cases/under-list.js'
import type { Person } from '../people/person.js'
import type { Complaint } from './model.js'

export type ComplaintFilter = QueryFilter<Complaint>

/** `inside`: with everything that goes on in the house; `registrar`: state and own words; `customer`: what concerns the customer, or a stranger who complained. */
export type Level = 'inside' | 'registrar' | 'customer'

export interface View {
  /** Selects the complaints that the person may see at all. */
  readonly filter: ComplaintFilter
  /** Sees every complaint, so that one which is not found does not exist. */
  readonly isEverything: boolean
  /** Sees the inside of some, and so how late they are and how they went. */
  readonly isInside: boolean
  /** Selects those whose inside they see; undefined where that is none. */
  readonly insideFilter?: ComplaintFilter | undefined
  /** How much of one of them; undefined: not even that it exists. */
  levelOf(complaint: Subject): Level | undefined
  maySeePhones(complaint: Owned): boolean
  /** Selects those of which it is true. */
  readonly phoneFilter: ComplaintFilter
  /** The record, or what is read of it, as the person may read it: without phone numbers that are not theirs to know. */
  shown<T extends Owned>(complaint: T): T
  /** Without phone numbers. */
  hidden<T extends Owned>(complaint: T): T
}

/** Of what somebody may see, what they have registered; a customer's are all of it, whoever has registered them. */
export const ownIn = ({ filter }: Pick<View, 'filter'>, { id, customer }: Pick<Person, 'id' | 'customer'>): ComplaintFilter =>
  customer === undefined ? { $and: [{ 'registeredBy.id': id }, filter] } : filter

/** What may be had of a list: the forms are for those who see the inside. */
export const exportsFor = ({ isInside }: Pick<View, 'isInside'>): readonly Export[] =>
  isInside ? ['exportTable', 'exportPack'] : ['exportTable']

/** Whose it is. */
export type Owned = Pick<Complaint, 'registeredBy' | 'customer'> & Partial<Pick<Complaint, 'plant' | 'isOpen'>>

export type Subject = Pick<Complaint, 'registeredBy' | 'report' | 'customer' | 'departments'> &
  Partial<Pick<Complaint, '_id' | 'plant' | 'major' | 'isOpen' | 'assignee'>>
