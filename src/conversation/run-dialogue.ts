/** Moves dialogues on: runs what the engine asks for until it waits for the person again or ends, and then what follows. */
import type { Notice } from '../delivery/notice.js'
import { advance, begin, beginAgain, beginTold, toldIn } from '../dialogue/advance.js'
import type { Flow } from '../dialogue/flow.js'
import { answersOnPath } from '../dialogue/path.js'
import type { Said, Session, Turn, TurnEvent, Values } from '../dialogue/session.js'
import { UserFacingError } from '../errors.js'
import type { ActionResult } from '../people/action.js'
import { type Finished, withFinished } from './finished.js'
import { givesWay } from './give-way.js'
import type { Start } from './intent.js'
import { perform, type RunDeps, refusalOf } from './perform.js'
import { HEARD_CHARS, isForwarded, TOLD } from './route-text.js'
import { draftReference } from './take-draft.js'
import { channelOf, note, runningIn, speak, type Talk, tell, withConversation } from './talk.js'

/** Another dialogue, of its newest revision; a running one waits, and one waits at most. One that the other replaces is kept as a draft. */
export async function start(present: Talk, wish: Omit<Start, 'does'>, deps: RunDeps): Promise<Talk> {
  const { flow: id, facts, answers, asked } = await withinCase(wish, deps)
  const flow = deps.revisions.newest(id)
  const running = runningIn(present.conversation)
  const talk = running ? aside(present, running, flow) : present
  const session = runningIn(talk.conversation)
  if (session && talk.conversation.suspended.length > 0) return resume(note(talk, 'oneAtATime'), deps)
  const { at } = talk.message
  const { word, rest } = asked ?? { word: '', rest: '' }
  const key = `${talk.turnId}${id.slice(0, 2)}`
  const isTold = flow.facts.includes('heard') && isForwarded(rest)
  const known = { startedAt: at.toISOString(), asked: { word, rest }, ...(isTold && { heard: rest.slice(0, HEARD_CHARS) }), ...facts }
  const turn = answers ? beginAgain(flow, key, known, answers) : beginHearing(flow, key, known, at, deps)
  // what was heard as a whole is no answer to the next question
  const left = toldIn({ facts: known }) === rest && Object.keys(turn.session.answers).length > 0 ? '' : rest
  return carryOn(session ? withConversation(talk, { suspended: [session] }) : talk, flow, turn, deps, left)
}

/** Without the dialogue that runs, where the one that begins does not wait for it or behind it. */
function aside(talk: Talk, running: Session, { replaces }: Flow): Talk {
  if (givesWay(running, talk.flow)) return withConversation(talk, { session: undefined })
  return talk.flow?.yields || replaces?.includes(running.flow) ? putAside(talk, running) : talk
}

/** What begins something new. */
const BEGINNING: readonly string[] = [TOLD, 'intake']

/** Whoever is here for one case alone adds to that one: of a new one they would see nothing, and hear nothing. */
async function withinCase(wish: Omit<Start, 'does'>, deps: RunDeps): Promise<Omit<Start, 'does'>> {
  const only = BEGINNING.includes(wish.flow) ? (await deps.person()).only : undefined
  return only === undefined ? wish : { flow: 'supplement', facts: { no: only, files: wish.facts.files ?? [] } }
}

/** What was told before the first question answers as many as it can. */
function beginHearing(flow: Flow, key: string, facts: Values, at: Date, { texts }: RunDeps): Turn {
  const turn = begin(flow, key, facts)
  const told = flow.facts.includes('heard') ? toldIn(turn.session) : undefined
  return told === undefined ? turn : beginTold(flow, turn, told, { at, words: texts.words(flow.id) })
}

/** What was said behind the word that began the dialogue answers its first question, also where something is checked before. */
function answeredBy(rest: string, flow: Flow, turn: Turn, at: Date, { texts }: RunDeps): Turn {
  if (rest === '' || flow.steps[turn.session.step]?.type !== 'question') return turn
  const first = advance(flow, turn.session, { type: 'reply', reply: { at, text: rest }, words: texts.words(flow.id) })
  // what was not understood is said with the question, which nobody has seen yet
  const isUnread = first.say.every(({ say }) => say === 'retry') && first.session.step === turn.session.step
  return isUnread ? { ...first, say: [...first.say, ...turn.say] } : first
}

/** What it holds is brought back by 继续. */
export function putAside(talk: Talk, session: Session): Talk {
  const { flow, facts } = session
  const drafts: Session[] = [...talk.conversation.drafts, { ...session, status: 'paused' }]
  return note(withConversation(talk, { session: undefined, drafts }), 'putAside', { flow, no: facts.no ?? null })
}

/** Asks again what the running dialogue waits for. @param opening what is said before the question */
export function resume(talk: Talk, deps: RunDeps, opening: readonly Said[] = []): Promise<Talk> {
  return proceed(talk, { type: 'resume' }, deps, opening)
}

/** One event for the running dialogue, on the revision that it is pinned to. Where none is running nothing happens. */
export async function proceed(talk: Talk, event: TurnEvent, deps: RunDeps, opening: readonly Said[] = []): Promise<Talk> {
  const session = runningIn(talk.conversation)
  if (!session) return talk
  const flow = session.revision === runningIn(talk.before)?.revision ? talk.flow : await deps.revisions.of(session)
  if (!flow?.steps[session.step]) return settle(note(talk, 'flowGone'), { session: { ...session, status: 'expired' }, say: [] }, deps)
  const turn = advance(flow, session, event)
  const next = await carryOn(talk, flow, { ...turn, say: [...opening, ...turn.say] }, deps)
  const isUnread = event.type === 'reply' && turn.say.some(({ say }) => say === 'retry')
  return isUnread ? hear(next, session, event.reply.text ?? '', deps) : next
}

/** Fewer letters are a slip of the finger. */
const WORDS_CHARS = 3

/** What a customer says instead of an answer about their complaint is for somebody to hear. */
async function hear(talk: Talk, { facts }: Session, heard: string, deps: RunDeps): Promise<Talk> {
  const isAbout = typeof facts.no === 'string' && [...heard].length >= WORDS_CHARS
  if (!isAbout || (await deps.person()).side === 'staff') return talk
  const { say = [] } = await perform(deps.actions.hearCustomer!, talk, deps, {
    key: `${talk.turnId}.heard`,
    answers: {},
    facts: { no: facts.no, heard: heard.slice(0, HEARD_CHARS) },
  })
  return tell(talk, ...say)
}

/** @param rest what was said beside, for the first question that it comes to */
async function carryOn(talk: Talk, flow: Flow, first: Turn, deps: RunDeps, rest = ''): Promise<Talk> {
  const { at } = talk.message
  let turn = answeredBy(rest, flow, first, at, deps)
  let left = turn === first ? rest : ''
  const { say: promised = [] } = turn.handover ? await act(talk, flow, withFilled(talk, flow, turn.session), 'handOver', deps) : {}
  let next = speak(tell(talk, ...promised.filter((one) => !givesAway(one))), flow, turn)
  let following: ActionResult['start']
  try {
    for (let done = await fulfil(next, flow, turn, deps); done; done = await fulfil(next, flow, turn, deps)) {
      following = done.start
      const gone = advance(flow, turn.session, done.event)
      turn = done.start ? gone : answeredBy(left, flow, gone, at, deps)
      if (turn !== gone) left = ''
      next = speak(tell(next, ...done.say), flow, turn)
    }
  } catch (error) {
    return refuse(next, turn.session, error, deps)
  }
  next = tell(next, ...promised.filter(givesAway))
  if (turn.session.status === 'cancelled') await giveBack(next, turn.session, deps)
  if (turn.session.status === 'completed') await closeDraft(next, turn.session, deps)
  if (turn.session.status !== 'active' && turn.session.status !== 'paused') await endBrought(next, turn.session, deps)
  return settle(next, following ? { ...turn, continueWith: following } : turn, deps)
}

/** From then on nothing is said by us. */
const givesAway = ({ type }: Notice): boolean => type === 'toServicer'

/** What was taken on from somebody is theirs again once it is cancelled. */
export const giveBack = (talk: Talk, session: Session, deps: RunDeps): Promise<void> => leave('giveBackDraft', talk, session, deps)

/** And they are told once it is filed. */
const closeDraft = (talk: Talk, session: Session, deps: RunDeps): Promise<void> => leave('closeDraft', talk, session, deps)

/** On other contacts of the person nothing waits for it any more. */
export async function endBrought(talk: Talk, { id, answers, facts }: Session, deps: RunDeps): Promise<void> {
  const action = facts.broughtFrom === undefined ? undefined : deps.actions.endBrought
  if (action) await perform(action, talk, deps, { key: `${id}.endBrought`, answers, facts: { ...facts, draft: id } })
}

async function leave(name: string, talk: Talk, { id, step, answers, facts }: Session, deps: RunDeps): Promise<void> {
  const action = facts.takenFrom === undefined ? undefined : deps.actions[name]
  if (action) await perform(action, talk, deps, { key: `${id}.${name}`, answers, facts: { ...facts, draft: id, step } })
}

/** Whoever is to help reads what has been answered so far, and where the person is. */
function withFilled({ before: { _id } }: Talk, flow: Flow, session: Session): Session {
  const filled = { flow: flow.id, step: session.step, answers: answersOnPath(flow, session) }
  const draft = flow.id === TOLD && { draft: draftReference(_id, session.id) }
  return { ...session, facts: { ...session.facts, filled, ...draft } }
}

/** What came of the lookup or the action that the engine asks for; undefined where it asks for none. */
async function fulfil(
  talk: Talk,
  flow: Flow,
  { session, lookup, action }: Turn,
  deps: RunDeps,
): Promise<{ readonly event: TurnEvent; readonly say: readonly Notice[]; readonly start?: ActionResult['start'] } | undefined> {
  if (lookup) {
    const find = deps.lookups[lookup.name]
    if (!find) throw new Error(`there is no lookup ${lookup.name}`)
    const language = talk.conversation.language ?? deps.defaultLanguage
    const candidates = await find(lookup.text, await deps.person(), { facts: session.facts, channel: channelOf(talk), language })
    return { event: { type: 'found', lookup, candidates }, say: [] }
  }
  if (!action) return undefined
  const { facts = {}, say = [], start: following } = await act(talk, flow, session, action.name, deps)
  return { event: { type: 'done', facts }, say, ...(following && { start: following }) }
}

function act(talk: Talk, flow: Flow, session: Session, name: string, deps: RunDeps): Promise<ActionResult> {
  const action = deps.actions[name]
  if (!action) throw new Error(`there is no action ${name}`)
  return perform(action, talk, deps, {
    // not the turn: it changes when somebody saves first, and the act must be known again
    key: `${session.id}.${session.step}`,
    answers: answersOnPath(flow, session),
    facts: session.facts,
    revision: flow.revision,
  })
}

/** A dialogue that began with this message ends with its refusal; any other stays where it was, unless it cannot go on. */
function refuse(talk: Talk, session: Session, error: unknown, deps: RunDeps): Talk | Promise<Talk> {
  const told = tell(talk, refusalOf(error))
  const isOver = (error instanceof UserFacingError && error.endsDialogue) || talk.before.session?.id !== session.id
  return isOver ? settle(told, { session: { ...session, status: 'cancelled', answers: {} }, say: [] }, deps) : told
}

/** Says what is asked about again, where that is one case. */
export const resumedAt = ({ facts: { no } }: Session): Said => ({ say: 'note', key: 'resumed', values: { no: no ?? null } })

const finishedOf = ({ id, facts: { no } }: Session): Finished => ({ session: id, ...(typeof no === 'string' && { no }) })

/** Keeps the session, or goes on with what follows it when it has ended. */
async function settle(talk: Talk, { session, continueWith }: Turn, deps: RunDeps): Promise<Talk> {
  if (session.status === 'active') return withConversation(talk, { session })
  const isFinished = session.status === 'completed'
  const { drafts, suspended } = talk.conversation
  const isKept = !isFinished && Object.keys(session.answers).length > 0
  const left = {
    session: undefined,
    drafts: isKept ? [...drafts, session] : drafts,
    ...(isFinished && { finished: withFinished(talk.conversation.finished, finishedOf(session)) }),
  }
  const ended = { ...withConversation(talk, left), isFinished }
  if (continueWith) return start(ended, continueWith, deps)
  const [waiting, ...others] = suspended
  if (!waiting) return ended
  return resume(withConversation(ended, { session: waiting, suspended: others }), deps, [resumedAt(waiting)])
}
