import type { OutgoingMessage } from '../channels/channel.js'

const JOINED_BYTES = 2_000

/** Texts that follow each other are one message, as long as it is short enough for one. */
export function joinTexts(messages: readonly OutgoingMessage[]): OutgoingMessage[] {
  const joined: OutgoingMessage[] = []
  for (const message of messages) {
    const last = joined.at(-1)
    const text = last?.type === 'text' && message.type === 'text' ? `${last.text}\n${message.text}` : undefined
    if (text !== undefined && Buffer.byteLength(text) <= JOINED_BYTES) joined[joined.length - 1] = { type: 'text', text }
    else joined.push(message)
  }
  return joined
}
