/** Matches to choose from: records that were found, or fields to correct. */
import { keyOf } from '../reading/normalise.js'
import { correctPicked } from './correct.js'
import type { Flow } from './flow.js'
import type { Candidate, Offer, Session, Turn, Wanted } from './session.js'
import { answered, misread } from './take-answer.js'

/** What a lookup found: one match is taken, several are offered, and so is the only one that would be added; none is refused. */
export function offer(flow: Flow, session: Session, { name: lookup, text }: Wanted, candidates: readonly Candidate[]): Turn {
  const [only, ...others] = candidates
  if (!only) return misread(flow, session, session.step, 'recordUnknown', { text })
  if (others.length === 0 && !only.isNew) return take(flow, session, only)
  const offered: Offer = { kind: 'record', lookup, candidates }
  return { session: { ...session, offered }, say: [{ say: 'offer', step: session.step, text, ...offered }] }
}

/** Goes on with what was picked. */
export const take = (flow: Flow, session: Session, { id, value }: Candidate): Turn =>
  session.offered?.kind === 'field' ? correctPicked(flow, session, id) : answered(flow, session, { [session.step]: value })

/** The candidate with this number in the list, or with this label or id. */
export function pick(candidates: readonly Candidate[], text: string): Candidate | undefined {
  const key = keyOf(text)
  const number = /^\d{1,2}$/.test(key) ? Number(key) : 0
  return candidates[number - 1] ?? candidates.find(({ label, id }) => keyOf(label) === key || id === text)
}
