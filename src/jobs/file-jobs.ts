/** Files that wait to be made, those that nobody needs any more, and turns that never were. */
import type { Job } from './schedule.js'

export interface FileJobDeps {
  readonly requests: { sweep(): Promise<void> }
  readonly attachments: { confirmDue(): Promise<void>; purge(): Promise<number> }
  readonly files: { purgeExpired(now: Date): Promise<number>; sweepOrphans(): Promise<number> }
  readonly now: () => Date
}

export function createFileJobs({ requests, attachments, files, now }: FileJobDeps): Job[] {
  return [
    { name: 'file-requests', cron: '*/5 * * * * *', run: () => requests.sweep() },
    { name: 'attachment-turns', cron: '55 * * * * *', run: () => attachments.confirmDue() },
    { name: 'attachment-purge', cron: '50 17 3 * * *', run: () => attachments.purge() },
    { name: 'file-purge', cron: '50 27 3 * * *', run: () => files.purgeExpired(now()) },
    { name: 'file-orphans', cron: '50 37 3 * * *', run: () => files.sweepOrphans() },
  ]
}
