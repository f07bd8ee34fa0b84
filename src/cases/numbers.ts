/** Numbers of cases: `TS-20261103-001`, by the day of registration in Asia/Shanghai. */
import { Schema } from 'mongoose'
import { dayOf } from '../calendar/index.js'
import { type Connection, modelOf } from '../database/connect.js'

interface Counter {
  readonly _id: string
  readonly value: number
}
const schema = new Schema<Counter>({ _id: String, value: Number }, { versionKey: false })

export type NextNumber = (prefix: string, at: Date) => Promise<string>

/** The next number of a day; a crash may leave a gap, never a second use. */
export function createNumbers(connection: Connection): NextNumber {
  const counters = modelOf<Counter>(connection, 'counter', schema)
  return async (prefix, at) => {
    const series = `${prefix}-${dayOf(at).replaceAll('-', '')}`
    const counter = await counters.findByIdAndUpdate(series, { $inc: { value: 1 } }, { upsert: true, returnDocument: 'after' }).lean()
    return `${series}-${String(counter?.value).padStart(3, '0')}`
  }
}

/** A number as people type it, in full form: `ts 20261103 1` is none, `TS20261103001` is. @param prefix of one kind, or of any */
export function numberIn(text: string, prefix = '[A-Z]{2}'): string | undefined {
  const [, kind = '', day, serial] =
    new RegExp(`^\\s*(${prefix})[-\\s]?(\\d{8})[-\\s]?(\\d{3,})\\s*$`, 'i').exec(text.normalize('NFKC')) ?? []
  return day && `${kind.toUpperCase()}-${day}-${serial}`
}

/** `1103-001`, as lists and buttons write it for want of room: all that it may stand for in this year and the last. */
export function shortNumbersIn(text: string, prefixes: readonly string[], at: Date): string[] {
  const [, day, serial] = /^\s*(\d{4})-(\d{3,})\s*$/.exec(text.normalize('NFKC')) ?? []
  const year = Number(dayOf(at).slice(0, 4))
  return day === undefined ? [] : prefixes.flatMap((prefix) => [year, year - 1].map((of) => `${prefix}-${of}${day}-${serial}`))
}

/** `001` alone, as a pattern of full numbers. */
export function numberEndIn(text: string): RegExp | undefined {
  const end = text.normalize('NFKC').trim()
  return /^\d{3}$/.test(end) ? new RegExp(`^[A-Z]{2}-\\d{8}-${end}$`) : undefined
}

/** `1103-001` of `TS-20261103-001`: a button has room for about ten characters. */
export const shortOf = (no: string): string => no.replace(/^[A-Z]{2}-\d{4}/, '')

const WITHIN = /(?<![a-zａ-ｚ])[a-zａ-ｚ]{2}[-－\s]?[\d０-９]{8}[-－\s]?[\d０-９]{3,}/iu
/** `1103-001`, or the end of it: between other words, so that it is no part of one. */
const SHORT_WITHIN = /(?<=^|[\s@＠,，、:：])(?:[\d０-９]{4}[-－])?[\d０-９]{3}(?=$|[\s@＠,，、:：])/u

export interface NumberWithin {
  readonly no?: string
  /** Where there is no full one. */
  readonly short?: string
  /** What else stands there, as it was written. */
  readonly rest: string
}

/** The first number in a text: in full form, or as lists write it. */
export function numberWithin(text: string): NumberWithin {
  const [found = ''] = WITHIN.exec(text) ?? []
  const no = numberIn(found)
  const [short] = no ? [] : (SHORT_WITHIN.exec(text) ?? [])
  const rest = text.replace(short ?? found, ' ').trim()
  return { ...(no && { no }), ...(short && { short: short.normalize('NFKC') }), rest }
}

/** Of which kind a case is. */
export const prefixOf = (no: string): string => no.split('-', 1)[0] ?? ''
