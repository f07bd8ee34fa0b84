import type { ApiReaction } from '../../errors.js'
import { reactionTo as generalReaction } from '../wecom-api/api-errors.js'

/** More than five messages, later than 48 h, a session that has ended or cannot be answered now, or nobody who wrote in 48 h. */
const CLOSED: readonly number[] = [95001, 95002, 95013, 95018, 95031]
/** Not verified, the wrong secret, servicers and the right to use the API: the console mends it. */
const CONFIGURATION: readonly number[] = [60030, 95003, 95011, 95012, 95014, 95015, 95017, 95023, 95026, 95027, 95032]
/** Codes that are documented as the fault of one message, account or customer. */
const OF_THE_REQUEST: readonly number[] = [
  40003, 40004, 40005, 40006, 40007, 40008, 40009, 40058, 40063, 40096, 41050, 41051, 41096, 44004, 45001, 45002, 84061, 85002, 95000,
  95004, 95005, 95006, 95008, 95009, 95016, 95019, 95022, 95030,
]

/** What to do about an error code: https://developer.work.weixin.qq.com/document/path/90313, those of 95xxx as in wecom.md 7.9. */
export function reactionTo(code: number): ApiReaction {
  if (CLOSED.includes(code)) return 'closed'
  return CONFIGURATION.includes(code) ? 'configuration' : generalReaction(code)
}

/** True for a refusal that the documents explain otherwise than by an id that is used already; which code that has, they do not say. */
export const isExplained = (code: string | number): boolean => (OF_THE_REQUEST as readonly (string | number)[]).includes(code)

/** `msg_send_fail.fail_type` (https://developer.work.weixin.qq.com/document/path/94670): what it means, and whether the customer must write first. */
const FAILURES: Readonly<Record<number, readonly [outcome: 'closed' | 'dead', reason: string]>> = {
  1: ['dead', 'the account was deleted'],
  2: ['dead', 'the app is closed'],
  4: ['closed', 'more than 48 hours since the customer wrote'],
  5: ['closed', 'the session was closed'],
  6: ['closed', 'more than five messages since the customer wrote'],
  7: ['dead', 'no channels account is bound'],
  8: ['dead', 'the company is not verified'],
  9: ['dead', 'the company is neither verified nor has a channels account'],
  10: ['closed', 'the customer rejects messages'],
  11: ['dead', 'nobody of the company has logged in to the app'],
  12: ['dead', 'this kind of message is forbidden for components'],
}

export function failureOf(type: number): { readonly outcome: 'closed' | 'dead'; readonly reason: string } {
  const [outcome, reason] = FAILURES[type] ?? (['dead', 'the platform does not say why'] as const)
  return { outcome, reason: `msg_send_fail ${type}: ${reason}` }
}
