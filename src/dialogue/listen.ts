/** Goes on with what a message says of the fields of a dialogue, whichever question is open. */
import { askedOf } from './asked.js'
import { type Flow, questionAt } from './flow.js'
import { hear, MOST_CHARS } from './hear.js'
import { kindOf } from './inputs/index.js'
import type { ReadContext } from './inputs/kind.js'
import { leftOver } from './offer.js'
import { pathOf } from './path.js'
import { isObject, type Said, type Session, type Turn, type Values } from './session.js'
import { walk, withoutOffer } from './walk.js'

/** A message of so many letters is told in one go, and is kept as it was said. */
const TOLD_CHARS = 12

/**
 * Keeps what is heard, says it, and asks for what is still missing; undefined where nothing is heard.
 * @param read what the reply has answered anyway
 */
export function listen(flow: Flow, session: Session, text: string, context: ReadContext, read: Values = {}): Turn | undefined {
  // what is longer is a document, and refused as such
  if ([...text].length > MOST_CHARS) return undefined
  const heard = hear(flow, session, text, context)
  const more = Object.keys(heard.answers).filter((field) => read[field] === undefined)
  if (more.length === 0) return undefined
  const answers = { ...heard.answers, ...read }
  const facts = isWhole(flow, session, text) ? { ...session.facts, heard: text, heardAt: context.at.toISOString() } : session.facts
  const left = heard.left.filter((clause) => !isAnswer(flow, session, clause, context))
  const isLost = facts.heard !== text && left.length > 0
  const said: Said[] = [{ say: 'echo', answers }, ...(isLost ? [leftOver(left)] : [])]
  return walk(
    flow,
    { ...withoutOffer(session), facts, failures: 0, passed: [], answers: { ...session.answers, ...answers } },
    session.step,
    said,
  )
}

/** It tells what the dialogue is about, before anything of it was asked; a long answer to a later question does not. */
function isWhole(flow: Flow, session: Session, text: string): boolean {
  const isFirst = pathOf(flow, session)[0] === session.step
  return isFirst && flow.facts.includes('heard') && session.facts.heard === undefined && [...text].length >= TOLD_CHARS
}

/** It was read in answer to the question, in which order counts. */
function isAnswer(flow: Flow, session: Session, clause: string, context: ReadContext): boolean {
  const step = questionAt(flow, session.step)
  const outcome = kindOf(step.input).read(askedOf(session, step), clause, context)
  return outcome.is === 'answer' && !outcome.failure
}

/** A new session of what was told before its first question; the name of an option alone is the answer to a question, and tells no more. */
export function beginTold(flow: Flow, first: Turn, text: string, context: ReadContext): Turn {
  if (context.words.isOption?.(text)) return first
  const { answers } = hear(flow, first.session, text, context)
  if (Object.keys(answers).length === 0) return first
  return walk(flow, { ...first.session, passed: [], answers }, flow.start, [{ say: 'echo', answers }])
}

/** What was told at the beginning may answer what is asked only now that its kind is known. Nothing is added to what has been confirmed. */
export function hearAgain(flow: Flow, before: Session, turn: Turn, { words, at }: ReadContext): Turn {
  const told = toldIn(before)
  const isOther = Object.keys(turn.session.answers).some((field) => before.answers[field] === undefined)
  const isConfirmed = kindOf(questionAt(flow, before.step).input).isReview && turn.session.answers[before.step] !== undefined
  if (told === undefined || !isOther || isConfirmed || turn.lookup || turn.session.status !== 'active') return turn
  // 昨天 was the day before it was told
  const { heardAt, startedAt } = before.facts
  const toldAt = new Date(String(heardAt ?? startedAt ?? at.toISOString()))
  const { answers } = hear(flow, turn.session, told, { words, at: toldAt })
  if (Object.keys(answers).length === 0) return turn
  const said = turn.say.filter(({ say }) => say !== 'question' && say !== 'summary')
  const next = { ...turn.session, passed: [], answers: { ...turn.session.answers, ...answers } }
  return walk(flow, next, next.step, [...said, { say: 'echo', answers }])
}

/** What was told in one go, or behind the word that began the dialogue. */
export function toldIn({ facts: { heard, asked } }: Pick<Session, 'facts'>): string | undefined {
  if (typeof heard === 'string') return heard
  const rest = isObject(asked) ? asked.rest : undefined
  return typeof rest === 'string' && rest !== '' ? rest : undefined
}
