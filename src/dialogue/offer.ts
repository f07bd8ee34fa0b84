/** Matches to choose from: records that were found, fields to correct, or options that an answer may have meant. */
import { keyOf } from '../reading/normalise.js'
import { askedOf } from './asked.js'
import { correctPicked } from './correct.js'
import { type Flow, questionAt } from './flow.js'
import { kindOf } from './inputs/index.js'
import type { Outcome } from './inputs/kind.js'
import { piecesIn } from './read-ahead.js'
import type { Candidate, Offer, Said, Session, Turn, Wanted } from './session.js'
import { answered, lookUp, misread } from './take-answer.js'

/** What a lookup found: one match is taken, several are offered, and so is the only one that would be added; none is refused. */
export function offer(flow: Flow, session: Session, { name: lookup, text }: Wanted, candidates: readonly Candidate[]): Turn {
  const [only, ...others] = candidates
  if (!only) return unknown(flow, session, text)
  if (others.length === 0 && !only.isNew) return withLeftOver(take(flow, session, only), text, only)
  const offered: Offer = { kind: 'record', lookup, candidates }
  return { session: { ...session, offered }, say: [{ say: 'offer', step: session.step, text, ...offered }] }
}

/** Says what was not made use of. */
export const leftOver = (left: readonly string[]): Said => ({ say: 'note', key: 'leftOver', values: { left: left.join(' ') } })

/** Of a text that names what was found, the rest. */
function withLeftOver(turn: Turn, text: string, { label, detail = '' }: Candidate): Turn {
  const pieces = piecesIn(text)
  const left = pieces.filter((piece) => !keyOf(`${label} ${detail}`).includes(keyOf(piece)))
  const isNamed = left.length < pieces.length && turn.lookup === undefined
  return isNamed && left.length > 0 ? { ...turn, say: [...turn.say.slice(0, 1), leftOver(left), ...turn.say.slice(1)] } : turn
}

/** Asks which of the options was meant. */
export function offerOptions(session: Session, { text, options }: Extract<Outcome, { is: 'unclear' }>): Turn {
  const offered: Offer = { kind: 'option', candidates: options.map((id) => ({ id, label: id, value: id })) }
  return { session: { ...session, offered }, say: [{ say: 'offer', step: session.step, text, ...offered }] }
}

/** Goes on with what was picked. */
export function take(flow: Flow, session: Session, { id, value }: Candidate): Turn {
  if (session.offered?.kind === 'field') return correctPicked(flow, session, id)
  const step = questionAt(flow, session.step)
  const outcome = kindOf(step.input).takeRecord?.(askedOf(session, step), value)
  if (outcome?.is === 'lookup') return lookUp({ ...session, failures: 0 }, outcome)
  return answered(flow, session, outcome?.answers ?? { [session.step]: value })
}

function unknown(flow: Flow, session: Session, text: string): Turn {
  const step = questionAt(flow, session.step)
  const missed = kindOf(step.input).missRecord?.(askedOf(session, step), text)
  return misread(flow, session, session.step, missed?.reason ?? 'recordUnknown', missed?.values ?? { text })
}

/** The candidate with this number in the list, or with this label or id. */
export function pick(candidates: readonly Candidate[], text: string): Candidate | undefined {
  const key = keyOf(text)
  const number = /^\d{1,2}$/.test(key) ? Number(key) : 0
  return candidates[number - 1] ?? candidates.find(({ label, id }) => keyOf(label) === key || id === text)
}
