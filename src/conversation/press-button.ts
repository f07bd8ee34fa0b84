import { isDeepStrictEqual } from 'node:util'
import type { Session, Values } from '../dialogue/session.js'
import type { ActionResult } from '../people/action.js'
import type { Press } from './intent.js'
import { perform, type RunDeps, refusalOf } from './perform.js'
import { putAside, resume, start } from './run-dialogue.js'
import { note, runningIn, type Talk, tell, withConversation } from './talk.js'

/** Runs the action of a button. A button that is pressed twice before its card has changed is answered once. */
export async function pressButton(talk: Talk, press: Press, deps: RunDeps): Promise<Talk> {
  const { button, reference, card } = press
  const action = deps.buttons.includes(button) ? deps.actions[button] : undefined
  if (!action) return note(talk, 'staleQuestion')
  const key = card ? `${card}.${button}.${reference}.${talk.before._id}` : `${talk.turnId}.${button}`
  let result: ActionResult
  try {
    result = await perform(action, talk, deps, { key, answers: {}, facts: {}, reference })
  } catch (error) {
    return tell(talk, refusalOf(error))
  }
  const { cardDone, say = [], start: next, takesOn } = result
  if (takesOn && !(card && cardDone)) return takeOn(tell(talk, ...say), takesOn, deps)
  if (!card || !cardDone) return goOn(tell(talk, ...say), next, deps)
  const shown = tell(talk, { type: 'cardDone', card, text: cardDone })
  if (takesOn) return takeOn({ ...tell(shown, ...say), pressed: key }, takesOn, deps)
  const isRepeat = talk.before.seen.some((one) => one.key === key)
  return isRepeat ? shown : goOn({ ...tell(shown, ...say), pressed: key }, next, deps)
}

function goOn(talk: Talk, next: ActionResult['start'], deps: RunDeps): Talk | Promise<Talk> {
  if (!next) return talk
  return isRunning(talk, next) ? resume(talk, deps) : start(talk, next, deps)
}

/** What was running waits as a draft; what was taken on before is there already, with what was answered since. */
function takeOn(talk: Talk, session: Session, deps: RunDeps): Talk | Promise<Talk> {
  const { drafts, suspended, finished = [] } = talk.conversation
  if (finished.some((one) => one.session === session.id) || suspended.some(({ id }) => id === session.id))
    return note(talk, 'submittedBefore', { no: finished.find((one) => one.session === session.id)?.no ?? null })
  const running = runningIn(talk.conversation)
  if (running?.id === session.id) return resume(talk, deps)
  const known = drafts.find(({ id }) => id === session.id)
  // one that was cancelled went back to its person, and one that was taken on from here too, who may have gone on with it
  const own = known && known.status !== 'cancelled' && !known.takenBy ? known : session
  const free = running ? putAside(talk, running) : talk
  const left = free.conversation.drafts.filter(({ id }) => id !== session.id)
  return resume(withConversation(free, { drafts: left, session: { ...own, status: 'active' } }), deps)
}

/** True where the button was pressed twice: what it starts has been started. */
function isRunning({ conversation }: Talk, { flow, facts }: { readonly flow: string; readonly facts: Values }): boolean {
  const session = runningIn(conversation)
  return session?.flow === flow && Object.entries(facts).every(([name, value]) => isDeepStrictEqual(session.facts[name], value))
}
