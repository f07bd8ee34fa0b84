/** One message for several questions that follow each other: `补货 一般 电话`. */
import { askedOf } from './asked.js'
import type { Flow, Question } from './flow.js'
import { kindOf } from './inputs/index.js'
import type { Outcome, ReadContext } from './inputs/kind.js'
import { isAnswered } from './path.js'
import type { Said, Session, Turn, Values } from './session.js'
import { answered, kept } from './take-answer.js'

export const piecesIn = (text: string): string[] => text.split(/[\s,，、;；]+/).filter(Boolean)

/** What is longer is a story; twenty weighings are not. */
const MOST_PIECES = 40
const MOST_AHEAD = 6
const WORDS = /\p{L}{2}/u

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
  const pieces = piecesIn(text)
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
  [text, ...piecesIn(text)].some((piece) => kindOf(step.input).isMeant?.(step.input, session.step, piece, context))

function goOn(flow: Flow, first: Turn, rest: string, context: ReadContext, isRest = false): Turn | undefined {
  const step = flow.steps[first.session.step]
  if (first.action || step?.type !== 'question') return undefined
  const { input } = step
  const { isBrief, isSentence } = kindOf(input)
  // whatever stands behind figures is the sentence that is asked for next: 700 692 李明点的
  if (isSentence && !isRest && WORDS.test(rest)) {
    const sentence = readWhole(flow, first.session, step, rest, context)
    return sentence && following(first, sentence)
  }
  if (!isBrief) return undefined
  // the numbers of a card that nobody has seen mean nothing
  if (kindOf(input).buttons && /^\d+$/.test(rest)) return undefined
  const isWhole = !isRest || isMeant(first.session, step, rest, context)
  const next =
    readAhead(flow, first.session, step, rest, context, isRest) ??
    (isWhole ? readWhole(flow, first.session, step, rest, context) : undefined)
  return next && following(first, next)
}

/** Nobody is asked what is answered already. */
const following = (first: Turn, next: Turn): Turn => ({ ...next, say: [...first.say.filter(({ say }) => say !== 'question'), ...next.say] })

/**
 * What stands behind the name of something that is to be looked up and is surely meant for the questions after it: 孙强 12月3日. Undefined where
 * nothing does.
 */
export function readBehindName(
  flow: Flow,
  session: Session,
  text: string,
  context: ReadContext,
): { readonly name: string; readonly answers: Values } | undefined {
  const pieces = piecesIn(text)
  for (let count = pieces.length - 1; count > 0 && pieces.length - count <= MOST_AHEAD; count--) {
    const name = pieces.slice(0, count).join(' ')
    const named = answered(flow, session, { [session.step]: { name } })
    const turn = goOn(flow, named, pieces.slice(count).join(' '), context, true)
    const { [session.step]: _own, ...answers } = echoed(turn?.say ?? [])
    if (Object.keys(answers).length > 0) return { name, answers }
  }
  return undefined
}

/** What was read; what is only taken for granted is not said again. */
const echoed = (said: readonly Said[]): Values =>
  Object.fromEntries(said.flatMap((one) => (one.say === 'echo' ? Object.entries(one.answers) : [])))

/** The name of an option, and some of the fields that are asked for after it: 现场样 YP-1128 12公斤. The others are asked for then. */
export function readPartAhead(flow: Flow, session: Session, step: Question, text: string, context: ReadContext): Turn | undefined {
  const [name = '', ...rest] = piecesIn(text)
  if (kindOf(step.input).isMany || rest.length === 0 || !context.words.isOption?.(name)) return undefined
  const answers = wholeAnswer(session, step, kindOf(step.input).read(askedOf(session, step), name, context))
  const first = answers && answered(flow, session, answers)
  const next = first && !first.action ? flow.steps[first.session.step] : undefined
  if (!first || next?.type !== 'question' || !kindOf(next.input).stillAsked) return undefined
  const outcome = kindOf(next.input).read(askedOf(first.session, next), rest.join(' '), context)
  return outcome.is === 'answer' && !outcome.failure ? following(first, answered(flow, first.session, outcome.answers)) : undefined
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
