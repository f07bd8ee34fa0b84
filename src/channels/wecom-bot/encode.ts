import type { OutgoingMessage } from '../channel.js'
import { cut, splitText } from '../pieces.js'
import { taskId } from '../wecom-api/task-id.js'
import { type Body, createCards } from '../wecom-api/template-card.js'
import { BOT_LIMITS } from './limits.js'
import { asWritten, paragraphs } from './markdown.js'

export type { Body } from '../wecom-api/template-card.js'

/** Of a card that was pressed: it must lead somewhere, and nothing of ours can be reached from outside. */
const LEADS_TO = 'https://work.weixin.qq.com'

const markdown = (content: string): Body => ({ msgtype: 'markdown', markdown: { content } })
const textBodies = (text: string): Body[] => splitText(text, BOT_LIMITS.textBytes).map((piece) => markdown(asWritten(piece)))

/** How much of a card is seen: https://developer.work.weixin.qq.com/document/path/101032 */
const cards = createCards({ limits: BOT_LIMITS.card, sizes: { option: 11, text: 112, desc: 30, rowValue: 26 }, textBodies })

/** Bodies for a message, in the order in which they are to be sent; several where one would be cut. */
export function encode(message: Exclude<OutgoingMessage, { type: 'cardDone' | 'file' }>): Body[] {
  switch (message.type) {
    case 'text':
      return textBodies(message.text)
    case 'choice':
      return cards.choiceBodies(message)
    case 'card':
      return message.buttons.length > 0 ? cards.buttonBodies(message) : [noticeBody(message)]
    case 'toServicer':
      // nobody has a talk here but the bot
      return []
    case 'form':
      return [cards.formBody(message)]
    case 'article': {
      const { title, text, url } = message
      return [markdown(paragraphs(`**${asWritten(title)}**`, text && asWritten(text), `[${asWritten(url)}](${url})`))]
    }
  }
}

/** The body that sends an uploaded file. @param mediaId what the upload gave */
export const encodeFile = ({ kind }: Extract<OutgoingMessage, { type: 'file' }>, mediaId: string): Body => ({
  msgtype: kind,
  [kind]: { media_id: mediaId },
})

/** What stands in place of a card that was pressed. */
export const encodeDone = ({ card, text }: Extract<OutgoingMessage, { type: 'cardDone' }>): object => ({
  response_type: 'update_template_card',
  template_card: {
    card_type: 'text_notice',
    task_id: taskId(card),
    main_title: { title: cut(text, BOT_LIMITS.card.chars.title) },
    ...([...text].length > BOT_LIMITS.card.chars.title && { sub_title_text: text }),
    card_action: { type: 1, url: LEADS_TO },
  },
})

/** Of a first greeting, which takes a card or plain text. */
const WELCOME_BYTES = 2_048

/** Undefined where it is more than a first greeting can be. */
export function encodeWelcome(message: OutgoingMessage): Body | undefined {
  if (message.type === 'cardDone' || message.type === 'file') return undefined
  if (message.type === 'text')
    return Buffer.byteLength(message.text) <= WELCOME_BYTES ? { msgtype: 'text', text: { content: message.text } } : undefined
  const [body, ...others] = encode(message)
  return others.length === 0 && body?.msgtype === 'template_card' ? body : undefined
}

/** A card without buttons would have to lead somewhere; text need not. */
function noticeBody({ title, subtitle, text, rows }: Extract<OutgoingMessage, { type: 'card' }>): Body {
  const lines = rows.map(({ label, value }) => `**${asWritten(label)}** ${asWritten(value)}`).join('  \n')
  return markdown(paragraphs(`**${asWritten(title)}**`, subtitle && asWritten(subtitle), text && asWritten(text), lines))
}
