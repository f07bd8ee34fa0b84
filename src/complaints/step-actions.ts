/** What people do to a complaint after it is filed: one action for every act of the workflow, from a button or at the end of a dialogue. */
import type { Model } from 'mongoose'
import type { Actor } from '../cases/case.js'
import type { ActRequest } from '../cases/decide.js'
import { latest } from '../cases/history.js'
import type { Customers } from '../customers/index.js'
import { say } from '../delivery/notice.js'
import { isNothing, type Values } from '../dialogue/session.js'
import { UserFacingError } from '../errors.js'
import type { Action, ActionRequest, ActionResult, Actions } from '../staff/action.js'
import type { Directory } from '../staff/directory.js'
import type { Person } from '../staff/person.js'
import type { Access } from './access.js'
import { actorsOf } from './actors.js'
import type { Announcements } from './announcements.js'
import { stepsOf, valuesOf } from './cards.js'
import { actsWhere, complaintType, isAct, mayBegin, openTasks } from './complaint.js'
import type { EventType } from './events.js'
import type { Complaint, Refusal } from './model.js'
import type { Records } from './records.js'
import { afterDelivery, type Reports } from './report.js'
import { taskCard } from './show.js'

export interface StepActionDeps {
  readonly records: Records
  readonly refusals: Model<Refusal>
  readonly customers: Customers
  readonly reports: Pick<Reports, 'recipientsOf'>
  readonly announcements: Pick<Announcements, 'dispatch'>
  readonly directory: Pick<Directory, 'holders'>
  readonly access: Pick<Access, 'known'>
}

/** The acts that a dialogue may end in. */
const leadingTo = (flow: string): EventType[] => actsWhere(({ dialogue }) => dialogue === flow)

/** Two pushes of one step within this time say no more than one. */
const PUSH_AGAIN_AFTER_MS = 10 * 60_000

export function createStepActions(deps: StepActionDeps) {
  const { records, refusals, customers, announcements, access } = deps

  async function actorsFor(person: Person, complaint: Complaint): Promise<Actor[]> {
    return actorsOf(person, complaint, (await customers.byId(complaint.customer.id))?.salesperson)
  }

  async function found(no: string, { key, by, channel }: ActionRequest, action: string): Promise<Complaint> {
    const { complaint, view } = await access.known(no, by, action, channel, key)
    return view.shown(complaint)
  }

  async function refuse(
    request: ActionRequest,
    no: string,
    action: string,
    reason: string,
    params: Values,
    endsDialogue: boolean,
  ): Promise<never> {
    const { by, at, channel } = request
    await refusals.create({ at, by: { id: by.id, name: by.name }, action, reference: no, channel, reason })
    throw new UserFacingError(reason, params, endsDialogue)
  }

  /** Appends one event, tells whoever must hear of it, and shows what comes next to the one who did it. */
  async function perform(type: EventType, no: string, request: ActionRequest, data: Values): Promise<ActionResult> {
    const { key, by, at, channel } = request
    const complaint = await found(no, request, type)
    const actors = await actorsFor(by, complaint)
    // what a repeat finds done is answered as done, though it could not be done again
    const isDone = complaint.events.some(({ id }) => id === key)
    const full = isDone ? data : { ...data, ...(await workedOut(type, complaint, data, deps, request)) }
    const act: ActRequest<EventType> = {
      id: key,
      type,
      at,
      by: { id: by.id, name: by.name },
      actors,
      channel,
      ...(Object.keys(full).length > 0 && { data: full }),
    }
    const outcome = await records.perform(complaint._id, () => act)
    if (!outcome) throw new UserFacingError('complaint.notFound', { no })
    if (!outcome.ok) return refuse(request, no, type, outcome.key, outcome.params, outcome.key === 'complaint.refused.state')
    await announcements.dispatch(no)
    const present = (await records.read(no)) ?? outcome.complaint
    if (by.customer) return { cardDone: { key: 'complaint.doneByMe' }, say: [say('complaint.customerThanks', { no })] }
    const done = say('complaint.done', { no, did: { did: type, ...valuesOf(outcome.event) }, state: present.state })
    const [first, ...others] = stepsOf(present, actors)
    return {
      cardDone: { key: 'complaint.doneByMe', values: { event: type } },
      say: [done, ...(first ? [taskCard(present, [first, ...others], at)] : [])],
    }
  }

  const acts = Object.fromEntries(
    actsWhere(({ by }) => by.some((actor) => actor !== 'SYSTEM' && actor !== 'ANYONE')).map((type): [string, Action] => [
      type,
      (request) => perform(type, String(request.facts.no), request, givenIn(request)),
    ]),
  )

  /** `accepted.TS-20261103-001`: what a press of a button does. */
  const act: Action = async (request) => {
    const [type = '', no = '', about] = (request.reference ?? '').split('.')
    if (!isAct(type) || complaintType.acts[type].button === undefined) throw new UserFacingError('notes.staleQuestion')
    const data: Values = about ? { measureId: about, sampleNo: about } : {}
    return perform(type, no, request, data)
  }

  /** Starts a dialogue for somebody who may finish it now; everybody else is told at once why not. */
  const begin: Action = async (request) => {
    const [flow = '', no = '', about] = (request.reference ?? '').split('.')
    const complaint = await found(no, request, `begin ${flow}`)
    const actors = await actorsFor(request.by, complaint)
    const acts = leadingTo(flow)
    if (acts.length === 0) throw new UserFacingError('notes.staleQuestion')
    const task = openTasks(complaint).find(({ id }) => id === flow)
    const isOffered = (name: EventType) => {
      const { task: ownTask, offered } = complaintType.acts[name]
      return name === task?.event || !ownTask || offered !== undefined
    }
    if (!acts.some((name) => isOffered(name) && mayBegin(complaint, name, actors, about))) {
      const last = complaint.events.findLast((event) => event.to !== undefined)
      const params = {
        no,
        state: complaint.state,
        roles: [...(task?.seats ?? [])],
        step: flow,
        by: last?.by?.name ?? '',
        at: last?.at.toISOString(),
      }
      return refuse(request, no, `begin ${flow}`, task ? 'complaint.refused.stepRole' : 'complaint.refused.step', params, false)
    }
    return { start: { flow, facts: factsOf(complaint, actors, about) } }
  }

  /** 催办: whoever has to act hears it now, with the name of the person who asks. */
  const push: Action = async (request) => {
    const [no = '', step = ''] = (request.reference ?? '').split('.')
    const complaint = await found(no, request, 'pushed')
    if (!openTasks(complaint).some(({ id }) => id === step)) throw new UserFacingError('complaint.refused.pushed', { no })
    // every press is a push of its own, and the same press delivered again is the same one
    const key = `${request.key}.${request.at.getTime()}`
    const last = complaint.events.findLast(({ type, data }) => type === 'pushed' && data?.step === step)
    if (last && last.id !== key && request.at.getTime() - last.at.getTime() < PUSH_AGAIN_AFTER_MS)
      throw new UserFacingError('complaint.refused.pushedJustNow', { no, by: last.by?.name ?? '', at: last.at.toISOString() })
    await perform('pushed', no, { ...request, key }, { step })
    return { say: [say('complaint.pushed', { no, step })] }
  }

  return { actions: { ...acts, act, begin, push } as Actions, actorsFor }
}

/** Answers of the dialogue, without what only steers it. */
function givenIn({ answers, facts }: ActionRequest): Values {
  const { confirm: _, ...data } = answers
  const given = Object.fromEntries(Object.entries(data).filter(([, value]) => value !== undefined && value !== null && !isNothing(value)))
  return { ...given, ...(typeof facts.about === 'string' && { measureId: facts.about }) }
}

/** What an act needs beside what was typed. */
async function workedOut(
  type: EventType,
  complaint: Complaint,
  data: Values,
  { reports, directory, records }: StepActionDeps,
  { by, facts }: ActionRequest,
): Promise<Values> {
  if (type === 'rerouted') {
    const plant = String(data.toPlant)
    const { recipients, departments } = await reports.recipientsOf({ kind: complaint.kind, plant })
    const known = complaint.report.recipients
    const added = recipients.filter(({ id }) => !known.some((one) => one.id === id))
    return { departments, recipients: [...known, ...added] as never, added: added.map(({ id }) => id) }
  }
  if (type === 'phoned') {
    const found = complaint.report.recipients.find(({ name }) => String(data.recipient ?? '').includes(name))
    const names = complaint.report.recipients.map(({ name }) => name).join('、')
    if (!found) throw new UserFacingError('complaint.refused.recipient', { no: complaint._id, names })
    const phonedAt = new Date(String(data.phonedAt))
    return { recipientId: found.id, recipient: found.name, ...afterDelivery(complaint, found.id, phonedAt) }
  }
  if (type === 'visitRecorded') {
    // a record of a site visit needs one of each, by the names that the company knows (R19.2.b)
    const named = async (role: 'CS' | 'QC', text: unknown) =>
      (await directory.holders(role)).filter(({ name }) => String(text ?? '').includes(name)).map(({ name }) => name)
    return { csPeople: await named('CS', data.csPeople), qcPeople: await named('QC', data.qcPeople) }
  }
  if (type === 'merged') {
    const target = await records.read(
      String(data.target ?? '')
        .trim()
        .toUpperCase(),
    )
    const isSame = target?.isOpen && target._id !== complaint._id && target.customer.id === complaint.customer.id
    if (!isSame) throw new UserFacingError('complaint.refused.target', { no: complaint._id, target: data.target })
    return { target: target._id }
  }
  if (type === 'calledBack' || type === 'callAttempted') {
    const attempt =
      complaint.events.filter((event) => event.round === complaint.round && ['calledBack', 'callAttempted'].includes(event.type)).length + 1
    // customers are not asked for what is known of their own answer
    const own = by.customer === undefined ? {} : { respondent: by.name, method: facts.method }
    return { attempt, callbackNo: `HF-${complaint._id}-${complaint.round}-${attempt}`, ...own }
  }
  if (type === 'explained' && data.replyNeeded === true) return { replyNo: `FH-${complaint._id.slice(3)}-${complaint.round}` }
  return {}
}

/** What a dialogue may ask for by name. */
function factsOf(complaint: Complaint, actors: readonly Actor[], about: string | undefined): Values {
  const { _id: no, kind, customer, severity, round, liability, demand, description } = complaint
  const facts = latest(complaint, 'factsWritten')?.data
  const plan = latest(complaint, 'planProposed')?.data
  const isCustomer = actors.includes('CUSTOMER')
  return {
    no,
    kind,
    customerName: customer.name,
    description,
    round,
    liability: liability ?? null,
    replyLikely: severity !== 'GENERAL' || demand.includes('EXPLANATION'),
    isCustomer,
    how: isCustomer ? 'CHAT' : null,
    contactResult: isCustomer ? 'REACHED' : null,
    respondent: complaint.complainant ?? null,
    factsText: facts ? String(facts.facts) : null,
    planText: plan ? String(plan.plan) : null,
    outcomeText: String(latest(complaint, 'executed')?.data?.execution ?? latest(complaint, 'explained')?.data?.explanation ?? description),
    method: isCustomer ? 'WECOM' : 'PHONE',
    ...(about && { about, measureText: complaint.measures.find(({ id }) => id === about)?.text }),
  }
}
