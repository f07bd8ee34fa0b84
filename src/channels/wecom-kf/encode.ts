import type { OutgoingMessage } from '../channel.js'
import { cut, cutBytes, splitText } from '../pieces.js'
import { plainText } from '../wecom-api/plain-text.js'
import { wordsOf } from '../words-of.js'
import { KF_LIMITS, MENU } from './limits.js'
import { menuId } from './menu-id.js'

export type Body = { readonly msgtype: string } & Readonly<Record<string, unknown>>
interface Entry {
  readonly type: 'click'
  readonly click: { readonly id: string; readonly content: string }
}

/**
 * Bodies of send_msg for a message, in the order in which they are to be sent: one where it fits, as each counts against the five that a customer may
 * get. The change of a card has none, a file has its own.
 */
export function encode(message: Exclude<OutgoingMessage, { type: 'cardDone' | 'file' | 'toServicer' }>): Body[] {
  switch (message.type) {
    case 'text':
      return textBodies(message.text)
    case 'choice':
      return encodeChoice(message)
    case 'card':
      return encodeCard(message)
    case 'form':
      // it has no counterpart: what it would ask for can be read, and is answered in words
      return textBodies(wordsOf(message))
    case 'article':
      // a link of the platform's own needs a picture that was uploaded for it
      return textBodies(wordsOf(message))
  }
}

/** The body that sends an uploaded file. @param mediaId what the upload gave */
export const encodeFile = ({ kind }: Extract<OutgoingMessage, { type: 'file' }>, mediaId: string): Body => ({
  msgtype: kind,
  [kind]: { media_id: mediaId },
})

export const textBody = (content: string): Body => ({ msgtype: 'text', text: { content } })

const textBodies = (text: string): Body[] => splitText(plainText(text), KF_LIMITS.textBytes).map(textBody)

/** A menu of up to ten entries; a numbered list beyond, where several may be chosen, and where an entry would be cut. */
function encodeChoice(message: Extract<OutgoingMessage, { type: 'choice' }>): Body[] {
  const { card, key, text, title, options, many } = message
  const asked = [text, title].filter(Boolean).join('\n')
  const entries = options.map(({ id, label }) => entry(card, `${key}:${id}`, label))
  if (!many && options.length > 0 && options.length <= MENU.entries && entries.every(isWhole))
    return withHead(asked, [entries.filter(isWhole)])
  return textBodies(wordsOf(message))
}

const isWhole = (one: Entry | undefined): one is Entry => one !== undefined

/** Undefined where it would have to be cut: a click says what stands on the entry. */
function entry(card: string, key: string, label: string): Entry | undefined {
  const id = menuId(card, key)
  const content = plainText(label)
  return id !== undefined && content !== '' && Buffer.byteLength(content) <= MENU.entryBytes
    ? { type: 'click', click: { id, content } }
    : undefined
}

/** Title and rows as text, its buttons as a menu below; those that find no place stand in menus of their own, so that none is lost. */
function encodeCard(message: Extract<OutgoingMessage, { type: 'card' }>): Body[] {
  const { card, title, buttons } = message
  const head = wordsOf(message)
  const entries = buttons.flatMap(({ key, label }) => entry(card, key, cutBytes(plainText(label), MENU.entryBytes)) ?? [])
  if (entries.length === 0) return textBodies(head)
  const pages = Array.from({ length: Math.ceil(entries.length / MENU.entries) }, (_, page) =>
    entries.slice(page * MENU.entries, (page + 1) * MENU.entries),
  )
  return withHead(head, pages, title)
}

/** What is too long for a head is said before the menu. @param again what heads every menu that has no other head */
function withHead(head: string, pages: readonly (readonly Entry[])[], again = ''): Body[] {
  const plain = plainText(head)
  const fits = Buffer.byteLength(plain) <= MENU.headBytes
  const before = fits ? [] : textBodies(head)
  return [
    ...before,
    ...pages.map((list, page) => menu(fits && page === 0 ? plain : cut(plainText(again), KF_LIMITS.card.chars.title), list)),
  ]
}

const menu = (head: string, list: readonly Entry[]): Body => ({
  msgtype: 'msgmenu',
  msgmenu: { ...(head && { head_content: head }), list },
})
