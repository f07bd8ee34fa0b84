/** The examination of a real installation, in the order in which its faults hide each other. */
import { type Finding, fine, wrong } from '../channels/checkup.js'
import { checkStaffing, checkYear } from '../compose/checks.js'
import type { Examined } from '../compose/platforms/platform.js'
import { PLATFORMS } from '../compose/platforms.js'
import type { Contacts } from '../people/directory.js'

export async function* examine(examined: Examined): AsyncGenerator<Finding> {
  const { organisation, now, test } = examined
  const contacts: Record<string, Contacts> = {}
  let isIll = false
  for (const platform of PLATFORMS) {
    const looked = platform.examine && (yield* platform.examine(examined))
    if (looked === 'ill') isIll = true
    else Object.assign(contacts, looked)
  }
  // a role may be held on any of them
  if (isIll) yield wrong('access.notLooked')
  else yield* await checkStaffing(organisation, contacts, now())
  yield checkYear(organisation, now())
  if (!test) yield fine('card.ask')
}
