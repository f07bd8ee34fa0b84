/** Phone numbers for those who do not need them. Pure. */

const DIGIT = '[0-9０-９]'
const GAP = '[-－—\\s]?'
const START = '(?<![\\w０-９])'
const END = `(?!${DIGIT})`
const COUNTRY = `(?:(?:\\+|00)?86${GAP})`
const MOBILE = `${COUNTRY}?[1１][3-9３-９]${DIGIT}${GAP}${DIGIT}{4}${GAP}${DIGIT}{4}`
const LANDLINE = `(?:${COUNTRY}?[(（]?[0０]${DIGIT}{2,3}[)）]?|(?:\\+|00)86${GAP}${DIGIT}{2,3})${GAP}${DIGIT}{3,4}${GAP}${DIGIT}{4}`
const SERVICE = `[48]00${GAP}${DIGIT}{3,4}${GAP}${DIGIT}{3,4}`
const NUMBERS = new RegExp(`${START}(?:${MOBILE}|${LANDLINE}|${SERVICE})${END}`, 'g')

/** `139****0001`, however the number is written; a number that is too short for that shows less. */
export function maskPhone(phone: string): string {
  const masked = maskPhonesIn(phone)
  return masked === phone ? maskDigits(phone) : masked
}

/** The numbers that stand in a sentence; delivery notes, batches and amounts stay. */
export const maskPhonesIn = (text: string): string => text.replace(NUMBERS, maskDigits)

function maskDigits(number: string): string {
  const digits = number
    .normalize('NFKC')
    .replace(/\D/g, '')
    .replace(/^(?:00)?86(?=\d{10,12}$)/, '')
  if (digits === '') return number
  return `${digits.length >= 10 ? digits.slice(0, 3) : ''}****${digits.length >= 8 ? digits.slice(-4) : ''}`
}

/** What identifies things is no phone number, though it may look like one. */
const KEPT: ReadonlySet<string> = new Set(['id', '_id', 'deliveryNo', 'batchNo', 'batchKey', 'matchKeys', 'operationKey'])

/** A copy in which every text has its phone numbers masked. */
export function withoutPhones<T>(value: T): T {
  if (typeof value === 'string') return maskPhonesIn(value) as T
  if (Array.isArray(value)) return value.map((one) => withoutPhones<unknown>(one)) as T
  if (typeof value !== 'object' || value === null || Object.getPrototypeOf(value) !== Object.prototype) return value
  return Object.fromEntries(
    Object.entries(value).map(([field, one]) => {
      if (KEPT.has(field)) return [field, one]
      return [field, field === 'phone' && typeof one === 'string' ? maskPhone(one) : withoutPhones<unknown>(one)]
    }),
  ) as T
}
