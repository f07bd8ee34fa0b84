/** The page of one person for one case is a contact of its own: what is said there stays there. */
import { type Contact, contactOf } from '../channel.js'

export const CHANNEL = 'page'

/** @param person the contact for which it stands @param only the case */
export const pageOf = (person: string, only: string): string => `${CHANNEL}:${only}/${person}`

/** True for a contact of this channel that stands for no case: of somebody who may begin one. */
export function beginsCase(contact: string): boolean {
  const { channel, userId } = contactOf(contact)
  return channel === CHANNEL && readPage({ userId }) === undefined
}

/** Undefined for a contact that is reached by links alone and is on no page just now. */
export function readPage({ userId }: Pick<Contact, 'userId'>): { readonly contact: string; readonly only: string } | undefined {
  const [, only, contact] = /^([^/]+)\/(.+)$/.exec(userId) ?? []
  return only && contact ? { contact, only } : undefined
}
