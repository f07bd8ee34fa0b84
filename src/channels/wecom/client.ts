import { createHash } from 'node:crypto'
import { z } from 'zod'
import { ChannelApiError } from '../../errors.js'
import { reactionTo } from '../wecom-api/api-errors.js'
import { type ApiAccess, createServerApi } from '../wecom-api/server-api.js'

export interface WecomCredentials extends Omit<ApiAccess, 'reactionTo'> {
  readonly agentId: number
}

/**
 * The platform does not deliver an identical request again within an interval that the request names, 4 h at most. Two people may rightly get,
 * and one may rightly ask for, the same words twice; so the interval differs with each delivery and is the same for its retries.
 */
const DUPLICATE_CHECK_S = { least: 3_600, most: 14_400 } as const

const Anything = z.unknown()
const Sent = z.object({ msgid: z.string().default(''), invaliduser: z.string().default(''), response_code: z.string().optional() })
const Users = z.object({ userlist: z.array(z.object({ userid: z.string(), name: z.string() })) })
const Departments = z.object({ department: z.array(z.object({ id: z.number(), parentid: z.number().default(0) })) })
const Tag = z.object({ userlist: z.array(z.object({ userid: z.string(), name: z.string() })), partylist: z.array(z.number()) })
const User = z.object({ userid: z.string(), name: z.string(), status: z.number().optional() })
const Agent = z.object({ name: z.string().default(''), close: z.number().default(0) })
const HAS_LEFT = 5
const NO_SUCH_MEMBER = 60111

export type WecomClient = ReturnType<typeof createWecomClient>

/** Calls of the server API for a self-built app. */
export function createWecomClient({ agentId, ...access }: WecomCredentials, now: () => Date, answerWithinMs?: number) {
  const { call, isReady, aheadMs, upload, download } = createServerApi({ ...access, reactionTo }, now, answerWithinMs)

  return {
    isReady,
    aheadMs,
    upload,
    download,
    /** https://developer.work.weixin.qq.com/document/path/90236 */
    async send(userId: string, body: object, deliveryId: string): Promise<z.infer<typeof Sent>> {
      const message = {
        touser: userId,
        agentid: agentId,
        ...body,
        enable_duplicate_check: 1,
        duplicate_check_interval: duplicateCheckSeconds(deliveryId),
      }
      const sent = await call('message/send', Sent, { json: message })
      if (sent.invaliduser !== '')
        throw new ChannelApiError('message/send', 81013, 'permanent', 'the person is unknown or outside the visible range')
      return sent
    },
    /** https://developer.work.weixin.qq.com/document/path/94888 */
    async updateCard(userId: string, updateCode: string, text: string): Promise<void> {
      await call('message/update_template_card', Anything, {
        json: { userids: [userId], agentid: agentId, response_code: updateCode, button: { replace_name: text } },
      })
    },
    /** Members of a department and all below it: https://developer.work.weixin.qq.com/document/path/90200, one department a call. */
    async usersOfDepartment(departmentId: number): Promise<{ userid: string; name: string }[]> {
      const { department } = await call('department/list', Departments, { query: { id: String(departmentId) } })
      const ids = new Set([departmentId, ...department.map(({ id }) => id)])
      const lists = []
      for (const id of ids) lists.push((await call('user/simplelist', Users, { query: { department_id: String(id) } })).userlist)
      return lists.flat()
    },
    /** https://developer.work.weixin.qq.com/document/path/90213 */
    async tag(tagId: number): Promise<z.infer<typeof Tag>> {
      return call('tag/get', Tag, { query: { tagid: String(tagId) } })
    },
    /** https://developer.work.weixin.qq.com/document/path/90196; undefined where there is no such member, or one that has left. */
    async user(userId: string): Promise<z.infer<typeof User> | undefined> {
      const user = await call('user/get', User, { query: { userid: userId } }).catch((error: unknown) => {
        if (error instanceof ChannelApiError && error.code === NO_SUCH_MEMBER) return undefined
        throw error
      })
      return user?.status === HAS_LEFT ? undefined : user
    },
    /** The app itself: https://developer.work.weixin.qq.com/document/path/90227 */
    async agent(): Promise<{ name: string; isClosed: boolean }> {
      const { name, close } = await call('agent/get', Agent, { query: { agentid: String(agentId) } })
      return { name, isClosed: close === 1 }
    },
    /** https://developer.work.weixin.qq.com/document/path/90231 */
    async createMenu(button: readonly object[]): Promise<void> {
      await call('menu/create', Anything, { query: { agentid: String(agentId) }, json: { button } })
    },
  }
}

function duplicateCheckSeconds(deliveryId: string): number {
  const { least, most } = DUPLICATE_CHECK_S
  return least + (createHash('sha256').update(deliveryId).digest().readUInt32BE(0) % (most - least))
}
