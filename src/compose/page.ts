/** The routes of the page, and what comes of what is said there. */
import type Router from '@koa/router'
import { contactOf, type IncomingContent } from '../channels/channel.js'
import { CHANNEL } from '../channels/page/contact.js'
import { PAGE_LIMITS } from '../channels/page/limits.js'
import type { Handle } from '../conversation/handle-message.js'
import type { Texts } from '../conversation/texts.js'
import { WebhookError } from '../errors.js'
import { createPace } from '../web/page/pace.js'
import { createPageDocument } from '../web/page/page-document.js'
import { pageRoutes } from '../web/page/routes.js'
import type { Ground } from './ground.js'
import type { AppOptions } from './options.js'
import { createPageParts } from './page-parts.js'

/** Of one link in a minute. */
const ASKS = 600
const TURNS = 40
/** From one address in a minute: a building site with one line to the network has fewer who complain at once. */
const BEGINS = 20

export interface PageOptions {
  readonly handle: Handle
  readonly texts: () => Texts
  readonly isStopping: () => boolean
}

export function composePage(
  { connection, publicUrl, now, log, elapsed = () => performance.now() }: AppOptions,
  { places, metrics, store, files, customers }: Ground,
  { handle, texts, isStopping }: PageOptions,
): Router {
  const parts = createPageParts(connection, now)

  async function take({ key, contact, content }: { key: string; contact: string; content: IncomingContent }): Promise<void> {
    const leave = places.take()
    if (!leave) throw new WebhookError(503, 'busy')
    const from = contactOf(contact)
    try {
      const { outcome } = await handle({ key, from, at: now(), content }, () => false)
      metrics.turns.inc({ outcome })
      log.info({ channel: from.channel, messageId: key, kind: content.type, outcome }, 'turn')
    } finally {
      leave()
    }
  }

  return pageRoutes({
    ...parts,
    begin: (key) => parts.begin(key, customers.noteInvited),
    take,
    languageOf: store.languageOf,
    readFile: files.read,
    document: createPageDocument((language, name) => texts().phrase(language, { key: `page.${name}` })),
    onFailed(error) {
      metrics.turns.inc({ outcome: 'failed' })
      log.error({ err: error }, 'a page was not answered; it tries again')
    },
    isStopping,
    address: publicUrl,
    heldBy: CHANNEL,
    mostBytes: PAGE_LIMITS.fileBytes.file,
    asks: createPace(ASKS, elapsed),
    turns: createPace(TURNS, elapsed),
    begins: createPace(BEGINS, elapsed),
    now,
  })
}
