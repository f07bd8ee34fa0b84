/** A sentence stands before the files it speaks of: of whom they are, what they are, and how many. Pure. */
import { type Notice, say } from '../delivery/notice.js'
import type { FileRequest } from './requests.js'

/** What begins with words of its own needs no others. */
export function introduced({ wanted, role }: Pick<FileRequest, 'wanted' | 'role'>, notices: readonly Notice[]): readonly Notice[] {
  if (notices[0]?.type !== 'file') return notices
  const values = {
    no: 'no' in wanted ? wanted.no : null,
    what: wanted.kind,
    // nobody asked for it, so that it is said what it is for
    role: role ? `${wanted.kind}${role}` : null,
    count: notices.length > 1 ? notices.length : 0,
  }
  return [say('files.here', values), ...notices]
}
