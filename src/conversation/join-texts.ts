import type { OutgoingMessage } from '../channels/channel.js'

/** Texts that follow each other are one message, as long as it is short enough for one of the channel. */
export function joinTexts(messages: readonly OutgoingMessage[], textBytes: number): OutgoingMessage[] {
  const joined: OutgoingMessage[] = []
  for (const message of messages) {
    const last = joined.at(-1)
    const text = last?.type === 'text' && message.type === 'text' ? `${last.text}\n${message.text}` : undefined
    if (text !== undefined && Buffer.byteLength(text) <= textBytes) joined[joined.length - 1] = { type: 'text', text }
    else joined.push(message)
  }
  return joined
}
