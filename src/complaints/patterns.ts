/** What several complaints have in common: the same batch at two customers, three of a kind on one lane, batch or plant (Q5). */
import type { Model } from 'mongoose'
import { DAY_MS } from '../calendar/index.js'
import type { Seats } from '../cases/seats.js'
import { bySystem } from '../cases/store.js'
import type { Notifier } from '../delivery/notice.js'
import type { RuleBook } from '../people/rule-book.js'
import { batchKeysOf, type Complaint, type ComplaintEvent, numbersIn } from './model.js'
import type { Records } from './records.js'

export interface PatternDeps {
  readonly complaints: Model<Complaint>
  readonly records: Records
  readonly seats: Seats
  readonly notifier: Notifier
  readonly ruleBook: RuleBook
}

const BATCH_DAYS = 90

export type Patterns = ReturnType<typeof createPatterns>

export function createPatterns({ complaints, records, seats, notifier, ruleBook }: PatternDeps) {
  const since = (at: Date, days: number) => new Date(at.getTime() - days * DAY_MS)

  /** The same batch at another customer may be the beginning of something big (domain.md 4.8): QC hears at once. @param occasion told apart from the first warning */
  async function warnOfBatch(complaint: Complaint, occasion: string): Promise<void> {
    const { _id, customer, registeredAt, details } = complaint
    const keys = batchKeysOf(complaint)
    if (keys.length === 0) return
    const others = await complaints
      .find({ batchKey: { $in: keys }, registeredAt: { $gte: since(registeredAt, BATCH_DAYS) } }, { customer: 1 })
      .sort({ registeredAt: -1 })
      .limit(20)
      .lean<Complaint[]>()
    const elsewhere = others.filter((other) => other.customer && other.customer.id !== customer.id)
    if (elsewhere.length === 0) return
    const values = {
      no: _id,
      batchNo: numbersIn(details.batchNo).join('、'),
      names: [...new Set([customer.name, ...elsewhere.map((other) => other.customer.name)])].join('、'),
      others: elsewhere.map((other) => other._id).join('、'),
    }
    const people = [...(await seats.peopleOn('QC', complaint)), ...(await seats.peopleOn('QC_HEAD', complaint))]
    await notifier.notify(
      people.map(({ id }) => ({
        id: `${_id}.sameBatch${occasion}.${id}`,
        to: id,
        notice: {
          type: 'card',
          card: `batch-${_id}${occasion}-${id}`,
          title: { key: 'complaint.pattern.batchTitle', values },
          text: { key: 'complaint.pattern.batch', values },
          rows: [],
          buttons: [
            { key: `do:showComplaint:${_id}`, label: { key: 'complaint.buttons.details' }, style: 'primary' },
            { key: `do:begin:reportMajor.${_id}`, label: { key: 'complaint.steps.reportMajor' } },
          ],
        },
      })),
    )
  }

  /** An improvement meeting where something happens again and again; once for each thing that repeats itself. */
  async function proposeMeeting(complaint: Complaint, event: ComplaintEvent): Promise<void> {
    const { kind, plant, laneKey } = complaint
    const rules = await ruleBook.of(complaint)
    const batches = batchKeysOf(complaint)
    const recent = {
      kind,
      registeredAt: { $gte: since(event.at, rules.meetingWithinDays), $lte: event.at },
      state: { $ne: 'MERGED' as const },
    }
    const shared = [
      ...(laneKey ? [['LANE', { ...recent, laneKey }] as const] : []),
      ...(batches.length > 0 ? [['BATCH', { ...recent, batchKey: { $in: batches } }] as const] : []),
      ...(plant ? [['PLANT', { ...recent, plant }] as const] : []),
    ]
    for (const [pattern, filter] of shared) {
      const alike = await complaints.find(filter, { isMeetingOpen: 1 }).sort({ registeredAt: -1 }).limit(20).lean<Complaint[]>()
      if (alike.length < rules.meetingSameKind || alike.some(({ isMeetingOpen }) => isMeetingOpen)) continue
      return propose(complaint, event, pattern, alike.map(({ _id }) => _id).join('、'))
    }
    if (event.type === 'calledBack' && event.data?.meetingProposed === true) return propose(complaint, event, 'CALLBACK', complaint._id)
    const isRound = event.opens !== undefined && event.opens >= rules.gmFromRound
    const isMajorClass = event.type === 'majorClassified' && event.data?.majorClass !== 'NONE'
    if (isRound || isMajorClass) await propose(complaint, event, isRound ? 'ROUND' : 'MAJOR', complaint._id)
  }

  async function propose(complaint: Complaint, event: ComplaintEvent, pattern: string, reason: string): Promise<void> {
    const id = `${complaint._id}.meeting.${event.id}`
    await records.perform(complaint._id, () => bySystem('meetingProposed', id, event.at, { pattern, reason }))
  }

  return {
    /** After an event that may show a pattern; may run twice. */
    async look(complaint: Complaint, event: ComplaintEvent): Promise<void> {
      // the rest of what was reported in part may name the batch
      const isTold = event.type === 'reported' || event.type === 'completed'
      if (isTold) await warnOfBatch(complaint, '')
      if (event.type === 'corrected' && event.data.field === 'BATCH_NO') await warnOfBatch(complaint, `.${event.id}`)
      const isTelling = isTold || event.type === 'majorClassified' || event.type === 'calledBack' || event.to === 'INVESTIGATING'
      const isOfLane = event.type === 'deskChecked' || (event.type === 'partCorrected' && event.data.change.after.lane !== undefined)
      if (isTelling || (isOfLane && complaint.laneKey)) await proposeMeeting(complaint, event)
    },
  }
}
