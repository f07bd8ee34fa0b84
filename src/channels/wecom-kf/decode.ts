import { z } from 'zod'
import { WebhookError } from '../../errors.js'
import { type Contact, contactId, type IncomingContent, type IncomingMessage } from '../channel.js'
import { momentOf } from '../moment.js'
import { readNotification } from '../wecom-api/notification.js'
import { readXml, textOf } from '../wecom-api/xml.js'
import { failureOf } from './api-errors.js'
import { readMenuId } from './menu-id.js'

export const CHANNEL = 'wecom-kf'
/** Servicers are members of the company: who they are is known there. */
const SERVICERS = 'wecom'

// nothing in one item may keep the others of its page from being read
const text = z.string().catch('')
const number = z.coerce.number().catch(0)
const anObject = z.record(z.string(), z.unknown()).catch({})

/** One item of sync_msg (https://developer.work.weixin.qq.com/document/path/94670); fields of its kind are read by that kind. */
export const SyncedItem = z.looseObject({
  msgid: z.string(),
  open_kfid: text,
  external_userid: text,
  send_time: number,
  origin: number,
  msgtype: text,
  event: z.looseObject({ event_type: text, external_userid: text, open_kfid: text }).optional().catch(undefined),
})
export type SyncedItem = z.infer<typeof SyncedItem>

const Text = z.object({ content: text, menu_id: text })
const Medium = z.object({ media_id: text })
const Place = z.object({ latitude: number, longitude: number, name: text, address: text })
const Link = z.object({ title: text, url: text, desc: text })
const NOBODYS = { sender_name: '', msgtype: '', msg_content: '' }
const Merged = z.object({
  title: text,
  item: z.array(z.looseObject({ sender_name: text, msgtype: text, msg_content: text }).catch(NOBODYS)).catch([]),
})
const Entered = z.looseObject({ welcome_code: text, scene_param: text })
const Recalled = z.looseObject({ recall_msgid: text })
const Changed = z.looseObject({ change_type: number, old_servicer_userid: text })
const Failed = z.looseObject({ fail_msgid: text, fail_type: number })

/** Who wrote it: 3 a customer in WeChat, 4 the platform, 5 a servicer in the client. */
const ORIGIN = { customer: 3, servicer: 5 } as const
/** `session_status_change.change_type` where a servicer ends it. */
const ENDED = 3
/** Counted from the event, not from when it is fetched. */
const WELCOME_WITHIN_MS = 20_000

/** The id of the customer as it was given: the platform tells cases apart. */
export const customerOf = ({ external_userid, event }: SyncedItem): Contact | undefined => {
  const userId = external_userid || event?.external_userid
  return userId ? { channel: CHANNEL, userId } : undefined
}

export const keyOf = (msgid: string): string => `k${msgid}`

/** The message that a customer has taken back; undefined for every other item. */
export function recalledIn({ event }: SyncedItem): string | undefined {
  return event?.event_type === 'user_recall_msg' ? Recalled.parse(event).recall_msgid : undefined
}

/** Undefined for what a servicer wrote: it is said to the customer, not to us. */
export function decodeItem(item: SyncedItem): IncomingMessage | undefined {
  if (item.origin === ORIGIN.servicer) return undefined
  const from = customerOf(item)
  const at = momentOf(item.send_time * 1000)
  if (item.msgtype === 'event') return decodeEvent(item, from, at)
  return { key: keyOf(item.msgid), ...(from && { from }), at, content: contentOf(item) }
}

/** Nobody says anything with an event but with coming in, and only where that may be answered; the others are the platform's own. */
function decodeEvent({ msgid, event }: SyncedItem, from: Contact | undefined, at: Date): IncomingMessage {
  const key = keyOf(msgid)
  const name = event?.event_type ?? 'event'
  if (name === 'enter_session') {
    const { welcome_code: code, scene_param: invitation } = Entered.parse(event)
    const pass = code && { pass: { code, until: new Date(at.getTime() + WELCOME_WITHIN_MS) } }
    if (from && (code || invitation)) return { key, from, at, content: { type: 'enter', ...(invitation && { invitation }) }, ...pass }
  }
  if (name === 'msg_send_fail' && from) {
    const { fail_msgid, fail_type } = Failed.parse(event)
    return { key, from, at, content: { type: 'notArrived', traceId: traceOf(fail_msgid), ...failureOf(fail_type) } }
  }
  if (name === 'session_status_change' && from) {
    const { change_type, old_servicer_userid } = Changed.parse(event)
    const servicer = contactId({ channel: SERVICERS, userId: old_servicer_userid.toLowerCase() })
    if (change_type === ENDED) return { key, from, at, content: { type: 'served', servicer } }
  }
  return { key, at, content: { type: 'other', name } }
}

/** The id of a message is that of its delivery and its place in it. */
export const traceOf = (msgid: string): string => msgid.replace(/-\d+$/, '')

function contentOf(item: SyncedItem): IncomingContent {
  const { msgtype } = item
  const fields = anObject.parse(item[msgtype])
  switch (msgtype) {
    case 'text': {
      const { content, menu_id } = Text.parse(fields)
      const clicked = readMenuId(menu_id)
      return clicked ? { type: 'tap', ...clicked, selected: [] } : { type: 'text', text: content }
    }
    case 'image':
    case 'voice':
    case 'video':
    case 'file': {
      const { media_id: mediaId } = Medium.parse(fields)
      return mediaId === '' ? unknown(msgtype) : { type: 'file', kind: msgtype, mediaId }
    }
    case 'location': {
      const { name, address, latitude, longitude } = Place.parse(fields)
      return { type: 'place', label: [name, address].filter(Boolean).join(' '), latitude, longitude }
    }
    case 'link': {
      const { title, url, desc } = Link.parse(fields)
      return { type: 'link', title, url, description: desc }
    }
    case 'merged_msg':
      return forwarded(Merged.parse(fields))
    default:
      return unknown(msgtype)
  }
}

/** Kinds of messages, unlike events, are no names with `_`: whoever sent one is told that we cannot read it. */
const unknown = (msgtype: string): IncomingContent => ({ type: 'other', name: msgtype.replaceAll('_', '-') })

/** What others wrote, passed on: who said what, as far as it was text. */
function forwarded({ title, item }: z.infer<typeof Merged>): IncomingContent {
  const lines = item.flatMap(({ sender_name, msgtype, msg_content }) => {
    const words = msgtype === 'text' ? wordsIn(msg_content) : undefined
    return words ? [`${sender_name}：${words}`] : []
  })
  return lines.length > 0 ? { type: 'text', text: [title, ...lines].filter(Boolean).join('\n') } : unknown('merged_msg')
}

function wordsIn(json: string): string | undefined {
  try {
    const read = z.looseObject({ content: text, text: z.object({ content: text }).optional() }).safeParse(JSON.parse(json))
    return read.success ? read.data.content || read.data.text?.content : undefined
  } catch {
    return undefined
  }
}

/** A call to the callback address: it says only that there is something, and with which token that is asked for (wecom.md 7.3). */
export function decodeNotification(xml: string): IncomingMessage {
  const fields = readXml(xml)
  const event = textOf(fields, 'Event')
  if (event === undefined) throw new WebhookError(400, 'event')
  const seconds = Number(textOf(fields, 'CreateTime'))
  const content = readNotification(fields) ?? { type: 'other', name: event }
  return { key: `n${textOf(fields, 'Token') ?? seconds}`, at: momentOf(seconds * 1000), content }
}
