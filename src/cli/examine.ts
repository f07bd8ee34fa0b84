/** The examination of a real installation, in the order in which its faults hide each other. */
import { type Finding, fine, wrong } from '../channels/checkup.js'
import { checkClock, checkStaffing, checkYear } from '../compose/checks.js'
import type { Examined, Looked } from '../compose/platforms/platform.js'
import { PLATFORMS } from '../compose/platforms.js'
import type { ContactsOf } from '../people/directory.js'

export async function* examine(examined: Examined): AsyncGenerator<Finding> {
  const { organisation, now, test } = examined
  const looked: Looked[] = []
  for (const platform of PLATFORMS) if (platform.examine) looked.push(yield* platform.examine(examined))
  yield* checkClock(looked.flatMap(({ aheadMs }) => aheadMs ?? []))
  // a role may be held on any of them
  const contacts: ContactsOf = Object.assign({}, ...looked.map((one) => one.contacts))
  if (looked.some(({ isIll }) => isIll)) yield wrong('access.notLooked')
  else yield* await checkStaffing(organisation, contacts, now())
  yield checkYear(organisation, now())
  if (!test) yield fine('card.ask')
}
