import type { Logger } from '../log.js'
import type { createAlarms } from './alarms.js'
import type { Directory } from './directory.js'

/** Asks the platforms who holds which role. What that leaves without a holder, and what those who have gone leave to do, is told to an administrator. */
export function createRefreshPeople({
  directory,
  alarms,
  tellParted,
  log,
}: {
  directory: Pick<Directory, 'refresh'>
  alarms: ReturnType<typeof createAlarms>
  tellParted: () => Promise<void>
  log: Logger
}) {
  return async function refreshPeople(): Promise<void> {
    const { failed, alarms: raised } = await directory.refresh()
    for (const reason of failed) log.warn({ reason }, 'a role could not be resolved; the people known before keep it for a day')
    for (const alarm of raised) log.error({ ...alarm }, 'a role needs an administrator')
    await alarms.tell(raised)
    await tellParted()
  }
}
