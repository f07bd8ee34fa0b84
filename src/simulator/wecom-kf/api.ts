/** The server API as far as a customer service account needs it, with the codes of the real one. */
import { randomBytes } from 'node:crypto'
import { type ApiAnswer, type ApiCall, fail, ok, refuseUpload } from '../wecom/answers.js'
import { createTokens } from '../wecom/tokens.js'
import type { KfAccountOptions, KfFaults, Medium } from './account.js'
import { checkKfMessage } from './check-message.js'
import type { Inbox } from './inbox.js'
import { type Sessions, STATES } from './sessions.js'

const MEDIA_LIFE_MS = 3 * 86_400_000
const PASS_LIFE_MS = 600_000
/** Without the token of a notification sync_msg is limited; the platform publishes no number. */
const SYNCS_A_MINUTE = 20
/** An id that is used already is refused; which code that has is not documented. */
const USED_ID = 40035
const POOL_CODE_LIFE_MS = 48 * 3_600_000
const SHORT_CODE_LIFE_MS = 20_000

type Json = Readonly<Record<string, unknown>>
export type CodeKind = 'welcome' | 'pool' | 'servicer' | 'ended'
interface Code {
  readonly customer: string
  readonly kind: CodeKind
  readonly expiresAt: number
}

export interface KfApiParts {
  readonly options: KfAccountOptions
  readonly faults: KfFaults
  readonly inbox: Inbox
  readonly sessions: Sessions
  readonly onMessage: (customer: string, msgid: string, body: Json & { readonly msgtype: string }) => void
  readonly onSendFailed: (customer: string, msgid: string, type: number) => void
  /** A fault has struck. */
  readonly onFault: (fault: keyof KfFaults) => void
  readonly now: () => number
  readonly random: () => number
  /** Of an earlier run. */
  readonly media: readonly Medium[]
}

const textIn = (json: Json, name: string): string => {
  const value = json[name]
  return typeof value === 'string' ? value : ''
}

export function createKfApi({ options, faults, inbox, sessions, onMessage, onSendFailed, onFault, now, random, media: known }: KfApiParts) {
  const tokens = createTokens(options, now)
  const passes = new Map<string, number>()
  const codes = new Map<string, Code>()
  const usedCodes = new Set<string>()
  const usedIds = new Set<string>()
  const media = new Map<string, Medium>(known.map((medium) => [medium.id, medium]))
  const scenes = new Map<string, string>()
  let syncedAt: number[] = []
  const calls: string[] = []
  const isKnown = (customer: string) => options.customers.some(({ externalUserId }) => externalUserId === customer)

  function answer(call: ApiCall): ApiAnswer {
    calls.push(call.method)
    if (random() < faults.serverErrorRate) return strike('serverErrorRate', { status: 500, json: {} })
    if (call.method === 'gettoken') return tokens.give(call.query)
    if (random() < faults.busyRate) return strike('busyRate', fail(-1, 'system busy'))
    const token = call.query.get('access_token')
    const refusal = tokens.refuse(token)
    if (refusal) return faults.tokenExpiresEarly && token && !tokens.isKnown(token) ? strike('tokenExpiresEarly', refusal) : refusal
    if (faults.tokenExpiresEarly) tokens.end(token)
    const done = carryOut(call)
    const isSent = /^kf\/send_msg/.test(call.method) && 'json' in done && done.json.errcode === 0
    return isSent && random() < faults.lostAnswerRate ? strike('lostAnswerRate', { status: 502, json: {} }) : done
  }

  function strike(fault: keyof KfFaults, instead: ApiAnswer): ApiAnswer {
    onFault(fault)
    return instead
  }

  function carryOut(call: ApiCall): ApiAnswer {
    const json = call.json ?? {}
    switch (call.method) {
      case 'media/upload':
        return upload(call)
      case 'media/get': {
        const medium = media.get(call.query.get('media_id') ?? '')
        return medium && medium.createdAt + MEDIA_LIFE_MS > now() ? { status: 200, medium } : fail(40007, 'invalid media_id')
      }
      case 'kf/send_msg_on_event':
        return sendOnEvent(json)
      case 'kf/customer/batchget':
        return customers(json)
      case 'kf/account/list':
        return accounts(json)
      case 'kf/servicer/list':
        return call.query.get('open_kfid') === options.openKfId ? servicers() : fail(95004, 'open_kfid does not exist')
    }
    if (textIn(json, 'open_kfid') !== options.openKfId) return fail(json.open_kfid === undefined ? 95000 : 95004, 'invalid open_kfid')
    switch (call.method) {
      case 'kf/sync_msg':
        return sync(json)
      case 'kf/send_msg':
        return send(json)
      case 'kf/add_contact_way':
        return contactWay(json)
      case 'kf/service_state/get': {
        const { state, servicer } = sessions.of(textIn(json, 'external_userid'))
        return ok({ service_state: state, ...(state === STATES.servicer && { servicer_userid: servicer }) })
      }
      case 'kf/service_state/trans':
        return move(json)
      default:
        return fail(40066, 'invalid url')
    }
  }

  function sync(json: Json): ApiAnswer {
    const { limit = 1000 } = json
    if (typeof limit !== 'number' || limit < 1 || limit > 1000) return fail(40058, 'invalid limit')
    const pass = textIn(json, 'token')
    if (pass !== '' && (passes.get(pass) ?? 0) <= now()) return fail(95007, 'invalid msg token')
    if (pass === '') {
      syncedAt = syncedAt.filter((at) => at > now() - 60_000)
      if (syncedAt.length >= SYNCS_A_MINUTE) return fail(45009, 'reach max api minute quota limit')
      syncedAt.push(now())
    }
    if (faults.emptyPages && random() < 0.5) return ok({ next_cursor: textIn(json, 'cursor'), has_more: 1, msg_list: [] })
    const page = inbox.page(textIn(json, 'cursor'), faults.pageItems > 0 ? Math.min(limit, faults.pageItems) : limit)
    if (!page) return fail(40058, 'invalid cursor')
    return ok({ next_cursor: page.cursor, has_more: page.hasMore ? 1 : 0, msg_list: page.list })
  }

  function send(json: Json): ApiAnswer {
    const customer = textIn(json, 'touser')
    if (!isKnown(customer)) return fail(40096, 'invalid external userid')
    const refusal = checkSent(json)
    if (refusal) return refusal
    const closed = faults.alwaysOpen ? undefined : sessions.refusal(customer)
    if (closed !== undefined) return fail(closed)
    sessions.sent(customer)
    return deliver(customer, json)
  }

  function sendOnEvent(json: Json): ApiAnswer {
    const code = textIn(json, 'code')
    const known = codes.get(code)
    if (usedCodes.has(code)) return fail(41051, 'the code was used')
    if (!known || known.expiresAt <= now()) return fail(41050, 'the code is invalid or expired')
    const types = known.kind === 'welcome' || known.kind === 'ended' ? ['text', 'msgmenu'] : ['text']
    if (!types.includes(textIn(json, 'msgtype'))) return fail(95030, 'this kind of message is forbidden')
    const refusal = checkSent(json)
    if (refusal) return refusal
    usedCodes.add(code)
    return deliver(known.customer, json)
  }

  function checkSent(json: Json): ApiAnswer | undefined {
    const { msgid } = json
    if (msgid !== undefined && !(typeof msgid === 'string' && /^[\w-]{1,32}$/.test(msgid))) return fail(40058, 'invalid msgid')
    if (typeof msgid === 'string' && usedIds.has(msgid)) return fail(USED_ID, 'msgid is used already')
    const refusal = checkKfMessage(json, (id, type) => media.get(id)?.type === type)
    return refusal && fail(refusal.errcode, refusal.errmsg)
  }

  function deliver(customer: string, json: Json): ApiAnswer {
    const msgid = textIn(json, 'msgid') || randomBytes(12).toString('hex')
    const msgtype = textIn(json, 'msgtype')
    usedIds.add(msgid)
    if (faults.sendFails === undefined) onMessage(customer, msgid, { msgtype, [msgtype]: json[msgtype] })
    else onSendFailed(customer, msgid, faults.sendFails)
    return ok({ msgid })
  }

  function move(json: Json): ApiAnswer {
    const [customer, servicer] = [textIn(json, 'external_userid'), textIn(json, 'servicer_userid')]
    const state = Number(json.service_state)
    const refusal = sessions.move(customer, state, servicer || undefined)
    if (refusal !== undefined) return fail(refusal)
    const kind = ({ 2: 'pool', 3: 'servicer', 4: 'ended' } as const)[state]
    return ok(kind ? { msg_code: issueCode(customer, kind) } : {})
  }

  function issueCode(customer: string, kind: CodeKind): string {
    const code = randomBytes(15).toString('base64url')
    const lifeMs = kind === 'welcome' || kind === 'ended' ? SHORT_CODE_LIFE_MS : POOL_CODE_LIFE_MS
    codes.set(code, { customer, kind, expiresAt: now() + lifeMs })
    return code
  }

  function accounts({ offset = 0, limit = 100 }: Json): ApiAnswer {
    if (typeof offset !== 'number' || typeof limit !== 'number' || limit < 1 || limit > 100) return fail(40058, 'invalid limit')
    const all = [{ open_kfid: options.openKfId, name: '水泥售后客服', avatar: '', manage_privilege: !faults.isManagedElsewhere }]
    return ok({ account_list: all.slice(offset, offset + limit) })
  }

  const servicers = (): ApiAnswer =>
    ok({ servicer_list: options.servicers.map(({ userid, isOnDuty }) => ({ userid, status: isOnDuty ? 0 : 1, stop_type: 0 })) })

  function customers(json: Json): ApiAnswer {
    const ids = Array.isArray(json.external_userid_list) ? json.external_userid_list.map(String) : []
    if (ids.length < 1 || ids.length > 100) return fail(40058, 'invalid external_userid_list')
    const found = options.customers.filter(({ externalUserId }) => ids.includes(externalUserId))
    const recent = found.filter(({ externalUserId }) => sessions.of(externalUserId).state !== STATES.ended)
    if (found.length > 0 && recent.length === 0) return fail(95031, 'no enquiry within 48 hours')
    return ok({
      customer_list: recent.map(({ externalUserId, nickname }) => ({
        external_userid: externalUserId,
        nickname,
        avatar: '',
        gender: 0,
        ...(json.need_enter_session_context === 1 &&
          scenes.has(externalUserId) && { enter_session_context: { scene: scenes.get(externalUserId), scene_param: '' } }),
      })),
      invalid_external_userid: ids.filter((id) => !isKnown(id)),
    })
  }

  function contactWay(json: Json): ApiAnswer {
    const scene = textIn(json, 'scene')
    if (!/^[\w-]{0,32}$/.test(scene)) return fail(40058, 'invalid scene')
    const url = `https://work.weixin.qq.com/kf/kfc${options.openKfId.slice(-8)}`
    return ok({ url: scene ? `${url}?enc_scene=ENC${Buffer.from(scene).toString('base64url')}` : url })
  }

  function upload({ query, file }: ApiCall): ApiAnswer {
    const type = query.get('type') ?? ''
    const refusal = refuseUpload(type, file)
    if (refusal || !file) return refusal ?? fail(44001)
    const medium = addMedium(type, file)
    return ok({ type, media_id: medium.id, created_at: String(Math.floor(now() / 1000)) })
  }

  function addMedium(type: string, { bytes, name, contentType }: NonNullable<ApiCall['file']>): Medium {
    const medium: Medium = { id: randomBytes(24).toString('base64url'), type, bytes, name, contentType, createdAt: now() }
    media.set(medium.id, medium)
    return medium
  }

  return {
    answer,
    addMedium,
    issueCode,
    medium: (id: string) => media.get(id),
    /** For the next notification. */
    issuePass(): string {
      const pass = `ENC${randomBytes(24).toString('base64url')}`
      passes.set(pass, now() + PASS_LIFE_MS)
      return pass
    },
    entered: (customer: string, scene: string) => void scenes.set(customer, scene),
    /** True for calls that are this account's, where one address serves others too. */
    owns: ({ method, query }: Pick<ApiCall, 'method' | 'query'>): boolean =>
      method === 'gettoken'
        ? query.get('corpsecret') === options.secret
        : method.startsWith('kf/') || tokens.isKnown(query.get('access_token')),
    expireTokens: () => tokens.endAll(),
    /** The methods that were called, in order. */
    calls: (): readonly string[] => calls,
  }
}
