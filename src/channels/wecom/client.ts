import { createHash } from 'node:crypto'
import { z } from 'zod'
import { ChannelApiError, ChannelNetworkError } from '../../errors.js'
import type { Download } from '../channel.js'
import { reactionTo } from './api-errors.js'
import { openMedia } from './download.js'
import { createToken } from './token.js'

export interface WecomCredentials {
  readonly corpId: string
  readonly agentId: number
  readonly secret: string
  /** `https://qyapi.weixin.qq.com`, a proxy or the simulator. */
  readonly apiBase: string
}

const TIMEOUT_MS = 5_000
/** The slowest line on which an upload still counts as going on. */
const UPLOAD_BYTES_PER_MS = 64
/**
 * The platform does not deliver an identical request again within an interval that the request names, 4 h at most. Two people may rightly get,
 * and one may rightly ask for, the same words twice; so the interval differs with each delivery and is the same for its retries.
 */
const DUPLICATE_CHECK_S = { least: 3_600, most: 14_400 } as const

const Answer = z.looseObject({ errcode: z.number().default(0), errmsg: z.string().default('') })
const Token = z.object({ access_token: z.string(), expires_in: z.number() })
const Sent = z.object({ msgid: z.string().default(''), invaliduser: z.string().default(''), response_code: z.string().optional() })
const Uploaded = z.object({ media_id: z.string() })
const Users = z.object({ userlist: z.array(z.object({ userid: z.string(), name: z.string() })) })
const Departments = z.object({ department: z.array(z.object({ id: z.number(), parentid: z.number().default(0) })) })
const Tag = z.object({ userlist: z.array(z.object({ userid: z.string(), name: z.string() })), partylist: z.array(z.number()) })
const User = z.object({ userid: z.string(), name: z.string(), status: z.number().optional() })
const Agent = z.object({ name: z.string().default(''), close: z.number().default(0) })
const HAS_LEFT = 5
const NO_SUCH_MEMBER = 60111

interface CallOptions {
  readonly query?: Record<string, string>
  readonly json?: unknown
  readonly form?: FormData
  readonly timeoutMs?: number
}

export type WecomClient = ReturnType<typeof createWecomClient>

/**
 * Calls of the server API; every answer is checked for its code. Every call throws ChannelApiError, or ChannelNetworkError where no answer
 * comes in time.
 */
export function createWecomClient({ corpId, agentId, secret, apiBase }: WecomCredentials, now: () => Date) {
  const token = createToken(() => getToken(apiBase, corpId, secret), now)

  async function call(method: string, options: CallOptions = {}): Promise<Record<string, unknown>> {
    return withToken(async (accessToken) => readJson(method, await request(method, accessToken, options)))
  }

  /** One forced refresh per failing token, then the error stands: an endless circle would end in a ban (wecom.md section 11 item 9). */
  async function withToken<T>(attempt: (accessToken: string) => Promise<T>): Promise<T> {
    const accessToken = await token.get()
    try {
      return await attempt(accessToken)
    } catch (error) {
      if (!(error instanceof ChannelApiError) || error.reaction !== 'refresh') throw error
      const other = await token.getInsteadOf(accessToken)
      if (other === undefined) throw error
      return attempt(other)
    }
  }

  function request(method: string, accessToken: string, { query, json, form, timeoutMs }: CallOptions): Promise<Response> {
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

  return {
    /** True where the last attempt to get a token succeeded; told from memory, without a call. */
    isReady: (): boolean => token.isHeld(),
    /** https://developer.work.weixin.qq.com/document/path/90236 */
    async send(userId: string, body: object, deliveryId: string): Promise<z.infer<typeof Sent>> {
      const message = {
        touser: userId,
        agentid: agentId,
        ...body,
        enable_duplicate_check: 1,
        duplicate_check_interval: duplicateCheckSeconds(deliveryId),
      }
      const sent = read(Sent, 'message/send', await call('message/send', { json: message }))
      if (sent.invaliduser !== '')
        throw new ChannelApiError('message/send', 81013, 'permanent', 'the person is unknown or outside the visible range')
      return sent
    },
    /** https://developer.work.weixin.qq.com/document/path/94888 */
    async updateCard(userId: string, updateCode: string, text: string): Promise<void> {
      await call('message/update_template_card', {
        json: { userids: [userId], agentid: agentId, response_code: updateCode, button: { replace_name: text } },
      })
    },
    /**
     * https://developer.work.weixin.qq.com/document/path/90253; the name is sent as raw UTF-8, which is what the platform understands.
     * The time an upload may take grows with its size.
     */
    async upload(kind: 'image' | 'voice' | 'video' | 'file', bytes: Buffer, name: string): Promise<string> {
      const form = new FormData()
      form.set('media', new Blob([new Uint8Array(bytes)]), name.replace(/["\r\n]/g, ''))
      const timeoutMs = TIMEOUT_MS + Math.ceil(bytes.length / UPLOAD_BYTES_PER_MS)
      return read(Uploaded, 'media/upload', await call('media/upload', { query: { type: kind }, form, timeoutMs })).media_id
    },
    /** https://developer.work.weixin.qq.com/document/path/90254: bytes, or JSON with a code when it failed. */
    async download(mediaId: string, signal?: AbortSignal): Promise<Download> {
      return withToken((accessToken) =>
        openMedia(urlOf('media/get', accessToken, { media_id: mediaId }), (response) => readJson('media/get', response), {
          ...(signal && { signal }),
        }),
      )
    },
    /** Members of a department and all below it: https://developer.work.weixin.qq.com/document/path/90200, one department a call. */
    async usersOfDepartment(departmentId: number): Promise<{ userid: string; name: string }[]> {
      const { department } = read(Departments, 'department/list', await call('department/list', { query: { id: String(departmentId) } }))
      const ids = new Set([departmentId, ...department.map(({ id }) => id)])
      const lists = []
      for (const id of ids)
        lists.push(read(Users, 'user/simplelist', await call('user/simplelist', { query: { department_id: String(id) } })).userlist)
      return lists.flat()
    },
    /** https://developer.work.weixin.qq.com/document/path/90213 */
    async tag(tagId: number): Promise<z.infer<typeof Tag>> {
      return read(Tag, 'tag/get', await call('tag/get', { query: { tagid: String(tagId) } }))
    },
    /** https://developer.work.weixin.qq.com/document/path/90196; undefined where there is no such member, or one that has left. */
    async user(userId: string): Promise<z.infer<typeof User> | undefined> {
      const answer = await call('user/get', { query: { userid: userId } }).catch((error: unknown) => {
        if (error instanceof ChannelApiError && error.code === NO_SUCH_MEMBER) return undefined
        throw error
      })
      const user = answer && read(User, 'user/get', answer)
      return user?.status === HAS_LEFT ? undefined : user
    },
    /** The app itself: https://developer.work.weixin.qq.com/document/path/90227 */
    async agent(): Promise<{ name: string; isClosed: boolean }> {
      const { name, close } = read(Agent, 'agent/get', await call('agent/get', { query: { agentid: String(agentId) } }))
      return { name, isClosed: close === 1 }
    },
    /** https://developer.work.weixin.qq.com/document/path/90231 */
    async createMenu(button: readonly object[]): Promise<void> {
      await call('menu/create', { query: { agentid: String(agentId) }, json: { button } })
    },
  }
}

function duplicateCheckSeconds(deliveryId: string): number {
  const { least, most } = DUPLICATE_CHECK_S
  return least + (createHash('sha256').update(deliveryId).digest().readUInt32BE(0) % (most - least))
}

/** https://developer.work.weixin.qq.com/document/path/91039 */
async function getToken(apiBase: string, corpid: string, corpsecret: string): Promise<z.infer<typeof Token>> {
  const url = new URL(`${apiBase}/cgi-bin/gettoken`)
  url.search = new URLSearchParams({ corpid, corpsecret }).toString()
  return read(Token, 'gettoken', await readJson('gettoken', await reach('gettoken', url, {})))
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

async function readJson(method: string, response: Response): Promise<Record<string, unknown>> {
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
