import type { OutgoingMessage } from '../channel.js'
import { cut, cutBytes, splitText } from '../pieces.js'
import { plainText } from '../wecom-api/plain-text.js'
import { WECOM_LIMITS } from './limits.js'
import { taskId } from './task-id.js'

/** More of https://developer.work.weixin.qq.com/document/path/90236 (wecom.md 3.3 and 3.8), of what concerns only the look of a card. */
const OPTION_CHARS = 16
const TEXT_CHARS = 160
const DESC_CHARS = 44
const ROWS = 6
const ROW_VALUE_CHARS = 30

const { textBytes: TEXT_BYTES, card: LIMITS } = WECOM_LIMITS
const { chars: CHARS } = LIMITS

export type Body = { readonly msgtype: string } & Readonly<Record<string, unknown>>

export interface EncodeContext {
  /** Where a card leads that must lead somewhere. */
  readonly publicUrl: string
}

/**
 * Bodies of message/send for a message, in the order in which they are to be sent; several where one would be cut. The change of a card has
 * none, a file has its own.
 */
export function encode(message: Exclude<OutgoingMessage, { type: 'cardDone' | 'file' }>, { publicUrl }: EncodeContext): Body[] {
  switch (message.type) {
    case 'text':
      return textBodies(message.text)
    case 'choice':
      return encodeChoice(message)
    case 'card':
      return encodeCards(message, publicUrl).map(card)
    case 'form':
      return [
        card({
          card_type: 'multiple_interaction',
          main_title: { title: cut(message.title, CHARS.title) },
          task_id: taskId(message.card),
          select_list: message.selects.map(({ key, label, options }) => ({
            question_key: key,
            title: label,
            option_list: options.map(({ id, label: text }) => ({ id, text: cut(text, OPTION_CHARS) })),
          })),
          submit_button: { text: message.submit, key: message.key },
        }),
      ]
    case 'article':
      return [
        message.picture
          ? {
              msgtype: 'news',
              news: {
                articles: [
                  {
                    title: cutBytes(message.title, 128),
                    description: cutBytes(message.text, 512),
                    url: message.url,
                    picurl: message.picture,
                  },
                ],
              },
            }
          : {
              msgtype: 'textcard',
              textcard: { title: cut(message.title, 128), description: cut(plainText(message.text), 512), url: message.url },
            },
      ]
  }
}

/** The body that sends an uploaded file. @param mediaId what the upload gave */
export function encodeFile({ kind }: Extract<OutgoingMessage, { type: 'file' }>, mediaId: string): Body {
  return { msgtype: kind, [kind]: { media_id: mediaId } }
}

const card = (template_card: object): Body => ({ msgtype: 'template_card', template_card })

/**
 * Buttons up to 6, a list to tick up to 20, a numbered list beyond and wherever a card would cut something. A drop-down is none of them: it shows
 * its first option as chosen before anybody chose.
 */
function encodeChoice(choice: Extract<OutgoingMessage, { type: 'choice' }>): Body[] {
  const { options, many, key, title } = choice
  // a question is never cut: a long one stands in full in the text
  const isLong = [...title].length > CHARS.title
  const text = [...(isLong ? [title] : []), ...(choice.text ? [choice.text] : [])].join('\n')
  const longest = Math.max(0, ...options.map(({ label }) => [...label].length))
  const fitsButtons = !many && options.length <= LIMITS.buttons && longest <= CHARS.button
  const fitsTicks = options.length <= LIMITS.options && longest <= OPTION_CHARS
  const shownOn = fitsButtons ? TEXT_CHARS : DESC_CHARS
  const before = text !== '' && (!(fitsButtons || fitsTicks) || [...text].length > shownOn) ? textBodies(text) : []
  const onCard = before.length === 0 ? text : ''
  const main_title = {
    title: cut(isLong ? (choice.heading ?? title) : title, CHARS.title),
    ...(!fitsButtons && onCard && { desc: onCard }),
  }
  const task_id = taskId(choice.card)
  if (fitsButtons) {
    const button_list = options.map(({ id, label }, index) => ({
      text: label,
      key: `${key}:${id}`,
      style: index === 0 && options.length <= 3 ? 1 : 2,
    }))
    const sub = onCard ? { sub_title_text: onCard } : {}
    return [...before, card({ card_type: 'button_interaction', main_title, task_id, ...sub, button_list })]
  }
  if (fitsTicks) {
    const option_list = options.map(({ id, label }) => ({ id, text: label, is_checked: false }))
    return [
      ...before,
      card({
        card_type: 'vote_interaction',
        main_title,
        task_id,
        checkbox: { question_key: key, mode: many ? 1 : 0, option_list },
        submit_button: { text: choice.submit, key },
      }),
    ]
  }
  const list = options.map(({ label }, index) => `${index + 1}. ${label}`).join('\n')
  return textBodies([choice.text, title, list, choice.listHint].filter(Boolean).join('\n'))
}

type CardMessage = Extract<OutgoingMessage, { type: 'card' }>

/** Buttons that find no place stand on cards of their own, so that none is lost. */
function encodeCards(message: CardMessage, publicUrl: string): object[] {
  const pages = Math.ceil(message.buttons.length / LIMITS.buttons)
  const page = (index: number) => message.buttons.slice(index * LIMITS.buttons, (index + 1) * LIMITS.buttons)
  const more = Array.from({ length: Math.max(0, pages - 1) }, (_, index) => ({
    ...{ type: message.type, title: message.title, rows: [] },
    card: `${taskId(message.card)}-${index + 2}`,
    buttons: page(index + 1),
  }))
  return [{ ...message, buttons: page(0) }, ...more].map((one) => encodeCard(one, publicUrl))
}

function encodeCard(message: CardMessage, publicUrl: string): object {
  const { title, subtitle, text, rows, buttons, picture } = message
  const common = {
    main_title: { title: cut(title, CHARS.title), ...(subtitle && { desc: cut(subtitle, DESC_CHARS) }) },
    horizontal_content_list: rows
      .slice(0, ROWS)
      .map(({ label, value }) => ({ keyname: cut(label, CHARS.rowLabel), value: cut(value, ROW_VALUE_CHARS) })),
    task_id: taskId(message.card),
  }
  const sub = text ? { sub_title_text: cut(text, TEXT_CHARS) } : {}
  if (buttons.length > 0) {
    const button_list = buttons.map(({ key, label, style }) => ({
      text: cut(label, CHARS.button),
      key,
      style: style === 'primary' ? 1 : style === 'danger' ? 3 : 2,
    }))
    return { card_type: 'button_interaction', ...common, ...sub, button_list }
  }
  const card_action = { type: 1, url: publicUrl }
  if (picture)
    return {
      card_type: 'news_notice',
      ...common,
      card_image: { url: picture },
      ...(text && { vertical_content_list: [{ title: cut(text, 38) }] }),
      card_action,
    }
  return { card_type: 'text_notice', ...common, ...sub, card_action }
}

const textBodies = (text: string): Body[] =>
  splitText(plainText(text), TEXT_BYTES).map((content) => ({ msgtype: 'text', text: { content } }))
