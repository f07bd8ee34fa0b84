/** The same-day report (R19.1.b): whoever must know hears at once, once, and what became of it is recorded. */

import type { By } from '../cases/case.js'
import { dataOf } from '../cases/history.js'
import { bySystem } from '../cases/store.js'
import { type Notice, type Notifier, say } from '../delivery/notice.js'
import type { Directory } from '../people/directory.js'
import { type Organisation, responsibleDepartments } from '../people/organisation.js'
import { completedCard, reportCard, reportCardId } from './cards.js'
import type { Recipient } from './events.js'
import type { Complaint, ComplaintEvent } from './model.js'
import { textsIn } from './part-a.js'
import { countSeats, joined, REPORT_ROLES, rolesWithout, seatsOf, sitsAs } from './recipients.js'
import type { Records } from './records.js'
import { sameDayOutcome } from './same-day.js'

export interface ReportDeps {
  readonly records: Records
  readonly directory: Pick<Directory, 'holders'>
  readonly organisation: Organisation
  readonly notifier: Notifier
  readonly now: () => Date
}

export const REPORT_EVENT = 'report'
const HEADS = ['MKT_HEAD', 'QC_HEAD'] as const

/** What a recorded delivery makes of the report: whether everybody has it, and whether that was the same day (F2.B05). */
export function afterDelivery(
  { report, receivedAt }: Complaint,
  recipient: string,
  at: Date,
  now = at,
): { isComplete: boolean; sameDayOk?: boolean } {
  const after = report.recipients.map((one) => (one.id === recipient ? { ...one, deliveredAt: at } : one))
  const sameDayOk = report.sameDayOk ?? sameDayOutcome(after, receivedAt, now)
  return { isComplete: haveAll({ ...report, recipients: after }), ...(sameDayOk !== undefined && { sameDayOk }) }
}

const haveAll = (report: Complaint['report']): boolean => rolesWithout(report).length === 0

/** Where the last that was missing is one who has it already, no delivery completes the report any more. */
function ifComplete({ report, receivedAt }: Complaint, now: Date): { isComplete?: true; sameDayOk?: boolean } {
  if (!haveAll(report)) return {}
  const sameDayOk = report.sameDayOk ?? sameDayOutcome(report.recipients, receivedAt, now)
  return { isComplete: true, ...(sameDayOk !== undefined && { sameDayOk }) }
}

export type Reports = ReturnType<typeof createReports>

export function createReports({ records, directory, organisation, notifier, now }: ReportDeps) {
  /** Everyone who must hear of a complaint of this kind at this plant, and the departments that answer for it. */
  async function recipientsOf({
    kind,
    plant,
  }: Pick<Complaint, 'kind' | 'plant'>): Promise<{ recipients: Recipient[]; departments: string[] }> {
    const heads = HEADS.map(async (role) => (await directory.holders(role, plant)).map(({ id, name }): Recipient => ({ id, name, role })))
    const responsible = responsibleDepartments(organisation, kind, plant).map(({ id }) => id)
    const all = [...(await Promise.all(heads)).flat(), ...(await departmentRecipients(responsible))]
    return { recipients: joined([], all), departments: responsible }
  }

  async function departmentRecipients(departments: readonly string[]): Promise<Recipient[]> {
    const people = departments.map(async (department) =>
      (await directory.holders('DEPT', undefined, department)).map(({ id, name }): Recipient => ({ id, name, role: 'DEPT', department })),
    )
    return joined([], (await Promise.all(people)).flat())
  }

  /** Whoever has the report or is to get it, and the roles in which nobody can be found. */
  async function audienceOf(complaint: Complaint) {
    const { recipients, departments } = await recipientsOf(complaint)
    const known = complaint.report.recipients
    const missing = REPORT_ROLES.filter((role) => !recipients.some((recipient) => sitsAs(recipient, role)))
    return { recipients: joined(known, recipients), departments, missing }
  }

  /** REGISTERED → REPORTED (transition 4). May run twice. @returns false while somebody who must hear of it cannot be found */
  async function report(no: string): Promise<boolean> {
    const found = await records.read(no)
    if (!found) return true
    const { recipients: all, departments, missing } = await audienceOf(found)
    const known = found.report.recipients
    // who gets it stands in the record before it is sent, so that no delivery can be reported without a place to record it
    if (countSeats(all) > countSeats(known) || known.length === 0) {
      const outcome = await records.perform(no, ({ report }) => {
        const data = { recipients: joined(report.recipients, all), departments }
        return bySystem('addressed', `${no}.addressed.${countSeats(all)}`, now(), data)
      })
      if (outcome && !outcome.ok) return true // merged or withdrawn meanwhile
    }
    await send(found, all)
    if (missing.length > 0) {
      await tellAdministrators(found, missing)
      return false
    }
    const names = all.map(({ name }) => name).join('、')
    await records.perform(no, (present) => bySystem('reported', `${no}.reported`, now(), { names, ...ifComplete(present, now()) }))
    return true
  }

  async function send(complaint: Complaint, recipients: readonly Recipient[]): Promise<void> {
    const no = complaint._id
    await notifier.notify(
      recipients.map((recipient) => ({
        id: `${no}.${REPORT_EVENT}.${recipient.id}`,
        to: recipient.id,
        notice: reportCard(complaint, recipient),
        topic: { kind: 'complaint', reference: no, event: REPORT_EVENT },
      })),
    )
  }

  async function tellAdministrators({ _id }: Complaint, missing: readonly string[]): Promise<void> {
    const administrators = await directory.holders('ADMIN')
    const notice = { type: 'text', text: { key: 'complaint.report.unresolved', values: { no: _id, roles: missing } } } as const
    await notifier.notify(administrators.map(({ id }) => ({ id: `${_id}.unresolved.${missing.join('+')}.${id}`, to: id, notice })))
  }

  /** F2.B04 and F2.B05 in one write; a report that is told twice changes nothing. */
  async function recordDelivery(no: string, recipient: string, at: Date): Promise<void> {
    await records.perform(no, (complaint) => {
      const found = complaint.report.recipients.find(({ id, deliveredAt }) => id === recipient && !deliveredAt)
      if (!found) return undefined
      const data = { recipient, name: found.name, ...afterDelivery(complaint, recipient, at) }
      return bySystem('delivered', `${no}.delivered.${recipient}`, at, data)
    })
  }

  /** 收到, counted once. @returns what the press was: the first, one more, or of somebody who got no such report */
  async function acknowledge(
    no: string,
    by: By,
    at: Date,
    channel: string,
    recipient: By = by,
  ): Promise<'first' | 'again' | 'notRecipient'> {
    const outcome = await records.perform(no, ({ report: { recipients } }) => {
      const own = recipients.find(({ id }) => id === recipient.id)
      const onBehalfOf = recipient.id !== by.id && { onBehalfOf: recipient }
      return own && !own.confirmedAt
        ? { id: `${no}.confirmed.${recipient.id}`, type: 'confirmed', at, by, ...onBehalfOf, actors: [own.role], channel }
        : undefined
    })
    if (!outcome?.ok) return (await records.read(no))?.report.recipients.some(({ id }) => id === recipient.id) ? 'again' : 'notRecipient'
    return 'first'
  }

  /** The cards of the others on the same seat show who has confirmed. */
  async function tellConfirmed({ _id, report: { recipients } }: Complaint, { by, onBehalfOf = by }: ComplaintEvent): Promise<void> {
    const own = recipients.find(({ id }) => id === onBehalfOf?.id)
    const sameSeat = recipients.filter((one) => one.id !== onBehalfOf?.id && own && sharesSeat(one, own))
    await notifier.notify(
      sameSeat.map((recipient) => ({
        id: `${_id}.confirmed.${by?.id}.${recipient.id}`,
        to: recipient.id,
        notice: {
          type: 'cardDone',
          card: reportCardId(_id, recipient),
          text: { key: 'complaint.report.confirmedBy', values: { name: by?.name ?? '' } },
        },
      })),
    )
  }

  /** Whoever got the report with what was known hears the rest, in the form of the report. */
  async function tellCompleted(complaint: Complaint, event: ComplaintEvent): Promise<void> {
    const added = addedIn(event)
    const known = complaint.report.recipients.filter(({ id }) => id !== event.by?.id && !added.includes(id))
    await notifier.notify(
      known.map((one) => ({ id: `${complaint._id}.${event.id}.${one.id}`, to: one.id, notice: completedCard(complaint, one, event.id) })),
    )
  }

  return {
    recipientsOf,
    departmentRecipients,
    audienceOf,
    report,
    recordDelivery,
    acknowledge,
    tellConfirmed,
    tellCompleted,
    /** Whose matter it is no more hears so, and who has it now (transition 6). */
    async tellLeft({ _id, report: { recipients } }: Complaint, event: Extract<ComplaintEvent, { type: 'rerouted' | 'redirected' }>) {
      const { left = [], reason } = event.data
      const to = event.type === 'rerouted' ? { plant: event.data.toPlant } : { departments: [...event.data.toDepartments] }
      const notice = say('complaint.report.left', { no: _id, by: event.by?.name ?? '', reason, ...to })
      const isShown = (id: string) => recipients.some((one) => one.id === id)
      await notifier.notify(
        left
          .filter((id) => id !== event.by?.id)
          .flatMap((id) => [
            { id: `${_id}.${event.id}.left.${id}`, to: id, notice },
            ...(isShown(id) ? [{ id: `${_id}.${event.id}.leftCard.${id}`, to: id, notice: leftCard(_id, id) }] : []),
          ]),
      )
    },
    /** The report to those whom a re-routed or completed complaint did not reach before (transition 6). */
    sendAgain: (complaint: Complaint, event: ComplaintEvent): Promise<void> => {
      const added = addedIn(event)
      return send(
        complaint,
        complaint.report.recipients.filter(({ id }) => added.includes(id)),
      )
    },
  }
}

const leftCard = (no: string, id: string): Notice => ({
  type: 'cardDone',
  card: reportCardId(no, { id }),
  text: { key: 'complaint.report.leftCard' },
})

/** Who joined the recipients with an event. */
const addedIn = (event: ComplaintEvent): readonly string[] => textsIn(dataOf(event).added)

const sharesSeat = (one: Recipient, other: Recipient): boolean =>
  seatsOf(one).some((seat) => seatsOf(other).some(({ role, department }) => role === seat.role && department === seat.department))
