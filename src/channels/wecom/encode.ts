import type { OutgoingMessage } from '../channel.js'
import { cut, cutBytes, splitText } from '../pieces.js'
import { plainText } from '../wecom-api/plain-text.js'
import { type Body, cardBody, createCards } from '../wecom-api/template-card.js'
import { WECOM_LIMITS } from './limits.js'

export type { Body } from '../wecom-api/template-card.js'

export interface EncodeContext {
  /** Where a card leads that must lead somewhere. */
  readonly publicUrl: string
}

const textBodies = (text: string): Body[] =>
  splitText(plainText(text), WECOM_LIMITS.textBytes).map((content) => ({ msgtype: 'text', text: { content } }))

/** What concerns only the look of a card: https://developer.work.weixin.qq.com/document/path/90236 (wecom.md 3.3 and 3.8). */
const cards = createCards({ limits: WECOM_LIMITS.card, sizes: { option: 16, text: 160, desc: 44, rowValue: 30 }, textBodies })

/**
 * Bodies of message/send for a message, in the order in which they are to be sent; several where one would be cut. The change of a card has
 * none, a file has its own.
 */
export function encode(message: Exclude<OutgoingMessage, { type: 'cardDone' | 'file' }>, { publicUrl }: EncodeContext): Body[] {
  switch (message.type) {
    case 'text':
      return textBodies(message.text)
    case 'choice':
      return cards.choiceBodies(message)
    case 'card':
      return message.buttons.length > 0 ? cards.buttonBodies(message) : [noticeBody(message, publicUrl)]
    case 'toServicer':
      // nobody has a talk here but the bot
      return []
    case 'form':
      return [cards.formBody(message)]
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

/** A card without buttons leads somewhere instead. */
function noticeBody(message: Extract<OutgoingMessage, { type: 'card' }>, publicUrl: string): Body {
  const { text, picture } = message
  const card_action = { type: 1, url: publicUrl }
  if (!picture) return cardBody({ card_type: 'text_notice', ...cards.head(message), ...cards.subtitleOf(message), card_action })
  return cardBody({
    card_type: 'news_notice',
    ...cards.head(message),
    card_image: { url: picture },
    ...(text && { vertical_content_list: [{ title: cut(text, 38) }] }),
    card_action,
  })
}
