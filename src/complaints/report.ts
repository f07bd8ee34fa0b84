/** The same-day report (R19.1.b): whoever must know hears at once, once, and what became of it is recorded. */
import type { Model } from 'mongoose'
import type { Notifier } from '../delivery/notice.js'
import type { Directory } from '../staff/directory.js'
import { type Organisation, responsibleDepartments } from '../staff/organisation.js'
import { reportCard, reportCardId } from './cards.js'
import { sameDayOutcome } from './deadlines.js'
import type { By, Complaint, Recipient } from './model.js'

export interface ReportDeps {
  readonly complaints: Model<Complaint>
  readonly directory: Pick<Directory, 'holders'>
  readonly organisation: Organisation
  readonly notifier: Notifier
  readonly now: () => Date
}

export const REPORT_EVENT = 'report'
const AGAIN_AFTER_MS = 600_000

export function createReports({ complaints, directory, organisation, notifier, now }: ReportDeps) {
  /** Everyone who must hear of a complaint of this kind at this plant. */
  async function recipientsOf({ kind, plant }: Pick<Complaint, 'kind' | 'plant'>): Promise<Recipient[]> {
    const heads = (['MKT_HEAD', 'QC_HEAD'] as const).map(async (role) =>
      (await directory.holders(role, plant)).map(({ id, name }): Recipient => ({ id, name, role })),
    )
    const departments = responsibleDepartments(organisation, kind, plant).map(async (department) =>
      (await directory.holders('DEPT', undefined, department.id)).map(
        ({ id, name }): Recipient => ({ id, name, role: 'DEPT', department: department.id }),
      ),
    )
    const all = (await Promise.all([...heads, ...departments])).flat()
    return all.filter(({ id }, index) => all.findIndex((other) => other.id === id) === index)
  }

  /** REGISTERED → REPORTED (transition 4). May run twice; resolves who is missing on a later try. */
  async function announce(no: string): Promise<Complaint | null> {
    const complaint = await complaints.findById(no).lean<Complaint>()
    if (!complaint || complaint.notices.length === 0) return complaint
    const recipients = await recipientsOf(complaint)
    const missing = (['MKT_HEAD', 'QC_HEAD', 'DEPT'] as const).filter((role) => !recipients.some((recipient) => recipient.role === role))
    const known = complaint.report.recipients
    const all = [...known, ...recipients.filter(({ id }) => !known.some((other) => other.id === id))]
    // who gets it stands in the record before it is sent, so that no delivery can be reported without a place to record it
    const { matchedCount } = await complaints.updateOne(
      { _id: no, version: complaint.version },
      { $set: { 'report.recipients': all, noticeDueAt: new Date(now().getTime() + AGAIN_AFTER_MS) }, $inc: { version: 1 } },
    )
    if (matchedCount === 0) return announce(no)
    await notifier.notify(
      all.map((recipient) => ({
        id: `${no}.${REPORT_EVENT}.${recipient.id}`,
        to: recipient.id,
        notice: reportCard(complaint, recipient),
        topic: { kind: 'complaint', reference: no, event: REPORT_EVENT },
      })),
    )
    if (missing.length > 0) {
      await tellAdministrators(complaint, missing)
      return complaints.findById(no).lean<Complaint>()
    }
    const at = now()
    const event = { id: `${no}.reported`, type: 'reported', at, data: { names: all.map(({ name }) => name).join('、') } }
    return complaints
      .findOneAndUpdate(
        { _id: no, state: 'REGISTERED', notices: 'registered' },
        {
          $set: { state: 'REPORTED', 'report.reportedAt': at },
          $unset: { noticeDueAt: true },
          $push: { events: event },
          $pull: { notices: 'registered' },
          $inc: { version: 1 },
        },
        { returnDocument: 'after' },
      )
      .lean<Complaint>()
  }

  async function tellAdministrators({ _id }: Complaint, missing: readonly string[]): Promise<void> {
    const administrators = await directory.holders('ADMIN')
    const notice = { type: 'text', text: { key: 'complaint.report.unresolved', values: { no: _id, roles: missing } } } as const
    await notifier.notify(administrators.map(({ id }) => ({ id: `${_id}.unresolved.${missing.join('+')}.${id}`, to: id, notice })))
  }

  /** F2.B04 and F2.B05 in one write; a report that is told twice changes nothing. */
  async function recordDelivery(no: string, recipientId: string, at: Date): Promise<void> {
    for (;;) {
      const complaint = await complaints.findById(no).lean<Complaint>()
      if (!complaint?.report.recipients.some(({ id, deliveredAt }) => id === recipientId && !deliveredAt)) return
      const recipients = complaint.report.recipients.map((recipient) =>
        recipient.id === recipientId ? { ...recipient, deliveredAt: at } : recipient,
      )
      const sameDayOk = complaint.report.sameDayOk ?? sameDayOutcome(recipients, complaint.receivedAt, at)
      const { matchedCount } = await complaints.updateOne(
        { _id: no, version: complaint.version },
        {
          $set: { 'report.recipients': recipients, ...(sameDayOk !== undefined && { 'report.sameDayOk': sameDayOk }) },
          $inc: { version: 1 },
        },
      )
      if (matchedCount === 1) return
    }
  }

  /** 收到, counted once. @returns what the press was: the first, one more, or of somebody who got no such report */
  async function acknowledge(no: string, by: By, at: Date, channel: string): Promise<'first' | 'again' | 'notRecipient'> {
    const event = { id: `${no}.confirmed.${by.id}`, type: 'confirmed', at, by, channel }
    const complaint = await complaints
      .findOneAndUpdate(
        { _id: no, 'report.recipients': { $elemMatch: { id: by.id, confirmedAt: { $exists: false } } } },
        { $set: { 'report.recipients.$.confirmedAt': at }, $push: { events: event }, $inc: { version: 1 } },
        { returnDocument: 'after' },
      )
      .lean<Complaint>()
    if (!complaint) return (await complaints.exists({ _id: no, 'report.recipients.id': by.id })) ? 'again' : 'notRecipient'
    const own = complaint.report.recipients.find(({ id }) => id === by.id)
    const sameSeat = complaint.report.recipients.filter(
      ({ id, role, department }) => id !== by.id && role === own?.role && department === own.department,
    )
    await notifier.notify(
      sameSeat.map((recipient) => ({
        id: `${no}.confirmed.${by.id}.${recipient.id}`,
        to: recipient.id,
        notice: {
          type: 'cardDone',
          card: reportCardId(no, recipient),
          text: { key: 'complaint.report.confirmedBy', values: { name: by.name } },
        },
      })),
    )
    return 'first'
  }

  return {
    announce,
    recordDelivery,
    acknowledge,
    /** Finishes what a crash or a missing role left open. */
    async sweep(): Promise<number> {
      const due = await complaints
        .find({ noticeDueAt: { $lte: now() } }, { _id: 1 })
        .sort({ noticeDueAt: 1 })
        .limit(100)
        .lean()
      for (const { _id } of due) await announce(_id)
      return due.length
    },
  }
}
export type Reports = ReturnType<typeof createReports>
