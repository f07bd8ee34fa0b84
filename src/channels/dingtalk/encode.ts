import type { OutgoingMessage } from '../channel.js'
import { cut, splitText } from '../pieces.js'
import type { Body, CardButton } from './body.js'
import { cardId } from './card-id.js'
import { DINGTALK_LIMITS } from './limits.js'
import { asWritten, paragraphs } from './markdown.js'

const {
  textBytes: TEXT_BYTES,
  card: { chars: CHARS, buttons: BUTTONS, options: OPTIONS },
} = DINGTALK_LIMITS
/** Of a variable of a card's template. */
const VALUE_BYTES = 1_000

export interface EncodeContext {
  /** Cards are of the published template, and can be changed later. */
  readonly hasTemplate: boolean
}

/** Messages of the platform for one of ours, in the order in which they are to be sent. The change of a card has none, a file has its own. */
export function encode(message: Exclude<OutgoingMessage, { type: 'cardDone' | 'file' }>, context: EncodeContext): Body[] {
  switch (message.type) {
    case 'text':
      return textBodies(message.text)
    case 'choice':
      return encodeChoice(message, context)
    case 'card':
      return encodeCards(message, context)
    case 'toServicer':
      // nobody has a talk here but the bot
      return []
    case 'form':
      // there is nothing with several drop-downs; the limits say so
      return textBodies([message.title, ...message.selects.map(listed)].join('\n'))
    case 'article': {
      const { title, text, url, picture = '' } = message
      return [{ type: 'link', title: cut(title, CHARS.title), text: cut(text, 500), url, picture }]
    }
  }
}

const textBodies = (text: string): Body[] => splitText(text, TEXT_BYTES).map((content) => ({ type: 'text', content }))

const listed = ({ label, options }: Extract<OutgoingMessage, { type: 'form' }>['selects'][number]): string =>
  [label, ...options.map((option, index) => `${index + 1}. ${option.label}`)].join('\n')

/** Buttons up to five, a numbered list beyond, for several at once, and wherever a button would be cut. */
function encodeChoice(choice: Extract<OutgoingMessage, { type: 'choice' }>, context: EncodeContext): Body[] {
  const { options, many, key, title, text } = choice
  const isOnButtons = !many && options.length > 0 && options.length <= OPTIONS && options.every(({ label }) => fits(label, CHARS.button))
  if (!isOnButtons) {
    const list = options.map(({ label }, index) => `${index + 1}. ${label}`).join('\n')
    return textBodies([text, title, list, choice.listHint].filter(Boolean).join('\n'))
  }
  const buttons = options.map(({ id, label }) => ({ key: `${key}:${id}`, label }))
  const heading = fits(title, CHARS.title) ? title : (choice.heading ?? title)
  return onCard({ card: choice.card, heading, before: text, shown: asWritten(title), buttons }, context)
}

type CardMessage = Extract<OutgoingMessage, { type: 'card' }>

/** Buttons that find no place stand on cards of their own, so that none is lost. */
function encodeCards(message: CardMessage, context: EncodeContext): Body[] {
  const { title, subtitle, text, rows, buttons } = message
  const lines = rows.map(({ label, value }) => `**${asWritten(label)}** ${asWritten(value)}`)
  const shown = paragraphs(`#### ${asWritten(title)}`, subtitle && asWritten(subtitle), text && asWritten(text), lines.join('  \n'))
  if (buttons.length === 0) return [{ type: 'markdown', title: cut(title, CHARS.title), text: shown }]
  const pages = Array.from({ length: Math.ceil(buttons.length / BUTTONS) }, (_, index) =>
    buttons.slice(index * BUTTONS, (index + 1) * BUTTONS),
  )
  return pages.flatMap((page, index) => {
    const labelled = page.map(({ key, label }) => ({ key, label: cut(label, CHARS.button) }))
    const card = index === 0 ? message.card : `${cardId(message.card)}-${index + 1}`
    return onCard({ card, heading: title, before: '', shown: index === 0 ? shown : `#### ${asWritten(title)}`, buttons: labelled }, context)
  })
}

interface Asked {
  readonly card: string
  /** Where there is room for a few words only: the list of conversations. */
  readonly heading: string
  /** Plain text, on the card where it has room. */
  readonly before: string
  /** Markdown. */
  readonly shown: string
  readonly buttons: readonly CardButton[]
}

/** What finds no place on the card is said before it. */
function onCard({ card, heading, before, shown, buttons }: Asked, { hasTemplate }: EncodeContext): Body[] {
  const mostBytes = hasTemplate ? VALUE_BYTES : TEXT_BYTES
  const title = cut(heading, CHARS.title)
  const withText = (text: string): Body => ({ type: hasTemplate ? 'template' : 'actionCard', title, text, card: cardId(card), buttons })
  const whole = paragraphs(before && asWritten(before), shown)
  if (Buffer.byteLength(whole) <= mostBytes) return [withText(whole)]
  const said = before === '' ? [] : textBodies(before)
  if (Buffer.byteLength(shown) <= mostBytes) return [...said, withText(shown)]
  return [...said, { type: 'markdown', title, text: shown }, withText(asWritten(title))]
}

const fits = (text: string, characters: number): boolean => [...text].length <= characters
