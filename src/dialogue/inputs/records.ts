import { isDeepStrictEqual } from 'node:util'
import { z } from 'zod'
import { namesIn } from '../../reading/names.js'
import { readText } from '../../reading/text.js'
import { isObject, type Value, type Values } from '../session.js'
import { inputKind, misreadAs } from './kind.js'
import { MOST_CHARS, record } from './record.js'

const MOST_NAMES = 20

/**
 * Several things that are looked up, named in one message. Until all are found, the names that are still to be looked up stand in the answer
 * as they were typed; whatever is typed next stands for the first of them.
 */
export const records = inputKind({
  schema: z.strictObject({ type: z.literal('records'), lookup: z.string() }),
  reasons: ['recordLong', 'recordUnknown', 'recordsMany', 'recordsUnknown'],
  read({ input, id, answers }, text) {
    const typed = namesIn(text)
    for (const name of typed) {
      const reading = readText(name, { min: 1, max: MOST_CHARS })
      if (!reading.ok) return misreadAs(id, 'recordLong', reading.values)
    }
    if (typed.length === 0) return misreadAs(id, 'recordUnknown', { text })
    const { found, open } = partsOf(answers[id])
    const all = open.length > 0 ? [...found, ...typed, ...open.slice(1)] : typed
    if (all.length > MOST_NAMES) return misreadAs(id, 'recordsMany', { count: all.length, max: MOST_NAMES })
    return goOn(input.lookup, id, all)
  },
  /** A match of a name that is settled by now, on an older card: the name that is open is asked for again. */
  tap({ input, id, answers }, [first = '']) {
    const { found, open } = partsOf(answers[id])
    return goOn(input.lookup, id, open.length > 0 ? [...found, ...open] : [first])
  },
  takeRecord({ input, id, answers }, value) {
    const { found, open } = partsOf(answers[id])
    const isKnown = found.some((one) => isDeepStrictEqual(one, value))
    return goOn(input.lookup, id, [...found, ...(isKnown ? [] : [value]), ...open.slice(1)])
  },
  missRecord({ id, answers }, text) {
    const names = partsOf(answers[id]).found.map(({ name = '' }) => name)
    return names.length > 0 ? misreadAs(id, 'recordsUnknown', { text, names }) : misreadAs(id, 'recordUnknown', { text })
  },
  /** Whoever cannot be found is left out where others are named. */
  command({ input, id, answers }, command) {
    const { found, open } = partsOf(answers[id])
    const isEnough = command === 'finish' && found.length > 0 && open.length > 0
    return isEnough ? goOn(input.lookup, id, [...found, ...open.slice(1)]) : undefined
  },
  isAnswered: (_input, id, answers) => answers[id] !== undefined && partsOf(answers[id]).open.length === 0,
  show: ({ lookup }, field, value) => {
    const one = (item: Value) => record.show({ type: 'record', lookup }, field, item)
    return Array.isArray(value) ? { all: value.map(one) } : one(value)
  },
  texts: ({ lookup }, place) => record.texts?.({ type: 'record', lookup }, place) ?? [],
  faults: ({ lookup }, known) => record.faults?.({ type: 'record', lookup }, known) ?? [],
  isReopened: true,
})

function partsOf(answer: Value | undefined): { readonly found: readonly Values[]; readonly open: readonly string[] } {
  const all: readonly Value[] = Array.isArray(answer) ? answer : []
  return { found: all.filter(isObject), open: all.filter((one) => typeof one === 'string') }
}

/** What is found stands first, the name to be looked up next behind it. */
function goOn(lookup: string, id: string, all: readonly Value[]) {
  const [next] = partsOf(all).open
  const answers = { [id]: all }
  return next === undefined
    ? ({ is: 'answer', answers } as const)
    : ({ is: 'lookup', wanted: { name: lookup, text: next }, answers } as const)
}
