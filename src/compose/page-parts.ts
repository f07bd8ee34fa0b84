/** What a page needs whether somebody looks at it or not: who may open it, what stands on it, what was uploaded. */
import { randomBytes } from 'node:crypto'
import { beginsCase, CHANNEL, pageOf } from '../channels/page/contact.js'
import { createPageChannel } from '../channels/page/index.js'
import type { PageLinks } from '../complaints/link-actions.js'
import { createCustomerCodes } from '../customers/codes.js'
import type { Connection } from '../database/connect.js'
import type { Topic } from '../delivery/notice.js'
import type { Job } from '../jobs/schedule.js'
import { createLinks, type Link, type LinkWish } from '../people/links.js'
import type { UploadLinks } from '../people/upload-actions.js'
import type { PageCodes } from '../reports/make-customer-code.js'
import { PAGE_PATH } from '../web/page/routes.js'
import { createTalks } from '../web/page/talks.js'
import { createUploads } from '../web/page/uploads.js'
import { createBegunPages } from './page-begun.js'

/** What the key of a code begins with in an address, which tells the page to begin. */
const CODE = 'new.'
const HOUR_MS = 3_600_000
/** Whoever has opened a page so lately is taken to look at it again; others are told otherwise, or rung up. */
const LOOKED_AT_MS = 48 * HOUR_MS
/** As long as a link is good for: to a case that there is or is to be, and to send files to one's own talk. */
const CASE_OPEN_MS = 30 * 24 * HOUR_MS
const FILES_OPEN_MS = 2 * HOUR_MS
/** As long as what is printed is used up. */
const CODE_OPEN_MS = 365 * 24 * HOUR_MS
/** After a link or a code has expired, or a page was last changed. */
const KEPT_MS = 90 * 24 * HOUR_MS
const UPLOADS_KEPT_MS = 8 * 24 * HOUR_MS

export type PageParts = ReturnType<typeof createPageParts>

export function createPageParts(connection: Connection, now: () => Date) {
  const links = createLinks(connection, now)
  const codes = createCustomerCodes(connection, now)
  const begun = createBegunPages(connection)
  const talks = createTalks(connection, now)
  const uploads = createUploads(connection, now)
  const channel = createPageChannel({
    isOpen: (contact) => links.isOpen(contact, before(LOOKED_AT_MS)),
    show: (contact, id, message) => talks.add(contact, { id, isOwn: false, message }),
    download: uploads.download,
  })
  const before = (ms: number) => new Date(now().getTime() - ms)
  const after = (ms: number) => new Date(now().getTime() + ms)

  /** Where somebody may be told of this record: their contacts, and the pages for it that they look at. */
  async function toldOn(contacts: readonly string[], topic: Topic): Promise<string[]> {
    const [only = ''] = topic.reference.split('|')
    const own = await Promise.all(contacts.map((contact) => begun.placeFor(contact, topic)))
    const pages = await Promise.all(contacts.map((contact) => links.seenPages(contact, only, before(LOOKED_AT_MS))))
    return [...new Set([...own, ...pages.flat()])]
  }

  /** None where one may still be begun, nor for a link that takes files for a talk elsewhere. */
  const caseOf = async ({ contact, only }: Link): Promise<string | undefined> => only ?? (await begun.caseOn(contact))

  const newContact = () => `${CHANNEL}:${randomBytes(9).toString('base64url')}`

  /** Somebody has opened the page of a code. @returns the key to a page of their own; undefined where the code is none, or none any more */
  async function begin(codeKey: string, invited: (contact: string, customer: string) => Promise<void>): Promise<string | undefined> {
    const code = await codes.open(codeKey)
    if (!code) return undefined
    const contact = newContact()
    await invited(contact, code.customer)
    return links.make({ contact, person: contact, name: '', madeBy: code._id, expiresAt: after(CASE_OPEN_MS) })
  }

  /** @param address under which people reach the page */
  function given(address: string): PageLinks & UploadLinks & PageCodes {
    // what stands behind the # is sent to no server, and so into no log of one
    const urlOf = (key: string) => `${address}${PAGE_PATH}#${key}`

    async function open(ms: number, wish: Omit<LinkWish, 'expiresAt'>) {
      const expiresAt = after(ms)
      return { url: urlOf(await links.make({ ...wish, expiresAt })), until: expiresAt }
    }

    return {
      newContact,
      give: ({ person, only, name, by }) => open(CASE_OPEN_MS, { contact: pageOf(person, only), person, name, only, madeBy: by }),
      takeBack: async (only) => links.withdraw(only, await begun.pageOfCase(only)),
      giveForFiles: ({ contact, name, by }) => open(FILES_OPEN_MS, { contact, person: contact, name, madeBy: by }),
      async giveCode({ customer, by }) {
        const expiresAt = after(CODE_OPEN_MS)
        return { url: urlOf(`${CODE}${await codes.make({ customer, madeBy: by, expiresAt })}`), until: expiresAt }
      },
      takeBackCodes: codes.withdraw,
    }
  }

  async function purge(): Promise<void> {
    await links.purge(before(KEPT_MS))
    await codes.purge(before(KEPT_MS))
    await talks.purge(before(KEPT_MS))
    await uploads.purge(before(UPLOADS_KEPT_MS))
  }

  async function forget(contacts: readonly string[]): Promise<void> {
    await talks.forget(contacts)
    await links.forget(contacts)
  }

  const jobs: readonly Job[] = [{ name: 'pages', cron: '23 17 * * * *', run: purge }]
  return { links, talks, uploads, channel, toldOn, caseOn: begun.caseOn, seesOneCase: beginsCase, caseOf, begin, given, forget, jobs }
}
