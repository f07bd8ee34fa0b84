import type { OutgoingMessage } from '../channels/channel.js'
import type { Side } from '../people/person.js'
import { closedCard } from './closed-card.js'
import { languageFor } from './readers.js'
import { render } from './render.js'
import type { Conversation } from './store.js'
import type { SaidInDialogue, Talk, Utterance } from './talk.js'
import type { Texts } from './texts.js'
import { translate } from './translate.js'

export interface RenderDeps {
  readonly texts: Texts
  /** Of whoever has chosen none. */
  readonly defaultLanguage: string
}

export interface Rendered {
  /** The change of the card that was open comes first. */
  readonly messages: readonly OutgoingMessage[]
  /** The card whose buttons belong to the present question. */
  readonly openCard: Conversation['openCard']
}

/**
 * What was said in a turn becomes messages in the person's language, and in the words for their side. Pure.
 *
 * Cards are named by the turn and their place in it: the same record may be shown twice, and no two cards may have one id. These names are short and
 * plain, so every platform gives them back as they are. A card that is to be closed later has a name of its own.
 */
export function renderTalk(talk: Talk, side: Side, { texts, defaultLanguage }: RenderDeps): Rendered {
  const language = languageFor(talk.conversation.language ?? defaultLanguage, side)
  const messages: OutgoingMessage[] = []
  let asked: Conversation['openCard']
  for (const utterance of talk.said) {
    const card = `${talk.turnId}-${messages.length}`
    if (utterance.type === 'said') {
      const rendered = renderSaid(utterance, card, language, texts)
      messages.push(...rendered)
      if (rendered.some(({ type }) => type === 'choice') && utterance.session.status === 'active')
        asked = { card, step: utterance.session.step }
    } else {
      const message = translate(texts, language, utterance)
      messages.push(message.type === 'card' && !isNamed(utterance) ? { ...message, card } : message)
    }
  }
  const closed = closedCard(talk, asked, { texts, language })
  return closed ? { messages: [closed, ...messages], openCard: asked } : { messages, openCard: asked ?? talk.before.openCard }
}

const isNamed = (utterance: Utterance): boolean => utterance.type === 'card' && utterance.isNamed === true

function renderSaid({ items, flow, session }: SaidInDialogue, card: string, language: string, texts: Texts): OutgoingMessage[] {
  return render(items, { flow, texts, language, sessionId: session.id, step: session.step, facts: session.facts, card })
}
