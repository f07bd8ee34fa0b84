/** What the real platform refuses of a bot (wecom.md 9.2 and 9.3). */
import { checkCard, type Fields, isObject, type Refusal } from '../wecom/check-message.js'

const MARKDOWN_BYTES = 20_480
const WELCOME_BYTES = 2_048
const MEDIA = ['image', 'voice', 'video', 'file']

const refuse = (errcode: number, errmsg: string): Refusal => ({ errcode, errmsg })
const bytes = (value: unknown) => Buffer.byteLength(String(value ?? ''))

/** Of `aibot_respond_msg` and `aibot_send_msg`. */
export function checkBody(body: Fields, hasMedium: (id: string, type: string) => boolean): Refusal | undefined {
  const msgtype = String(body.msgtype)
  const content = body[msgtype]
  if (!isObject(content)) return refuse(40008, 'invalid message type')
  if (MEDIA.includes(msgtype)) return hasMedium(String(content.media_id), msgtype) ? undefined : refuse(40007, 'invalid media_id')
  switch (msgtype) {
    case 'markdown':
      if (bytes(content.content) === 0) return refuse(44004, 'empty content')
      return bytes(content.content) > MARKDOWN_BYTES ? refuse(45002, 'content size out of limit') : undefined
    case 'template_card':
      return checkCard(content)
    default:
      return refuse(40008, 'invalid message type')
  }
}

/** Of `aibot_respond_welcome_msg`. */
export function checkWelcome(body: Fields): Refusal | undefined {
  if (body.msgtype === 'template_card' && isObject(body.template_card)) return checkCard(body.template_card)
  if (body.msgtype !== 'text' || !isObject(body.text)) return refuse(40008, 'invalid message type')
  if (bytes(body.text.content) === 0) return refuse(44004, 'empty content')
  return bytes(body.text.content) > WELCOME_BYTES ? refuse(45002, 'content size out of limit') : undefined
}

/** Of `aibot_respond_update_msg`. */
export function checkUpdate(body: Fields): Refusal | undefined {
  if (body.response_type !== 'update_template_card' || !isObject(body.template_card)) return refuse(40058, 'template_card is required')
  return checkCard(body.template_card)
}
