/** What is left of the report of the same day, on the cards that remind of it: who has not got it, or what was not told (T1, T1b; transitions 3 and 4). */
import type { ReminderOf } from '../cases/cards.js'
import type { Clock } from '../cases/case.js'
import type { Card } from '../cases/look.js'
import type { Notice, Phrase } from '../delivery/notice.js'
import { registrationCells } from './completeness.js'
import { goOnButton } from './go-on.js'
import type { Complaint } from './model.js'
import { rolesWithout } from './recipients.js'

type Row = Card['rows'][number]

/** Below the customer, where no platform leaves it out. */
export function withLeft(complaint: Complaint, { id }: Clock, { person }: Pick<ReminderOf, 'person'>, notice: Notice): Notice {
  const left = LEFT[id]?.(complaint)
  if (!left || notice.type !== 'card') return notice
  const [customer, ...others] = notice.rows
  // whoever tells it goes on where they were; anybody else has a button of their own
  const goOn = id === 'T1b' && person.id === complaint.registeredBy.id ? [goOnButton(complaint.operationKey)] : []
  return { ...notice, rows: [...(customer ? [customer] : []), left, ...others], buttons: [...goOn, ...notice.buttons] }
}

const LEFT: Readonly<Record<string, (complaint: Complaint) => Row>> = {
  T1: ({ report }) => row('undelivered', { key: 'complaint.undelivered', values: { roles: rolesWithout(report) } }),
  T1b: (complaint) =>
    row('missing', { key: 'complaint.missingCells', values: { cells: registrationCells(complaint).map(({ id }) => id) } }),
}

const row = (name: string, value: Phrase): Row => ({ label: { key: `complaint.rows.${name}` }, value })
