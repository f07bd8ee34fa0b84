import { z } from 'zod'
import { readText } from '../../reading/text.js'
import { isObject } from '../session.js'
import { inputKind, misreadAs, plain } from './kind.js'

/** Of a name. */
export const MOST_CHARS = 60
/** What is said where a lookup finds nothing, or several; texts of `common`. */
const TEXTS = ['unknown', 'several', 'choose'] as const

/**
 * Something that is looked up by what people call it: `{ type: record, lookup: <name> }`. The answer is an object with a `name`. `offers` names the fact
 * that holds what an action has found already, to choose from.
 */
export const record = inputKind({
  schema: z.strictObject({ type: z.literal('record'), lookup: z.string(), offers: z.string().optional() }),
  reasons: ['recordLong', 'recordUnknown'],
  read({ input, id }, text) {
    const reading = readText(text, { min: 0, max: MOST_CHARS })
    return reading.ok ? { is: 'lookup', wanted: { name: input.lookup, text: reading.value } } : misreadAs(id, 'recordLong', reading.values)
  },
  offered({ lookup, offers }, facts) {
    const candidates = offers === undefined ? undefined : facts[offers]
    return Array.isArray(candidates) && candidates.length > 0 ? { kind: 'record', lookup, candidates } : undefined
  },
  show({ lookup }, _field, value) {
    if (!isObject(value)) return plain(value)
    const { name = '', isNew } = value
    return isNew ? { key: `lookups.${lookup}.new`, values: { name } } : { text: String(name) }
  },
  texts: ({ lookup }) => TEXTS.map((text) => `common:lookups.${lookup}.${text}`),
  faults: ({ lookup }, { lookups }) => (lookups.includes(lookup) ? [] : [{ name: 'unknownLookup', values: { lookup }, among: lookups }]),
})
