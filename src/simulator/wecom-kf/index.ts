import { randomBytes } from 'node:crypto'
import { createChats, type KeptChats } from '../chats.js'
import type { KeptPlace } from '../kept.js'
import { createStruck } from '../struck.js'
import type { ApiAnswer, ApiCall } from '../wecom/answers.js'
import { cdata, type DeliveredCallback, deliverCallback, type SignedCallback, signCallback } from '../wecom/callbacks.js'
import { isObject } from '../wecom/check-message.js'
import { type Item, type KfAccountOptions, type KfEntry, type KfFaults, type Medium, NO_KF_FAULTS } from './account.js'
import { createKfApi } from './api.js'
import { createInbox } from './inbox.js'
import { createSessions, STATES } from './sessions.js'

export { type KfAccountOptions, type KfEntry, type KfFaults, NO_KF_FAULTS } from './account.js'

export interface KfSimulatorOptions extends KfAccountOptions {
  /** Where notifications go: the account's own address, or that of the app. */
  readonly callbackAddress: string
  readonly now: () => Date
  readonly random?: () => number
  /** Nothing is kept without them. */
  readonly kept?: KeptChats<KfEntry, Medium>
  readonly keptInbox?: KeptPlace
}

const ORIGIN = { customer: 3, platform: 4, servicer: 5 } as const
const WELCOMED_FOR_MS = 48 * 3_600_000
type Fields = Readonly<Record<string, unknown>>

export type KfSimulator = ReturnType<typeof createKfSimulator>
/** What a deed came to: the message that it made, and what became of the notification. */
export interface Done extends DeliveredCallback {
  readonly msgid: string
}

/** A faithful WeChat customer service for one account: what customers and servicers do is there to be fetched, what the bot sends arrives in their chats. */
export function createKfSimulator({ callbackAddress, now, random = Math.random, kept, keptInbox, ...options }: KfSimulatorOptions) {
  const faults: KfFaults = { ...NO_KF_FAULTS }
  const time = () => now().getTime()
  const welcomedAt = new Map<string, number>()
  const delivering = new Set<Promise<unknown>>()
  const duty = new Map(options.servicers.map(({ userid, isOnDuty }) => [userid, isOnDuty]))
  const servicers = () => [...duty].map(([userid, isOnDuty]) => ({ userid, isOnDuty }))
  const { strike, ...struck } = createStruck<keyof KfFaults>()
  const inbox = createInbox(time, keptInbox)
  const sessions = createSessions(time, servicers)
  for (const { userid, from, at } of kept?.entries ?? [])
    if (from === 'customer') sessions.wrote(userid, at)
    else if (from === 'app') sessions.sent(userid)
  const account: KfAccountOptions = Object.defineProperty({ ...options }, 'servicers', { get: servicers, enumerable: true })
  const api = createKfApi({
    options: account,
    faults,
    inbox,
    sessions,
    onMessage: (customer, msgid, body) => addEntry(customer, 'app', msgid, body),
    onSendFailed: (customer, msgid, type) => void event('msg_send_fail', customer, { fail_msgid: msgid, fail_type: type }),
    onFault: strike,
    now: time,
    random,
    media: kept?.media ?? [],
  })
  const chats = createChats(kept, ({ body }: KfEntry) => mediumIn(body))
  const newId = () => randomBytes(12).toString('hex')

  function mediumIn(body: KfEntry['body']): Medium | undefined {
    const content = body[body.msgtype]
    return api.medium(isObject(content) && typeof content.media_id === 'string' ? content.media_id : '')
  }

  function addEntry(userid: string, from: KfEntry['from'], msgid: string, body: KfEntry['body']): void {
    const medium = mediumIn(body)
    const file = medium && { fileName: medium.name, fileSize: medium.bytes.length }
    chats.add({ id: chats.nextId(), userid, at: time(), from, msgid, body, ...file })
  }

  /** One more thing to be fetched; resolves when the platform is done with telling of it. */
  function push(item: Fields & { readonly msgtype: string }): Promise<Done> {
    const msgid = newId()
    inbox.push({ msgid, send_time: Math.floor(time() / 1000), ...item } satisfies Item)
    const told: Promise<Done> = notify().then((delivered) => ({ ...delivered, msgid }))
    const settled: Promise<unknown> = told.catch(() => {}).finally(() => delivering.delete(settled))
    delivering.add(settled)
    return told
  }

  function notification(): string {
    const which = faults.namesNoAccount ? '' : `<OpenKfId>${cdata(options.openKfId)}</OpenKfId>`
    return `<xml><ToUserName>${cdata(options.corpId)}</ToUserName><CreateTime>${Math.floor(time() / 1000)}</CreateTime><MsgType>${cdata('event')}</MsgType><Event>${cdata('kf_msg_or_event')}</Event><Token>${cdata(api.issuePass())}</Token>${which}</xml>`
  }

  async function notify(): Promise<DeliveredCallback> {
    if (random() < faults.dropRate) return { status: 0, tries: 0 }
    const once = (plaintext: string) => deliverCallback(callbackAddress, secrets, plaintext, now())
    const plaintext = notification()
    if (faults.duplicate) strike('duplicate')
    const [delivered] = await Promise.all(faults.duplicate ? [once(plaintext), once(plaintext)] : [once(plaintext)])
    return delivered!
  }
  const secrets = { ...options, agentId: 0 }

  const event = (event_type: string, customer: string, fields: Fields = {}) =>
    push({
      origin: ORIGIN.platform,
      msgtype: 'event',
      event: { event_type, open_kfid: options.openKfId, ...(customer && { external_userid: customer }), ...fields },
    })

  /** @param body as the customer sees it, and as it is fetched */
  async function write(customer: string, body: KfEntry['body']): Promise<Done> {
    sessions.wrote(customer)
    const pushing = push({ open_kfid: options.openKfId, external_userid: customer, origin: ORIGIN.customer, ...body })
    addEntry(customer, 'customer', '', body)
    return pushing
  }

  const sendsMedium = (customer: string, type: 'image' | 'voice' | 'video' | 'file', bytes: Buffer, name: string, contentType: string) => {
    const medium = api.addMedium(type, { bytes, name, contentType })
    return write(customer, { msgtype: type, [type]: { media_id: medium.id } })
  }

  /** The newest menu that still has this entry; old ones can be clicked as well. */
  function entryNamed(customer: string, label: string): MenuEntry | undefined {
    const menus = chats.of(customer).flatMap(({ body }) => menuOf(body))
    return menus.findLast(({ content }) => content === label)
  }

  const clicks = (customer: string, { id, content }: MenuEntry) => write(customer, { msgtype: 'text', text: { content, menu_id: id } })

  function changed(customer: string, change_type: number, fields: Fields): Promise<Done> {
    return event('session_status_change', customer, { change_type, ...fields })
  }

  return {
    options: account,
    faults,
    ...struck,
    api: (call: ApiCall): ApiAnswer => api.answer(call),
    owns: api.owns,
    calls: api.calls,
    expireTokens: api.expireTokens,
    medium: api.medium,
    chat: chats.of,
    onEntry: chats.onEntry,
    stateOf: (customer: string): number => sessions.of(customer).state,
    /** A signed notification that nobody has posted. */
    signedNotification: (): SignedCallback => signCallback(secrets, notification(), now()),

    says: (customer: string, content: string) => write(customer, { msgtype: 'text', text: { content } }),
    /** Clicks an entry of a menu: its words are said, with its id. */
    taps(customer: string, label: string): Promise<Done> {
      const entry = entryNamed(customer, label)
      if (!entry) throw new Error(`${customer} has no menu with ${label}`)
      return clicks(customer, entry)
    },
    /** As `taps`, on any menu that the customer has. */
    clicks,
    sendsMedium,
    sendsImage: (customer: string, bytes: Buffer) => sendsMedium(customer, 'image', bytes, 'photo.jpg', 'image/jpeg'),
    sendsVoice: (customer: string, bytes: Buffer) => sendsMedium(customer, 'voice', bytes, 'voice.amr', 'audio/amr'),
    sendsFile: (customer: string, bytes: Buffer, name: string) => sendsMedium(customer, 'file', bytes, name, 'application/octet-stream'),
    sendsPlace: (customer: string, name: string, latitude: number, longitude: number) =>
      write(customer, { msgtype: 'location', location: { name, address: '', latitude, longitude } }),
    /** The platform gives the same message once more, as after a cursor that was lost. */
    async again(msgid: string): Promise<Done> {
      inbox.again(msgid)
      return { ...(await notify()), msgid }
    },
    /** Anything else that a customer can send. */
    sends: (customer: string, msgtype: string, content: Fields) => write(customer, { msgtype, [msgtype]: content }),
    recalls: (customer: string, msgid: string) => event('user_recall_msg', customer, { recall_msgid: msgid }),
    /** Opens the chat, perhaps by a link that the bot has asked for. */
    enters(customer: string, url = ''): Promise<Done> {
      const query = new URL(url || 'https://work.weixin.qq.com/kf').searchParams
      const scene = Buffer.from((query.get('enc_scene') ?? '').replace(/^ENC/, ''), 'base64url').toString()
      const mayWelcome =
        time() - (welcomedAt.get(customer) ?? Number.NEGATIVE_INFINITY) > WELCOMED_FOR_MS && sessions.of(customer).state === STATES.ended
      if (mayWelcome) welcomedAt.set(customer, time())
      api.entered(customer, scene)
      return event('enter_session', customer, {
        scene,
        scene_param: query.get('scene_param') ?? '',
        ...(mayWelcome && { welcome_code: api.issueCode(customer, 'welcome') }),
      })
    },

    /** A servicer takes the customer from the pool, or out of the hands of the bot. */
    servicerTakes(customer: string, userid: string): Promise<Done> {
      sessions.set(customer, STATES.servicer, userid)
      return changed(customer, 1, { new_servicer_userid: userid, msg_code: api.issueCode(customer, 'servicer') })
    },
    servicerSays(customer: string, userid: string, content: string): Promise<Done> {
      addEntry(customer, 'servicer', '', { msgtype: 'text', text: { content } })
      return push({
        open_kfid: options.openKfId,
        external_userid: customer,
        origin: ORIGIN.servicer,
        servicer_userid: userid,
        msgtype: 'text',
        text: { content },
      })
    },
    servicerEnds(customer: string, userid: string): Promise<Done> {
      sessions.set(customer, STATES.ended)
      return changed(customer, 3, { old_servicer_userid: userid, msg_code: api.issueCode(customer, 'ended') })
    },
    servicerGoes(userid: string, isOnDuty: boolean): Promise<Done> {
      duty.set(userid, isOnDuty)
      return event('servicer_status_change', '', { servicer_userid: userid, status: isOnDuty ? 1 : 2, stop_type: 0 })
    },
    /** Says in every chat whose customer has been silent for too long that nothing more can be sent, for whoever looks at the simulation. */
    noteShut(): void {
      for (const { externalUserId: customer } of options.customers)
        if (sessions.isShut(customer) && chats.of(customer).at(-1)?.from !== 'platform')
          addEntry(customer, 'platform', '', { msgtype: 'notice', notice: { content: '超过 48 小时，企业不能再主动发消息' } })
    },
    /** Waits for notifications that are on their way. */
    async settled(): Promise<void> {
      while (delivering.size > 0) await Promise.all(delivering)
    },
  }
}

export interface MenuEntry {
  readonly id: string
  readonly content: string
}

/** What can be clicked on a menu. */
export function menuOf(body: KfEntry['body']): MenuEntry[] {
  const menu = isObject(body.msgmenu) ? body.msgmenu : {}
  const list = Array.isArray(menu.list) ? menu.list.filter(isObject) : []
  return list.flatMap(({ click }) => (isObject(click) ? [{ id: String(click.id ?? ''), content: String(click.content) }] : []))
}

interface Platform {
  api(call: ApiCall): ApiAnswer
}

/** One address for both: calls of the account go to it, all others to the other. */
export const joinApis = (kf: Pick<KfSimulator, 'api' | 'owns'>, other: Platform): Platform => ({
  api: (call) => (kf.owns(call) ? kf.api(call) : other.api(call)),
})
