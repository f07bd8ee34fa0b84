import type { Limits } from '../channels/channel.js'
import { wordsOf } from '../channels/words-of.js'
import type { Delivery } from './model.js'
import { type Topic, talkTopic } from './notice.js'

/** Where few things may be said, somebody must say otherwise what has not arrived: whatever it belongs to, with its words. */
export function unsaidOf(
  to: string,
  { topic, message }: Pick<Delivery, 'topic' | 'message'>,
  limits: Limits | undefined,
): { topic?: Topic; words?: string } {
  if (!limits?.replyWindow) return topic ? { topic } : {}
  return { topic: topic ?? talkTopic(to), words: wordsOf(message) }
}
