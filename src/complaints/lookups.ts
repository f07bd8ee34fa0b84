/** What people may look up: a complaint, its story, its due dates, their tasks. */
import { type Calendar, DAY_MS } from '../calendar/index.js'
import type { Customers } from '../customers/index.js'
import { type Notice, say } from '../delivery/notice.js'
import { UserFacingError } from '../errors.js'
import type { Action, Actions } from '../staff/action.js'
import type { Organisation } from '../staff/organisation.js'
import type { Person } from '../staff/person.js'
import { mayRead, numberIn, READERS, type Readable } from './access.js'
import { complaintNotices, dueValues, eventLine, listLine, stepsOf, taskCard } from './cards.js'
import type { Clock, Complaint, complaintModels, EventType } from './model.js'
import type { Records } from './records.js'
import { seatKeysOf } from './seats.js'
import { type createStepActions, OPTIONAL } from './step-actions.js'
import { wholeOf } from './whole.js'
import { mayBegin } from './workflow.js'

export interface LookupDeps {
  readonly models: ReturnType<typeof complaintModels>
  readonly records: Records
  readonly customers: Customers
  readonly steps: ReturnType<typeof createStepActions>
  readonly organisation: Organisation
  readonly calendar: Calendar
  readonly readable: Readable
  readonly now: () => Date
}

const LISTED = 10
const SIMILAR_DAYS = 90
const EXPLAINED = 5

export function createLookups({ models, records, customers, steps, organisation, calendar, readable, now }: LookupDeps): Actions {
  const { complaints, refusals } = models

  const showComplaint: Action = async ({ reference = '', by, channel }) => ({
    say: await shown(await readable(reference, by, 'showComplaint', channel), by),
  })

  async function shown(complaint: Complaint, by: Person): Promise<Notice[]> {
    return complaintNotices(complaint, by, await steps.actorsFor(by, complaint), now())
  }

  /** What else may be done with it, though nobody waits for that. */
  const showMore: Action = async ({ reference = '', by, channel }) => {
    const complaint = await readable(reference, by, 'showMore', channel)
    const actors = await steps.actorsFor(by, complaint)
    const offered = OPTIONAL.filter((flow) => OPTIONAL_EVENTS[flow].some((type) => mayBegin(complaint, type, actors)))
    const begin = offered.map((flow) => ({ key: `do:begin:${flow}.${complaint._id}`, label: { key: `complaint.steps.${flow}` } }))
    const button = (action: string, label: string) => ({
      key: `do:${action}:${complaint._id}`,
      label: { key: `complaint.buttons.${label}` },
    })
    const buttons = [...begin, button('startSupplement', 'supplement'), button('exportForms', 'export'), button('explainDue', 'why')]
    return {
      say: chunk(buttons, 6).map((some, index) => ({
        type: 'card' as const,
        card: `more-${complaint._id}-${index}`,
        title: { key: 'complaint.show.more', values: { no: complaint._id } },
        rows: [],
        buttons: some,
      })),
    }
  }

  /** 记录: the story that a manager can read aloud, with every refused try. */
  const showRecord: Action = async ({ reference, facts, by, channel }) => {
    const no = reference ?? String((facts.asked as { rest?: string } | undefined)?.rest ?? '')
    const complaint = await readable(no, by, 'showRecord', channel)
    const refused = await refusals.find({ reference: complaint._id }).sort({ at: 1 }).limit(100).lean()
    const tries = refused.map(({ at, by: who, action, reason }) => ({
      at,
      notice: say('complaint.storyRefused', { at: at.toISOString(), by: who.name, action, reason: reason ?? 'complaint.notAllowed' }),
    }))
    const events = complaint.events.filter(({ type }) => type !== 'addressed').map((event) => ({ at: event.at, notice: eventLine(event) }))
    const story = [...events, ...tries].sort((left, right) => left.at.getTime() - right.at.getTime())
    const { _id, customer, kind, state, round } = complaint
    return {
      say: [say('complaint.storyTitle', { no: _id, customer: customer.name, kind, state, round }), ...story.map(({ notice }) => notice)],
    }
  }

  /** 为什么是这一天: every running due date, day by day (domain.md 6). */
  const explainDue: Action = async ({ reference, facts, by, channel }) => {
    const asked = reference ?? String((facts.asked as { rest?: string } | undefined)?.rest ?? '')
    const own = asked === '' ? await tasksOf(by) : [await readable(asked, by, 'explainDue', channel)]
    const running = own.flatMap((complaint) =>
      complaint.clocks
        .filter(
          ({ id, stoppedAt, span }) => !stoppedAt && id !== 'T1' && (span.days !== undefined || span.hours !== undefined || asked !== ''),
        )
        .map((clock) => explanation(complaint, clock)),
    )
    return { say: running.length > 0 ? running.slice(0, EXPLAINED) : [say('complaint.why.none')] }
  }

  function explanation(complaint: Complaint, clock: Clock): Notice {
    const { span, startedAt } = clock
    const days = span.days === undefined ? [] : calendar.walk(startedAt, span.days, complaint.plant)
    let counted = 0
    const lines = days.slice(1).map(({ day, isWorking, reason, name }) => ({ day, n: isWorking ? ++counted : 0, reason, name: name ?? '' }))
    return say(span.days === undefined ? 'complaint.why.hours' : 'complaint.why.days', {
      ...dueValues(clock, now()),
      no: complaint._id,
      startedAt: startedAt.toISOString(),
      count: span.days ?? span.hours ?? span.clockHours ?? 0,
      span: span.day ? 'named' : span.clockHours ? 'clock' : 'working',
      lines,
    })
  }

  /** F2.C07, C08: who else has the same batch, and what was like it in the last 90 days. */
  const findSimilar: Action = async ({ facts, at }) => {
    const complaint = await records.read(String(facts.no))
    if (!complaint) return { facts: { hasSimilar: false, sameBatch: '', similar: '' } }
    const since = new Date(at.getTime() - SIMILAR_DAYS * DAY_MS)
    const { _id, batchKey, kind, plant, customer } = complaint
    const [batch, alike] = await Promise.all([
      batchKey
        ? complaints
            .find({ batchKey, registeredAt: { $gte: since } })
            .limit(LISTED)
            .lean<Complaint[]>()
            .then(wholeOf)
        : [],
      complaints
        .find({ kind, plant, registeredAt: { $gte: since } })
        .sort({ registeredAt: -1 })
        .limit(LISTED)
        .lean<Complaint[]>()
        .then(wholeOf),
    ])
    const others = [...new Set(batch.filter((other) => other.customer.id !== customer.id).map((other) => other.customer.name))]
    const similar = alike.filter((other) => other._id !== _id).map((other) => other._id)
    return {
      facts: { hasSimilar: others.length + similar.length > 0, sameBatch: others.join('、') || '—', similar: similar.join('、') || '—' },
    }
  }

  const listMine: Action = async ({ by }) => {
    const found = await complaints
      .find({ 'registeredBy.id': by.id })
      .sort({ registeredAt: -1 })
      .limit(LISTED)
      .lean<Complaint[]>()
      .then(wholeOf)
    return { say: listNotices(found, 'complaint.list.mine', 'complaint.list.noneMine') }
  }

  /** Open complaints that wait for somebody, the most pressing first. */
  const tasksOf = (by: Person, limit = LISTED): Promise<Complaint[]> =>
    complaints
      .find({ waitingFor: { $in: seatKeysOf(by, organisation) } })
      .sort({ nextDueAt: 1 })
      .limit(limit)
      .lean<Complaint[]>()
      .then(wholeOf)

  const listTasks: Action = async ({ by, at }) => {
    const waiting = await tasksOf(by)
    const unconfirmed = await complaints
      .find({
        'report.recipients': { $elemMatch: { id: by.id, confirmedAt: { $exists: false } } },
        'report.recipients.id': by.id,
        isOpen: true,
      })
      .sort({ registeredAt: 1 })
      .limit(LISTED)
      .lean<Complaint[]>()
      .then(wholeOf)
    const incomplete = await complaints
      .find({ 'registeredBy.id': by.id, followUpDueAt: { $exists: true } })
      .sort({ registeredAt: 1 })
      .limit(LISTED)
      .lean<Complaint[]>()
      .then(wholeOf)
    const stepCards: Notice[] = []
    for (const complaint of waiting) {
      const [first, ...others] = stepsOf(complaint, await steps.actorsFor(by, complaint))
      if (first) stepCards.push(taskCard(complaint, [first, ...others], at))
    }
    const tasks = [
      ...stepCards,
      ...unconfirmed.map((complaint) => noteCard(complaint, 'acknowledgeReport', 'acknowledge')),
      ...incomplete.map((complaint) => noteCard(complaint, 'startSupplement', 'supplement')),
    ]
    if (tasks.length === 0) return { say: [say('complaint.tasks.none')] }
    const left = tasks.length - LISTED
    return { say: [...tasks.slice(0, LISTED), ...(left > 0 ? [say('complaint.tasks.more', { count: left })] : [])] }
  }

  /** By number, or the customer's complaints by any part of the name. */
  const findComplaints: Action = async ({ answers, by, channel }) => {
    const query = String(answers.query ?? '').trim()
    const no = numberIn(query)
    if (no) return { say: await shown(await readable(no, by, 'showComplaint', channel), by) }
    const matches = await customers.search(query)
    const found = await complaints
      .find({ 'customer.id': { $in: matches.map(({ _id }) => _id) } })
      .sort({ registeredAt: -1 })
      .limit(LISTED * 2)
      .lean<Complaint[]>()
      .then(wholeOf)
    const salespeople = new Map(matches.map(({ _id, salesperson }) => [_id, salesperson]))
    const allowed = found.filter((complaint) => mayRead(by, complaint, salespeople.get(complaint.customer.id)))
    if (found.length > 0 && allowed.length === 0) {
      await refusals.create({
        at: now(),
        by: { id: by.id, name: by.name },
        action: 'findComplaints',
        reference: query,
        channel,
        reason: 'complaint.notAllowed',
      })
      throw new UserFacingError('complaint.notAllowed', { no: query, roles: READERS.join(',') })
    }
    const [only] = allowed
    if (allowed.length === 1 && only) return { say: await shown(only, by) }
    return { say: listNotices(allowed.slice(0, LISTED), 'complaint.list.found', 'complaint.list.none') }
  }

  return { showComplaint, showMore, showRecord, explainDue, findSimilar, listMine, listTasks, findComplaints }
}

const OPTIONAL_EVENTS: Readonly<Record<(typeof OPTIONAL)[number], readonly EventType[]>> = {
  reportMajor: ['majorSuspected'],
  proposeMeeting: ['meetingProposed'],
  instruct: ['gmInstructed'],
  withdraw: ['withdrawn'],
  merge: ['merged'],
  reopen: ['reopened'],
  sample: ['sampled'],
  visit: ['visitRecorded'],
  labResult: ['labResult'],
  reroute: ['rerouted'],
  phoned: ['phoned'],
}

const chunk = <T>(items: readonly T[], size: number): T[][] =>
  Array.from({ length: Math.ceil(items.length / size) }, (_, index) => items.slice(index * size, (index + 1) * size))

function listNotices(found: readonly Complaint[], title: string, none: string): Notice[] {
  if (found.length === 0) return [say(none)]
  return [say(title, { count: found.length }), ...found.map((complaint) => ({ type: 'text', text: listLine(complaint) }) as const)]
}

/** Something small that somebody still has to do beside the steps. */
function noteCard(complaint: Complaint, action: string, button: string): Notice {
  return {
    type: 'card',
    card: `task-${complaint._id}-${action}`,
    title: { key: `complaint.tasks.${button}`, values: { no: complaint._id } },
    subtitle: { key: 'complaint.show.subtitle', values: { kind: complaint.kind, state: complaint.state } },
    rows: [{ label: { key: 'complaint.rows.customer' }, value: { key: 'plain', values: { text: complaint.customer.name } } }],
    buttons: [{ key: `do:${action}:${complaint._id}`, label: { key: `complaint.buttons.${button}` }, style: 'primary' }],
  }
}
