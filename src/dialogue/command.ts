/** The words that are valid at every step. */
import { edit } from './correct.js'
import type { Flow, Question } from './flow.js'
import { fieldsOf, follow, pathOf } from './path.js'
import type { Said, Session, Turn, Values, Words } from './session.js'
import { answered, misread } from './take-answer.js'
import { ask, begin, knownTo, walk, wasTaken, withoutOffer } from './walk.js'

export function command(flow: Flow, session: Session, step: Question, name: string, rest: string, words: Words): Turn {
  const note = (key: string, values: Values = {}): Said => ({ say: 'note', key, values })
  const id = session.step
  switch (name) {
    case 'help':
      return ask(flow, session, id, [{ say: 'help', step: id }])
    case 'cancel':
      return { session: { ...session, status: 'cancelled' }, say: [note('cancelled', { count: Object.keys(session.answers).length })] }
    case 'pause':
      return { session: { ...session, status: 'paused' }, say: [note('paused')] }
    case 'resume':
      return ask(flow, session, id, [])
    case 'person':
      return { ...ask(flow, session, id, [note('handedOver')]), handover: true }
    case 'restart': {
      const fresh = begin(flow, session.id, session.facts)
      return { ...fresh, session: { ...fresh.session, turn: session.turn }, say: [note('restarted'), ...fresh.say] }
    }
    case 'back': {
      if (session.offered) return ask(flow, withoutOffer(session), id, [])
      const asked = pathOf(flow, session).filter((question) => question !== id && !wasTaken(flow, session, question))
      const previous = asked.at(-1)
      return previous ? ask(flow, withoutOffer(session), previous, []) : ask(flow, session, id, [note('nothingBefore')])
    }
    case 'edit':
      return edit(flow, session, rest, words)
    case 'skip':
      return step.optional ? answered(flow, session, nothing(flow, session, 'skipped')) : ask(flow, session, id, [note('cannotSkip')])
    case 'unknown':
      if (step.unknown) return answered(flow, session, nothing(flow, session, 'unknown'))
      return ask(flow, session, id, step.missing ? [note('canBeMissing')] : [{ say: 'examples', step: id }])
    case 'missing':
      return step.missing ? answered(flow, session, nothing(flow, session, 'missing')) : ask(flow, session, id, [note('cannotSkip')])
    case 'finish': {
      if (step.input.type !== 'files') return ask(flow, session, id, [])
      const files = session.answers[id]
      const count = Array.isArray(files) ? files.length : 0
      if (count < step.input.min) return misread(flow, session, id, 'filesMin', { count, min: step.input.min })
      return answered(flow, session, { [id]: files ?? { none: 'skipped' } })
    }
    default:
      if (step.input.type === 'summary')
        return walk(
          flow,
          { ...withoutOffer(session), answers: { ...session.answers, [id]: true } },
          follow(step.next, knownTo(flow, session)),
          [],
        )
      return ask(flow, session, id, [])
  }
}

function nothing(flow: Flow, session: Session, none: 'skipped' | 'unknown' | 'missing'): Values {
  const step = flow.steps[session.step] as Question
  const open = fieldsOf(step, session.step).filter(
    (field) => step.input.type !== 'several' || (session.answers[field] === undefined && !step.input.parts[field]?.optional),
  )
  return Object.fromEntries(open.map((field) => [field, { none }]))
}
