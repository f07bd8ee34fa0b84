/** JSON of the long connection (https://developer.work.weixin.qq.com/document/path/101463): what we ask has a command, what is answered has a code. */
import { z } from 'zod'

export const MESSAGE = 'aibot_msg_callback'
export const EVENT = 'aibot_event_callback'

const Frame = z.looseObject({
  cmd: z.string().optional(),
  headers: z.looseObject({ req_id: z.string() }),
  body: z.unknown().optional(),
  errcode: z.number().optional(),
  errmsg: z.string().optional(),
})
export type Frame = z.infer<typeof Frame>

/** Undefined for what is no frame. */
export function readFrame(text: string): Frame | undefined {
  // the platform leaves control characters in what people wrote
  const { success, data } = Frame.safeParse(parse(text) ?? parse(text.replace(/\p{Cc}/gu, '')))
  return success ? data : undefined
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}
