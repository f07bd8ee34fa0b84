/** The fields of a dialogue that a message may speak of, whichever question is open. */
import type { Flow } from './flow.js'
import type { ReadContext } from './inputs/kind.js'
import { type SingleInput, singleOf } from './inputs/singles.js'
import { pathOf } from './path.js'
import type { Session, Values } from './session.js'

/** A field of a question that may have been spoken of. */
export interface Field {
  readonly field: string
  readonly question: string
  readonly input: SingleInput
  /** It goes with a phone number in the same question. */
  readonly isOfPhone: boolean
}

/** Those that are asked whatever the first open choice comes to: an amount of bags means something else for each kind. */
export function withoutUndecided(flow: Flow, session: Session, chosen: Values): Field[] {
  const fields = fieldsOnPath(flow, session, chosen)
  const open = fields.find(({ input, field }) => input.type === 'choice' && chosen[field] === undefined && decides(flow, field))
  if (open?.input.type !== 'choice') return fields
  const ways = open.input.options.map((option) => fieldsOnPath(flow, session, { ...chosen, [open.field]: option }))
  return fields.filter(({ field }) => ways.every((way) => way.some((one) => one.field === field)))
}

/** True where the way that the dialogue takes depends on the answer right behind the question. */
export function decides(flow: Flow, question: string): boolean {
  const step = flow.steps[question]
  return step?.type === 'question' && step.next.some(({ when }) => when !== undefined && question in when)
}

/** All that may still be asked, as far as that is known now. */
export function fieldsOnPath(flow: Flow, session: Session, chosen: Values = {}): Field[] {
  return pathOf(flow, { ...session, step: '', answers: { ...session.answers, ...chosen } }).flatMap((question) => {
    const step = flow.steps[question]
    if (step?.type !== 'question') return []
    const { input } = step
    const parts = input.type === 'several' ? Object.entries(input.parts) : []
    const isOfPhone = parts.some(([, part]) => part.input.type === 'phone')
    const firstName = parts.find(([, part]) => part.input.type === 'name')?.[0]
    const all =
      input.type === 'several'
        ? parts.map(([field, part]) => ({ field, input: part.input, isOfPhone: isOfPhone && field === firstName }))
        : isSingle(input)
          ? [{ field: question, input, isOfPhone: false }]
          : []
    return all.filter(({ field }) => session.answers[field] === undefined).map((one) => ({ ...one, question }))
  })
}

/** All other fields of the dialogue that take such a value. */
export function alikeIn(flow: Flow, { field, input }: Field): string[] {
  const parts = Object.values(flow.steps).flatMap((step) =>
    step.type === 'question' && step.input.type === 'several' ? Object.entries(step.input.parts) : [],
  )
  return [...new Set(parts.filter(([other, part]) => other !== field && part.input.type === input.type).map(([other]) => other))]
}

/** What people are called who are nobody's contact: 司机. */
export const titlesIn = (flow: Flow, { words }: ReadContext): string[] =>
  Object.values(flow.steps).flatMap((step) =>
    step.type === 'question' && step.input.type === 'several'
      ? Object.entries(step.input.parts).flatMap(([field, part]) =>
          part.named && part.input.type === 'name' ? words.fieldNames(field) : [],
        )
      : [],
  )

const isSingle = (input: { readonly type: string }): input is SingleInput => singleOf(input as SingleInput) !== undefined
