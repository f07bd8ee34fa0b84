/** A reply as the answer to the present question. */
import { askedOf } from './asked.js'
import { command } from './command.js'
import { edit, namesField } from './correct.js'
import type { Flow, Question } from './flow.js'
import { kindOf } from './inputs/index.js'
import type { Failure, Outcome, ReadContext } from './inputs/kind.js'
import { offerOptions } from './offer.js'
import { follow, knownTo } from './path.js'
import { readAhead } from './read-ahead.js'
import type { Session, Turn, Values } from './session.js'
import { answered, kept, lookUp, misread } from './take-answer.js'
import { walk, withoutOffer } from './walk.js'

/** Takes a text, typed or behind a button, for the answer to the present question, and where it answers the next ones too, for theirs. */
export function read(flow: Flow, session: Session, step: Question, text: string, context: ReadContext): Turn {
  const kind = kindOf(step.input)
  const ahead = kind.isFuzzy && readAhead(flow, session, step, text, context)
  if (ahead) return ahead
  const outcome = kind.read(askedOf(session, step), text, context)
  const isLeft = outcome.is === 'misread' || (outcome.is === 'answer' && outcome.failure)
  const instead = isLeft && readAhead(flow, session, step, text, context)
  return instead || takeOutcome(flow, session, step, outcome, context)
}

/** What becomes of what a kind of answer made of a reply. */
export function takeOutcome(flow: Flow, session: Session, step: Question, outcome: Outcome, context: ReadContext): Turn {
  switch (outcome.is) {
    case 'answer':
      return outcome.failure ? partly(flow, session, outcome.answers, outcome.failure) : answered(flow, session, outcome.answers)
    case 'misread':
      return misreadAs(flow, session, outcome)
    case 'kept':
      return kept(session, outcome)
    case 'command':
      return command(outcome.command, { flow, session, step, rest: '', words: context.words })
    case 'correction': {
      const isField = namesField(flow, session, outcome.text, context.words)
      return isField ? edit(flow, session, outcome.text, context.words) : misreadAs(flow, session, outcome.otherwise)
    }
    case 'passedOn':
      return passOn(flow, session, outcome, context)
    case 'lookup':
      return lookUp(session, outcome)
    case 'unclear':
      return offerOptions(session, outcome)
    case 'confirmed': {
      const next = { ...withoutOffer(session), answers: { ...session.answers, [session.step]: true } }
      return walk(flow, next, follow(step.next, knownTo(flow, session)), [])
    }
  }
}

const misreadAs = (flow: Flow, session: Session, { field, reason, values }: Failure): Turn => misread(flow, session, field, reason, values)

/** What was understood is kept, and the rest is said before what is asked next. */
function partly(flow: Flow, session: Session, found: Values, failure: Failure): Turn {
  const turn = answered(flow, session, found)
  const echo = turn.say.slice(0, 1)
  return { ...turn, say: [...echo, { say: 'retry', step: session.step, ...failure }, ...turn.say.slice(1)] }
}

function passOn(flow: Flow, session: Session, outcome: Extract<Outcome, { is: 'passedOn' }>, context: ReadContext): Turn {
  if (!outcome.answers) return misreadAs(flow, session, outcome.otherwise)
  const finished = answered(flow, session, outcome.answers)
  const next = flow.steps[finished.session.step]
  if (next?.type !== 'question' || !kindOf(next.input).isSentence) return misreadAs(flow, session, outcome.otherwise)
  const turn = read(flow, finished.session, next, outcome.text, context)
  return { ...turn, say: [...finished.say.filter(({ say }) => say !== 'question'), ...turn.say] }
}
