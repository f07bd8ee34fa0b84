/** What a page needs whether somebody looks at it or not: who may open it, what stands on it, what was uploaded. */
import { randomBytes } from 'node:crypto'
import { CHANNEL, pageOf } from '../channels/page/contact.js'
import { createPageChannel } from '../channels/page/index.js'
import type { PageLinks } from '../complaints/link-actions.js'
import type { Connection } from '../database/connect.js'
import type { Topic } from '../delivery/notice.js'
import type { Job } from '../jobs/schedule.js'
import { createLinks, type LinkWish } from '../people/links.js'
import type { UploadLinks } from '../people/upload-actions.js'
import { PAGE_PATH } from '../web/page/routes.js'
import { createTalks } from '../web/page/talks.js'
import { createUploads } from '../web/page/uploads.js'

const HOUR_MS = 3_600_000
/** Whoever has opened a page so lately is taken to look at it again; others are told otherwise, or rung up. */
const LOOKED_AT_MS = 48 * HOUR_MS
/** As long as a link is good for: to a case, and to send files to one's own talk. */
const CASE_OPEN_MS = 30 * 24 * HOUR_MS
const FILES_OPEN_MS = 2 * HOUR_MS
/** After a link has expired, or a page was last changed. */
const KEPT_MS = 90 * 24 * HOUR_MS
const UPLOADS_KEPT_MS = 8 * 24 * HOUR_MS

export type PageParts = ReturnType<typeof createPageParts>

export function createPageParts(connection: Connection, now: () => Date) {
  const links = createLinks(connection, now)
  const talks = createTalks(connection, now)
  const uploads = createUploads(connection, now)
  const channel = createPageChannel({
    isOpen: links.isOpen,
    show: (contact, id, message) => talks.add(contact, { id, isOwn: false, message }),
    download: uploads.download,
  })
  const before = (ms: number) => new Date(now().getTime() - ms)

  /** The pages of somebody for one record that they look at. */
  async function seenFor(contacts: readonly string[], { reference }: Topic): Promise<string[]> {
    const [only = ''] = reference.split('|')
    const pages = await Promise.all(contacts.map((contact) => links.seenPages(contact, only, before(LOOKED_AT_MS))))
    return pages.flat()
  }

  /** @param address under which people reach the page */
  function given(address: string): PageLinks & UploadLinks {
    async function open(ms: number, wish: Omit<LinkWish, 'expiresAt'>) {
      const expiresAt = new Date(now().getTime() + ms)
      const key = await links.make({ ...wish, expiresAt })
      // what stands behind the # is sent to no server, and so into no log of one
      return { url: `${address}${PAGE_PATH}#${key}`, until: expiresAt }
    }

    return {
      newContact: () => `${CHANNEL}:${randomBytes(9).toString('base64url')}`,
      give: ({ person, only, name, by }) => open(CASE_OPEN_MS, { contact: pageOf(person, only), person, name, only, madeBy: by }),
      takeBack: links.withdraw,
      giveForFiles: ({ contact, name, by }) => open(FILES_OPEN_MS, { contact, person: contact, name, madeBy: by }),
    }
  }

  async function purge(): Promise<void> {
    await links.purge(before(KEPT_MS))
    await talks.purge(before(KEPT_MS))
    await uploads.purge(before(UPLOADS_KEPT_MS))
  }

  async function forget(contacts: readonly string[]): Promise<void> {
    await talks.forget(contacts)
    await links.forget(contacts)
  }

  const jobs: readonly Job[] = [{ name: 'pages', cron: '23 17 * * * *', run: purge }]
  return { links, talks, uploads, channel, seenFor, given, forget, jobs }
}
