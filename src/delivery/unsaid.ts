import { wordsOf } from '../channels/words-of.js'
import type { Delivery } from './model.js'
import { type Topic, talkTopic } from './notice.js'

/** What has not arrived where somebody must say it otherwise: whatever it belongs to, with its words. */
export const unsaidOf = (to: string, { topic, message }: Pick<Delivery, 'topic' | 'message'>): { topic: Topic; words: string } => ({
  topic: topic ?? talkTopic(to),
  words: wordsOf(message),
})
