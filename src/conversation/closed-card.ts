import type { OutgoingMessage } from '../channels/channel.js'
import type { Value } from '../dialogue/session.js'
import { describe } from './describe.js'
import type { Conversation } from './store.js'
import type { Talk } from './talk.js'
import type { Texts } from './texts.js'

type Closing = Extract<OutgoingMessage, { type: 'cardDone' }>

/**
 * A card whose question has been answered or left shows what was chosen, however that was said.
 * @param asked the card of a question of this turn
 * @returns undefined where the card that was open stays open, or none was
 */
export function closedCard(
  talk: Talk,
  asked: Conversation['openCard'],
  { texts, language }: { readonly texts: Texts; readonly language: string },
): Closing | undefined {
  const { openCard, session } = talk.before
  if (!openCard || !session) return undefined
  const present = talk.conversation.session?.id === session.id ? talk.conversation.session : undefined
  const isAskedAgain = present?.step === openCard.step
  if (isAskedAgain && !asked) return undefined
  const chosen = chosenAt(talk, openCard.step, present?.answers[openCard.step])
  const text =
    chosen !== undefined && talk.flow
      ? { key: 'cardChosen', values: { answer: describe({ texts, language, flow: talk.flow }, openCard.step, chosen) } }
      : { key: isAskedAgain ? 'cardMoved' : !present && talk.isFinished ? 'cardSubmitted' : 'cardDone' }
  return { type: 'cardDone', card: openCard.card, text: texts.phrase(language, text) }
}

/** An answer of this turn; a yes says no more than that it was answered. */
function chosenAt({ before }: Talk, step: string, answer: Value | undefined): Value | undefined {
  const isChanged = JSON.stringify(answer) !== JSON.stringify(before.session?.answers[step])
  return isChanged && answer !== true ? answer : undefined
}
