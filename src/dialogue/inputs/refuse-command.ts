import { type Refusal, refuse } from '../../reading/reading.js'
import type { Words } from '../session.js'

/** Refuses a word that only moves the dialogue: 提交 and 完成 say nothing where a text, a name or a place is asked for, and would be printed. */
export function refuseCommand(text: string, words: Words): Refusal | undefined {
  return words.command(text) ? refuse('commandOnly', { text: text.trim() }) : undefined
}
