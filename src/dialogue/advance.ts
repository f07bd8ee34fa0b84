/** The engine: one event in, the next session and what to say out. It touches no clock, no database, no channel and no language. */
import { command } from './command.js'
import { edit, namesField } from './correct.js'
import type { Flow, Question } from './flow.js'
import { offer, pick, take } from './offer.js'
import { answersOnPath, follow } from './path.js'
import { read } from './read-reply.js'
import type { Reply, Said, Session, Turn, TurnEvent, Words } from './session.js'
import { answered, misread, withFiles, withPlace } from './take-answer.js'
import { ask, walk, withoutOffer } from './walk.js'

export { begin } from './walk.js'

export function advance(flow: Flow, before: Session, event: TurnEvent): Turn {
  const session: Session = { ...before, turn: before.turn + 1 }
  const step = flow.steps[session.step]
  if (!step) throw new Error(`flow ${flow.id} ${flow.revision} has no step ${session.step}`)
  if (event.type === 'resume') return ask(flow, { ...session, status: 'active' }, session.step, [])
  if (event.type === 'done') {
    if (step.type !== 'action') throw new Error(`step ${session.step} of ${flow.id} is not an action`)
    const facts = { ...session.facts, ...event.facts }
    return walk(flow, { ...session, facts }, follow(step.next, { ...facts, ...answersOnPath(flow, { ...session, facts }) }), [])
  }
  if (step.type !== 'question') throw new Error(`step ${session.step} of ${flow.id} waits for no reply`)
  if (event.type === 'found') return offer(flow, session, event.text, event.candidates)
  return reply(flow, { ...session, passed: [] }, step, event.reply, event.words)
}

function reply(flow: Flow, session: Session, step: Question, { at, text, files, place, tap }: Reply, words: Words): Turn {
  if (tap) return tapped(flow, session, step, tap, { at, words })
  if (files?.length) return withFiles(flow, session, step, files)
  if (place) return withPlace(flow, session, step, place)
  if (text === undefined || text.trim() === '') return misread(flow, session, session.step, 'empty', {})

  const word = words.command(text)
  if (word && isCommandHere(word.command, step)) return command(flow, session, step, word.command, word.rest, words)
  if (session.offered) {
    const picked = pick(session.offered.candidates, text)
    if (picked) return take(flow, session, picked)
    if (session.offered.kind === 'field' && namesField(flow, session, text, words)) return edit(flow, session, text, words)
  }
  // whoever was asked which field to correct may simply go on with the question itself
  const open = session.offered?.kind === 'field' ? withoutOffer(session) : session
  return read(flow, open, step, text, { at, words })
}

/** 确认 and 完成 are commands only where there is something to confirm or to finish; elsewhere they may be an answer. */
function isCommandHere(name: string, { input }: Question): boolean {
  if (name === 'confirm') return input.type === 'summary'
  return name !== 'finish' || input.type === 'files'
}

/** Buttons and ticks carry option ids; one of an older question changes nothing. */
function tapped(
  flow: Flow,
  session: Session,
  step: Question,
  tap: { step: string; values: readonly string[] },
  context: { at: Date; words: Words },
): Turn {
  if (tap.step !== session.step) {
    const answer = session.answers[tap.step]
    const stale: Said =
      answer === undefined
        ? { say: 'note', key: 'staleQuestion' }
        : { say: 'note', key: 'staleAnswer', values: { field: tap.step, answer } }
    return ask(flow, session, session.step, [stale])
  }
  const [first = ''] = tap.values
  const picked = session.offered?.candidates.find(({ id }) => id === first)
  if (picked) return take(flow, session, picked)
  if (['confirm', 'edit', 'cancel', 'finish', 'missing', 'skip', 'unknown'].includes(first)) {
    return command(flow, session, step, first as 'confirm', '', context.words)
  }
  const { input } = step
  if (input.type === 'choices') {
    const known = tap.values.filter((value) => input.options.includes(value))
    return known.length > 0 ? answered(flow, session, { [session.step]: known }) : misread(flow, session, session.step, 'choice', {})
  }
  if (input.type === 'yesno') return answered(flow, session, { [session.step]: first === 'yes' })
  return read(flow, session, step, first, context)
}
