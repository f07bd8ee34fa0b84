/** One message for several questions that follow each other: `补货 一般 电话`. */
import { askedOf } from './asked.js'
import type { Flow, Question } from './flow.js'
import { kindOf } from './inputs/index.js'
import type { Outcome, ReadContext } from './inputs/kind.js'
import { isAnswered } from './path.js'
import type { Session, Turn, Values } from './session.js'
import { answered, kept } from './take-answer.js'

/** What is longer is a story; twenty weighings are not. */
const MOST_PIECES = 40
const MOST_AHEAD = 6

/**
 * Undefined unless the first words answer this question and all the rest answers the next ones: nothing is taken of anything else.
 * @param isRest it stands behind options, and may be one more of them that nobody can read: only what is surely meant for the question is taken
 */
export function readAhead(
  flow: Flow,
  session: Session,
  step: Question,
  text: string,
  context: ReadContext,
  isRest = false,
): Turn | undefined {
  const pieces = text.split(/[\s,，、;；]+/).filter(Boolean)
  if (!kindOf(step.input).isBrief || pieces.length > MOST_PIECES) return undefined
  for (let count = pieces.length - 1; count > 0 && pieces.length - count <= MOST_AHEAD; count--) {
    const own = pieces.slice(0, count).join(' ')
    if (isRest && !isMeant(session, step, own, context)) continue
    const outcome = kindOf(step.input).read(askedOf(session, step), own, context)
    const answers = wholeAnswer(session, step, outcome)
    const turn = answers && goOn(flow, answered(flow, session, answers), pieces.slice(count).join(' '), context, kindOf(step.input).isMany)
    if (turn) return turn
  }
  return undefined
}

const isMeant = (session: Session, step: Question, text: string, context: ReadContext): boolean =>
  kindOf(step.input).isMeant?.(step.input, session.step, text, context) === true

function goOn(flow: Flow, first: Turn, rest: string, context: ReadContext, isRest = false): Turn | undefined {
  const step = flow.steps[first.session.step]
  if (first.action || step?.type !== 'question' || !kindOf(step.input).isBrief) return undefined
  const { input } = step
  // the numbers of a card that nobody has seen mean nothing
  if (kindOf(input).buttons && /^\d+$/.test(rest)) return undefined
  const isWhole = !isRest || isMeant(first.session, step, rest, context)
  const next =
    readAhead(flow, first.session, step, rest, context, isRest) ??
    (isWhole ? readWhole(flow, first.session, step, rest, context) : undefined)
  return next && { ...next, say: [...first.say.filter(({ say }) => say !== 'question'), ...next.say] }
}

function readWhole(flow: Flow, session: Session, step: Question, text: string, context: ReadContext): Turn | undefined {
  const outcome = kindOf(step.input).read(askedOf(session, step), text, context)
  if (outcome.is === 'kept') return kept(session, outcome)
  const answers = wholeAnswer(session, step, outcome)
  return answers && answered(flow, session, answers)
}

/** What answers the whole question and says nothing else. */
function wholeAnswer(session: Session, step: Question, outcome: Outcome): Values | undefined {
  const isWhole = outcome.is === 'answer' && !outcome.failure && isAnswered(step, session.step, { ...session.answers, ...outcome.answers })
  return isWhole ? outcome.answers : undefined
}
