/** Moving on: from a step to the next question that has no answer, to an action, or to the end. */

import { askedOf } from './asked.js'
import { prefill, unsaidOf } from './defaults.js'
import { type Flow, type Question, questionAt } from './flow.js'
import { kindOf } from './inputs/index.js'
import { answersOnPath, fieldsOf, follow, isAnswered, knownTo, pathOf } from './path.js'
import { isNothing, isObject, type Nothing, type Said, type Session, type Turn, type Values } from './session.js'
import { shortcutsAt } from './shortcuts.js'

/** A new session, moved on to its first question, action or end. @param id unique among all sessions: actions are keyed by it */
export const begin = (flow: Flow, id: string, facts: Values): Turn => walk(flow, newSession(flow, id, facts), flow.start, [])

const newSession = (flow: Flow, id: string, facts: Values): Session => ({
  id,
  flow: flow.id,
  revision: flow.revision,
  status: 'active',
  step: flow.start,
  answers: {},
  facts,
  failures: 0,
  turn: 0,
  told: {},
  passed: [],
})

/**
 * A new session of what was answered before: it begins where all of it is shown and can be corrected. The fact `before` keeps what stood there.
 * @throws Error where the flow never shows what was answered
 */
export function beginAgain(flow: Flow, id: string, facts: Values, known: Values): Turn {
  const [step] = Object.entries(flow.steps).find(([, one]) => one.type === 'question' && kindOf(one.input).isReview) ?? []
  if (step === undefined) throw new Error(`flow ${flow.id} has no summary`)
  const session: Session = { ...newSession(flow, id, facts), step, answers: known }
  const asked = pathOf(flow, session).flatMap((question) => gapsOf(questionAt(flow, question), question))
  const answers = { ...Object.fromEntries(asked), ...answersOnPath(flow, session) }
  return ask(flow, { ...session, answers, facts: { ...facts, before: answers } }, step, [])
}

/** What its fields are where nothing was kept of them: whoever was asked left them out, or did not know. */
function gapsOf({ input, unknown }: Question, id: string): [string, Nothing][] {
  if (kindOf(input).isReview) return []
  return fieldsOf({ input }, id).map((field) => [field, { none: unknown ? 'unknown' : 'skipped' }])
}

/**
 * From a step onwards to the next question that has no answer, the next action, or the end.
 * @throws Error where the flow has no such step, or runs in a circle without asking: neither has passed the checks
 */
export function walk(flow: Flow, { correcting: _corrected, ...from }: Session, first: string, said: readonly Said[]): Turn {
  let session: Session = from
  const say = [...said]
  for (let id = first; ; ) {
    const step = flow.steps[id]
    if (!step) throw new Error(`flow ${flow.id} ${flow.revision} has no step ${id}`)
    const again = session.passed.includes(id)
    session = { ...session, step: id, passed: [...session.passed, id] }
    switch (step.type) {
      case 'end': {
        if (!step.silent) say.push({ say: 'message', step: id, values: valuesOf(step.values, flow, session) })
        const facts = { ...session.facts, ...answersOnPath(flow, session) }
        return {
          session: { ...session, status: step.outcome },
          say,
          ...(step.continueWith && { continueWith: { flow: step.continueWith, facts } }),
        }
      }
      case 'action':
        if (again) throw new Error(`flow ${flow.id} runs in a circle at ${id}`)
        return { session, say, action: { name: step.run, step: id } }
      case 'message': {
        const values = valuesOf(step.values, flow, session)
        const key = JSON.stringify(values)
        if (session.told[id] !== key) say.push({ say: 'message', step: id, values })
        session = { ...session, told: { ...session.told, [id]: key } }
        break
      }
      case 'question': {
        session = prefill(flow, step, id, session)
        const along = kindOf(step.input).alongWith?.(askedOf(session, step)) ?? {}
        if (Object.keys(along).length > 0) session = { ...session, answers: { ...session.answers, ...along } }
        if (again || !isAnswered(step, id, session.answers)) return ask(flow, session, id, say)
      }
    }
    id = follow(step.next, knownTo(flow, session))
  }
}

/** Asks a question, or says again what is offered at it, after what is said already. @throws Error where the step is no question */
export function ask(flow: Flow, session: Session, id: string, said: readonly Said[]): Turn {
  const { input } = questionAt(flow, id)
  const kind = kindOf(input)
  const next = { ...session, step: id }
  const offered = session.step === id && session.offered ? session.offered : kind.offered?.(input, session.facts)
  if (offered) return { session: { ...next, offered }, say: [...said, { say: 'offer', step: id, ...offered }] }
  if (kind.isReview) return { session: next, say: [...said, review(flow, next)] }
  const parts = kind.stillAsked?.(input, session.answers)
  const previous = kind.hidesPrevious || isNothing(session.answers[id]) ? undefined : session.answers[id]
  const previousParts = partsBefore(questionAt(flow, id), id, session)
  const suggested = kind.suggested?.(askedOf(next, questionAt(flow, id))) ?? {}
  const hasSuggested = Object.keys(suggested).length > 0
  const days = kind.days?.(askedOf(next, questionAt(flow, id))) ?? []
  const shortcuts = shortcutsAt(flow, next, id)
  return {
    session: next,
    say: [
      ...said,
      {
        say: 'question',
        step: id,
        ...(parts && { parts }),
        ...(previous !== undefined && { previous }),
        ...(previousParts && { previousParts }),
        ...(hasSuggested && { suggested }),
        ...(days.length > 0 && { days }),
        ...(shortcuts.length > 0 && { shortcuts }),
      },
    ],
  }
}

/** Of several fields that have all been answered, and none of which is being corrected. */
function partsBefore(question: Question, id: string, { answers, correcting }: Session): Values | undefined {
  const fields = fieldsOf(question, id).filter((field) => field !== id && answers[field] !== undefined && !isNothing(answers[field]))
  const isBack = fields.length > 0 && correcting === undefined && isAnswered(question, id, answers)
  return isBack ? Object.fromEntries(fields.map((field) => [field, answers[field]])) : undefined
}

function review(flow: Flow, session: Session): Said {
  const answers = answersOnPath(flow, session)
  const fields = [...new Set(pathOf(flow, session).flatMap((question) => fieldsOf(questionAt(flow, question), question)))]
  const answered = fields.filter((field) => answers[field] !== undefined)
  const { before } = session.facts
  return {
    say: 'summary',
    step: session.step,
    answers,
    fields: answered,
    unsaid: unsaidOf(session, answered),
    ...(isObject(before) && { before }),
  }
}

/** The session as it is once nothing is offered any more. */
export function withoutOffer({ offered: _offered, ...session }: Session): Session {
  return session
}

function valuesOf(names: readonly string[], flow: Flow, session: Session): Values {
  const known = knownTo(flow, session)
  return Object.fromEntries(names.map((name) => [name, known[name]]))
}
