import type { OutgoingMessage } from './messages.js'

/** All that a message says, where nothing of it can be pressed or shown: for platforms without cards, and for reading out. */
export function wordsOf(message: OutgoingMessage): string {
  switch (message.type) {
    case 'text':
    case 'cardDone':
    case 'toServicer':
      return message.text
    case 'choice': {
      const { text, title, options, listHint } = message
      return lines(text, title, ...options.map(({ label }, index) => `${index + 1}. ${label}`), listHint)
    }
    case 'card': {
      const { title, subtitle, text, rows } = message
      return lines(title, subtitle, text, ...rows.map(({ label, value }) => row(label, value)))
    }
    case 'form':
      return lines(message.title, ...message.selects.map(({ label, options }) => row(label, options.map((one) => one.label).join(' / '))))
    case 'article':
      return lines(message.title, message.text, message.url)
    case 'file':
      return message.name
  }
}

const lines = (...all: readonly (string | undefined)[]): string => all.filter(Boolean).join('\n')
/** In the colon of its language. */
const row = (label: string, value: string): string => (/^[\x20-\x7e]*$/.test(label) ? `${label}: ${value}` : `${label}：${value}`)
