import { Schema } from 'mongoose'
import { pinyin } from 'pinyin-pro'
import { type Connection, modelOf } from '../database/connect.js'
import { keyOf } from '../reading/normalise.js'

export interface CustomerContact {
  readonly name: string
  readonly title?: string
  readonly phone: string
  /** The contact under which this person can be written to, as `<channel>:<user id>`; absent where only a phone helps. */
  readonly chatId?: string
  /** The cases of which they are told, where nothing but a link to each reaches them. */
  readonly linked?: readonly string[]
}

/** 客户档案 (domain.md 5.2): as much of it as complaints need. */
export interface Customer {
  readonly _id: string
  readonly name: string
  readonly shortName?: string
  readonly region?: string
  readonly address?: string
  readonly plant?: string
  /** The salesperson, by the id of the person or of a contact of theirs. */
  readonly salesperson?: string
  readonly contacts: readonly CustomerContact[]
  /** 资料不全 (R8.1.a). */
  readonly isIncomplete: boolean
  /** Every ending of name, abbreviation and pinyin, and the phone numbers, so that a prefix search finds any part by index. */
  readonly searchKeys: readonly string[]
  readonly createdAt: Date
  readonly createdBy: string
}

const schema = new Schema<Customer>(
  {
    _id: String,
    name: String,
    shortName: String,
    region: String,
    address: String,
    plant: String,
    salesperson: String,
    contacts: [{ _id: false, name: String, title: String, phone: String, chatId: String, linked: { type: [String], default: undefined } }],
    isIncomplete: Boolean,
    searchKeys: [String],
    createdAt: Date,
    createdBy: String,
  },
  { versionKey: false },
)
schema.index({ searchKeys: 1 })
schema.index({ salesperson: 1 })
schema.index({ 'contacts.chatId': 1 }, { sparse: true })
schema.index({ 'contacts.linked': 1 }, { sparse: true })

export const customerModel = (connection: Connection) => modelOf<Customer>(connection, 'customer', schema)

/** By whose code a contact came in last. */
export interface Invitation {
  readonly _id: string
  /** Or a plant (`invitations.ts`). */
  readonly customer: string
  readonly at: Date
}

const invitationSchema = new Schema<Invitation>({ _id: String, customer: String, at: Date }, { versionKey: false })
invitationSchema.index({ at: 1 })
export const invitationModel = (connection: Connection) => modelOf<Invitation>(connection, 'invitation', invitationSchema)

/** What every search relies on; a damaged customer is not found, and keeps nobody from finding another. */
export const isWhole = ({ name, contacts }: Customer): boolean => typeof name === 'string' && Array.isArray(contacts)

const SHORTEST_ENDING = 2
/** Every ending of a name is a key, so their number and size grow with its length: only so much of it is searched. */
const SEARCHED_CHARS = 30
const SPELLED_CHARS = 120

const firstOf = (text: string, chars: number): string => [...text].slice(0, chars).join('')

/** What people type, in the form and length of the keys. */
export const searchKeyOf = (text: string): string => firstOf(keyOf(text), SEARCHED_CHARS).replace(/(有限责任公司|有限公司|公司)$/, '')

export const phoneKeyOf = (phone: string): string => phone.replace(/\D/g, '')

export function searchKeysOf({ name, shortName, contacts }: Pick<Customer, 'name' | 'shortName' | 'contacts'>): string[] {
  const names = [name, ...(shortName ? [shortName] : [])].map((text) => firstOf(text, SPELLED_CHARS))
  const initials = names.map((text) => keyOf(pinyin(text, { pattern: 'first', toneType: 'none', type: 'array' }).join('')))
  const spelled = names.map((text) => keyOf(pinyin(text, { toneType: 'none', type: 'array' }).join('')))
  const keys = new Set<string>()
  for (const key of [...names.map(keyOf), ...initials]) for (const ending of endingsOf(firstOf(key, SEARCHED_CHARS))) keys.add(ending)
  for (const key of spelled) keys.add(firstOf(key, SPELLED_CHARS))
  for (const { phone } of contacts) keys.add(phoneKeyOf(phone))
  return [...keys]
}

function endingsOf(key: string): string[] {
  const characters = [...key]
  return characters.slice(0, Math.max(1, characters.length - SHORTEST_ENDING + 1)).map((_, index) => characters.slice(index).join(''))
}
