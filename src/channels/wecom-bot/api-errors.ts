import type { ApiReaction } from '../../errors.js'

/** The subscription of the connection has ended, or was never accepted. */
const NOT_SUBSCRIBED = 846609
const REACTIONS = ['retry', 'refresh', 'backOff', 'configuration'] as const satisfies readonly ApiReaction[]

/** What a code asks of us: wecom.md 9.3 and section 10, and the list of https://developer.work.weixin.qq.com/document/path/90313 */
const CODES: Readonly<Record<(typeof REACTIONS)[number], readonly number[]>> = {
  retry: [-1, 6000],
  refresh: [NOT_SUBSCRIBED],
  backOff: [45009, 45033, 846607],
  configuration: [853000, 60020, 48002, 50001],
}

/** What to do about an error code of the platform; what is not listed is permanent. */
export const reactionTo = (code: number): ApiReaction => REACTIONS.find((reaction) => CODES[reaction].includes(code)) ?? 'permanent'

const INVALID_MEDIA = 40007
export const isInvalidMedia = ({ code }: { readonly code: number | string }): boolean => code === INVALID_MEDIA
