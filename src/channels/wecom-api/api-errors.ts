import type { ApiReaction, ChannelApiError } from '../../errors.js'

const REACTIONS = ['retry', 'refresh', 'backOff', 'configuration'] as const satisfies readonly ApiReaction[]

/** What a code asks of us: https://developer.work.weixin.qq.com/document/path/90313, grouped as in wecom.md section 10. */
const CODES: Readonly<Record<(typeof REACTIONS)[number], readonly number[]>> = {
  retry: [-1, 6000, 301022, 302005, 41063],
  refresh: [40014, 42001],
  backOff: [45009, 45033, 45011, 41094],
  configuration: [
    60020, 301042, 60011, 48001, 48002, 48004, 48005, 301002, 40056, 40001, 40013, 40091, 50001, 50002, 50003, 80001, 85005, 85008, 43012,
    43009, 81011, 84074, 701008, 701099, 301007, 93000, 93004, 93008, 2000002,
  ],
}

/** What to do about an error code of the platform; what is not listed is permanent. */
export const reactionTo = (code: number): ApiReaction => REACTIONS.find((reaction) => CODES[reaction].includes(code)) ?? 'permanent'

const INVALID_MEDIA = 40007
/** Uploaded media are kept for three days. */
export const isInvalidMedia = ({ code }: ChannelApiError): boolean => code === INVALID_MEDIA
