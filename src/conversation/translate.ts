import type { OutgoingMessage } from '../channels/channel.js'
import type { Notice } from '../delivery/notice.js'
import type { Texts } from './texts.js'

/** A notice of the domain in the reader's language. */
export function translate(texts: Texts, language: string, notice: Notice): OutgoingMessage {
  switch (notice.type) {
    case 'text':
      return { type: 'text', text: inPlace(texts, language, notice.inPlaceOf, texts.phrase(language, notice.text)) }
    case 'cardDone':
      return { type: 'cardDone', card: notice.card, text: texts.phrase(language, notice.text) }
    case 'toServicer':
      return { ...notice, text: texts.phrase(language, notice.text) }
    case 'file':
      return notice
    case 'card':
      return {
        type: 'card',
        card: notice.card,
        title: texts.phrase(language, notice.title),
        ...((notice.subtitle || notice.inPlaceOf) && {
          subtitle: inPlace(texts, language, notice.inPlaceOf, notice.subtitle && texts.phrase(language, notice.subtitle)),
        }),
        ...(notice.text && { text: texts.phrase(language, notice.text) }),
        rows: notice.rows.map(({ label, value }) => ({ label: texts.phrase(language, label), value: texts.phrase(language, value) })),
        buttons: notice.buttons.map(({ key, label, style }) => ({ key, label: texts.phrase(language, label), ...(style && { style }) })),
      }
  }
}

/** 代刘建军 · TS-20261103-001 */
function inPlace(texts: Texts, language: string, name: string | undefined, text = ''): string {
  return name === undefined ? text : texts.phrase(language, { key: 'staff.inPlaceOf', values: { name, text } })
}
