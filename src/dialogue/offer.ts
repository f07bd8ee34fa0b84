/** Matches to choose from: records of the archive, or fields to correct. */
import { correct } from './correct.js'
import type { Flow } from './flow.js'
import { keyOf } from './normalise.js'
import type { Candidate, Session, Turn } from './session.js'
import { answered } from './take-answer.js'

/** What the archive found: one match is taken, several are offered, none leads to a new record. */
export function offer(flow: Flow, session: Session, text: string, candidates: readonly Candidate[]): Turn {
  const [only] = candidates
  if (candidates.length === 1 && only && !isNew(only)) return take(flow, session, only)
  const offered = { kind: 'customer' as const, candidates }
  return {
    session: { ...session, offered },
    say: [
      { say: 'note', key: candidates.every(isNew) ? 'customerUnknown' : 'customerSeveral', values: { text } },
      { say: 'offer', step: session.step, ...offered },
    ],
  }
}

const isNew = ({ value }: Candidate) => typeof value === 'object' && value !== null && 'isNew' in value && value.isNew === true

export function take(flow: Flow, session: Session, { value }: Candidate): Turn {
  if (session.offered?.kind === 'field') {
    const { question, field } = value as { question: string; field: string }
    return correct(flow, session, question, field)
  }
  return answered(flow, session, { [session.step]: value })
}

export function pick(candidates: readonly Candidate[], text: string): Candidate | undefined {
  const key = keyOf(text)
  const number = /^\d{1,2}$/.test(key) ? Number(key) : 0
  return candidates[number - 1] ?? candidates.find(({ label, id }) => keyOf(label) === key || id === text)
}
