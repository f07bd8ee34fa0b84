/**
 * Buttons without a template: the client sends a text in the name of whoever presses (`dtmd://`, dingtalk.md 5.4), and nothing else tells which button it
 * was. So the text ends with the card and the key of the button: it is read back without anything kept, on any replica, and an old button still says which
 * question it belongs to. People can type the same; what it may do is checked as for any press.
 */
import type { IncomingContent } from '../channel.js'

const LINK = 'dtmd://dingtalkclient/sendMessage?content='
const ENDING = / #([\w@-]{1,100})~(\S+)$/

/** What is sent in a person's name. */
export const tapText = (label: string, card: string, key: string): string => `${label} #${card}~${encodeURI(key)}`

export const tapLink = (label: string, card: string, key: string): string => `${LINK}${encodeURIComponent(tapText(label, card, key))}`

/** The press that a text stands for; undefined for any other text. */
export function readTapText(text: string): Extract<IncomingContent, { type: 'tap' }> | undefined {
  const [, card, key] = ENDING.exec(text.trim()) ?? []
  if (card === undefined || key === undefined) return undefined
  try {
    return { type: 'tap', card, key: decodeURI(key), selected: [] }
  } catch {
    return undefined // somebody typed it
  }
}
