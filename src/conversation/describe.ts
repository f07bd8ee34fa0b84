import type { Flow, Input } from '../dialogue/flow.js'
import { isNothing, type Value } from '../dialogue/session.js'
import { formatDate, formatters } from './formats.js'
import type { Texts } from './texts.js'

export interface Wording {
  readonly texts: Texts
  readonly language: string
  readonly flow: Flow
}

/** A value in full, as the person would write it: everything that was understood is repeated back like this. */
export function describe({ texts, language, flow }: Wording, field: string, value: Value | undefined): string {
  const text = (key: string | readonly string[], values: Record<string, unknown> = {}) =>
    texts.phrase(language, { key: String(key), values: values as never })
  if (value === undefined || value === null) return text('nothing.skipped')
  if (isNothing(value)) return text(`nothing.${value.none}`)
  const place = placeOf(flow, field)
  const option = (id: Value) => texts.find(language, `${flow.id}:${place?.key}.options.${id}.label`) ?? String(id)
  switch (place?.input.type) {
    case 'choice':
      return option(value)
    case 'choices':
      return Array.isArray(value) ? value.map(option).join(text('comma')) : option(value)
    case 'yesno':
      return text(value ? 'yes' : 'no')
    case 'rating':
      return text(`ratings.${value}.label`)
    case 'date':
      return formatDate(place.input.time ? new Date(String(value)) : new Date(`${value}T00:00:00+08:00`), language, place.input.time)
    case 'quantity':
      return formatters.quantity!(value, { language, options: {}, text })
    case 'numbers':
      return Array.isArray(value) ? value.join(text('comma')) : String(value)
    case 'files':
      return text('fileCount', { count: Array.isArray(value) ? value.length : 0 })
    case 'customer': {
      const customer = value as { name?: string; isNew?: boolean }
      return customer.isNew ? text('newCustomer', { name: customer.name }) : String(customer.name ?? '')
    }
    case 'location':
      return String((value as { label?: string }).label ?? '')
    default:
      return typeof value === 'object' ? text('fileCount', { count: Array.isArray(value) ? value.length : 1 }) : String(value)
  }
}

/** The name of a field as people know it. */
export function fieldLabel({ texts, language, flow }: Wording, field: string): string {
  return texts.find(language, `${flow.id}:${placeOf(flow, field)?.key ?? `fields.${field}`}.label`) ?? field
}

/** Where the texts of a field stand, and its input. */
function placeOf(flow: Flow, field: string): { key: string; input: Input } | undefined {
  const own = flow.steps[field]
  if (own?.type === 'question') return { key: `steps.${field}`, input: own.input }
  for (const step of Object.values(flow.steps)) {
    if (step.type !== 'question' || step.input.type !== 'several') continue
    const part = step.input.parts[field]
    if (part) return { key: `fields.${field}`, input: part.input }
  }
  return undefined
}
