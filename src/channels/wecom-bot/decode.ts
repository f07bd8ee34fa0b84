/** Messages and events of https://developer.work.weixin.qq.com/document/path/100719 and 101027 (wecom.md 9.2). */
import { z } from 'zod'
import type { IncomingContent, IncomingMessage } from '../channel.js'
import { momentOf } from '../moment.js'
import { EVENT, type Frame, MESSAGE } from './frames.js'
import { PASS_GOOD_FOR_MS } from './limits.js'
import type { Medium } from './media.js'

export const CHANNEL = 'wecom-bot'

const text = z.string().catch('')
const Text = z.looseObject({ content: text }).optional().catch(undefined)
const File = z.looseObject({ url: text, aeskey: text }).optional().catch(undefined)
const Selected = z.looseObject({ option_ids: z.looseObject({ option_id: z.array(z.string()).catch([]) }).optional() })
const Pressed = z.looseObject({
  event_key: text,
  task_id: text,
  selected_items: z
    .looseObject({ selected_item: z.array(Selected).catch([]) })
    .optional()
    .catch(undefined),
})
const Body = z.looseObject({
  msgid: z.string().min(1),
  create_time: z.coerce.number().catch(0),
  chattype: text,
  from: z.looseObject({ userid: text, corpid: z.string().optional() }).optional().catch(undefined),
  msgtype: text,
  text: Text,
  voice: Text,
  image: File,
  file: File,
  video: File,
  mixed: z
    .looseObject({ msg_item: z.array(z.looseObject({ msgtype: text, text: Text, image: File })).catch([]) })
    .optional()
    .catch(undefined),
  event: z
    .looseObject({ eventtype: text, template_card_event: Pressed.optional().catch(undefined) })
    .optional()
    .catch(undefined),
})
type Body = z.infer<typeof Body>

export interface DecodeContext {
  readonly idOf: (medium: Medium) => string
  readonly now: Date
}

/** Another connection has been opened for this bot, and this one is closed. */
export const isReplaced = (frame: Frame): boolean =>
  frame.cmd === EVENT && Body.partial().safeParse(frame.body).data?.event?.eventtype === 'disconnected_event'

/**
 * One frame as neutral messages; several where words and pictures came together. What is unknown becomes `other`. Somebody of another company has no
 * sender: only members are somebody here.
 */
export function decode({ cmd, headers, body: given }: Frame, { idOf, now }: DecodeContext): IncomingMessage[] {
  const at = (seconds: number) => (seconds > 0 ? momentOf(seconds * 1000) : now)
  const { success, data: body } = Body.safeParse(given)
  if (!success || (cmd !== MESSAGE && cmd !== EVENT))
    return [{ key: `r${headers.req_id}`, at: now, content: { type: 'other', name: 'unreadable' } }]
  const userId = body.from?.corpid ? undefined : body.from?.userid.toLowerCase()
  // an answer in a group would be read by everybody there
  const isAnswerable = cmd === MESSAGE && body.chattype === 'single'
  return contentsOf(body, idOf).map((content, index) => ({
    key: index === 0 ? body.msgid : `${body.msgid}#${index}`,
    ...(userId && { from: { channel: CHANNEL, userId } }),
    at: at(body.create_time),
    content,
    ...(isAnswerable && index === 0 && { pass: { code: headers.req_id, until: new Date(now.getTime() + PASS_GOOD_FOR_MS) } }),
  }))
}

function contentsOf(body: Body, idOf: DecodeContext['idOf']): readonly IncomingContent[] {
  const said = (words: string) => textContent(words, body.chattype === 'group')
  switch (body.msgtype) {
    case 'text':
      return [said(body.text?.content ?? '')]
    case 'voice':
      return [said(body.voice?.content ?? '')]
    case 'image':
    case 'file':
    case 'video':
      return [fileContent(body.msgtype, body[body.msgtype], idOf)]
    case 'mixed': {
      const items = body.mixed?.msg_item ?? []
      const words = items.flatMap((item) => (item.msgtype === 'text' ? [item.text?.content.trim() ?? ''] : [])).filter(Boolean)
      const pictures = items.flatMap((item) => (item.msgtype === 'image' ? [fileContent('image', item.image, idOf)] : []))
      const all = [...(words.length > 0 ? [said(words.join('\n'))] : []), ...pictures]
      return all.length > 0 ? all : [{ type: 'other', name: 'mixed' }]
    }
    case 'event':
      return [eventContent(body)]
    default:
      return [{ type: 'other', name: body.msgtype.toLowerCase() }]
  }
}

/** In a group the bot is named first; nothing but its name is how somebody looks in. */
function textContent(content: string, isInGroup: boolean): IncomingContent {
  const words = (isInGroup ? content.trim().replace(/^@\S+\s*/, '') : content).trim()
  return words === '' ? { type: 'enter' } : { type: 'text', text: words }
}

/** Without an address or a key there is nothing to fetch. */
function fileContent(kind: 'image' | 'file' | 'video', file: z.infer<typeof File>, idOf: DecodeContext['idOf']): IncomingContent {
  if (!file || !URL.canParse(file.url) || Buffer.from(file.aeskey, 'base64').length !== 32) return { type: 'other', name: kind }
  return { type: 'file', kind, mediaId: idOf({ url: file.url, aesKey: file.aeskey }) }
}

function eventContent({ event }: Body): IncomingContent {
  const pressed = event?.template_card_event
  if (event?.eventtype === 'template_card_event' && pressed) {
    const selected = (pressed.selected_items?.selected_item ?? []).flatMap(({ option_ids }) => option_ids?.option_id ?? [])
    return { type: 'tap', key: pressed.event_key, card: pressed.task_id, selected }
  }
  return event?.eventtype === 'enter_chat' ? { type: 'enter' } : { type: 'other', name: event?.eventtype ?? 'event' }
}
