/** 看附件: the evidence of a complaint in the chat, group by group, as far as the person may see it (domain.md 8). */
import type { Notice } from '../delivery/notice.js'
import { filesSent, say } from '../delivery/notice.js'
import type { Action } from '../people/action.js'
import type { Person } from '../people/person.js'
import type { Access } from './access.js'
import { type Evidence, evidenceOf, type Sendable, sendable } from './evidence.js'
import type { Complaint } from './model.js'

export interface GalleryDeps {
  readonly access: Pick<Access, 'readable' | 'viewFor'>
}

const SHOWN = 10

export function createGallery({ access: { readable, viewFor } }: GalleryDeps): { readonly showPhotos: Action } {
  return {
    /** `TS-20261103-001`, or `TS-20261103-001.10` for what follows the first ten. */
    async showPhotos({ reference = '', by, channel }) {
      const [no = '', from = '0'] = reference.split('.')
      const complaint = await readable(no, by, 'showPhotos', channel)
      const isInside = (await viewFor(by)).levelOf(complaint) === 'inside'
      const all = sendable(isInside ? evidenceOf(complaint) : evidenceFrom(complaint, by))
      const skip = /^\d{1,4}$/.test(from) ? Number(from) : 0
      const page = all.slice(skip, skip + SHOWN)
      if (page.length === 0) return { say: [say('complaint.gallery.none', { no })] }
      const left = all.length - skip - page.length
      return { say: [...inGroups(page, all, no), ...(left > 0 ? [nextCard(no, skip + SHOWN, left)] : [])] }
    },
  }
}

/** What a person has sent themselves, who may see no more. */
function evidenceFrom(complaint: Complaint, { id }: Pick<Person, 'id'>): Evidence[] {
  const events = complaint.events.filter(({ type, by }) => (type === 'received' ? complaint.registeredBy.id : by?.id) === id)
  const brought = events.flatMap(({ record }) => record?.attachments ?? []).map((file) => file.id)
  return evidenceOf({ ...complaint, events, attachments: complaint.attachments.filter((file) => brought.includes(file.id)) })
}

/** Each group under its name, with how many there are of it. */
function inGroups(page: readonly Sendable[], all: readonly Sendable[], no: string): Notice[] {
  return page.flatMap((one, index): Notice[] => {
    const { group, count } = one
    const isFirst = page[index - 1]?.group !== group
    const total = all.filter((other) => other.group === group).length
    return [...(isFirst ? [say('complaint.gallery.group', { no, group, count: total })] : []), ...filesSent(one, `${no}-${group}-${count}`)]
  })
}

const nextCard = (no: string, from: number, count: number): Notice => ({
  type: 'card',
  card: `photos-${no}-${from}`,
  title: { key: 'complaint.gallery.more', values: { count } },
  rows: [],
  buttons: [{ key: `do:showPhotos:${no}.${from}`, label: { key: 'cases.buttons.more' }, style: 'primary' }],
})
