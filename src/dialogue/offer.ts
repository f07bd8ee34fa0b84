/** What there is to choose from: records that were found, fields to correct, options that an answer may have meant, two values the other way round. */
import { keyOf } from '../reading/normalise.js'
import { askedOf } from './asked.js'
import { correctPicked } from './correct.js'
import { type Flow, questionAt } from './flow.js'
import { kindOf } from './inputs/index.js'
import type { Failure, Outcome } from './inputs/kind.js'
import { piecesIn } from './read-ahead.js'
import {
  type Candidate,
  isObject,
  type Offer,
  type Said,
  type Session,
  type Turn,
  type Values,
  type Wanted,
  type Words,
} from './session.js'
import { answered, lookUp, misread } from './take-answer.js'
import { ask, withoutOffer } from './walk.js'

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

/** The names of the two buttons below what does not go together. */
const EXCHANGE = 'exchange'
const REWRITE = 'rewrite'

/** Asks whether two values stand in each other's place. */
export function offerExchange(session: Session, { field, reason, values }: Failure, exchanged: Values): Turn {
  const candidates = [
    { id: EXCHANGE, label: EXCHANGE, value: exchanged },
    { id: REWRITE, label: REWRITE, value: null },
  ]
  const offered: Offer = { kind: 'exchange', candidates }
  const { step } = session
  return {
    session: { ...session, offered },
    say: [
      { say: 'retry', step, field, reason, values },
      { say: 'offer', step, ...offered },
    ],
  }
}

/** Goes on with what was picked. */
export function take(flow: Flow, session: Session, { id, value }: Candidate): Turn {
  if (session.offered?.kind === 'field') return correctPicked(flow, session, id)
  if (session.offered?.kind === 'exchange')
    return isObject(value) ? answered(flow, session, value) : ask(flow, withoutOffer(session), session.step, [])
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
export function pick(candidates: readonly Candidate[], text: string, words?: Words): Candidate | undefined {
  const key = keyOf(text)
  const number = /^\d{1,2}$/.test(key) ? Number(key) : 0
  const isNamed = ({ label, id }: Candidate) =>
    keyOf(label) === key || id === text || words?.offerNames?.(id).some((name) => keyOf(name) === key)
  return candidates[number - 1] ?? candidates.find(isNamed)
}
