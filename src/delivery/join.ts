import type { Limits, OutgoingMessage } from '../channels/channel.js'
import { wordsOf } from '../channels/words-of.js'

export type JoinLimits = Pick<Limits, 'textBytes'> & Partial<Pick<Limits, 'card' | 'replyWindow'>>

/** One message that says both, in their order; undefined where that would be several. */
export function join(first: OutgoingMessage, next: OutgoingMessage, limits: JoinLimits): OutgoingMessage | undefined {
  const { textBytes, card, replyWindow } = limits
  const words = `${wordsOf(first)}\n\n${wordsOf(next)}`
  if (isText(first) && isText(next)) return Buffer.byteLength(words) <= textBytes ? { type: 'text', text: words } : undefined
  if (!card || !replyWindow || Buffer.byteLength(words) > replyWindow.cardBytes) return undefined
  return joinPressable(first, next, words, card.buttons)
}

/** What can be pressed stands below all the words; two questions, unlike two cards, are not told apart there. */
function joinPressable(first: OutgoingMessage, next: OutgoingMessage, words: string, most: number): OutgoingMessage | undefined {
  if (isText(first) && next.type === 'choice') return { ...next, text: [first.text, next.text].filter(Boolean).join('\n\n') }
  const cards = [first, next].flatMap((one) => (one.type === 'card' ? [one] : []))
  const buttons = cards.flatMap((one) => one.buttons)
  if (![first, next].every((one) => isText(one) || one.type === 'card') || buttons.length > most) return undefined
  return { type: 'card', card: cards.at(-1)!.card, title: words, rows: [], buttons }
}

const isText = (message: OutgoingMessage): message is Extract<OutgoingMessage, { type: 'text' }> => message.type === 'text'
