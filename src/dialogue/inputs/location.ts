import { z } from 'zod'
import { refuse } from '../../reading/reading.js'
import { cut, readText } from '../../reading/text.js'
import { isObject, type Place } from '../session.js'
import { singleKind } from './kind.js'
import { refuseCommand } from './refuse-command.js'

const MOST_CHARS = 100
const LEAST_CHARS = 2

/** A place from the map, or an address. */
export const location = singleKind({
  schema: z.strictObject({ type: z.literal('location') }),
  reasons: ['location', 'textLong', 'commandOnly'],
  readValue(_input, _field, text, { words }) {
    const command = refuseCommand(text, words)
    if (command) return command
    const reading = readText(text, { min: LEAST_CHARS, max: MOST_CHARS })
    if (reading.ok) return { ok: true, value: { label: reading.value } }
    return reading.reason === 'textShort' ? refuse('location') : reading
  },
  isMeant: () => false,
  takePlace: ({ id }, place) => ({ is: 'answer', answers: { [id]: boundedPlace(place) } }),
  show: (_input, _field, value) => ({ text: isObject(value) ? String(value.label ?? '') : '' }),
})

/** A platform may give a whole address as the label. */
export const boundedPlace = (place: Place): Place => ({ ...place, label: cut(place.label, MOST_CHARS) })
