import { z } from 'zod'
import { keyOf } from '../../reading/normalise.js'
import { inputKind } from './kind.js'

/** The buttons below all answers, in this order; a typed number counts them too. */
const BUTTONS = ['confirm', 'edit', 'cancel'] as const

/** All answers, to be confirmed or corrected before anything is written. */
export const summary = inputKind({
  schema: z.strictObject({ type: z.literal('summary') }),
  reasons: ['summary'],
  read({ id }, text) {
    const button = BUTTONS[Number(keyOf(text)) - 1]
    if (button === 'confirm') return { is: 'confirmed' }
    if (button) return { is: 'command', command: button }
    return { is: 'correction', text, otherwise: { field: id, reason: 'summary', values: {} } }
  },
  command: (_asked, command) => (command === 'confirm' ? { is: 'confirmed' } : undefined),
  isAnswered: () => false,
  buttons: () => BUTTONS.map((id) => ({ id, shown: { key: `buttons.${id}` } })),
  show: (_input, _field, value) => ({ text: String(value) }),
  isReview: true,
  isRepeated: true,
})
