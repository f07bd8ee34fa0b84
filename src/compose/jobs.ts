/** What runs by the clock. */
import { attachedOf } from '../cases/attached.js'
import type { CaseType } from '../cases/case-type.js'
import { allCases } from '../cases/collection.js'
import { createOpenTasks } from '../cases/left-open.js'
import { createMorning } from '../cases/morning.js'
import { owedBy } from '../complaints/tasks.js'
import { createAttachmentPurge } from '../conversation/attachment-purge.js'
import { createFileHousekeeping } from '../database/file-housekeeping.js'
import { deliveryModels } from '../delivery/model.js'
import { tellOfMonths } from '../delivery/month-used-up.js'
import { createFileJobs } from '../jobs/file-jobs.js'
import type { Job } from '../jobs/schedule.js'
import { createJobs } from '../jobs/sweeps.js'
import { createAlarms } from '../people/alarms.js'
import { createRefreshPeople } from '../people/refresh-people.js'
import { createTellParted } from '../people/tell-parted.js'
import { exportModel } from '../reports/export-log.js'
import type { Reporting } from '../reports/index.js'
import type { Domains } from './domains.js'
import type { Ground } from './ground.js'
import type { AppOptions } from './options.js'
import { composeErasing } from './personal-data.js'

export type RefreshPeople = () => Promise<void>

/** Asks the platforms who holds which role, and tells whoever must know what has changed. */
export const composeRefresh = ({ now, log }: AppOptions, { organisation, background, directory, notifier, due }: Ground): RefreshPeople =>
  createRefreshPeople({
    directory,
    alarms: createAlarms({ directory, organisation, notifier, now }),
    tellParted: createTellParted({
      directory,
      openTasks: createOpenTasks({ cases: allCases(background), organisation, others: owedBy }),
      notifier,
      due,
    }),
    log,
  })

export interface Refreshes {
  readonly refreshPeople: RefreshPeople
  readonly refreshSettings: () => Promise<void>
}

export function composeJobs(
  kinds: readonly CaseType[],
  options: AppOptions,
  ground: Ground,
  { beside: { complaints, domains, cases } }: Domains,
  reporting: Reporting,
  { refreshPeople, refreshSettings }: Refreshes,
): Job[] {
  const { now } = options
  const { background, storeBeside, due } = ground
  const housekeeping = createFileHousekeeping(background, due)
  const attachmentPurge = createAttachmentPurge({
    connection: background,
    files: housekeeping,
    readTalk: storeBeside.read,
    referenced: (ids) => attachedOf(allCases(background), ids),
    due,
    now,
  })
  const answering = createJobs({
    ...ground,
    store: storeBeside,
    personOf: ground.personBeside,
    complaints,
    cases,
    digest: reporting.digest,
    refreshPeople,
    deliveries: deliveryModels(background),
    records: { cases: allCases(background), kinds, refusals: complaints.models.refusals, exports: exportModel(background) },
    customers: ground.customersBeside,
    files: housekeeping,
    sent: attachmentPurge,
    now,
  })
  const morning = createMorning({
    ...ground,
    cases: allCases(background),
    turnsOf: cases.turnsOf,
    taskOf: cases.taskOf,
    visibleTo: cases.visibleTo,
    now,
  })
  const lists: Job = { name: 'morning', cron: '42 * * * * *', run: morning.sweep }
  const months: Job = {
    name: 'months',
    cron: '5 */10 * * * *',
    run: () =>
      tellOfMonths({
        ...ground,
        loads: deliveryModels(background).channelLoads,
        administrators: () => ground.directory.holders('ADMIN'),
        now,
      }),
  }
  const all = [
    ...answering,
    lists,
    months,
    composeErasing(options, ground, domains.cases, attachmentPurge),
    ...createFileJobs({ requests: reporting.requests, attachments: attachmentPurge }),
    ...domains.jobs,
  ]
  return all.map((job) => ({ ...job, run: () => refreshSettings().then(() => job.run()) }))
}
