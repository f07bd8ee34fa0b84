import type { OutgoingMessage } from '../channels/channel.js'
import type { Notice } from '../delivery/notice.js'
import type { Texts } from './texts.js'

/** A notice of the domain in the reader's language. */
export function translate(texts: Texts, language: string, notice: Notice): OutgoingMessage {
  switch (notice.type) {
    case 'text':
      return { type: 'text', text: texts.phrase(language, notice.text) }
    case 'cardDone':
      return { ...notice, text: texts.phrase(language, notice.text) }
    case 'file':
      return notice
    case 'card':
      return {
        type: 'card',
        card: notice.card,
        title: texts.phrase(language, notice.title),
        ...(notice.subtitle && { subtitle: texts.phrase(language, notice.subtitle) }),
        ...(notice.text && { text: texts.phrase(language, notice.text) }),
        rows: notice.rows.map(({ label, value }) => ({ label: texts.phrase(language, label), value: texts.phrase(language, value) })),
        buttons: notice.buttons.map(({ key, label, style }) => ({ key, label: texts.phrase(language, label), ...(style && { style }) })),
      }
  }
}
