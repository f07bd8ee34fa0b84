/** The server API of the simulated WeCom, with the codes of the real one. */
import { randomBytes } from 'node:crypto'
import { z } from 'zod'
import { type ApiAnswer, type ApiCall, fail, ok, refuseUpload } from './answers.js'
import { checkCard, checkMessage, isObject } from './check-message.js'
import type { CorporationOptions, Faults, Medium, Struck } from './corporation.js'
import { createTokens } from './tokens.js'

const CardUpdate = z.object({
  button: z.object({ replace_name: z.string().optional() }).optional(),
  template_card: z.record(z.string(), z.unknown()).optional(),
  userids: z.array(z.string()).optional(),
})
const MenuEntry = z.looseObject({ name: z.string().optional(), key: z.string().optional() })
const Menu = z.array(MenuEntry.extend({ sub_button: z.array(MenuEntry).optional() }))

const MEDIA_LIFE_MS = 3 * 86_400_000
const UPDATE_CODE_LIFE_MS = 72 * 3_600_000
const PER_MINUTE = 30
const PER_HOUR = 1_000
const OTHER_AGENT = 'not allow operate another agent with this accesstoken'
const DUPLICATES_KEPT = 10_000

export interface ApiHooks {
  /** A message arrived at a person. */
  onMessage(userid: string, body: Record<string, unknown> & { msgtype: string }): void
  onReplaced(userid: string, taskId: string, text: string): void
  /** A fault has struck, or a message arrived that one had kept back. */
  onFault?(struck: Struck): void
}

export function createApi(
  corporation: CorporationOptions,
  faults: Faults,
  hooks: ApiHooks,
  now: () => number,
  random: () => number = Math.random,
  kept: { readonly media: readonly Medium[]; readonly taskIds: readonly string[] } = { media: [], taskIds: [] },
) {
  const tokens = createTokens(corporation, now)
  const media = new Map<string, Medium>(kept.media.map((medium) => [medium.id, medium]))
  const sentAt = new Map<string, number[]>()
  const taskIds = new Set<string>(kept.taskIds)
  const recent = new Map<string, { at: number; answer: ApiAnswer }>()
  const updateCodes = new Map<string, { expiresAt: number; taskId: string }>()
  const users = new Map(corporation.users.map((user) => [user.userid.toLowerCase(), user]))
  /** Messages that a fault has kept back. */
  const failed = new Set<string>()
  let menu: z.infer<typeof Menu> | undefined
  let dropped = 0
  let calls = 0

  function answer(call: ApiCall): ApiAnswer {
    const carriedOut = carryOut(call)
    if (call.method !== 'message/send') return carriedOut
    const isDone = 'json' in carriedOut && carriedOut.json.errcode === 0
    if (isDone && failed.delete(JSON.stringify(call.json))) hooks.onFault?.('sentAgain')
    return random() < faults.lostAnswerRate ? strike('lostAnswerRate', call, { status: 502, json: {} }) : carriedOut
  }

  function strike(fault: keyof Faults, { method, json }: ApiCall, instead: ApiAnswer): ApiAnswer {
    if (method === 'message/send') failed.add(JSON.stringify(json))
    hooks.onFault?.(fault)
    return instead
  }

  function carryOut(call: ApiCall): ApiAnswer {
    calls++
    if (random() < faults.serverErrorRate) return strike('serverErrorRate', call, { status: 500, json: {} })
    if (call.method === 'gettoken') return tokens.give(call.query)
    if (random() < faults.busyRate) return strike('busyRate', call, fail(-1, 'system busy'))
    const token = call.query.get('access_token')
    const refusal = tokens.refuse(token)
    if (refusal) return faults.tokenExpiresEarly && token && !tokens.isKnown(token) ? strike('tokenExpiresEarly', call, refusal) : refusal
    if (faults.tokenExpiresEarly) tokens.end(token)
    switch (call.method) {
      case 'message/send':
        return send(call.json ?? {})
      case 'message/update_template_card':
        return updateCard(call.json ?? {})
      case 'media/upload':
        return upload(call)
      case 'media/get': {
        const medium = media.get(call.query.get('media_id') ?? '')
        return medium && medium.createdAt + MEDIA_LIFE_MS > now() ? { status: 200, medium } : fail(40007, 'invalid media_id')
      }
      case 'department/list':
        return ok({ department: below(Number(call.query.get('id') ?? 1)).map((department) => ({ ...department, order: 100 })) })
      case 'user/simplelist': {
        const id = Number(call.query.get('department_id'))
        const userlist = corporation.users
          .filter(({ department, isOutsideApp }) => department.includes(id) && !isOutsideApp)
          .map(({ userid, name, department }) => ({ userid, name, department }))
        return ok({ userlist })
      }
      case 'agent/get':
        if (Number(call.query.get('agentid')) !== corporation.agentId) return fail(301002, OTHER_AGENT)
        return ok({ agentid: corporation.agentId, name: '回声', close: 0 })
      case 'user/get': {
        const user = users.get((call.query.get('userid') ?? '').toLowerCase())
        if (user?.isOutsideApp) return fail(60011, 'no privilege to access/modify contact/party/agent')
        return user ? ok({ ...user, status: 1, gender: '0' }) : fail(60111, 'userid not found')
      }
      case 'tag/get': {
        const tag = corporation.tags?.find(({ tagid }) => tagid === Number(call.query.get('tagid')))
        if (!tag) return fail(40068, 'invalid tagid')
        return ok({
          tagname: tag.tagname,
          userlist: tag.users.map((userid) => ({ userid, name: users.get(userid.toLowerCase())?.name ?? userid })),
          partylist: tag.departments,
        })
      }
      case 'menu/create':
        return createMenu(call)
      default:
        return fail(40066, 'invalid url')
    }
  }

  function send(message: Readonly<Record<string, unknown>>): ApiAnswer {
    if (message.agentid !== corporation.agentId) return fail(301002, OTHER_AGENT)
    const receivers = String(message.touser ?? '')
      .split('|')
      .filter(Boolean)
    if (receivers.length === 0) return fail(82001, 'no receiver')
    if (receivers.length > 1000) return fail(40032, 'invalid user list')
    const known = receivers.filter((id) => users.has(id.toLowerCase()) && !users.get(id.toLowerCase())?.isOutsideApp)
    const invalid = receivers.filter((id) => !known.includes(id)).map((id) => id.toLowerCase())
    if (known.length === 0) return fail(81013, 'user & party & tag all invalid')
    const { msgtype } = message
    if (typeof msgtype !== 'string') return fail(40008, 'invalid message type')
    const refusal = checkMessage(message, (id, type) => media.get(id)?.type === type)
    if (refusal) return fail(refusal.errcode, refusal.errmsg)

    const fingerprint = message.enable_duplicate_check === 1 ? JSON.stringify(message) : undefined
    const before = fingerprint === undefined ? undefined : recent.get(fingerprint)
    if (before && before.at + Number(message.duplicate_check_interval ?? 1800) * 1000 > now()) return before.answer
    const card = isObject(message.template_card) ? message.template_card : undefined
    const taskId = typeof card?.task_id === 'string' ? card.task_id : undefined
    if (taskId !== undefined && taskIds.has(taskId)) return fail(42014, 'task_id is used already')
    if (taskId !== undefined) taskIds.add(taskId)

    for (const id of known) {
      if (mayReceive(id.toLowerCase())) hooks.onMessage(id.toLowerCase(), { msgtype, [msgtype]: message[msgtype] })
      else dropped++
    }
    const isInteractive = taskId !== undefined && /interaction/.test(String(card?.card_type))
    const sent = ok({
      invaliduser: invalid.join('|'),
      invalidparty: '',
      invalidtag: '',
      msgid: randomBytes(20).toString('base64url'),
      ...(isInteractive && { response_code: issueUpdateCode(taskId) }),
    })
    if (fingerprint !== undefined) {
      recent.set(fingerprint, { at: now(), answer: sent })
      if (recent.size > DUPLICATES_KEPT) recent.delete(recent.keys().next().value!)
    }
    return sent
  }

  /** 30 a minute and 1,000 an hour; what exceeds is dropped without a word. */
  function mayReceive(userid: string): boolean {
    const times = (sentAt.get(userid) ?? []).filter((at) => at > now() - 3_600_000)
    const isAllowed = times.length < PER_HOUR && times.filter((at) => at > now() - 60_000).length < PER_MINUTE
    sentAt.set(userid, isAllowed ? [...times, now()] : times)
    return isAllowed
  }

  function issueUpdateCode(taskId: string): string {
    const code = randomBytes(15).toString('base64url')
    updateCodes.set(code, { expiresAt: now() + UPDATE_CODE_LIFE_MS, taskId })
    return code
  }

  function updateCard(body: Readonly<Record<string, unknown>>): ApiAnswer {
    if (body.agentid !== corporation.agentId) return fail(301002, OTHER_AGENT)
    const code = String(body.response_code ?? '')
    const issued = updateCodes.get(code)
    if (!issued || issued.expiresAt <= now()) return fail(60140, 'invalid response_code')
    const update = CardUpdate.safeParse(body)
    if (!update.success) return fail(40035, 'invalid parameter')
    const { button, template_card, userids } = update.data
    if (template_card) {
      const refusal = checkCard(template_card)
      if (refusal) return fail(refusal.errcode, refusal.errmsg)
    } else if (!button?.replace_name) return fail(40035, 'button or template_card is required')
    updateCodes.delete(code)
    const text = button?.replace_name ?? String(template_card?.replace_text ?? '')
    const invaliduser = (userids ?? []).filter((id) => !users.has(id.toLowerCase()))
    for (const id of userids ?? []) hooks.onReplaced(id.toLowerCase(), issued.taskId, text)
    return ok({ invaliduser })
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

  function createMenu({ query, json }: ApiCall): ApiAnswer {
    if (Number(query.get('agentid')) !== corporation.agentId) return fail(301002, OTHER_AGENT)
    const buttons = Menu.safeParse(json?.button).data ?? []
    if (buttons.length < 1 || buttons.length > 3) return fail(40054, 'invalid button count')
    const isValid = buttons.every(({ name, sub_button = [] }) => name && sub_button.length <= 5)
    if (!isValid) return fail(40055, 'invalid sub button')
    menu = buttons
    return ok()
  }

  /** A department and all below it. */
  function below(id: number): CorporationOptions['departments'][number][] {
    const own = corporation.departments.filter((department) => department.id === id)
    const children = corporation.departments.filter((department) => department.parentid === id)
    return [...own, ...children.flatMap((child) => below(child.id))]
  }

  return {
    answer,
    addMedium,
    issueUpdateCode,
    medium: (id: string) => media.get(id),
    menu: () => menu,
    /** How the platform ends a token before its time. */
    expireTokens: () => tokens.endAll(),
    stats: () => ({ calls, dropped }),
  }
}
