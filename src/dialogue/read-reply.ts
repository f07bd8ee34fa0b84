/** A text as the answer to the present question. */
import { command } from './command.js'
import { edit, namesField } from './correct.js'
import type { Flow, Question } from './flow.js'
import { readCustomerName, readPlaceName } from './limits.js'
import { keyOf } from './normalise.js'
import { isAnswered, waysAround } from './path.js'
import { readChoice } from './read/choice.js'
import { optionsOf, readInput } from './read/read-input.js'
import { readSeveral } from './read/read-several.js'
import type { Session, Turn, Values, Words } from './session.js'
import { answered, misread } from './take-answer.js'

export function read(flow: Flow, session: Session, step: Question, text: string, context: { at: Date; words: Words }): Turn {
  const { input } = step
  switch (input.type) {
    case 'several': {
      const { found, failure } = readSeveral(input, text, openValues(input, session), context)
      if (!failure) return answered(flow, session, found)
      if (Object.keys(found).length === 0) return misread(flow, session, failure.field, failure.reason, failure.values)
      // what was understood is kept, and the rest is said before what is asked next
      const turn = answered(flow, session, found)
      const [echo, ...rest] = turn.say
      return { ...turn, say: [...(echo ? [echo] : []), { say: 'retry', step: session.step, ...failure }, ...rest] }
    }
    case 'files':
      return readAfterFiles(flow, session, step, text, context)
    case 'summary':
      return readAtSummary(flow, session, step, text, context.words)
    case 'customer': {
      const reading = readCustomerName(text)
      return reading.ok
        ? { session, say: [], lookup: { kind: 'customer', text: reading.value } }
        : misread(flow, session, session.step, reading.reason, reading.values)
    }
    case 'location': {
      const reading = readPlaceName(text)
      return reading.ok
        ? answered(flow, session, { [session.step]: { label: reading.value } })
        : misread(flow, session, session.step, reading.reason, reading.values)
    }
    case 'choice': {
      const shown = input.show ?? input.options.length
      const way = waysAround(step)[Number(keyOf(text)) - 1 - shown]
      if (way) return command(flow, session, step, way, '', context.words)
      const reading = readChoice(text, optionsOf(session.step, input.options, context.words), shown)
      if (reading.ok) return answered(flow, session, { [session.step]: reading.value })
      const count = shown + waysAround(step).length
      return misread(flow, session, session.step, reading.reason, 'count' in reading.values ? { count } : reading.values)
    }
    default: {
      const reading = readInput(input, session.step, text, context)
      return reading.ok
        ? answered(flow, session, { [session.step]: reading.value })
        : misread(flow, session, session.step, reading.reason, reading.values)
    }
  }
}

/** Whoever has sent enough photos and simply writes on has finished with them, if a text comes next. */
function readAfterFiles(flow: Flow, session: Session, step: Question, text: string, context: { at: Date; words: Words }): Turn {
  const files = session.answers[session.step]
  const finished =
    Array.isArray(files) && isAnswered(step, session.step, session.answers) ? answered(flow, session, { [session.step]: files }) : undefined
  const next = finished && flow.steps[finished.session.step]
  if (next?.type !== 'question' || next.input.type !== 'text')
    return misread(flow, session, session.step, 'files', { min: step.input.type === 'files' ? step.input.min : 0 })
  const turn = read(flow, finished!.session, next, text, context)
  return { ...turn, say: [...finished!.say.filter(({ say }) => say !== 'question'), ...turn.say] }
}

/** The number of a button, or simply the name of what is wrong. */
function readAtSummary(flow: Flow, session: Session, step: Question, text: string, words: Words): Turn {
  const button = (['confirm', 'edit', 'cancel'] as const)[Number(keyOf(text)) - 1]
  if (button) return command(flow, session, step, button, '', words)
  return namesField(flow, session, text, words) ? edit(flow, session, text, words) : misread(flow, session, session.step, 'summary', {})
}

/** While a complete set is being corrected, every part may be said again; otherwise only what is still open. */
function openValues(input: Extract<Question['input'], { type: 'several' }>, session: Session): Values {
  const known = Object.fromEntries(Object.keys(input.parts).map((field) => [field, session.answers[field]]))
  const complete = Object.entries(input.parts).every(([field, part]) => part.optional || known[field] !== undefined)
  return complete ? {} : known
}
