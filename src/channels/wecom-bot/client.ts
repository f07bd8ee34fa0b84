import { createHash } from 'node:crypto'
import { z } from 'zod'
import { ChannelNetworkError } from '../../errors.js'
import { createToken } from '../access-token.js'
import type { Body } from './encode.js'
import type { Frame } from './frames.js'
import { openSocket, type Socket } from './socket.js'

export interface BotCredentials {
  readonly botId: string
  readonly secret: string
  /** `wss://openws.work.weixin.qq.com`, a proxy or the simulator. */
  readonly url: string
}

/** How a frame of the platform's is answered, under its own id. */
export type AnswerCommand = 'aibot_respond_msg' | 'aibot_respond_welcome_msg' | 'aibot_respond_update_msg'

const TIMEOUT_MS = 5_000
const SINGLE_CHAT = 1
const CHUNK_BYTES = 512 * 1024
/** A subscription lasts as long as its connection. */
const ENDLESS_S = Number.POSITIVE_INFINITY

const Begun = z.object({ upload_id: z.string() })
const Uploaded = z.object({ media_id: z.string() })

interface Subscribed {
  readonly socket: Socket
  /** Subscribes, and again where the platform has forgotten it, with pauses after a refusal. */
  readonly subscription: ReturnType<typeof createToken>
}

export type BotClient = ReturnType<typeof createBotClient>
export type BotConnection = Pick<Socket, 'ended' | 'close'>

/**
 * Calls over the long connection (https://developer.work.weixin.qq.com/document/path/101463). Every call throws ChannelApiError, or ChannelNetworkError where
 * no answer comes in time or nobody has opened the connection here.
 */
export function createBotClient({ botId, secret, url }: BotCredentials, now: () => Date, answerWithinMs = TIMEOUT_MS) {
  let current: Subscribed | undefined
  let hasFailed = false
  const waiting = new Set<() => void>()

  async function open(onFrame: (frame: Frame | undefined) => void): Promise<BotConnection> {
    hasFailed = true
    const socket = await openSocket({ url, answerWithinMs, onFrame })
    let count = 0
    const subscription = createToken(async () => {
      await socket.request('aibot_subscribe', { bot_id: botId, secret })
      return { access_token: `${++count}`, expires_in: ENDLESS_S }
    }, now)
    await subscription.get().catch(async (error: unknown) => {
      await socket.close()
      throw error
    })
    const opened = { socket, subscription }
    current = opened
    hasFailed = false
    void socket.ended.then(() => {
      if (current === opened) current = undefined
    })
    for (const wake of waiting) wake()
    return socket
  }

  async function call(cmd: string, body: object, reqId?: string): Promise<unknown> {
    const { socket, subscription } = await connected(cmd)
    return subscription.use(() => socket.request(cmd, body, reqId))
  }

  /** A connection that was lost is opened again within moments. */
  async function connected(cmd: string): Promise<Subscribed> {
    if (!current?.socket.isOpen()) await within(answerWithinMs, nextOpened())
    if (!current) throw new ChannelNetworkError(cmd, { cause: new Error('there is no connection') })
    return current
  }

  function nextOpened() {
    let wake = () => {}
    const opened = new Promise<void>((resolve) => {
      wake = resolve
    })
    waiting.add(wake)
    return { opened, forget: () => waiting.delete(wake) }
  }

  return {
    open,
    /** True where calls can be made from here now. */
    isOpen: (): boolean => current?.socket.isOpen() ?? false,
    /** False where the last attempt to open the connection failed; told from memory. */
    isReady: (): boolean => !hasFailed,
    /** To a person who has written to the bot before. */
    async send(userId: string, body: Body): Promise<void> {
      await call('aibot_send_msg', { chatid: userId, chat_type: SINGLE_CHAT, ...body })
    },
    /** @param reqId of the frame that is answered */
    async answer(cmd: AnswerCommand, body: object, reqId: string): Promise<void> {
      await call(cmd, body, reqId)
    },
    /** In pieces, one after the other: at most 100 of 512 KB, counted from 0. */
    async upload(type: 'image' | 'voice' | 'video' | 'file', bytes: Buffer, filename: string): Promise<string> {
      const total_chunks = Math.ceil(bytes.length / CHUNK_BYTES)
      const md5 = createHash('md5').update(bytes).digest('hex')
      const init = { type, filename, total_size: bytes.length, total_chunks, md5 }
      const { upload_id } = read(Begun, 'aibot_upload_media_init', await call('aibot_upload_media_init', init))
      for (let index = 0; index < total_chunks; index++) {
        const base64_data = bytes.subarray(index * CHUNK_BYTES, (index + 1) * CHUNK_BYTES).toString('base64')
        await call('aibot_upload_media_chunk', { upload_id, chunk_index: index, base64_data })
      }
      return read(Uploaded, 'aibot_upload_media_finish', await call('aibot_upload_media_finish', { upload_id })).media_id
    },
  }
}

/** An answer of another shape than documented is none: what it should have said is unknown. */
function read<T>(schema: z.ZodType<T>, method: string, answer: unknown): T {
  const { success, data, error } = schema.safeParse(answer)
  if (!success) throw new ChannelNetworkError(method, { cause: error })
  return data
}

async function within(ms: number, { opened, forget }: { readonly opened: Promise<void>; readonly forget: () => void }): Promise<void> {
  let timer: NodeJS.Timeout | undefined
  const limit = new Promise<void>((resolve) => {
    timer = setTimeout(resolve, ms)
  })
  await Promise.race([opened, limit])
  clearTimeout(timer)
  forget()
}
