import type { Flow } from '../dialogue/flow.js'
import { type Input, kindOf } from '../dialogue/inputs/index.js'
import { plain, type Shown } from '../dialogue/inputs/kind.js'
import { isNothing, type Value, type Values } from '../dialogue/session.js'
import { formatters } from './formats.js'
import type { Texts } from './texts.js'

export interface Wording {
  readonly texts: Texts
  readonly language: string
  readonly flow: Flow
  /** For an official paper, which writes dates without the day of the week. */
  readonly isPrinted?: true
}

/** A value in full, as the person would write it: everything that was understood is repeated back like this. */
export function describe({ texts, language, flow, isPrinted }: Wording, field: string, value: Value | undefined): string {
  if (value === undefined || value === null) return texts.phrase(language, { key: 'nothing.skipped' })
  if (isNothing(value)) return texts.phrase(language, { key: `nothing.${value.none}` })
  const place = placeOf(flow, field)
  const shown = place ? kindOf(place.input).show(place.input, field, value) : plain(value)
  return sentence(shown, { texts, language, place: `${flow.id}:${place?.key}`, ...(isPrinted && { isPrinted }) })
}

interface ShownIn {
  readonly texts: Texts
  readonly language: string
  /** Where the texts of the field stand. */
  readonly place: string
  readonly isPrinted?: true
}
const PRINTED = { day: 'formDay', datetime: 'formTime', month: 'month', quantity: 'quantity', yuan: 'yuan' } as const

/** What a kind of answer says of a value, or offers, in words. */
export function sentence(shown: Shown, context: ShownIn): string {
  const { texts, language, place, isPrinted } = context
  const text = (key: string | readonly string[], values: Values = {}) => texts.phrase(language, { key: String(key), values })
  if ('text' in shown) return shown.text
  if ('key' in shown) return text(shown.key, shown.values)
  if ('option' in shown) return texts.find(language, `${place}.options.${shown.option}.label`) ?? shown.option
  if ('format' in shown) return formatters[isPrinted ? PRINTED[shown.format] : shown.format]!(shown.value, { language, options: {}, text })
  return shown.all.map((one) => sentence(one, context)).join(text('comma'))
}

/** The name of a field as people know it. */
export function fieldLabel({ texts, language, flow }: Wording, field: string): string {
  return texts.find(language, `${flow.id}:${placeOf(flow, field)?.key ?? `fields.${field}`}.label`) ?? field
}

/** Where the texts of a field stand, and the input of its question. */
function placeOf({ steps }: Flow, field: string): { key: string; input: Input } | undefined {
  const own = steps[field]
  if (own?.type === 'question') return { key: `steps.${field}`, input: own.input }
  for (const step of Object.values(steps))
    if (step.type === 'question' && kindOf(step.input).fields(step.input, '').includes(field))
      return { key: `fields.${field}`, input: step.input }
  return undefined
}
