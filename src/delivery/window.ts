import type { ReplyWindow } from '../channels/channel.js'

/** How many messages a person may still get. @param heardAt when they wrote last; where that is not known the platform says so itself */
export function messagesLeft({ messages, ms }: ReplyWindow, heardAt: Date | undefined, sent: readonly Date[], now: Date): number {
  if (!heardAt) return messages
  if (now.getTime() - heardAt.getTime() > ms) return 0
  return Math.max(0, messages - sent.filter((at) => at >= heardAt).length)
}
