/** What the two generations of the API answer (dingtalk.md 0.1 and 3.2): one says yes by its status, the other by a code in the body. */
import { z } from 'zod'
import { ChannelApiError, ChannelNetworkError } from '../../errors.js'
import { reactionTo } from './api-errors.js'

export type Answer = Readonly<Record<string, unknown>>

const code = z.union([z.string(), z.number()]).transform(String)
const Said = z.looseObject({
  code: code.optional(),
  message: z.string().optional(),
  errcode: code.optional(),
  sub_code: code.optional(),
  errmsg: z.string().optional(),
  sub_msg: z.string().optional(),
  punish: z.unknown().optional(),
})
const OK = '0'
/** In the page of a gateway to which a proxy did not speak TLS. */
const PLAIN_TO_TLS = 'plain HTTP request was sent to HTTPS port'
/** Our own name for it: the platform has none. */
export const BANNED = 'banned'

/**
 * @throws ChannelApiError where the platform said no; its `code` is `banned` where it takes no calls from this address for five minutes
 * @throws ChannelNetworkError where it said nothing readable
 */
export async function readAnswer(method: string, response: Response): Promise<Answer> {
  const text = await response.text().catch((cause: unknown) => Promise.reject(new ChannelNetworkError(method, { cause })))
  if (text.includes(PLAIN_TO_TLS)) throw new ChannelNetworkError(method, { cause: new Error('a proxy on the way speaks no TLS') })
  // a page where an answer should be is how a ban looks; a gateway's own page comes with 5xx
  if (response.status < 500 && /^\s*</.test(text)) throw new ChannelApiError(method, BANNED, reactionTo(BANNED, 200))
  const said = parse(method, text, response.status)
  if (said.punish !== undefined) throw new ChannelApiError(method, BANNED, reactionTo(BANNED, 200))
  const failed = said.sub_code || said.errcode || (response.ok ? OK : said.code)
  if (failed === OK && response.ok) return said
  if (!failed || failed === OK) throw new ChannelNetworkError(method, { cause: new Error(`HTTP ${response.status}`) })
  throw new ChannelApiError(method, failed, reactionTo(failed, response.status), said.sub_msg ?? said.errmsg ?? said.message)
}

function parse(method: string, text: string, status: number): z.infer<typeof Said> {
  try {
    return Said.parse(JSON.parse(text))
  } catch {
    // what it said stands in no log
    throw new ChannelNetworkError(method, { cause: new Error(`HTTP ${status} with ${text.length} characters that are no answer`) })
  }
}

/** An answer of another shape than documented is none: what it should have said is unknown. */
export function readAs<T>(schema: z.ZodType<T>, method: string, answer: Answer): T {
  const { success, data, error } = schema.safeParse(answer)
  if (!success) throw new ChannelNetworkError(method, { cause: error })
  return data
}
