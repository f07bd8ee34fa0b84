import type { IncomingMessage } from '../channels/channel.js'
import type { Conversation } from './store.js'

/** A thumb that presses again because nothing has changed yet; whoever wants something shown again waits longer. */
const AGAIN_WITHIN_MS = 4_000

/** What was pressed, for comparison with the next press; undefined where nothing was. */
export const pressIn = ({ content }: IncomingMessage): string | undefined =>
  content.type === 'tap' ? `${content.card}|${content.key}|${content.selected.join(',')}` : undefined

/** True where the same was pressed just now, by the clock of the platform, and nothing was said in between: it has been answered. */
export function isDoublePress({ seen }: Conversation, message: IncomingMessage): boolean {
  const last = seen.at(-1)
  return last?.key === pressIn(message) && last !== undefined && Math.abs(message.at.getTime() - last.at.getTime()) < AGAIN_WITHIN_MS
}
