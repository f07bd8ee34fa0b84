import type { Limits, OutgoingMessage } from '../channels/channel.js'

/** Where no card can be changed, what it would have shown is said if nothing else is: whoever pressed a button must hear that something came of it. */
export function saidInstead(
  messages: readonly OutgoingMessage[],
  { changesForMs }: Limits['card'],
  canReply: (message: OutgoingMessage) => boolean,
): readonly OutgoingMessage[] {
  if (changesForMs > 0) return messages
  const others = messages.filter((message) => message.type !== 'cardDone' || canReply(message))
  if (others.length > 0) return others
  return messages.map((message) => (message.type === 'cardDone' ? { type: 'text', text: message.text } : message))
}
