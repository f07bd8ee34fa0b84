/** Who hears of what happened: everyone who has something to do now, and whom the rules name besides. */
import type { Model } from 'mongoose'
import { type Due, idsOf } from '../database/due.js'
import type { Notifier } from '../delivery/notice.js'
import type { Rules } from '../staff/organisation.js'
import { eventsAsking, isSame, openSteps, stepsAsked, stepsDone } from './asked.js'
import { customerCard, doneCard, happenedCard, reminderCard, todoCardId } from './cards.js'
import { CLOCKS } from './clocks.js'
import { givenIn } from './follow-ups.js'
import type { By, Complaint, ComplaintEvent, EventType, Seat } from './model.js'
import type { Patterns } from './patterns.js'
import { bySystem, type Records } from './records.js'
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
  readonly due: Due
  /** Told of every announced event, perhaps twice. */
  readonly onEvent?: (complaint: Complaint, event: ComplaintEvent) => Promise<void>
  readonly now: () => Date
}

export const REMINDER_EVENT = 'reminder'
const AGAIN_AFTER_MS = 600_000

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

export function createAnnouncements(deps: AnnouncementDeps) {
  const { complaints, records, seats, reports, patterns, notifier, rules, due, onEvent, now } = deps

  /**
   * Says what has not been said yet; may run twice, on several replicas: the ids of the deliveries are the same. An event that cannot be
   * told is set aside by itself and holds back no other.
   */
  async function dispatch(no: string): Promise<void> {
    const later = new Map<string, Date>()
    for (;;) {
      const complaint = await complaints.findById(no).lean<Complaint>()
      const id = complaint?.notices.find((notice) => !later.has(notice))
      if (!complaint || id === undefined) break
      const event = complaint.events.find((one) => one?.id === id)
      const again = event && (await toldOrAgainAt(complaint, event))
      if (again) later.set(id, again)
      else await complaints.updateOne({ _id: no }, { $pull: { notices: id } })
    }
    // what was added meanwhile keeps the time at which it was due
    const left = [...later.keys()]
    const next = left.length > 0 && new Date(Math.min(...[...later.values()].map((at) => at.getTime())))
    await complaints.updateOne({ _id: no, notices: left }, next ? { $set: { noticeDueAt: next } } : { $unset: { noticeDueAt: true } })
  }

  /** @returns undefined once the event is told, otherwise when to try again */
  async function toldOrAgainAt(complaint: Complaint, event: ComplaintEvent): Promise<Date | undefined> {
    let isTold = false
    const pausedUntil = await due.attempt('announcements', `${complaint._id}/${event.id}`, async () => {
      isTold = await announce(complaint, event)
    })
    return pausedUntil ?? (isTold ? undefined : new Date(now().getTime() + AGAIN_AFTER_MS))
  }

  /** @returns false where it has to be tried again later */
  async function announce(complaint: Complaint, event: ComplaintEvent): Promise<boolean> {
    if (event.type === 'registered' || event.type === 'registeredPartly') return reports.report(complaint._id)
    if (event.type === 'reminded') return remind(complaint, event)
    if (event.type === 'confirmed') {
      await reports.tellConfirmed(complaint, event)
      return true
    }
    if (event.type === 'completed') await reports.tellCompleted(complaint, event)
    if (event.type === 'rerouted' || event.type === 'completed') await reports.sendAgain(complaint, event)
    if (event.type === 'merged') await absorb(complaint, event)
    await tell(complaint, event)
    await patterns.look(complaint, event)
    await onEvent?.(complaint, event)
    return true
  }

  /** The evidence of a duplicate moves to the complaint that stays (transition 25). */
  async function absorb(merged: Complaint, { data, at }: ComplaintEvent): Promise<void> {
    const moved = { no: merged._id, text: merged.description, files: merged.attachments }
    const added = { files: merged.attachments, answers: merged.details }
    await records.perform(String(data?.target), (complaint) =>
      bySystem('absorbed', `${merged._id}.absorbed`, at, { ...moved, given: givenIn(complaint, added) }),
    )
  }

  async function tell(complaint: Complaint, event: ComplaintEvent): Promise<void> {
    const index = complaint.events.indexOf(event)
    const open = openSteps(complaint.events.slice(0, index + 1))
    const stillOpen = nextSteps(complaint)
    // what this event itself asks for, as far as nobody has done it since
    const added = stepsAsked(event, open[index - 1] ?? [], open[index]!).filter((step) => stillOpen.some(isSame(step)))
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
    await notifier.notify([...(await closedCards(complaint, event, index, open)), ...deliveries])
  }

  /** The cards of those who could have done what somebody else has done now. */
  async function closedCards(complaint: Complaint, event: ComplaintEvent, index: number, open: readonly NextStep[][]) {
    if (!event.by || event.type === 'pushed') return []
    const closed = new Map<string, { person: By; card: string }>()
    for (const step of stepsDone(event, open[index - 1] ?? [])) {
      const department = complaint.measures.find(({ id }) => id === step.about)?.department
      for (const at of eventsAsking(complaint.events, open, index, step))
        for (const seat of step.seats)
          for (const person of await seats.peopleOn(seat, complaint, department))
            if (person.id !== event.by.id) closed.set(`${at}.${person.id}`, { person, card: todoCardId(complaint._id, at, person) })
    }
    return [...closed].map(([key, { person, card }]) => ({
      id: `${complaint._id}.${event.id}.done${key}`,
      to: person.id,
      notice: doneCard(card, event),
    }))
  }

  function copiesOf(_complaint: Complaint, event: ComplaintEvent): readonly Seat[] {
    const isAgain = event.type === 'reopened' || (event.type === 'calledBack' && event.to === 'INVESTIGATING')
    if (event.type === 'calledBack' && event.to === 'CLOSED') return ['REGISTRAR']
    if (isAgain) return ['MKT_HEAD', 'QC_HEAD', ...((event.opens ?? event.round) >= rules.gmFromRound ? (['GM'] as const) : [])]
    return COPIES[event.type] ?? []
  }

  /**
   * Not for something that has been done since; each person once, whatever they sit on.
   * @returns false while nobody can be found who should hear it
   */
  async function remind(complaint: Complaint, event: ComplaintEvent): Promise<boolean> {
    const clock = complaint.clocks.find(({ key, stoppedAt }) => key === event.data?.clock && !stoppedAt)
    if (!clock) return true
    const made = (event.data?.reminders ?? []) as readonly string[]
    const department = complaint.measures.find(({ id }) => id === clock.about)?.department
    const last = new Map<string, { person: By; reminder: string }>()
    for (const { id: reminder, to } of clock.reminders) {
      if (!made.includes(reminder)) continue
      for (const seat of to)
        for (const person of await seats.peopleOn(seat, complaint, department)) last.set(person.id, { person, reminder })
    }
    if (last.size === 0) return false
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
    return true
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
      const query = complaints
        .find({ noticeDueAt: { $lte: now() } }, { _id: 1 })
        .sort({ noticeDueAt: 1 })
        .lean()
      return due.forEach('announcements', idsOf(query), dispatch)
    },
  }
}
