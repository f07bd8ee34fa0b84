/** A printed form as data: what stands in which cell, taken from the record by the layout in `forms/`. Pure. */
import { readFileSync } from 'node:fs'
import { parse } from 'yaml'
import { z } from 'zod'
import { dataOf, latest } from '../cases/history.js'
import { EVENTS, type EventType } from '../complaints/events.js'
import { clockFor } from '../complaints/history.js'
import { type Complaint, type ComplaintEvent, FORM_FIELDS } from '../complaints/model.js'
import { isNothing, isObject, type Value, type Values } from '../dialogue/session.js'

/** Sentences and the names of fields, in the language of the form. */
export interface Wording {
  phrase(key: string, values?: Values): string
  /** Name and value of a field of the dialogue that ends in this event; undefined where no dialogue has it. */
  field(
    event: EventType | 'complaint',
    field: string,
    value: Value | undefined,
  ): { readonly label: string; readonly value: string } | undefined
}

const Cell = z.union([z.string(), z.strictObject({ field: z.string(), label: z.string().optional() })])
const LayoutSchema = z.strictObject({
  title: z.string(),
  number: z.string(),
  revision: z.string(),
  sections: z.array(z.strictObject({ title: z.string(), rows: z.array(z.array(Cell).min(1).max(2)) })),
  signatures: z.array(z.strictObject({ title: z.string(), field: z.string().optional(), sign: z.string() })),
})
export type Layout = z.infer<typeof LayoutSchema>

export interface FormCell {
  /** What the layout calls it. */
  readonly field: string
  readonly label: string
  readonly value: string
}
export interface Form {
  readonly title: string
  readonly company: string
  readonly number: string
  readonly revision: string
  readonly no: string
  readonly sections: readonly { readonly title: string; readonly rows: readonly (readonly FormCell[])[] }[]
  readonly signatures: readonly { readonly title: string; readonly opinion: string; readonly name: string; readonly at: string }[]
}

export const readLayout = (file: string): Layout => LayoutSchema.parse(parse(readFileSync(file, 'utf8')))

export interface FormContext {
  readonly company: string
  readonly plantName: (id: string | undefined) => string
  readonly wording: Wording
}

/** @param round whose answers are printed: a frozen round stays what it was */
export function fillForm(layout: Layout, complaint: Complaint, context: FormContext, round = complaint.round): Form {
  const cell = (given: string | { field: string; label?: string | undefined }): FormCell => {
    const { field, label } = typeof given === 'string' ? { field: given, label: undefined } : given
    const found = contentOf(field, complaint, context, round)
    return { field, label: label ?? found.label, value: found.value }
  }
  const isFilled = ({ value }: FormCell) => value !== ''
  return {
    title: layout.title,
    company: context.company,
    number: layout.number,
    revision: layout.revision,
    no: complaint._id,
    // a row about something that did not happen is left out, as on paper it would be struck through
    sections: layout.sections
      .map(({ title, rows }) => ({ title, rows: rows.map((row) => row.map(cell)).filter((row) => row.some(isFilled)) }))
      .filter(({ rows }) => rows.length > 0)
      .map(({ title, rows }, index) => ({ title: `${context.wording.phrase(`forms.numerals.${index + 1}`)}${title}`, rows })),
    signatures: layout.signatures.map(({ title, field, sign }) => {
      const event = isEvent(sign) ? eventOf(complaint, sign, round) : undefined
      return {
        title,
        opinion: field ? contentOf(field, complaint, context, round).value : '',
        name: event?.by?.name ?? '',
        at: event ? context.wording.phrase('forms.day', { at: event.at.toISOString() }) : '',
      }
    }),
  }
}

function contentOf(field: string, complaint: Complaint, context: FormContext, round: number): { label: string; value: string } {
  const { wording } = context
  if (field.startsWith('sign:')) {
    const type = field.slice('sign:'.length)
    const event = isEvent(type) ? eventOf(complaint, type, round) : undefined
    return { label: '', value: event ? signed(event, wording) : '' }
  }
  const [owner = '', name] = field.split('.')
  if (name === undefined) {
    const label = wording.phrase(`forms.labels.${field}`)
    return { label, value: builtIn(field, complaint, context, round) }
  }
  if (owner !== 'complaint' && !isEvent(owner)) return { label: wording.phrase(`forms.labels.${name}`), value: '' }
  const value = owner === 'complaint' ? registered(complaint, name) : given(eventOf(complaint, owner, round))[name]
  const found = wording.field(owner, name, value)
  if (found) return { label: found.label, value: value === undefined ? '' : found.value }
  return { label: wording.phrase(`forms.labels.${name}`), value: value === undefined ? '' : String(value) }
}

const isEvent = (name: string): name is EventType => Object.hasOwn(EVENTS, name)
const isFormField = (name: string): name is (typeof FORM_FIELDS)[number] => FORM_FIELDS.some((field) => field === name)

/** What a form shows of an event: a callback that reached nobody stands for one that did, and its review comes when the next round has begun. */
function eventOf(complaint: Complaint, type: EventType, round: number): ComplaintEvent | undefined {
  if (type === 'calledBack') return latest(complaint, 'calledBack', round) ?? latest(complaint, 'callAttempted', round)
  if (type !== 'callbackReviewed') return latest(complaint, type, round)
  const called = complaint.events.findIndex((event) => event.type === 'calledBack' && event.round === round)
  const later = complaint.events.slice(called + 1)
  const next = later.findIndex((event) => event.type === 'calledBack')
  return called < 0 ? undefined : later.slice(0, next < 0 ? undefined : next).find((event) => event.type === 'callbackReviewed')
}

/** Part A: a field of the record, or one of its details. */
function registered(complaint: Complaint, name: string): Value | undefined {
  const value = (isFormField(name) ? complaint[name] : undefined) ?? complaint.details[name]
  return isNothing(value) ? undefined : value
}

const given = (event: ComplaintEvent | undefined): Values => (event ? dataOf(event) : {})

/** Everybody who was there; of an event from before they were looked up, those of the two sides that must be. */
const visitorsIn = ({ people, csPeople, qcPeople }: Values): readonly (Value | undefined)[] =>
  Array.isArray(people) ? people.map((one: Value) => (isObject(one) ? one.name : one)) : [csPeople, qcPeople].flat()

const signed = ({ by, at, channel }: ComplaintEvent, { phrase }: Pick<Wording, 'phrase'>): string =>
  phrase('forms.signed', { name: by?.name ?? '', at: at.toISOString(), channel: channel ?? '' })

function builtIn(field: string, complaint: Complaint, { plantName, wording: { phrase } }: FormContext, round: number): string {
  const { report, kindData, events } = complaint
  const time = (at: Date | undefined) => (at ? phrase('forms.time', { at: at.toISOString() }) : '')
  const event = (type: EventType) => latest(complaint, type, round)
  switch (field) {
    case 'no':
      return complaint._id
    case 'round':
      return String(round)
    case 'receivedAt':
      return time(complaint.receivedAt)
    case 'registered':
      return `${complaint.registeredBy.name} ${time(complaint.registeredAt)}`
    case 'customer':
      return complaint.customer.name
    case 'phone':
      return complaint.phone ?? ''
    case 'plant':
      return plantName(complaint.plant)
    case 'kindData':
      return Object.keys(kindData).length > 0 ? phrase('forms.kindData', kindData) : ''
    case 'attachments':
      return phrase('forms.files', { count: complaint.attachments.length })
    case 'mergedFrom':
      return events.flatMap(({ type, data }) => (type === 'absorbed' && data?.no !== undefined ? [data.no] : [])).join('、')
    case 'recipients':
      return report.recipients
        .map(({ name, role, deliveredAt, confirmedAt, byPhone }) =>
          phrase('forms.recipient', {
            name,
            role,
            delivered: deliveredAt?.toISOString() ?? '',
            confirmed: confirmedAt?.toISOString() ?? '',
            byPhone: byPhone ?? false,
          }),
        )
        .join('\n')
    case 'reportedAt':
      return time(report.reportedAt)
    case 'sameDay':
      return report.sameDayOk === undefined ? '' : phrase(`forms.sameDay.${report.sameDayOk}`, { reason: report.lateReason ?? '' })
    case 'deskCheckResult':
      return event('deskChecked') ? signed(event('deskChecked')!, { phrase }) : ''
    case 'visitPeople':
      return visitorsIn(given(event('visitRecorded')))
        .filter(Boolean)
        .join('、')
    case 'keepUntil': {
      const clock = clockFor(complaint, 'sampleDisposed', round)
      return clock ? phrase('forms.day', { at: clock.dueAt.toISOString() }) : ''
    }
    case 'labResults':
      return events
        .filter(({ type }) => type === 'labResult')
        .map((one) => phrase('complaint.did.labResult', dataOf(one)))
        .join('\n')
    case 'customerConfirm': {
      const answer = events.findLast((one) => one.round === round && ['customerConfirmed', 'goneOnUnanswered'].includes(one.type))
      if (!answer) return ''
      const outcome = answer.type === 'goneOnUnanswered' ? 'NO_ANSWER' : answer.role === 'CUSTOMER' ? 'CHAT' : 'BEHALF'
      return phrase(`forms.customerConfirm.${outcome}`, { ...dataOf(answer), name: answer.by?.name ?? '', at: answer.at.toISOString() })
    }
    case 'planTime': {
      const plan = clockFor(complaint, 'planProposed', round)
      const submitted = event('planProposed')
      return plan && submitted ? phrase('forms.planTime', { at: submitted.at.toISOString(), dueAt: plan.dueAt.toISOString() }) : ''
    }
    case 'planCustomer': {
      const answer = events.findLast((one) => one.round === round && ['planAccepted', 'planRefused'].includes(one.type))
      return answer ? phrase(`forms.planCustomer.${answer.type}`, { ...dataOf(answer), at: answer.at.toISOString() }) : ''
    }
    case 'majorClass':
      return complaint.majorClass ? phrase('forms.majorClass', { majorClass: complaint.majorClass }) : ''
    case 'gmInstruction':
      return events.flatMap((one) => (one.type === 'gmInstructed' ? [`${one.data.instruction}（${one.by?.name}）`] : [])).join('\n')
    default:
      return callbackValue(field, complaint, phrase, round)
  }
}

function callbackValue(field: string, complaint: Complaint, phrase: Wording['phrase'], round: number): string {
  const called = latest(complaint, 'calledBack', round)
  switch (field) {
    case 'summary': {
      const outcome =
        latest(complaint, 'executed', round)?.data?.execution ?? latest(complaint, 'explained', round)?.data?.explanation ?? ''
      return phrase('forms.summary', { description: complaint.description, outcome })
    }
    case 'plannedAt': {
      const clock = clockFor(complaint, 'calledBack', round)
      return clock ? phrase('forms.time', { at: clock.dueAt.toISOString() }) : ''
    }
    case 'callAttempts':
      return complaint.events
        .filter(({ type, round: own }) => type === 'callAttempted' && own === round)
        .map((one) => phrase('forms.attempt', { ...dataOf(one), at: one.at.toISOString(), name: one.by?.name ?? '' }))
        .join('\n')
    case 'reopen':
      return called ? phrase(`forms.reopen.${called.to === 'INVESTIGATING'}`, { round: called.opens ?? called.round }) : ''
    case 'archivedAt': {
      const ended = called ?? latest(complaint, 'closedUnreachable', round)
      return ended ? phrase('forms.time', { at: ended.at.toISOString() }) : ''
    }
    default:
      return ''
  }
}
