/** A reply as the answer to the present question. */
import { keyOf } from '../reading/normalise.js'
import { askedOf } from './asked.js'
import { command } from './command.js'
import { edit, editable, namesField } from './correct.js'
import { type Flow, type Question, questionAt } from './flow.js'
import { kindOf } from './inputs/index.js'
import type { Failure, Outcome, ReadContext } from './inputs/kind.js'
import { listen } from './listen.js'
import { leftOver, offerExchange, offerOptions } from './offer.js'
import { follow, knownTo } from './path.js'
import { piecesIn, readAhead, readBehindName, readPartAhead } from './read-ahead.js'
import type { Said, Session, Turn, Values, Wanted } from './session.js'
import { answered, kept, lookUp, misread } from './take-answer.js'
import { walk, withoutOffer } from './walk.js'

/** Takes a text, typed or behind a button, for the answer to the present question, and where it answers the next ones too, for theirs. */
export function read(flow: Flow, session: Session, step: Question, text: string, context: ReadContext): Turn {
  const kind = kindOf(step.input)
  const ahead = kind.isFuzzy && (readAhead(flow, session, step, text, context) ?? readPartAhead(flow, session, step, text, context))
  if (ahead) return ahead
  const outcome = kind.read(askedOf(session, step), text, context)
  const isLeft = outcome.is === 'misread' || (outcome.is === 'passedOn' && !outcome.answers) || (outcome.is === 'answer' && outcome.failure)
  const instead = isLeft && readAhead(flow, session, step, text, context)
  if (instead) return instead
  const answers = outcome.is === 'answer' ? outcome.answers : {}
  // a sentence that names an option says more than that; of several options one that nobody can read is asked about
  const isSaid = outcome.is === 'answer' && (kind.isFuzzy || kind.isSentence) && !context.words.isOption?.(text)
  const mayTellMore = isLeft ? !isUnfit(outcome) && !kind.isMany : isSaid
  const heard = mayTellMore ? listen(flow, session, text, context, answers) : undefined
  if (heard) return heard
  const isRead = outcome.is !== 'misread' && !(outcome.is === 'correction' && !namesField(flow, session, outcome.text, context.words))
  const again = isRead ? undefined : answeredAgain(flow, session, text, context)
  if (again) return again
  if (outcome.is === 'lookup' && !outcome.answers) return lookUpFirst(flow, session, outcome.wanted, context)
  const turn = takeOutcome(flow, session, step, outcome, context)
  const isOneOption = outcome.is === 'answer' && kind.isFuzzy && !kind.isMany && Object.keys(outcome.answers).length === 1
  return isOneOption ? withLeftOver(turn, text, context) : turn
}

/** The names of options of the one question that was answered already: whoever says it once more is not told that there is no such thing. */
function answeredAgain(flow: Flow, session: Session, text: string, context: ReadContext): Turn | undefined {
  const isNamed = (question: string, options: readonly string[], piece: string) =>
    options.some((option) => context.words.optionNames(question, option).some((name) => keyOf(name) === keyOf(piece)))
  const [only, ...others] = editable(flow, session).filter(({ question, field }) => {
    const { input } = questionAt(flow, question)
    return field === question && 'options' in input && piecesIn(text).every((piece) => isNamed(question, input.options, piece))
  })
  if (!only || others.length > 0) return undefined
  const step = questionAt(flow, only.question)
  const outcome = kindOf(step.input).read(askedOf({ ...session, step: only.question }, step), text, context)
  return outcome.is === 'answer' && !outcome.failure
    ? answered(flow, { ...session, step: only.question, passed: [] }, outcome.answers)
    : undefined
}

/** It was understood, and does not go together. */
const UNFIT: readonly string[] = ['atMost', 'notBefore', 'balance', 'whichOf']
const isUnfit = (outcome: Outcome): boolean =>
  UNFIT.includes(outcome.is === 'misread' ? outcome.reason : outcome.is === 'answer' ? (outcome.failure?.reason ?? '') : '')

/** What is said behind the name is kept for the questions that it answers. */
function lookUpFirst(flow: Flow, session: Session, wanted: Wanted, context: ReadContext): Turn {
  const behind = readBehindName(flow, session, wanted.text, context)
  if (!behind) return lookUp(session, { wanted })
  const turn = lookUp(session, { wanted: { ...wanted, text: behind.name }, answers: behind.answers })
  return { ...turn, say: [{ say: 'echo', answers: behind.answers }] }
}

/** What stands behind the name of an option and answers nothing is said, as nobody would miss it before it is needed. */
function withLeftOver(turn: Turn, text: string, { words }: ReadContext): Turn {
  const [name = '', ...left] = piecesIn(text)
  return left.length > 0 && words.isOption?.(name) ? saying(turn, leftOver(left)) : turn
}

const saying = (turn: Turn, said: Said): Turn => ({ ...turn, say: [...turn.say.slice(0, 1), said, ...turn.say.slice(1)] })

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

function misreadAs(flow: Flow, session: Session, failure: Failure): Turn {
  const { field, reason, values, exchanged } = failure
  return exchanged ? offerExchange(session, failure, exchanged) : misread(flow, session, field, reason, values)
}

/** What was understood is kept, and the rest is said before what is asked next. */
function partly(flow: Flow, session: Session, found: Values, failure: Failure): Turn {
  return saying(answered(flow, session, found), { say: 'retry', step: session.step, ...failure })
}

function passOn(flow: Flow, session: Session, outcome: Extract<Outcome, { is: 'passedOn' }>, context: ReadContext): Turn {
  if (!outcome.answers) return misreadAs(flow, session, outcome.otherwise)
  const finished = answered(flow, session, outcome.answers)
  const next = flow.steps[finished.session.step]
  if (next?.type !== 'question' || !kindOf(next.input).isSentence) return misreadAs(flow, session, outcome.otherwise)
  const turn = read(flow, finished.session, next, outcome.text, context)
  return { ...turn, say: [...finished.say.filter(({ say }) => say !== 'question'), ...turn.say] }
}
