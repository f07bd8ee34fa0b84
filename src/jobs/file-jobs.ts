/** Files that wait to be made, and turns that may never have been. */
import type { Job } from './schedule.js'

export interface FileJobDeps {
  readonly requests: { sweep(): Promise<void> }
  readonly attachments: { confirmDue(): Promise<void> }
}

export function createFileJobs({ requests, attachments }: FileJobDeps): Job[] {
  return [
    { name: 'file-requests', cron: '*/5 * * * * *', run: () => requests.sweep() },
    { name: 'attachment-turns', cron: '55 * * * * *', run: () => attachments.confirmDue() },
  ]
}
