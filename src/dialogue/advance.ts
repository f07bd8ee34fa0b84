/** The engine: one event in, the next session and what to say out. It touches no clock, no database, no channel and no language. */
import { amend, amendOutright, amendPicked } from './amend.js'
import { askedOf } from './asked.js'
import { command } from './command.js'
import { edit, editable, namesField } from './correct.js'
import type { Flow, Question } from './flow.js'
import { kindOf } from './inputs/index.js'
import type { ReadContext } from './inputs/kind.js'
import { keepFiles, keepPlace } from './keep-beside.js'
import { hearAgain } from './listen.js'
import { offer, pick, take } from './offer.js'
import { answersOnPath, follow, knownTo, waysAround } from './path.js'
import { read, takeOutcome } from './read-reply.js'
import type { Candidate, Command, OwnCommand, Reply, Said, Session, Turn, TurnEvent, Values } from './session.js'
import { shortcutNamed, shortcutTapped } from './shortcuts.js'
import { misread, takeShortcut } from './take-answer.js'
import { ask, walk, withoutOffer } from './walk.js'

export { beginTold, toldIn } from './listen.js'
export { begin, beginAgain } from './walk.js'

/**
 * What an event makes of a session. The turn may ask for an action or a lookup, whose result comes back as the next event.
 * @throws Error where the event does not fit the step: a fault of the caller or an unchecked flow, never of a person
 */
export function advance(flow: Flow, before: Session, event: TurnEvent): Turn {
  const session: Session = { ...before, turn: before.turn + 1 }
  const step = flow.steps[session.step]
  if (!step) throw new Error(`flow ${flow.id} ${flow.revision} has no step ${session.step}`)
  if (event.type === 'resume') return ask(flow, { ...session, status: 'active' }, session.step, [])
  if (event.type === 'done') {
    if (step.type !== 'action') throw new Error(`step ${session.step} of ${flow.id} is not an action`)
    return done(flow, session, step.next, event.facts)
  }
  if (step.type !== 'question') throw new Error(`step ${session.step} of ${flow.id} waits for no reply`)
  if (event.type === 'found') return offer(flow, session, event.lookup, event.candidates)
  const context = { at: event.reply.at, words: event.words }
  return hearAgain(flow, session, reply(flow, { ...session, passed: [] }, step, event.reply, context), context)
}

function done(flow: Flow, session: Session, next: Parameters<typeof follow>[0], given: Values): Turn {
  const facts = { ...session.facts, ...given }
  return walk(flow, { ...session, facts }, follow(next, { ...facts, ...answersOnPath(flow, { ...session, facts }) }), [])
}

function reply(flow: Flow, session: Session, step: Question, { text, files, place, tap }: Reply, context: ReadContext): Turn {
  const kind = kindOf(step.input)
  if (tap) return tapped(flow, session, step, tap, context)
  if (files?.length) {
    const outcome = kind.takeFiles?.(askedOf(session, step), files)
    return outcome ? takeOutcome(flow, session, step, outcome, context) : keepFiles(flow, session, files)
  }
  if (place) {
    const outcome = kind.takePlace?.(askedOf(session, step), place)
    return outcome ? takeOutcome(flow, session, step, outcome, context) : keepPlace(flow, session, place)
  }
  if (text === undefined || text.trim() === '') return misread(flow, session, session.step, 'empty', {})
  return typed(flow, session, step, text, context)
}

function typed(flow: Flow, session: Session, step: Question, text: string, context: ReadContext): Turn {
  const { words } = context
  const { offered, correcting } = session
  const picked = offered && pick(offered.candidates, text, words)
  // 对 says yes to what is offered, and confirms nothing else
  if (picked && offered.kind === 'exchange') return takePicked(flow, session, picked, context)
  const word = words.command(text)
  if (word && isLeftAsItWas(session, step, word.command, text, context))
    return walk(flow, withoutOffer(session), follow(step.next, knownTo(flow, session)), [])
  const shortcut = shortcutNamed(flow, session, text, words)
  if (shortcut) return takeShortcut(flow, session, shortcut)
  const commanded = word && obey(flow, session, step, word, context)
  if (commanded) return commanded
  if (picked) return takePicked(flow, session, picked, context)
  const { isReview = false, isSentence = false } = kindOf(step.input)
  const amended = isSentence ? amendOutright(flow, session, text, context) : amend(flow, session, text, context, isReview)
  if (amended) return amended
  // another field after all
  if (correcting !== undefined && namesField(flow, session, text, words)) return edit(flow, session, text, words)
  const none = saidNone(flow, session, step, text, context)
  if (none) return none
  if (offered?.kind !== 'field') return read(flow, session, step, text, context)
  if (namesField(flow, session, text, words)) return edit(flow, session, text, words)
  // whoever was asked which field to correct may simply go on with the question itself
  return read(flow, withoutOffer(session), step, text, context)
}

/** Nothing is put right after all: 没问题, 返回. */
function isLeftAsItWas({ correcting, ...session }: Session, step: Question, word: Command, text: string, context: ReadContext): boolean {
  if (correcting === undefined || session.answers[correcting] === undefined || !(word === 'confirm' || word === 'back')) return false
  return kindOf(step.input).read(askedOf(session, step), text, context).is === 'misread'
}

/** What was said of the one that is picked is what it becomes. */
function takePicked(flow: Flow, session: Session, picked: Candidate, context: ReadContext): Turn {
  const { meant } = picked
  const one = typeof meant === 'string' ? editable(flow, session).find(({ field }) => field === picked.id) : undefined
  return (one && amendPicked(flow, withoutOffer(session), one, String(meant), context)) ?? take(flow, session, picked)
}

/** 没有, where a fact may be left out or not known and it is no answer itself; asked about where it may mean both. */
function saidNone(flow: Flow, session: Session, step: Question, text: string, context: ReadContext): Turn | undefined {
  const { words } = context
  const isAnswer = kindOf(step.input).isMeant?.(step.input, session.step, text, context)
  if (!words.isNone?.(text) || isAnswer || !(step.missing || step.unknown)) return undefined
  const ways = waysAround(step)
  if (ways.length > 1) return { session, say: [{ say: 'note', key: 'noneMeant', offers: ways }] }
  return command('missing', { flow, session, step, rest: '', words })
}

/** Undefined where the word is no command here. */
function obey(
  flow: Flow,
  session: Session,
  step: Question,
  { command: name, rest }: { readonly command: Command; readonly rest: string },
  context: ReadContext,
): Turn | undefined {
  if (!isOwn(name)) return command(name, { flow, session, step, rest, words: context.words })
  const outcome = kindOf(step.input).command?.(askedOf(session, step), name)
  return outcome && takeOutcome(flow, session, step, outcome, context)
}

const isOwn = (name: Command): name is OwnCommand => name === 'confirm' || name === 'finish'

/** Buttons and ticks carry option ids; one of an older question changes nothing. */
function tapped(flow: Flow, session: Session, step: Question, tap: NonNullable<Reply['tap']>, context: ReadContext): Turn {
  if (tap.step !== session.step) return ask(flow, session, session.step, [stale(session, tap.step)])
  const [first = ''] = tap.values
  const picked = session.offered?.candidates.find(({ id }) => id === first)
  if (picked) return takePicked(flow, session, picked, context)
  const shortcut = shortcutTapped(flow, session, first)
  if (shortcut) return takeShortcut(flow, session, shortcut)
  const button = BUTTONS.find((name) => name === first)
  if (button) return obey(flow, session, step, { command: button, rest: '' }, context) ?? ask(flow, session, session.step, [])
  const kind = kindOf(step.input)
  const asked = askedOf(session, step)
  return takeOutcome(flow, session, step, kind.tap?.(asked, tap.values, context) ?? kind.read(asked, first, context), context)
}

/** Commands that stand on buttons. */
const BUTTONS: readonly Command[] = ['confirm', 'edit', 'cancel', 'finish', 'missing', 'skip', 'unknown']

function stale({ answers }: Session, field: string): Said {
  const answer = answers[field]
  if (answer === undefined) return { say: 'note', key: 'staleQuestion' }
  return { say: 'note', key: 'staleAnswer', values: { field, answer } }
}
