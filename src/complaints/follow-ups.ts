/** 客户暂无法提供 (domain.md 4.1): what was missing at first, and what of it has come since. Pure. */
import { type FileRef, isNothing, type Values } from '../dialogue/session.js'
import type { Complaint, FollowUp } from './model.js'

/** What somebody adds to a complaint. */
export interface Added {
  readonly text?: string
  readonly files: readonly FileRef[]
  /** Of a dialogue that has asked for the same fields. */
  readonly answers?: Values
}

/** What of the missing it gives, and what cannot be had. */
interface Settled {
  readonly given: readonly string[]
  readonly unavailable?: readonly string[]
  /** Whatever it gives. */
  readonly endsAsking?: boolean
}

const NUMBERS: readonly string[] = ['batchNo', 'deliveryNo']
const PLATE = /[京津沪渝冀豫云辽黑湘皖鲁新苏浙赣鄂桂甘晋蒙陕吉闽贵粤青藏川宁琼][A-Z][A-Z0-9]{5,6}/giu
/** Letters and digits, as on a bag or a delivery note. */
const NUMBER = /(?=[A-Z0-9-]*[A-Z])(?=[A-Z0-9-]*\d)[A-Z0-9-]{4,}/i

const isPhoto = (field: string): boolean => field.startsWith('photos')

export const openFields = ({ followUps }: Pick<Complaint, 'followUps'>): string[] =>
  followUps.flatMap(({ field, doneAt }) => (doneAt ? [] : [field]))

/** The open fields that are given beyond doubt: a photo by a photo, a number by the only thing that looks like one, the others by an answer. */
export function givenIn(complaint: Pick<Complaint, 'followUps'>, { text = '', files, answers = {} }: Added): string[] {
  const open = openFields(complaint)
  const numbers = NUMBER.test(text.replace(PLATE, ' ')) ? open.filter((field) => NUMBERS.includes(field)) : []
  return open.filter((field) => {
    if (isPhoto(field)) return files.length > 0
    const answer = answers[field]
    return (answer !== undefined && answer !== null && !isNothing(answer)) || (numbers.length === 1 && numbers[0] === field)
  })
}

/** What becomes of the rest, as the person says it: it stands in the text (a photo cannot), or it cannot be had. */
export function settledBy(complaint: Pick<Complaint, 'followUps'>, added: Added, rest: unknown): Settled {
  const evident = givenIn(complaint, added)
  const left = openFields(complaint).filter((field) => !evident.includes(field))
  if (rest === 'NEVER') return { given: evident, unavailable: left }
  return { given: rest === 'GIVEN' ? [...evident, ...left.filter((field) => !isPhoto(field))] : evident }
}

/** The record with what came later, and with what of it is still to be asked for. */
export function withAddition(
  { attachments, followUps }: Complaint,
  { at, data }: { readonly at: Date; readonly data: Settled & { readonly files?: readonly FileRef[] } },
): Pick<Complaint, 'attachments' | 'followUps'> {
  return {
    attachments: [...attachments, ...(data.files ?? [])],
    followUps: followUps.map((one) => afterAddition(one, at, data)),
  }
}

function afterAddition(followUp: FollowUp, at: Date, { given, unavailable, endsAsking }: Settled): FollowUp {
  if (followUp.doneAt) return followUp
  if (unavailable?.includes(followUp.field)) return { ...followUp, doneAt: at, isUnavailable: true }
  return endsAsking || given.includes(followUp.field) ? { ...followUp, doneAt: at } : followUp
}
