/** What becomes of something that was understood, and of something that was not. */

import { withoutStaleDefaults, withoutTaken } from './defaults.js'
import { type Flow, questionAt } from './flow.js'
import { kindOf } from './inputs/index.js'
import type { Outcome } from './inputs/kind.js'
import { follow, isAnswered, knownTo } from './path.js'
import type { Said, Session, Shortcut, Turn, Values, Wanted } from './session.js'
import { ask, walk, withoutOffer } from './walk.js'

const FAILURES_TO_SHOW_EXAMPLES = 2
const FAILURES_TO_OFFER_A_PERSON = 3

/** Keeps answers, without what was taken from those that they replace, and moves on where the question is done. */
export function answered(flow: Flow, session: Session, answers: Values): Turn {
  const { offered: _offered, correcting: _corrected, ...rest } = withoutStaleDefaults(flow, session, Object.keys(answers))
  const next: Session = { ...withoutTaken(rest, answers), answers: { ...rest.answers, ...answers }, failures: 0 }
  const step = questionAt(flow, session.step)
  const said = Object.fromEntries(Object.entries(answers).filter(([, value]) => value !== undefined))
  const echo: Said[] = step.quiet ? [] : [{ say: 'echo', answers: said }]
  if (!isAnswered(step, session.step, next.answers)) return ask(flow, next, session.step, echo)
  return walk(flow, next, follow(step.next, knownTo(flow, next)), echo)
}

/** Repeats all that is answered by it, and goes on with what is still open. */
export function takeShortcut(flow: Flow, session: Session, { answers }: Shortcut): Turn {
  const next = { ...withoutOffer(session), failures: 0, answers: { ...session.answers, ...answers } }
  return walk(flow, next, session.step, [{ say: 'echo', answers }])
}

/** Keeps a part of an answer; the question stays open. */
export function kept(session: Session, { answers, note: key, values, offers }: Extract<Outcome, { is: 'kept' }>): Turn {
  const next = { ...session, failures: 0, answers: { ...session.answers, ...answers } }
  return { session: next, say: [{ say: 'note', key, values, offers }] }
}

/** Asks for a lookup. Where something is kept meanwhile, what was offered before it is offered no more. */
export function lookUp(session: Session, { wanted, answers }: { readonly wanted: Wanted; readonly answers?: Values }): Turn {
  const next = answers ? { ...withoutOffer(session), answers: { ...session.answers, ...answers } } : session
  return { session: next, say: [], lookup: wanted }
}

/** Says why a reply was not taken; after two of them with examples, after three with the offer of a person. */
export function misread(flow: Flow, session: Session, field: string, reason: string, values: Values): Turn {
  const failures = session.failures + 1
  const say: Said[] = [{ say: 'retry', step: session.step, field, reason, values }]
  if (failures === FAILURES_TO_SHOW_EXAMPLES) say.push({ say: 'examples', step: session.step })
  if (failures >= FAILURES_TO_OFFER_A_PERSON) say.push({ say: 'note', key: 'offerPerson' })
  const step = questionAt(flow, session.step)
  if (failures >= FAILURES_TO_SHOW_EXAMPLES && kindOf(step.input).isRepeated) return ask(flow, { ...session, failures }, session.step, say)
  return { session: { ...session, failures }, say }
}
