/**
 * What a complaint is found by: numbers by their end, words of people and of the description by pairs of letters; phones apart, and what colleagues say
 * to each other, as not everybody may see them. Kept with the record, so that every search is a look into an index. Pure.
 */
import type { QueryFilter } from 'mongoose'
import { dataOf } from '../cases/history.js'
import type { Value, Values } from '../dialogue/session.js'
import { keyOf } from '../reading/normalise.js'
import type { Complaint } from './model.js'
import { maskPhonesIn } from './phones.js'

type Filter = QueryFilter<Complaint>

/** Of the answers, of the desk check and of samples. */
const NUMBERS = ['deliveryNo', 'batchNo', 'truckNo', 'sealNo', 'reportNo', 'sampleNo'] as const
const NAMES = ['driver', 'carrier', 'projectName', 'siteAddress', 'usePart'] as const
/** What colleagues say to each other. */
const TALK = ['note', 'reply'] as const
/** People read out the end of a number; fewer letters are in too many. */
const LEAST = 3
const LEAST_OF_PHONE = 4
/** Of a text; what is told at greater length is found by its beginning. */
const MOST_LETTERS = 300
const MOST_OF_NUMBER = 24
const NUMBER = /[a-z0-9][a-z0-9-]{2,}/gi
const HAS_HAN = /\p{Script=Han}/u

export function searchKeysOf(complaint: Complaint): Pick<Complaint, 'search' | 'searchPhones' | 'searchInside'> {
  const { details = {}, description = '', complainant, phone, customer, events } = complaint
  // a number is found as it was written first, and as it was corrected
  const data = events.flatMap((event): Values[] => [dataOf(event), event.type === 'partCorrected' ? event.data.change.after : {}])
  const said = (name: string) => [details[name], ...data.map((one) => one[name])].flatMap(textsOf)
  const numbers = [...NUMBERS.flatMap(said), ...numbersSaidIn(description)]
  const words = [description, complainant ?? '', customer?.name ?? '', ...NAMES.flatMap(said)]
  const phones = [phone, ...data.flatMap(({ visitPhone, phone: corrected }) => [visitPhone, corrected])].flatMap((one) =>
    typeof one === 'string' ? ends(one.replace(/\D/g, ''), LEAST_OF_PHONE) : [],
  )
  const talk = data.flatMap((one) => TALK.flatMap((name) => textsOf(one[name])))
  return {
    search: keysOf(numbers, words),
    searchPhones: unique(phones),
    searchInside: talk.length > 0 ? keysOf(talk.flatMap(numbersSaidIn), talk) : undefined,
  }
}

const keysOf = (numbers: readonly string[], words: readonly string[]): string[] =>
  unique([...numbers.flatMap((number) => ends(keyOf(number), LEAST)), ...words.flatMap(pairsOf)])

const numbersSaidIn = (text: string): readonly string[] => maskPhonesIn(text).match(NUMBER) ?? []

/**
 * Complaints that fit one word of a search; undefined where the word is too short to look for.
 * @param customers whose name it may be
 * @param phones selects those of which the person may see the phone number; undefined where that is none
 * @param inside selects those of which they may read what colleagues say
 */
export function filterFor(
  word: string,
  { customers, phones, inside }: { customers: readonly string[]; phones?: Filter | undefined; inside?: Filter | undefined },
): Filter | undefined {
  const key = keyOf(word)
  const isNumber = /\d/.test(key) && key.length >= LEAST
  const isPhone = /^\d+$/.test(key) && key.length >= LEAST_OF_PHONE
  const pairs = HAS_HAN.test(key) ? pairsOf(key) : []
  const ways: Filter[] = [
    ...(customers.length > 0 ? [{ 'customer.id': { $in: [...customers] } }] : []),
    ...(isNumber ? fitting(key.slice(-MOST_OF_NUMBER), inside) : []),
    ...(isPhone && phones ? [{ $and: [{ searchPhones: key }, phones] }] : []),
    ...(pairs.length > 0 ? fitting({ $all: pairs }, inside) : []),
  ]
  return ways.length > 0 ? { $or: ways } : undefined
}

const fitting = (wanted: string | { readonly $all: string[] }, inside: Filter | undefined): Filter[] => [
  { search: wanted },
  ...(inside ? [{ $and: [{ searchInside: wanted }, inside] }] : []),
]

/** `t2611021` is found by `2611021` and by `021`. */
function ends(key: string, least: number): string[] {
  const last = key.slice(-MOST_OF_NUMBER)
  return last.length < least ? [] : Array.from({ length: last.length - least + 1 }, (_, from) => last.slice(from))
}

/** Of a text with Chinese in it: each two letters that follow one another. */
function pairsOf(text: string): string[] {
  const letters = [...keyOf(text.slice(0, MOST_LETTERS))]
  return letters.slice(1).flatMap((letter, index) => (HAS_HAN.test(letters[index]! + letter) ? [letters[index]! + letter] : []))
}

const unique = (keys: readonly string[]): string[] => [...new Set(keys)]

/** A text, a list of them, or a place by its label. */
function textsOf(value: Value | undefined): string[] {
  if (typeof value === 'string') return [value]
  if (Array.isArray(value)) return value.flatMap(textsOf)
  return typeof value === 'object' && value !== null && 'label' in value && typeof value.label === 'string' ? [value.label] : []
}
