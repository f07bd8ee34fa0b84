/** The server API of the simulated DingTalk, both generations, with the codes of the real one (dingtalk.md 3 to 7 and 11). */
import { randomBytes, randomUUID } from 'node:crypto'
import { z } from 'zod'
import type { ApiAnswer } from './answers.js'
import { checkRobotMessage, checkWebhookMessage } from './check-message.js'
import type { AppOptions, Faults, Medium, Seen } from './company.js'
import { createContacts } from './contacts.js'

export type { ApiAnswer } from './answers.js'

const TOKEN_LIFE_MS = 7_200_000
const SESSION_LIFE_MS = 5_400_000
const A_MINUTE = 20
const MB = 1024 * 1024
const LARGEST: Readonly<Record<string, number>> = { image: 20 * MB, voice: 2 * MB, video: 20 * MB, file: 20 * MB }
const MOST_VALUE_BYTES = 1_024

export interface ApiCall {
  readonly method: string
  readonly path: string
  readonly query: URLSearchParams
  /** Of the newer generation: its header. */
  readonly token: string | undefined
  /** What the caller can read, where that matters. */
  readonly accept?: string
  readonly json?: unknown
  readonly upload?: { readonly type: string; readonly bytes: Buffer; readonly name: string }
}

export interface ApiHooks {
  onMessage(userid: string, seen: Seen): void
  onCardChanged(id: string, values: Readonly<Record<string, string>>): void
  /** Somebody wants a connection of Stream mode. */
  onOpening(json: unknown): ApiAnswer
  /** A fault has struck. */
  onFault(fault: keyof Faults): void
}

const Send = z.object({ robotCode: z.string(), userIds: z.array(z.string()).min(1), msgKey: z.string(), msgParam: z.unknown() })
const values = z.record(z.string(), z.string())
const Create = z.object({
  cardTemplateId: z.string(),
  outTrackId: z.string().min(1).max(100),
  callbackType: z.enum(['HTTP', 'STREAM']),
  callbackRouteKey: z.string().optional(),
  cardData: z.object({ cardParamMap: values }),
  openSpaceId: z.string().regex(/^dtv1\.card\/\/IM_ROBOT\.\w+$/),
  imRobotOpenSpaceModel: z.object({ supportForward: z.boolean() }).loose(),
  imRobotOpenDeliverModel: z.object({ spaceType: z.literal('IM_ROBOT'), robotCode: z.string() }),
})
const Update = z.object({
  outTrackId: z.string(),
  cardData: z.object({ cardParamMap: values }),
  cardUpdateOptions: z.object({ updateCardDataByKey: z.boolean() }).partial().optional(),
})
const Register = z.object({
  callbackRouteKey: z.string(),
  callbackUrl: z.url(),
  apiSecret: z.string(),
  forceUpdate: z.boolean().optional(),
})

interface Card {
  readonly userid: string
  readonly callbackType: 'HTTP' | 'STREAM'
  values: Readonly<Record<string, string>>
}

const ok = (json: Readonly<Record<string, unknown>>): ApiAnswer => ({ status: 200, json })
const no = (status: number, code: string, message: string): ApiAnswer => ({ status, json: { code, message, requestid: randomUUID() } })
const oldNo = (errcode: number, errmsg: string): ApiAnswer => ({ status: 200, json: { errcode, errmsg } })

export function createApi(
  app: AppOptions,
  base: () => string,
  faults: Faults,
  hooks: ApiHooks,
  now: () => number,
  known: readonly Medium[] = [],
) {
  const contacts = createContacts(app, faults, () => hooks.onFault('mayNotReadContacts'))
  const tokens = new Map<string, number>()
  const media = new Map<string, Medium>(known.map((medium) => [medium.id, medium]))
  const sessions = new Map<string, { readonly userid: string; readonly until: number }>()
  const cards = new Map<string, Card>()
  const routes = new Map<string, string>()
  const recent = new Map<string, number[]>()
  let given = 0

  function answer(call: ApiCall): ApiAnswer {
    if (faults.isBanned) {
      hooks.onFault('isBanned')
      return { status: 200, page: '<html><body>punish</body></html>' }
    }
    if (call.path.startsWith('/files/')) return download(call.path.slice('/files/'.length))
    if (call.path.startsWith('/v1.0/')) return newer(call, call.path.slice('/v1.0/'.length))
    return older(call)
  }

  function newer({ method, token, json, query, accept }: ApiCall, path: string): ApiAnswer {
    if (path === 'oauth2/accessToken') return getToken(json)
    if (path === 'gateway/connections/open')
      return accept?.includes('json') ? hooks.onOpening(json) : { status: 200, page: '<?xml version="1.0"?>' }
    if (token === undefined)
      return no(400, 'AuthenticationFailed.MissingParameter', `缺少参数：x-acs-dingtalk-access-token${query.size > 0 ? ' (query)' : ''}`)
    if (!isAlive(token)) return no(400, 'InvalidAuthentication', '不合法的access_token')
    if (!isWithin(path, 1_000, faults.qps)) return no(403, 'Forbidden.AccessDenied.QpsLimitForAppkeyAndApi', '请求被暂时禁用了')
    if (faults.quotaLeft-- <= 0) return no(403, 'Forbidden.AccessDenied.ApiCountLimitForOrg', '本月调用量已用完')
    switch (`${method} ${path}`) {
      case 'POST robot/oToMessages/batchSend':
        return send(json)
      case 'POST robot/messageFiles/download':
        return downloadUrl(json)
      case 'POST card/callbacks/register':
        return register(json)
      case 'POST card/instances/createAndDeliver':
        return createCard(json)
      case 'PUT card/instances':
        return updateCard(json)
      default:
        return { status: 200, json: { errcode: 404, errmsg: '请求的URI地址不存在' } }
    }
  }

  function older({ path, query, json, upload }: ApiCall): ApiAnswer {
    if (path === '/robot/sendBySession') return sendBySession(query.get('session') ?? '', json)
    const token = query.get('access_token')
    if (!token || !isAlive(token))
      return {
        status: 200,
        json: {
          errcode: 88,
          sub_code: token ? '40014' : '40000',
          sub_msg: token ? '不合法的access_token' : 'access_token is blank',
          errmsg: 'ding talk error',
          request_id: randomUUID(),
        },
      }
    if (path === '/media/upload') return uploadMedium(upload)
    const contact = contacts.answer(path, json)
    if (contact) return contact
    return oldNo(22, 'Invalid method')
  }

  function getToken(json: unknown): ApiAnswer {
    const { data } = z.object({ appKey: z.string(), appSecret: z.string() }).safeParse(json)
    if (data?.appKey !== app.clientId || data.appSecret !== app.clientSecret)
      return no(400, 'invalidClientIdOrSecret', '无效的clientId或者clientSecret')
    given++
    const known = [...tokens].find(([, until]) => until > now())?.[0]
    const token = known ?? randomBytes(16).toString('hex')
    tokens.set(token, now() + TOKEN_LIFE_MS)
    return ok({ accessToken: token, expireIn: TOKEN_LIFE_MS / 1_000 })
  }

  const isAlive = (token: string): boolean => (tokens.get(token) ?? 0) > now()

  function isWithin(name: string, ms: number, most: number): boolean {
    const times = (recent.get(name) ?? []).filter((at) => at > now() - ms)
    if (times.length >= most) return false
    recent.set(name, [...times, now()])
    return true
  }

  const isMember = (userid: string): boolean => app.members.some((member) => member.userid === userid)

  function send(json: unknown): ApiAnswer {
    const { data } = Send.safeParse(json)
    if (!data) return no(400, 'miss.param.userIds', '参数缺失')
    if (data.robotCode !== app.robotCode) return no(400, 'invalidParameter.robotCode.auth', '机器人不属于该应用')
    if (data.userIds.length > 20) return no(400, 'invalidParameter.userIds.overMax', '人数超过上限')
    const checked = checkRobotMessage({ msgKey: data.msgKey, msgParam: data.msgParam }, (id) => media.get(id))
    if ('refused' in checked) return no(400, checked.refused, '消息不合法')
    const invalid = data.userIds.filter((id) => !isMember(id))
    const controlled = data.userIds.filter((id) => isMember(id) && faults.flowControlled.has(id))
    for (const id of data.userIds) if (isMember(id) && !controlled.includes(id)) hooks.onMessage(id, checked.seen)
    return ok({
      processQueryKey: randomBytes(32).toString('base64'),
      invalidStaffIdList: invalid,
      flowControlledStaffIdList: controlled,
    })
  }

  function sendBySession(id: string, json: unknown): ApiAnswer {
    const session = sessions.get(id)
    if (!session || session.until <= now()) return oldNo(300001, 'session 不存在')
    const checked = checkWebhookMessage(json)
    if ('refused' in checked) return oldNo(Number(checked.refused), 'invalid message')
    if (!isWithin(`session of ${session.userid}`, 60_000, A_MINUTE)) return oldNo(130101, 'send too fast, exceed 20 times per minute')
    hooks.onMessage(session.userid, checked.seen)
    return ok({ errcode: 0, errmsg: 'ok' })
  }

  function uploadMedium(upload: ApiCall['upload']): ApiAnswer {
    if (!upload || !(upload.type in LARGEST)) return oldNo(40004, '不合法的媒体文件类型')
    if (upload.bytes.length === 0 || upload.bytes.length > (LARGEST[upload.type] ?? 0)) return oldNo(40006, '不合法的文件大小')
    const medium = addMedium(upload.type, upload.bytes, upload.name)
    return ok({ errcode: 0, errmsg: 'ok', media_id: medium.id, created_at: now(), type: upload.type })
  }

  function addMedium(kind: string, bytes: Buffer, name: string): Medium {
    const medium: Medium = { id: `@l${randomBytes(30).toString('base64')}`, kind, bytes, name }
    media.set(medium.id, medium)
    return medium
  }

  function downloadUrl(json: unknown): ApiAnswer {
    const { data } = z.object({ downloadCode: z.string(), robotCode: z.string() }).safeParse(json)
    if (data?.robotCode !== app.robotCode) return no(400, 'invalidParameter.robotCode.auth', '机器人不属于该应用')
    if (!media.has(data.downloadCode)) return no(400, 'invalidParameter.downloadCode', '下载码不合法')
    return ok({ downloadUrl: `${base()}/files/${encodeURIComponent(data.downloadCode)}?Expires=1&Signature=test` })
  }

  function download(id: string): ApiAnswer {
    const medium = media.get(decodeURIComponent(id))
    return medium ? { status: 200, bytes: medium.bytes } : { status: 403, page: '<Error><Code>AccessDenied</Code></Error>' }
  }

  function register(json: unknown): ApiAnswer {
    const { data } = Register.safeParse(json)
    if (!data) return no(400, 'param.callbackUrlEmpty', '回调地址不能为空')
    if (routes.has(data.callbackRouteKey) && !data.forceUpdate) return no(500, 'param.callbackRouteKeyExist', '路由已存在')
    routes.set(data.callbackRouteKey, data.apiSecret)
    return ok({ success: true, result: { callbackUrl: data.callbackUrl, apiSecret: data.apiSecret } })
  }

  function createCard(json: unknown): ApiAnswer {
    const { data } = Create.safeParse(json)
    if (!data) return no(400, 'param.empty', '参数不合法')
    if (data.cardTemplateId !== app.cardTemplate) return no(400, 'param.templateNotExist', '模板不存在')
    if (data.callbackType === 'HTTP' && !routes.has(data.callbackRouteKey ?? ''))
      return no(400, 'param.callbackRouteKeyEmpty', '没有注册回调')
    if (data.imRobotOpenDeliverModel.robotCode !== app.robotCode) return no(400, 'invalidParameter.robotCode.auth', '机器人不属于该应用')
    if (cards.has(data.outTrackId)) return no(400, 'param.cardAlreadyExist', '卡片已存在')
    const { cardParamMap } = data.cardData
    if (Object.values(cardParamMap).some((value) => Buffer.byteLength(value) > MOST_VALUE_BYTES))
      return no(400, 'param.cardDataTooLong', '卡片数据过长')
    const userid = data.openSpaceId.slice(data.openSpaceId.lastIndexOf('.') + 1)
    const success = isMember(userid)
    if (success) {
      cards.set(data.outTrackId, { userid, callbackType: data.callbackType, values: cardParamMap })
      hooks.onMessage(userid, { type: 'card', id: data.outTrackId, values: cardParamMap })
    }
    const deliverResults = [
      { spaceType: 'IM_ROBOT', spaceId: userid, success, carrierId: null, errorMsg: success ? '' : 'spaceId is illegal' },
    ]
    return ok({ success: true, result: { outTrackId: data.outTrackId, deliverResults } })
  }

  function updateCard(json: unknown): ApiAnswer {
    const { data } = Update.safeParse(json)
    const card = cards.get(data?.outTrackId ?? '')
    if (!data || !card) return no(400, 'param.cardNotExist', '卡片不存在')
    changeCard(data.outTrackId, data.cardData.cardParamMap, data.cardUpdateOptions?.updateCardDataByKey ?? false)
    return ok({ success: true, result: true })
  }

  /** Without `byKey` all of its values are replaced. */
  function changeCard(id: string, changed: Readonly<Record<string, string>>, byKey: boolean): void {
    const card = cards.get(id)
    if (!card) return
    card.values = { ...(byKey && card.values), ...changed }
    hooks.onCardChanged(id, card.values)
  }

  return {
    answer,
    addMedium,
    changeCard,
    /** How presses on it come in. */
    callbackTypeOf: (id: string) => cards.get(id)?.callbackType,
    medium: (id: string) => media.get(id),
    /** The address that comes with a message of this person. */
    openSession(userid: string): { url: string; until: number } {
      const id = randomBytes(16).toString('hex')
      const until = now() + SESSION_LIFE_MS
      sessions.set(id, { userid, until })
      return { url: `${base()}/robot/sendBySession?session=${id}`, until }
    },
    cardSecret: (): string => [...routes.values()].at(-1) ?? '',
    expireTokens: (): void => tokens.clear(),
    tokens: (): readonly string[] => [...tokens.keys()],
    tokensGiven: (): number => given,
  }
}
