/** What people may look up: a complaint, its story, its due dates, their tasks. */
import { type Calendar, DAY_MS } from '../calendar/index.js'
import type { Acting } from '../cases/actions.js'
import { isOffered } from '../cases/tasks.js'
import { type Notice, say } from '../delivery/notice.js'
import type { Action, Actions } from '../people/action.js'
import type { Organisation } from '../people/organisation.js'
import type { Person } from '../people/person.js'
import { type Access, type ComplaintFilter, numberIn } from './access.js'
import { dueValues, eventLine } from './cards.js'
import type { complaintModels } from './collections.js'
import { actsWhere, complaintEngine, complaintType, mayBegin } from './complaint.js'
import type { CustomerFinder } from './find-customers.js'
import type { Clock, Complaint } from './model.js'
import type { Records } from './records.js'
import { complaintNotices, listLine } from './show.js'
import { createTasks } from './tasks.js'
import { wholeOf } from './whole.js'

export interface LookupDeps {
  readonly models: ReturnType<typeof complaintModels>
  readonly records: Records
  readonly access: Access
  readonly finder: Pick<CustomerFinder, 'find' | 'findBehind'>
  readonly acting: Pick<Acting<Complaint>, 'actorsFor'>
  readonly organisation: Organisation
  readonly calendar: Calendar
  readonly now: () => Date
}

const LISTED = 10
const SIMILAR_DAYS = 90
const EXPLAINED = 5

export function createLookups({ models, records, access, finder, acting, organisation, calendar, now }: LookupDeps): Actions {
  const { complaints, refusals } = models
  const { readable, viewFor } = access
  const { tasksOf, listTasks } = createTasks({ models, access, acting, organisation })

  const showComplaint: Action = async ({ reference = '', by, channel }) => ({
    say: await shown(await readable(reference, by, 'showComplaint', channel), by),
  })

  async function shown(complaint: Complaint, by: Person): Promise<Notice[]> {
    const level = (await viewFor(by)).levelOf(complaint)
    return level ? complaintNotices(complaint, { level, actors: await acting.actorsFor(by, complaint), now: now() }) : []
  }

  /** What else may be done with it, though nobody waits for that. */
  const showMore: Action = async ({ reference = '', by, channel }) => {
    const complaint = await readable(reference, by, 'showMore', channel)
    const actors = await acting.actorsFor(by, complaint)
    const offered = OFFERED.filter(
      ({ name }) => isOffered(complaintEngine.kind.acts[name]!, complaint) && mayBegin(complaint, name, actors),
    )
    const begin = offered.map(({ dialogue }) => ({
      key: `do:begin:${dialogue}.${complaint._id}`,
      label: { key: `complaint.steps.${dialogue}` },
    }))
    const button = (action: string, label: string) => ({
      key: `do:${action}:${complaint._id}`,
      label: { key: `complaint.buttons.${label}` },
    })
    const buttons = [...begin, button('startSupplement', 'supplement'), button('exportForms', 'export'), button('explainDue', 'why')]
    const title = { key: 'complaint.show.more', values: { no: complaint._id } }
    return { say: [{ type: 'card' as const, card: `more-${complaint._id}`, title, rows: [], buttons }] }
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
    const { levelOf } = await viewFor(by)
    const own = asked === '' ? await tasksOf(by) : [await readable(asked, by, 'explainDue', channel)]
    const running = own
      .filter((complaint) => levelOf(complaint) === 'inside')
      .flatMap((complaint) =>
        complaint.clocks
          .filter(
            ({ id, stoppedAt, span }) =>
              !stoppedAt &&
              complaintType.clocks[id]?.pressing !== 'never' &&
              (span.days !== undefined || span.hours !== undefined || asked !== ''),
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

  /** F2.C07, C08: who else has the same batch, and what was like it in the last 90 days, as far as the person may see it. */
  const findSimilar: Action = async ({ facts, by, at }) => {
    const complaint = await records.read(String(facts.no))
    if (!complaint) return { facts: { hasSimilar: false, sameBatch: '', similar: '' } }
    const { filter } = await viewFor(by)
    const recent = { registeredAt: { $gte: new Date(at.getTime() - SIMILAR_DAYS * DAY_MS) } }
    const { _id, batchKey, kind, plant = null, customer } = complaint
    const alikeBy = (more: ComplaintFilter) =>
      complaints
        .find({ $and: [more, recent, filter] })
        .sort({ registeredAt: -1 })
        .limit(LISTED)
        .lean<Complaint[]>()
        .then(wholeOf)
    const [batch, alike] = await Promise.all([
      batchKey ? alikeBy({ batchKey }) : [],
      alikeBy({ kind, plant } as ComplaintFilter), // of no known plant: the others of no known plant
    ])
    const others = [...new Set(batch.filter((other) => other.customer.id !== customer.id).map((other) => other.customer.name))]
    const similar = alike.filter((other) => other._id !== _id).map((other) => other._id)
    return {
      facts: { hasSimilar: others.length + similar.length > 0, sameBatch: others.join('、') || '—', similar: similar.join('、') || '—' },
    }
  }

  const listMine: Action = async ({ by }) => {
    const { filter } = await viewFor(by)
    const found = await complaints
      .find({ $and: [{ 'registeredBy.id': by.id }, filter] })
      .sort({ registeredAt: -1 })
      .limit(LISTED)
      .lean<Complaint[]>()
      .then(wholeOf)
    return { say: await listed(found, by, 'complaint.list.mine', 'complaint.list.noneMine') }
  }

  /** By number, or the customer's complaints by any part of the name. */
  const findComplaints: Action = async ({ answers, by, channel }) => {
    const query = String(answers.query ?? '').trim()
    const no = numberIn(query)
    if (no) return { say: await shown(await readable(no, by, 'showComplaint', channel), by) }
    const known = await finder.find(by, query)
    const matches = known.length > 0 ? known : await finder.findBehind(by, query)
    const ofThem: ComplaintFilter = { 'customer.id': { $in: matches.map(({ _id }) => _id) } }
    const view = await viewFor(by)
    const allowed = await complaints
      .find({ $and: [ofThem, view.filter] })
      .sort({ registeredAt: -1 })
      .limit(LISTED)
      .lean<Complaint[]>()
      .then(wholeOf)
    // that there are others is written down, and not said
    if (allowed.length === 0 && (await complaints.exists(ofThem))) await access.recordRefusal(query, by, 'findComplaints', channel)
    const [only] = allowed
    if (allowed.length === 1 && only) return { say: await shown(view.shown(only), by) }
    return { say: await listed(allowed, by, 'complaint.list.found', 'complaint.list.none') }
  }

  async function listed(found: readonly Complaint[], by: Person, title: string, none: string): Promise<Notice[]> {
    if (found.length === 0) return [say(none)]
    const { levelOf } = await viewFor(by)
    return [
      say(title, { count: found.length }),
      ...found.map((complaint): Notice => ({ type: 'text', text: listLine(complaint, levelOf(complaint)) })),
    ]
  }

  return { showComplaint, showMore, showRecord, explainDue, findSimilar, listMine, listTasks, findComplaints }
}

/** What 更多 lists, in its order. */
const OFFERED = actsWhere(({ offered }) => typeof offered === 'object')
  .map((name) => ({ name, ...complaintType.acts[name] }))
  .sort((one, other) => placeOf(one) - placeOf(other))
function placeOf({ offered }: Pick<(typeof complaintType.acts)['merged'], 'offered'>): number {
  return typeof offered === 'object' ? offered.more : 0
}
