/** What can be pressed on a page: only what was shown there. Pure. */
import type { OutgoingMessage } from '../../channels/channel.js'
import type { Said } from './bodies.js'
import type { Entry } from './talks.js'

type Tap = Extract<Said, { type: 'tap' }>

/** The words of what was pressed; undefined where the page does not show it. */
export function wordsOfPress(entries: readonly Entry[], { card, pressed, selected }: Tap): string | undefined {
  const shown = entries.flatMap(({ message }) => ('card' in message && message.card === card ? [message] : []))
  for (const message of shown) {
    const labels = labelsIn(message, pressed, selected)
    if (labels) return labels.join('、')
  }
  return undefined
}

function labelsIn(message: OutgoingMessage, pressed: string, selected: readonly string[]): readonly string[] | undefined {
  switch (message.type) {
    case 'card': {
      const button = message.buttons.find(({ key }) => key === pressed)
      return button && [button.label]
    }
    case 'choice': {
      if (!message.many) return one(message.options.find(({ id }) => `${message.key}:${id}` === pressed)?.label)
      const ticked = message.options.filter(({ id }) => selected.includes(id))
      return pressed === message.key && ticked.length === selected.length ? ticked.map(({ label }) => label) : undefined
    }
    default:
      return undefined
  }
}

const one = (label: string | undefined): readonly string[] | undefined => (label === undefined ? undefined : [label])
