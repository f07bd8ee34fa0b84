import type { By } from '../cases/case.js'

/** Who was looked up; nobody where an earlier version took a name as it was typed. */
export const colleagueIn = (named: string | By | undefined): By | undefined =>
  typeof named === 'object' ? { id: named.id, name: named.name } : undefined
