import { z } from 'zod'
import { ChannelApiError } from '../../errors.js'
import { type ApiAccess, createServerApi } from '../wecom-api/server-api.js'
import { reactionTo } from './api-errors.js'
import { SyncedItem } from './decode.js'
import type { Body } from './encode.js'

export interface KfCredentials extends Omit<ApiAccess, 'reactionTo'> {
  /** `open_kfid` of the account. */
  readonly account: string
}

/** As many items as a page may hold; what the turns of a page take must not outlast the patience of a stopping process. */
const PAGE = 100
const TOKEN_EXPIRED = 95007

const Sent = z.object({ msgid: z.string().default('') })
const Page = z.object({
  next_cursor: z.string().default(''),
  has_more: z.number().default(0),
  msg_list: z.array(z.unknown()).default([]),
})
const State = z.object({ service_state: z.number(), servicer_userid: z.string().optional() })
const Moved = z.object({ msg_code: z.string().optional() })
const Servicers = z.object({
  servicer_list: z.array(z.object({ userid: z.string().optional(), department_id: z.number().optional(), status: z.number().default(1) })),
})
const Customers = z.object({
  customer_list: z
    .array(
      z.object({
        external_userid: z.string(),
        nickname: z.string().default(''),
        enter_session_context: z.object({ scene: z.string().default(''), scene_param: z.string().default('') }).optional(),
      }),
    )
    .default([]),
})
const Accounts = z.object({
  account_list: z
    .array(z.object({ open_kfid: z.string(), name: z.string().default(''), manage_privilege: z.boolean().default(true) }))
    .default([]),
})
type Account = z.infer<typeof Accounts>['account_list'][number]
const ACCOUNTS_A_PAGE = 100
const Way = z.object({ url: z.string() })

/** Of a session: https://developer.work.weixin.qq.com/document/path/94669 */
export const SESSION = { unhandled: 0, bot: 1, pool: 2, servicer: 3, ended: 4 } as const
export interface SessionState {
  readonly state: number
  readonly servicer?: string
}

export interface Page {
  readonly items: readonly SyncedItem[]
  readonly cursor: string
  readonly hasMore: boolean
}

export type KfClient = ReturnType<typeof createKfClient>

/** Calls of the server API for one account. Every call throws ChannelApiError, or ChannelNetworkError where no answer comes in time. */
export function createKfClient({ account, ...access }: KfCredentials, now: () => Date, answerWithinMs?: number) {
  const { call, isReady, aheadMs, upload, download } = createServerApi({ ...access, reactionTo }, now, answerWithinMs)
  const open_kfid = account

  async function page(cursor: string | undefined, token: string | undefined): Promise<Page> {
    const json = { open_kfid, limit: PAGE, voice_format: 0, ...(cursor && { cursor }), ...(token && { token }) }
    const { msg_list, next_cursor, has_more } = await call('kf/sync_msg', Page, { json })
    // what has not even an id cannot be told from any other such thing
    const items = msg_list.flatMap((one) => SyncedItem.safeParse(one).data ?? [])
    return { items, cursor: next_cursor || (cursor ?? ''), hasMore: has_more === 1 }
  }

  return {
    account,
    isReady,
    aheadMs,
    upload,
    download,
    /**
     * https://developer.work.weixin.qq.com/document/path/94670; a token that is too old is left out, which the platform allows seldom.
     */
    async sync(cursor: string | undefined, token?: string): Promise<Page> {
      return page(cursor, token).catch((error: unknown) => {
        if (token === undefined || !(error instanceof ChannelApiError) || error.code !== TOKEN_EXPIRED) throw error
        return page(cursor, undefined)
      })
    },
    /** https://developer.work.weixin.qq.com/document/path/94677. @param msgid ours, by which the platform takes it once */
    async send(customer: string, body: Body, msgid: string): Promise<string> {
      return (await call('kf/send_msg', Sent, { json: { touser: customer, open_kfid, msgid, ...body } })).msgid || msgid
    },
    /** https://developer.work.weixin.qq.com/document/path/95122. @param code works once, for a text or a menu */
    async sendOnEvent(code: string, body: Body, msgid: string): Promise<string> {
      return (await call('kf/send_msg_on_event', Sent, { json: { code, msgid, ...body } })).msgid || msgid
    },
    /** https://developer.work.weixin.qq.com/document/path/94669 */
    async stateOf(customer: string): Promise<SessionState> {
      const { service_state, servicer_userid } = await call('kf/service_state/get', State, {
        json: { open_kfid, external_userid: customer },
      })
      return { state: service_state, ...(servicer_userid && { servicer: servicer_userid }) }
    },
    /** https://developer.work.weixin.qq.com/document/path/94669. @returns with what something may be said about it, where that is so */
    async move(customer: string, state: number, servicer?: string): Promise<string | undefined> {
      const json = { open_kfid, external_userid: customer, service_state: state, ...(servicer && { servicer_userid: servicer }) }
      return (await call('kf/service_state/trans', Moved, { json })).msg_code
    },
    /** Those that the app can see: https://developer.work.weixin.qq.com/document/path/94661 */
    async accounts(): Promise<Account[]> {
      const all: Account[] = []
      for (;;) {
        const json = { offset: all.length, limit: ACCOUNTS_A_PAGE }
        const { account_list } = await call('kf/account/list', Accounts, { json })
        all.push(...account_list)
        if (account_list.length < ACCOUNTS_A_PAGE) return all
      }
    },
    /** https://developer.work.weixin.qq.com/document/path/94645; those of whole departments are not named. */
    async servicers(): Promise<{ readonly userid: string; readonly isOnDuty: boolean }[]> {
      const { servicer_list } = await call('kf/servicer/list', Servicers, { query: { open_kfid } })
      return servicer_list.flatMap(({ userid, status }) => (userid ? [{ userid, isOnDuty: status === 0 }] : []))
    },
    /** https://developer.work.weixin.qq.com/document/path/95159; those who have not written for 48 hours are left out. @param ids 100 at most */
    async customers(ids: readonly string[]): Promise<z.infer<typeof Customers>['customer_list']> {
      const json = { external_userid_list: ids, need_enter_session_context: 1 }
      return (await call('kf/customer/batchget', Customers, { json })).customer_list
    },
    /** https://developer.work.weixin.qq.com/document/path/94665; with a scene, `&scene_param=` may be appended to it. */
    async contactWay(scene?: string): Promise<string> {
      return (await call('kf/add_contact_way', Way, { json: { open_kfid, ...(scene && { scene }) } })).url
    },
  }
}
