/** Who hears of what happened: everyone who has something to do now, and whom the rules name besides. */
import type { Model } from 'mongoose'
import type { Notifier } from '../delivery/notice.js'
import type { Rules } from '../staff/organisation.js'
import { customerCard, doneCard, happenedCard, reminderCard, todoCardId } from './cards.js'
import { CLOCKS } from './clocks.js'
import type { By, Complaint, ComplaintEvent, EventType, Seat } from './model.js'
import type { Patterns } from './patterns.js'
import { ANNOUNCED, bySystem, type Records } from './records.js'
import { replay } from './replay.js'
import type { Reports } from './report.js'
import type { Seats } from './seats.js'
import { type NextStep, nextSteps } from './steps.js'

export interface AnnouncementDeps {
  readonly complaints: Model<Complaint>
  readonly records: Records
  readonly seats: Seats
  readonly reports: Reports
  readonly patterns: Patterns
  readonly notifier: Notifier
  readonly rules: Rules
  /** Told of every announced event, perhaps twice. */
  readonly onEvent?: (complaint: Complaint, event: ComplaintEvent) => Promise<void>
  readonly now: () => Date
}

export const REMINDER_EVENT = 'reminder'
const AGAIN_AFTER_MS = 600_000
const BATCH = 100

/** Who is told besides those who have something to do (domain.md 2.2, “Clock / output”). */
const COPIES: Partial<Record<EventType, readonly Seat[]>> = {
  accepted: ['REGISTRAR'],
  rerouted: ['CS'],
  liabilitySet: ['MKT_HEAD', 'CS'],
  planRefused: ['MKT_HEAD'],
  closedUnreachable: ['REGISTRAR', 'CS'],
  reopened: ['MKT_HEAD', 'QC_HEAD'],
  withdrawn: ['MKT_HEAD', 'QC'],
  merged: ['REGISTRAR', 'QC'],
  majorSuspected: ['PROD_TECH', 'MKT_HEAD', 'QC_HEAD'],
  majorClassified: ['MKT_HEAD', 'QC_HEAD'],
  opinionGiven: ['MKT_HEAD', 'QC_HEAD', 'GM'],
  gmInstructed: ['MKT_HEAD', 'QC_HEAD', 'PROD_TECH', 'DEPT'],
  majorDone: ['MKT_HEAD', 'QC_HEAD'],
  majorLowered: ['MKT_HEAD', 'QC_HEAD'],
  meetingConvened: ['MKT_HEAD', 'QC_HEAD', 'DEPT', 'CS'],
  meetingDeclined: ['MKT_HEAD'],
  minutesFiled: ['GM', 'QC_HEAD', 'DEPT'],
}

export type Announcements = ReturnType<typeof createAnnouncements>

export function createAnnouncements({ complaints, records, seats, reports, patterns, notifier, rules, onEvent, now }: AnnouncementDeps) {
  /** Says what has not been said yet; may run twice, on several replicas: the ids of the deliveries are the same. */
  async function dispatch(no: string): Promise<void> {
    for (;;) {
      const complaint = await complaints.findById(no).lean<Complaint>()
      const [id] = complaint?.notices ?? []
      if (!complaint || id === undefined) break
      const event = complaint.events.find((one) => one.id === id)
      if (event && !(await announce(complaint, event))) {
        await complaints.updateOne({ _id: no }, { $set: { noticeDueAt: new Date(now().getTime() + AGAIN_AFTER_MS) } })
        return
      }
      await complaints.updateOne({ _id: no }, { $pull: { notices: id } })
    }
    await complaints.updateOne({ _id: no, notices: { $size: 0 } }, { $unset: { noticeDueAt: true } })
  }

  /** @returns false where it has to be tried again later */
  async function announce(complaint: Complaint, event: ComplaintEvent): Promise<boolean> {
    if (event.type === 'registered' || event.type === 'registeredPartly') return reports.report(complaint._id)
    if (event.type === 'reminded') {
      await remind(complaint, event)
      return true
    }
    if (event.type === 'rerouted') await reports.sendAgain(complaint, event)
    if (event.type === 'merged') await absorb(complaint, event)
    await tell(complaint, event)
    await patterns.look(complaint, event)
    await onEvent?.(complaint, event)
    return true
  }

  /** The evidence of a duplicate moves to the complaint that stays (transition 25). */
  async function absorb(merged: Complaint, { data, at }: ComplaintEvent): Promise<void> {
    const moved = { no: merged._id, text: merged.description, files: merged.attachments }
    await records.perform(String(data?.target), () => bySystem('absorbed', `${merged._id}.absorbed`, at, moved))
  }

  async function tell(complaint: Complaint, event: ComplaintEvent): Promise<void> {
    const index = complaint.events.indexOf(event)
    const before = nextSteps(replay(complaint.events.slice(0, index)))
    const isSame = (one: NextStep) => (other: NextStep) => other.id === one.id && other.about === one.about
    // what this event itself asks for, as far as nobody has done it since
    const asked = nextSteps(replay(complaint.events.slice(0, index + 1))).filter((step) => nextSteps(complaint).some(isSame(step)))
    // a push names its step, a new date its clock, and a re-routed complaint asks the same of other people
    const isAsked = (step: NextStep): boolean => {
      if (event.type === 'pushed') return step.id === event.data?.step
      if (event.type === 'recalculated') return step.clock === event.data?.id
      return event.type === 'rerouted' || !before.some(isSame(step))
    }
    const added = asked.filter(isAsked)
    const audience = new Map<string, { person: By; steps: NextStep[]; isCustomer: boolean }>()
    const add = (people: readonly By[], steps: readonly NextStep[], isCustomer = false) => {
      for (const person of people) {
        const known = audience.get(person.id)?.steps ?? []
        audience.set(person.id, { person, isCustomer, steps: [...known, ...steps.filter((step) => !known.includes(step))] })
      }
    }
    for (const step of added) {
      const department = complaint.measures.find(({ id }) => id === step.about)?.department
      for (const seat of step.seats) add(await seats.peopleOn(seat, complaint, department), [step], seat === 'CUSTOMER')
    }
    for (const seat of copiesOf(complaint, event)) add(await seats.peopleOn(seat, complaint), [])
    audience.delete(event.by?.id ?? '')
    const deliveries = [...audience.values()].map(({ person, steps, isCustomer }) => {
      const card = todoCardId(complaint._id, index, person)
      const notice = isCustomer ? customerCard(complaint, steps, card) : happenedCard(complaint, event, steps, card)
      return { id: `${complaint._id}.${event.id}.${person.id}`, to: person.id, notice }
    })
    await notifier.notify([...(await closedCards(complaint, event, index)), ...deliveries])
  }

  /** The cards of those who could have done what somebody else has done now. */
  async function closedCards(complaint: Complaint, event: ComplaintEvent, index: number) {
    if (!event.by || event.type === 'pushed') return []
    const before = complaint.events.slice(0, index)
    const cardAt = before.findLastIndex(({ type }) => ANNOUNCED.has(type) && type !== 'reminded')
    const done = nextSteps(replay(before)).find((step) => step.event === event.type)
    if (cardAt < 0 || !done) return []
    const people = (await Promise.all(done.seats.map((seat) => seats.peopleOn(seat, complaint)))).flat()
    const others = people.filter(({ id }, place) => id !== event.by?.id && people.findIndex((one) => one.id === id) === place)
    return others.map((person) => ({
      id: `${complaint._id}.${event.id}.done.${person.id}`,
      to: person.id,
      notice: doneCard(todoCardId(complaint._id, cardAt, person), event),
    }))
  }

  function copiesOf(_complaint: Complaint, event: ComplaintEvent): readonly Seat[] {
    const isAgain = event.type === 'reopened' || (event.type === 'calledBack' && event.to === 'INVESTIGATING')
    if (event.type === 'calledBack' && event.to === 'CLOSED') return ['REGISTRAR']
    if (isAgain) return ['MKT_HEAD', 'QC_HEAD', ...((event.opens ?? event.round) >= rules.gmFromRound ? (['GM'] as const) : [])]
    return COPIES[event.type] ?? []
  }

  /** Not for something that has been done since; each person once, whatever they sit on. */
  async function remind(complaint: Complaint, event: ComplaintEvent): Promise<void> {
    const clock = complaint.clocks.find(({ key, stoppedAt }) => key === event.data?.clock && !stoppedAt)
    if (!clock) return
    const made = (event.data?.reminders ?? []) as readonly string[]
    const department = complaint.measures.find(({ id }) => id === clock.about)?.department
    const last = new Map<string, { person: By; reminder: string }>()
    for (const { id: reminder, to } of clock.reminders) {
      if (!made.includes(reminder)) continue
      for (const seat of to)
        for (const person of await seats.peopleOn(seat, complaint, department)) last.set(person.id, { person, reminder })
    }
    const steps = nextSteps(complaint).filter((step) => step.clock === clock.id && (step.about === undefined || step.about === clock.about))
    const doers = new Set<string>()
    for (const step of steps)
      for (const seat of step.seats) for (const { id } of await seats.peopleOn(seat, complaint, department)) doers.add(id)
    await notifier.notify(
      [...last.values()].map(({ person, reminder }) => ({
        id: `${complaint._id}.${event.id}.${person.id}`,
        to: person.id,
        notice: reminderCard(complaint, clock, { id: event.id, reminder, person, steps, isDoer: doers.has(person.id), now: now() }),
        ...(CLOCKS[clock.id].isUrgent
          ? {}
          : { topic: { kind: 'complaint', reference: `${complaint._id}|${clock.key}`, event: REMINDER_EVENT } }),
      })),
    )
  }

  return {
    dispatch,
    /** A reminder that waits to be sent is dropped when what it is about has been done. */
    async isStillWanted(reference: string): Promise<boolean> {
      const [no, key] = reference.split('|')
      return (await complaints.exists({ _id: no, clocks: { $elemMatch: { key, stoppedAt: { $exists: false } } } })) !== null
    },
    /** Finishes what a crash or a missing role left open. */
    async sweep(): Promise<number> {
      const due = await complaints
        .find({ noticeDueAt: { $lte: now() } }, { _id: 1 })
        .sort({ noticeDueAt: 1 })
        .limit(BATCH)
        .lean()
      for (const { _id } of due) await dispatch(_id)
      return due.length
    },
  }
}
