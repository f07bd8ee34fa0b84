/** Cards that can be pressed, alike for an app and for a bot (https://developer.work.weixin.qq.com/document/path/90236); how much each shows differs. */
import type { CardLimits, OutgoingMessage } from '../channel.js'
import { cut } from '../pieces.js'
import { taskId } from './task-id.js'

export type Body = { readonly msgtype: string } & Readonly<Record<string, unknown>>

/** In characters, what of a card is seen; what is longer is cut. */
export interface CardSizes {
  readonly option: number
  readonly text: number
  readonly desc: number
  readonly rowValue: number
}

export interface CardOptions {
  readonly limits: CardLimits
  readonly sizes: CardSizes
  /** Messages of plain text, for what no card has room for. */
  readonly textBodies: (text: string) => Body[]
}

type Choice = Extract<OutgoingMessage, { type: 'choice' }>
type CardMessage = Extract<OutgoingMessage, { type: 'card' }>
type Form = Extract<OutgoingMessage, { type: 'form' }>

const ROWS = 6

export const cardBody = (template_card: object): Body => ({ msgtype: 'template_card', template_card })

export function createCards({ limits, sizes, textBodies }: CardOptions) {
  const { chars } = limits

  /**
   * Buttons up to 6, a list to tick up to 20, a numbered list beyond and wherever a card would cut something. A drop-down is none of them: it shows
   * its first option as chosen before anybody chose.
   */
  function choiceBodies(choice: Choice): Body[] {
    const { options, many, key, title } = choice
    // a question is never cut: a long one stands in full in the text
    const isLong = [...title].length > chars.title
    const text = [...(isLong ? [title] : []), ...(choice.text ? [choice.text] : [])].join('\n')
    const longest = Math.max(0, ...options.map(({ label }) => [...label].length))
    const fitsButtons = !many && options.length <= limits.buttons && longest <= chars.button
    const fitsTicks = options.length <= limits.options && longest <= sizes.option
    const shownOn = fitsButtons ? sizes.text : sizes.desc
    const before = text !== '' && (!(fitsButtons || fitsTicks) || [...text].length > shownOn) ? textBodies(text) : []
    const onCard = before.length === 0 ? text : ''
    const main_title = {
      title: cut(isLong ? (choice.heading ?? title) : title, chars.title),
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
      return [...before, cardBody({ card_type: 'button_interaction', main_title, task_id, ...sub, button_list })]
    }
    if (fitsTicks) {
      const option_list = options.map(({ id, label }) => ({ id, text: label, is_checked: false }))
      return [
        ...before,
        cardBody({
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

  function formBody(form: Form): Body {
    return cardBody({
      card_type: 'multiple_interaction',
      main_title: { title: cut(form.title, chars.title) },
      task_id: taskId(form.card),
      select_list: form.selects.map(({ key, label, options }) => ({
        question_key: key,
        title: label,
        option_list: options.map(({ id, label: text }) => ({ id, text: cut(text, sizes.option) })),
      })),
      submit_button: { text: form.submit, key: form.key },
    })
  }

  /** What stands on a card whether it can be pressed or not. */
  const head = ({ card, title, subtitle, rows }: CardMessage) => ({
    main_title: { title: cut(title, chars.title), ...(subtitle && { desc: cut(subtitle, sizes.desc) }) },
    horizontal_content_list: rows
      .slice(0, ROWS)
      .map(({ label, value }) => ({ keyname: cut(label, chars.rowLabel), value: cut(value, sizes.rowValue) })),
    task_id: taskId(card),
  })

  const subtitleOf = ({ text }: CardMessage) => (text ? { sub_title_text: cut(text, sizes.text) } : {})

  /** Buttons that find no place stand on cards of their own, so that none is lost. */
  function buttonBodies(message: CardMessage): Body[] {
    const pages = Math.max(1, Math.ceil(message.buttons.length / limits.buttons))
    const page = (index: number) => message.buttons.slice(index * limits.buttons, (index + 1) * limits.buttons)
    const more = Array.from({ length: pages - 1 }, (_, index) => ({
      ...{ type: message.type, title: message.title, rows: [] },
      card: `${taskId(message.card)}-${index + 2}`,
      buttons: page(index + 1),
    }))
    return [{ ...message, buttons: page(0) }, ...more].map(buttonBody)
  }

  function buttonBody(message: CardMessage): Body {
    const button_list = message.buttons.map(({ key, label, style }) => ({
      text: cut(label, chars.button),
      key,
      style: style === 'primary' ? 1 : style === 'danger' ? 3 : 2,
    }))
    return cardBody({ card_type: 'button_interaction', ...head(message), ...subtitleOf(message), button_list })
  }

  return { choiceBodies, formBody, buttonBodies, head, subtitleOf }
}
