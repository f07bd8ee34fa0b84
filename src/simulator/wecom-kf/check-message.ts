/** What the real kf/send_msg refuses (wecom.md 7.5): hard limits only. */
import { isObject, type Refusal } from '../wecom/check-message.js'

type Fields = Readonly<Record<string, unknown>>
const refuse = (errcode: number, errmsg: string): Refusal => ({ errcode, errmsg })
const bytes = (value: unknown) => Buffer.byteLength(typeof value === 'string' ? value : '')
const isBetween = (value: unknown, least: number, most: number) =>
  typeof value === 'string' && bytes(value) >= least && bytes(value) <= most

export function checkKfMessage(message: Fields, hasMedium: (id: string, type: string) => boolean): Refusal | undefined {
  const { msgtype } = message
  const body = message[String(msgtype)]
  if (typeof msgtype !== 'string' || !isObject(body)) return refuse(40008, 'invalid message type')
  switch (msgtype) {
    case 'text':
      if (bytes(body.content) === 0) return refuse(44004, 'empty content')
      return bytes(body.content) > 2048 ? refuse(45002, 'content size out of limit') : undefined
    case 'image':
    case 'voice':
    case 'video':
    case 'file':
      return hasMedium(String(body.media_id), msgtype) ? undefined : refuse(40007, 'invalid media_id')
    case 'msgmenu':
      return checkMenu(body)
    case 'link': {
      const isWhole = isBetween(body.title, 1, 128) && isBetween(body.url, 1, 2048) && /^https?:\/\//.test(String(body.url))
      if (!isWhole || bytes(body.desc) > 512) return refuse(40058, 'link is invalid')
      return hasMedium(String(body.thumb_media_id), 'image') ? undefined : refuse(40007, 'invalid thumb_media_id')
    }
    case 'location': {
      const isNear = (value: unknown, most: number) => typeof value === 'number' && Math.abs(value) <= most
      return isNear(body.latitude, 90) && isNear(body.longitude, 180) ? undefined : refuse(95022, 'invalid location')
    }
    default:
      return refuse(40008, 'invalid message type')
  }
}

const MOST: Readonly<Record<string, readonly [field: string, bytes: number]>> = {
  click: ['content', 128],
  view: ['content', 1024],
  text: ['content', 256],
}

function checkMenu({ head_content, list, tail_content }: Fields): Refusal | undefined {
  const entries = Array.isArray(list) ? list.filter(isObject) : []
  if (!head_content && !tail_content && entries.length === 0) return refuse(40058, 'an empty menu')
  if (bytes(head_content) > 1024 || bytes(tail_content) > 1024) return refuse(45002, 'head or tail size out of limit')
  if (entries.some(({ type }) => !MOST[String(type)])) return refuse(95009, 'invalid menu type')
  if (entries.filter(({ type }) => type !== 'text').length > 10 || entries.length > 50) return refuse(95008, 'too many menu items')
  const isBad = (entry: Fields) => {
    const [field, most] = MOST[String(entry.type)]!
    const fields = entry[String(entry.type)]
    if (!isObject(fields) || !isBetween(fields[field], 1, most)) return true
    return entry.type === 'click' && fields.id !== undefined && !isBetween(fields.id, 1, 128)
  }
  return entries.some(isBad) ? refuse(40058, 'a menu item is invalid') : undefined
}
