import { createHash } from 'node:crypto'
import { WebhookError } from '../../errors.js'
import type { IncomingContent, IncomingMessage } from '../channel.js'
import { momentOf } from '../moment.js'
import { readNotification } from '../wecom-api/notification.js'
import { listOf, readXml, textOf, type XmlFields } from '../wecom-api/xml.js'

/**
 * The decrypted XML of wecom.md section 2 as a neutral message; kinds we do not know become `other` and are acknowledged like the rest.
 * @throws WebhookError 400 for what is no XML or names no kind
 */
export function decode(plaintext: string): IncomingMessage {
  const fields = readXml(plaintext)
  const kind = textOf(fields, 'MsgType') ?? textOf(fields, 'InfoType')
  if (kind === undefined) throw new WebhookError(400, 'message type')
  const userId = textOf(fields, 'FromUserName')?.toLowerCase()
  const seconds = Number(textOf(fields, 'CreateTime') ?? textOf(fields, 'TimeStamp'))
  return {
    key: keyOf(fields, plaintext),
    ...(userId && userId !== 'sys' && { from: { channel: 'wecom' as const, userId } }),
    at: momentOf(seconds * 1000),
    content: kind === 'event' ? eventContent(fields) : messageContent(kind, fields),
  }
}

/**
 * MsgId where there is one. Events have none, and sender with second collides (two approvals of one minute look alike), so their key covers
 * every field.
 */
function keyOf(fields: XmlFields, plaintext: string): string {
  const id = textOf(fields, 'MsgId')
  const agent = textOf(fields, 'AgentID') ?? ''
  return id ? `m${agent}.${id}` : `e${createHash('sha256').update(plaintext).digest('base64url').slice(0, 27)}`
}

function messageContent(kind: string, fields: XmlFields): IncomingContent {
  const text = (name: string) => textOf(fields, name) ?? ''
  switch (kind) {
    case 'text':
      return { type: 'text', text: text('Content') }
    case 'image':
    case 'voice':
    case 'video':
      return fileContent(kind, text('MediaId').trim())
    case 'location':
      return { type: 'place', label: text('Label'), latitude: degreesOf(text('Location_X')), longitude: degreesOf(text('Location_Y')) }
    case 'link':
      return { type: 'link', title: text('Title'), url: text('Url'), description: text('Description') }
    default:
      return { type: 'other', name: kind }
  }
}

const degreesOf = (text: string): number => (Number.isFinite(Number(text)) ? Number(text) : 0)

/** Without an id there is nothing to fetch, and all such files would share one name. */
function fileContent(kind: 'image' | 'voice' | 'video', mediaId: string): IncomingContent {
  return mediaId === '' ? { type: 'other', name: kind } : { type: 'file', kind, mediaId }
}

function eventContent(fields: XmlFields): IncomingContent {
  const event = textOf(fields, 'Event') ?? ''
  const eventKey = textOf(fields, 'EventKey') ?? ''
  switch (event) {
    case 'click':
      return { type: 'menu', key: eventKey }
    case 'template_card_event':
    case 'template_card_menu_event': {
      const selected = listOf(fields, 'SelectedItems', 'SelectedItem').flatMap((item) => listOf(item, 'OptionIds', 'OptionId'))
      return { type: 'tap', key: eventKey, card: textOf(fields, 'TaskId') ?? '', selected: selected.filter((id) => typeof id === 'string') }
    }
    case 'enter_agent':
    case 'subscribe':
      return { type: 'enter' }
    case 'change_contact':
      return { type: 'contactsChanged' }
    default:
      return readNotification(fields) ?? { type: 'other', name: event }
  }
}
