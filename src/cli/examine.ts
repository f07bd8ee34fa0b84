/** The examination of a real installation, in the order in which its faults hide each other. */
import { type Finding, fine } from '../channels/checkup.js'
import { checkStaffing, checkYear } from '../compose/checks.js'
import type { Examined } from '../compose/platforms/platform.js'
import { PLATFORMS } from '../compose/platforms.js'

export async function* examine(examined: Examined): AsyncGenerator<Finding> {
  const { organisation, now, test } = examined
  let isStaffingSeen = false
  for (const platform of PLATFORMS) if (platform.examine && (yield* platform.examine(examined))) isStaffingSeen = true
  if (!isStaffingSeen) {
    yield* await checkStaffing(organisation, {}, now())
    yield checkYear(organisation, now())
  }
  if (!test) yield fine('card.ask')
}
