import { isDeepStrictEqual } from 'node:util'
import type { Values } from '../dialogue/session.js'
import type { ActionResult } from '../people/action.js'
import type { Press } from './intent.js'
import { perform, type RunDeps, refusalOf } from './perform.js'
import { resume, start } from './run-dialogue.js'
import { note, runningIn, type Talk, tell } from './talk.js'

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
  const { cardDone, say = [], start: next } = result
  if (!card || !cardDone) return goOn(tell(talk, ...say), next, deps)
  const shown = tell(talk, { type: 'cardDone', card, text: cardDone })
  const isRepeat = talk.before.seen.some((one) => one.key === key)
  return isRepeat ? shown : goOn({ ...tell(shown, ...say), pressed: key }, next, deps)
}

function goOn(talk: Talk, next: ActionResult['start'], deps: RunDeps): Talk | Promise<Talk> {
  if (!next) return talk
  return isRunning(talk, next) ? resume(talk, deps) : start(talk, next, deps)
}

/** True where the button was pressed twice: what it starts has been started. */
function isRunning({ conversation }: Talk, { flow, facts }: { readonly flow: string; readonly facts: Values }): boolean {
  const session = runningIn(conversation)
  return session?.flow === flow && Object.entries(facts).every(([name, value]) => isDeepStrictEqual(session.facts[name], value))
}
