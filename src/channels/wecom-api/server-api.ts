/** How the server API is called, whatever is asked of it: the token, the code of every answer, and files. */
import { z } from 'zod'
import { type ApiReaction, ChannelApiError, ChannelNetworkError } from '../../errors.js'
import { createToken } from '../access-token.js'
import type { Download } from '../channel.js'
import { openMedia } from '../open-media.js'
import { createPlatformClock } from '../platform-clock.js'

export interface ApiAccess {
  readonly corpId: string
  readonly secret: string
  /** `https://qyapi.weixin.qq.com`, a proxy or the simulator. */
  readonly apiBase: string
  /** What a code asks of us. */
  readonly reactionTo: (code: number) => ApiReaction
}

export interface CallOptions {
  readonly query?: Record<string, string>
  readonly json?: unknown
  readonly form?: FormData
  readonly timeoutMs?: number
}

const TIMEOUT_MS = 5_000
/** The slowest line on which an upload still counts as going on. */
const UPLOAD_BYTES_PER_MS = 64

const Answer = z.looseObject({ errcode: z.number().default(0), errmsg: z.string().default('') })
const Token = z.object({ access_token: z.string(), expires_in: z.number() })
const Uploaded = z.object({ media_id: z.string() })

export type ServerApi = ReturnType<typeof createServerApi>

/** Every call throws ChannelApiError, or ChannelNetworkError where no answer comes in time. */
export function createServerApi({ corpId, secret, apiBase, reactionTo }: ApiAccess, now: () => Date, answerWithinMs = TIMEOUT_MS) {
  const token = createToken(getToken, now)
  const clock = createPlatformClock(now)

  /** The answer, read by its schema. */
  async function call<T>(method: string, schema: z.ZodType<T>, options: CallOptions = {}): Promise<T> {
    return read(schema, method, await token.use(async (accessToken) => readJson(method, await request(method, accessToken, options))))
  }

  function request(method: string, accessToken: string, { query, json, form, timeoutMs = answerWithinMs }: CallOptions): Promise<Response> {
    const url = urlOf(method, accessToken, query)
    const body = json === undefined ? form : JSON.stringify(json)
    return reach(
      method,
      url,
      body === undefined ? {} : { method: 'POST', body, ...(json !== undefined && { headers: { 'content-type': 'application/json' } }) },
      timeoutMs,
    )
  }

  function urlOf(method: string, accessToken: string, query?: Record<string, string>): URL {
    const url = new URL(`${apiBase}/cgi-bin/${method}`)
    url.search = new URLSearchParams({ access_token: accessToken, ...query }).toString()
    return url
  }

  /** https://developer.work.weixin.qq.com/document/path/91039 */
  async function getToken(): Promise<z.infer<typeof Token>> {
    const url = new URL(`${apiBase}/cgi-bin/gettoken`)
    url.search = new URLSearchParams({ corpid: corpId, corpsecret: secret }).toString()
    return read(Token, 'gettoken', await readJson('gettoken', await reach('gettoken', url, {})))
  }

  async function readJson(method: string, response: Response): Promise<Record<string, unknown>> {
    clock.hear(response.headers.get('date'))
    const text = await response.text().catch((cause: unknown) => Promise.reject(new ChannelNetworkError(method, { cause })))
    let answer: z.infer<typeof Answer>
    try {
      answer = Answer.parse(JSON.parse(text))
    } catch (cause) {
      throw new ChannelNetworkError(method, { cause })
    }
    if (answer.errcode !== 0) throw new ChannelApiError(method, answer.errcode, reactionTo(answer.errcode), answer.errmsg)
    return answer
  }

  return {
    call,
    /** True where the last attempt to get a token succeeded; told from memory, without a call. */
    isReady: (): boolean => token.isHeld(),
    aheadMs: clock.aheadMs,
    /**
     * https://developer.work.weixin.qq.com/document/path/90253; the name is sent as raw UTF-8, which is what the platform understands.
     * The time an upload may take grows with its size.
     */
    async upload(kind: 'image' | 'voice' | 'video' | 'file', bytes: Buffer, name: string): Promise<string> {
      const form = new FormData()
      form.set('media', new Blob([new Uint8Array(bytes)]), name.replace(/["\r\n]/g, ''))
      const timeoutMs = TIMEOUT_MS + Math.ceil(bytes.length / UPLOAD_BYTES_PER_MS)
      return (await call('media/upload', Uploaded, { query: { type: kind }, form, timeoutMs })).media_id
    },
    /** https://developer.work.weixin.qq.com/document/path/90254: bytes, or JSON with a code when it failed. */
    async download(mediaId: string, signal?: AbortSignal): Promise<Download> {
      return token.use((accessToken) =>
        openMedia('media/get', urlOf('media/get', accessToken, { media_id: mediaId }), (response) => readJson('media/get', response), {
          ...(signal && { signal }),
        }),
      )
    },
  }
}

async function reach(method: string, url: URL, init: RequestInit, timeoutMs = TIMEOUT_MS): Promise<Response> {
  const response = await fetch(url, { ...init, signal: AbortSignal.timeout(timeoutMs) }).catch((cause: unknown) => {
    throw new ChannelNetworkError(method, { cause })
  })
  if (response.ok) return response
  await response.body?.cancel()
  throw new ChannelNetworkError(method, { cause: new Error(`HTTP ${response.status}`) })
}

/** An answer of another shape than documented is none: what it should have said is unknown. */
function read<T>(schema: z.ZodType<T>, method: string, answer: Record<string, unknown>): T {
  const { success, data, error } = schema.safeParse(answer)
  if (!success) throw new ChannelNetworkError(method, { cause: error })
  return data
}
