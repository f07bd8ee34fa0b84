/** A printed form as data: what stands in which cell, taken from the record by the layout in `forms/`. Pure. */
import { allOf, asTheyRead, dataOf, latest } from '../cases/history.js'
import { EVENTS, type EventType } from '../complaints/events.js'
import { type Complaint, type ComplaintEvent, FORM_FIELDS } from '../complaints/model.js'
import { isNothing, type Value, type Values } from '../dialogue/session.js'
import { WORKED_OUT } from './form-values.js'
import type { Layout, LayoutCell } from './layout.js'
import { notedIn, signerOf } from './signer.js'

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

export interface FormCell {
  /** What the layout calls it. */
  readonly field: string
  readonly label: string
  readonly value: string
}
export interface Form {
  readonly sections: readonly { readonly title: string; readonly rows: readonly (readonly FormCell[])[] }[]
  /** `noted` is who said it and when; the name and the seal are put by hand. */
  readonly signatures: readonly { readonly title: string; readonly opinion: string; readonly noted: string }[]
}

export interface FormContext {
  readonly company: string
  readonly plantName: (id: string | undefined) => string
  readonly wording: Wording
}

/** A cell that no dialogue answers has no value: it stays free for writing by hand. */
interface Content {
  readonly label: string
  readonly value: string | undefined
}

/** @param round whose answers are printed: a frozen round stays what it was */
export function fillForm(layout: Layout, written: Complaint, context: FormContext, round = written.round): Form {
  const complaint = asTheyRead(written)
  const { phrase } = context.wording
  const content = (cell: LayoutCell) => contentOf(cell, complaint, context, round)
  const filled = (cell: LayoutCell): FormCell => {
    const { label, value } = content(cell)
    return { field: nameOf(cell), label, value: value === '' ? phrase('forms.none') : (value ?? '') }
  }
  return {
    // a controlled form looks the same for every case: a row about something that did not happen stays
    sections: layout.sections.map(({ title, rows }, index) => ({
      title: `${phrase(`forms.numerals.${index + 1}`)}${title}`,
      rows: rows.map((row) => row.map(filled)),
    })),
    signatures: layout.signatures.map(({ title, field, sign = '' }) => ({
      title,
      opinion: (field && content(field).value) ?? '',
      noted: notedOf(signedBy(sign, complaint, context, round), phrase),
    })),
  }
}

const nameOf = (cell: LayoutCell): string => (typeof cell === 'string' ? cell : 'field' in cell ? cell.field : cell.events.join(' '))

function contentOf(cell: LayoutCell, complaint: Complaint, context: FormContext, round: number): Content {
  if (typeof cell === 'string') return fieldOf(cell, complaint, context, round)
  if ('events' in cell) return { label: cell.label, value: linesOf(cell.events, complaint, context, round) }
  const { label, value } = fieldOf(cell.field, complaint, context, round, cell.unit)
  return { label: cell.label ?? label, value }
}

function fieldOf(field: string, complaint: Complaint, context: FormContext, round: number, unit?: string): Content {
  const { wording } = context
  if (field.startsWith('sign:')) return { label: '', value: signedBy(field.slice('sign:'.length), complaint, context, round) }
  const [owner = '', name] = field.split('.')
  if (name === undefined) {
    const value = WORKED_OUT[field]?.({ complaint, round, plantName: context.plantName, phrase: wording.phrase })
    return { label: wording.phrase(`forms.labels.${field}`), value }
  }
  const byHand = { label: wording.phrase(`forms.labels.${name}`), value: undefined }
  if (owner !== 'complaint' && !isEvent(owner)) return byHand
  const value = owner === 'complaint' ? registered(complaint, name) : given(eventOf(complaint, owner, round))[name]
  const found = wording.field(owner, name, value ?? undefined)
  if (found && owner === 'complaint' && isGivenLater(complaint, name, value))
    return { label: found.label, value: wording.phrase('forms.givenLater') }
  if (found) return { label: found.label, value: shown(value, found.value, wording, unit) }
  return value === undefined ? byHand : { ...byHand, value: shown(value, String(value), wording, unit) }
}

/** That somebody does not know, or cannot say yet, is an answer too. */
function shown(value: Value | undefined, text: string, { phrase }: Wording, unit: string | undefined): string {
  if (value === undefined || value === null) return ''
  if (isNothing(value)) return phrase(`nothing.${value.none}`)
  if (unit === 'yuan') return phrase('forms.amount', { value })
  return unit ? `${text} ${unit}` : text
}

/** Everything of these kinds that happened in a round, in its order. */
function linesOf(types: readonly string[], { events }: Complaint, { wording: { phrase } }: FormContext, round: number): string {
  return events
    .filter((event) => event.round === round && types.includes(event.type))
    .map((event) => phrase(`forms.lines.${event.type}`, { ...dataOf(event), at: event.at.toISOString(), ...notedIn(event, phrase) }))
    .join('\n')
}

function signedBy(type: string, complaint: Complaint, { wording: { phrase } }: FormContext, round: number): string {
  const event = isEvent(type) ? eventOf(complaint, type, round) : undefined
  if (!event) return ''
  // of ours nobody has: a customer who rates in chat was called by no one
  const by = event.role === 'CUSTOMER' ? 'signedByCustomer' : 'signed'
  return phrase(`forms.${by}`, { name: signerOf(event, phrase), at: event.at.toISOString() })
}

const notedOf = (noted: string, phrase: Wording['phrase']): string => (noted === '' ? '' : phrase('forms.noted', { noted }))

const isEvent = (name: string): name is EventType => Object.hasOwn(EVENTS, name)
const isFormField = (name: string): name is (typeof FORM_FIELDS)[number] => FORM_FIELDS.some((field) => field === name)

/** What a form shows of an act in a round: a callback that reached nobody stands for one that did, and its review comes when the next round has begun. */
function eventOf(complaint: Complaint, type: EventType, round: number): ComplaintEvent | undefined {
  if (type === 'calledBack') return latest(complaint, 'calledBack', round) ?? latest(complaint, 'callAttempted', round)
  if (type !== 'callbackReviewed') return allOf(complaint, type, round).at(-1)
  const called = complaint.events.findIndex((event) => event.type === 'calledBack' && event.round === round)
  const later = complaint.events.slice(called + 1)
  const next = later.findIndex((event) => event.type === 'calledBack')
  return called < 0 ? undefined : later.slice(0, next < 0 ? undefined : next).find((event) => event.type === 'callbackReviewed')
}

/** What could not be given at first has come since, in words or as a picture. */
const isGivenLater = ({ followUps }: Complaint, name: string, value: Value | undefined): boolean =>
  isNothing(value) && followUps.some(({ field, doneAt, isUnavailable }) => field === name && doneAt !== undefined && !isUnavailable)

/** Part A: a field of the record, or one of its details. */
const registered = (complaint: Complaint, name: string): Value | undefined =>
  (isFormField(name) ? complaint[name] : undefined) ?? complaint.details[name]

const given = (event: ComplaintEvent | undefined): Values => (event ? dataOf(event) : {})
