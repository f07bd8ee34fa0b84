/** What acting on a complaint takes beside its declaration: who may see it, in what capacity somebody acts, what an act works out. */

import type { Given } from '../cases/act-request.js'
import type { Acting } from '../cases/actions.js'
import type { Actor } from '../cases/case.js'
import { asItReads, dataOf, latest } from '../cases/history.js'
import { createStandings } from '../cases/standing.js'
import type { Customers } from '../customers/index.js'
import { isObject, type Value, type Values } from '../dialogue/session.js'
import { UserFacingError } from '../errors.js'
import type { ActionRequest } from '../people/action.js'
import type { Directory } from '../people/directory.js'
import { departmentsAt, type Organisation } from '../people/organisation.js'
import { holdsRole, type Person } from '../people/person.js'
import type { Access } from './access.js'
import { actorsOf } from './actors.js'
import { routeOf } from './completion.js'
import type { Recipient } from './events.js'
import { judgedOf } from './lab-results.js'
import { type Complaint, matchKeysOf } from './model.js'
import { textsIn } from './part-a.js'
import { visitFacts } from './planned-visit.js'
import { proofFacts } from './proof.js'
import { joined, seatsOf } from './recipients.js'
import type { Records } from './records.js'
import { afterDelivery, type Reports } from './report.js'
import { isWhole } from './whole.js'

export interface ActingDeps {
  readonly records: Pick<Records, 'read'>
  readonly customers: Customers
  readonly reports: Pick<Reports, 'recipientsOf' | 'departmentRecipients'>
  readonly directory: Pick<Directory, 'holders'>
  readonly access: Pick<Access, 'known' | 'readsAll'>
  readonly organisation: Pick<Organisation, 'company' | 'departments' | 'labItems'>
}

export function createActing(deps: ActingDeps): Acting<Complaint> {
  const { customers, access, organisation } = deps
  return {
    async found(no, { key, by, channel }, action) {
      const { complaint, view } = await access.known(no, by, action, channel, key)
      if (!isWhole(complaint)) throw new UserFacingError('complaint.damaged', { no })
      return view.shown(complaint)
    },
    ...createStandings<Complaint>(
      async (person, complaint) =>
        actorsOf(person, complaint, holdsRole(person, ['SALES']) ? (await customers.byId(complaint.customer.id))?.salesperson : undefined),
      access.readsAll,
    ),
    workedOut: (act, complaint, data, request) => workedOut(act, complaint, data, deps, request),
    // whoever calls the customer says who they are (R18.1)
    factsOf: (complaint, actors, { by, channel }) => ({
      ...factsOf(complaint, actors, channel),
      company: organisation.company,
      departmentsThere: departmentsAt(organisation, complaint.plant).map(({ id }) => id),
      caller: by.name,
    }),
  }
}

/** What an act needs beside what was typed. */
async function workedOut(type: string, complaint: Complaint, data: Values, deps: ActingDeps, request: ActionRequest): Promise<Given> {
  const { reports, directory, records, organisation } = deps
  const { by, facts } = request
  if (type === 'rerouted') {
    const plant = String(data.toPlant)
    const others = await reports.recipientsOf({ kind: complaint.kind, plant })
    const accepting = (where: string | undefined) => directory.holders('QC', where)
    const left = without(await accepting(complaint.plant), await accepting(plant))
    return { departments: others.departments, ...movedTo(complaint, others.recipients, [...complaint.report.recipients, ...left]) }
  }
  if (type === 'identified') return identityOf(complaint, data, deps, request)
  if (type === 'corrected') return { ...(await correctedCustomer(data, deps, request)), ...(await correctedRoute(complaint, data, deps)) }
  if (type === 'partCorrected') return correctedPart(complaint, deps, request)
  if (type === 'customerConfirmed' || type === 'customerObjected') refuseOtherFacts(complaint, facts)
  if (type === 'redirected') {
    const recipients = await reports.departmentRecipients(textsIn(data.toDepartments))
    return movedTo(
      complaint,
      recipients,
      complaint.report.recipients.filter((one) => seatsOf(one).every(({ role }) => role === 'DEPT')),
    )
  }
  if (type === 'phoned') {
    const phoned = pickedIn(data.recipient)
    const found = complaint.report.recipients.find(({ id, name }) => id === phoned || name === phoned)
    const names = complaint.report.recipients.map(({ name }) => name).join('、')
    if (!found) throw new UserFacingError('complaint.refused.recipient', { no: complaint._id, names })
    const phonedAt = new Date(String(data.phonedAt))
    return { recipientId: found.id, recipient: found.name, ...afterDelivery(complaint, found.id, phonedAt) }
  }
  // the limits that it was judged by stay with it (R22)
  if (type === 'labResult') {
    const limits = judgedOf(organisation, complaint.product, data)
    return limits.length > 0 ? { limits } : {}
  }
  // what the check was shown of others stands in its record (F2.C07, C08)
  if (type === 'deskChecked' && facts.sameBatch !== undefined) return { sameBatch: facts.sameBatch, similar: facts.similar }
  if (type === 'visitRecorded') {
    // a record of a site visit needs one of each (R19.2.b)
    const present = async (role: 'CS' | 'QC' | 'DEPT', typed: Value | undefined) =>
      (await directory.holders(role)).filter((person) => isNamed(person, data.people ?? typed)).map(({ name }) => name)
    return {
      csPeople: await present('CS', data.csPeople),
      qcPeople: await present('QC', data.qcPeople),
      deptPeople: await present('DEPT', undefined),
    }
  }
  if (type === 'merged') {
    const picked = pickedIn(data.target)
    const target = await records.read(picked.toUpperCase())
    if (!target) throw new UserFacingError('complaint.refused.target', { no: complaint._id, target: picked })
    refuseOtherMatter(complaint, target)
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

/** What the dialogue of a part has ended with, and what is worked out from that; who was there is looked up where others are named. */
async function correctedPart(complaint: Complaint, deps: ActingDeps, request: ActionRequest): Promise<Given> {
  const { amends, changed, left } = request.facts
  const part = complaint.events.find(({ id }) => id === amends)
  if (!part || !isObject(changed)) return {}
  const was = dataOf(asItReads(part, complaint.events))
  if (part.type === 'visitRecorded' && changed.people === undefined) return { amends, changed, left }
  const found = await workedOut(part.type, complaint, { ...was, ...changed }, deps, request)
  const gone = Object.keys(await workedOut(part.type, complaint, was, deps, request)).filter((field) => !(field in found))
  return { amends, changed: { ...changed, ...found }, left: [...textsIn(left), ...gone] }
}

/** @throws UserFacingError where the facts have been put in other words since the customer was shown them */
function refuseOtherFacts(complaint: Complaint, { factsText }: Values): void {
  const isShown = factsText === undefined || factsText === latest(complaint, 'factsWritten')?.data.facts
  if (!isShown) throw new UserFacingError('complaint.refused.otherFacts', { no: complaint._id }, true)
}

/** @throws UserFacingError where it is not the same delivery and kind of the same customer, still open (domain.md 2.2, row 25) */
function refuseOtherMatter(complaint: Complaint, target: Complaint): void {
  const { _id: no, kind } = complaint
  const refusal = (key: string, params: Values = {}) =>
    new UserFacingError(`complaint.refused.${key}`, { no, target: target._id, ...params })
  const isOther = !target.isOpen || target._id === no || target.customer.id !== complaint.customer.id
  if (isOther) throw refusal('target')
  if (target.kind !== kind) throw refusal('targetKind', { kind, targetKind: target.kind })
  const [own, others] = [complaint, target].map(goodsOf)
  // where either of them names no goods whoever merges them judges by what is told
  const isOfOtherGoods = own?.length && others?.length && !own.some((one) => others.includes(one))
  if (isOfOtherGoods) throw refusal('targetGoods')
}

/** The delivery notes and the batches of a complaint, in comparable form. */
const goodsOf = ({ kind, customer, details }: Complaint): string[] => matchKeysOf(customer.id, kind, details)

/** Another customer, who is on file from now on; nothing of their contacts stands in the event. */
async function correctedCustomer({ customer }: Values, { customers }: ActingDeps, { key, by }: ActionRequest): Promise<Given> {
  if (!isObject(customer) || typeof customer.name !== 'string') return {}
  const { name } = customer
  if (typeof customer.id === 'string') return { customer: { id: customer.id, name, isIncomplete: customer.isIncomplete === true } }
  return { customer: { id: await customers.add(key, { name, contacts: [], createdBy: by.id }), name, isIncomplete: true } }
}

/** Whoever registered it, under the name and the number that were given. */
async function identityOf(
  { registeredBy, complainant, phone, customer }: Complaint,
  data: Values,
  deps: ActingDeps,
  request: ActionRequest,
): Promise<Given> {
  const given = { name: complainant ?? registeredBy.name, ...(phone && { phone }), was: customer.id }
  return { ...(await correctedCustomer(data, deps, request)), contact: registeredBy.id, ...given }
}

/** Of another kind other departments may answer for it, until somebody has taken it on. */
async function correctedRoute(complaint: Complaint, { kind }: Values, { reports }: ActingDeps): Promise<Given> {
  if (typeof kind !== 'string' || kind === complaint.kind) return {}
  const { record, added } = routeOf(complaint, await reports.recipientsOf({ kind, plant: complaint.plant }))
  return record.report ? { departments: record.departments, recipients: record.report.recipients, added } : {}
}

/** Who joins those that have the report, and who of `before` has nothing to do with it any more. */
function movedTo({ report }: Complaint, recipients: readonly Recipient[], before: readonly { readonly id: string }[]) {
  return {
    recipients: joined(report.recipients, recipients),
    added: without(recipients, report.recipients).map(({ id }) => id),
    left: [...new Set(without(before, recipients).map(({ id }) => id))],
  }
}

const without = <T extends { readonly id: string }>(some: readonly T[], others: readonly { readonly id: string }[]): T[] =>
  some.filter(({ id }) => !others.some((other) => other.id === id))

/** The id of a record that was looked up; a dialogue that began before there was a lookup has what was typed. */
function pickedIn(answer: Value | undefined): string {
  const picked = isObject(answer) ? answer.id : answer
  return typeof picked === 'string' ? picked.trim() : ''
}

/** True where the person is among those who were looked up; a dialogue that began before there was a lookup has what was typed. */
function isNamed({ id, name }: Person, answer: Value | undefined): boolean {
  if (Array.isArray(answer)) return answer.some((one) => isObject(one) && one.id === id)
  return typeof answer === 'string' && answer.includes(name)
}

/** How a customer who answers in chat was called back (form 3). */
const CALLED_BY: Readonly<Record<string, string>> = { 'wecom-kf': 'WECHAT', dingtalk: 'DINGTALK', page: 'PAGE' }

/** What a dialogue may ask for by name. */
function factsOf(complaint: Complaint, actors: readonly Actor[], channel: string): Values {
  const { _id: no, kind, customer, severity, round, liability, demand, description } = complaint
  const facts = latest(complaint, 'factsWritten')?.data
  const plan = latest(complaint, 'planProposed')?.data
  const isCustomer = actors.includes('CUSTOMER')
  return {
    no,
    kind,
    customerName: customer.name,
    description,
    product: complaint.product ?? null,
    round,
    liability: liability ?? null,
    replyLikely: severity === 'SERIOUS' || severity === 'SUSPECTED_MAJOR' || demand.includes('EXPLANATION'),
    isCustomer,
    how: isCustomer ? 'CHAT' : null,
    contactResult: isCustomer ? 'REACHED' : null,
    respondent: complaint.complainant ?? null,
    respondentPhone: complaint.phone ?? null,
    respondentTitle: complaint.details.complainantTitle ?? null,
    factsText: facts ? String(facts.facts) : null,
    planText: plan ? String(plan.plan) : null,
    outcomeText: String(latest(complaint, 'executed')?.data?.execution ?? latest(complaint, 'explained')?.data?.explanation ?? description),
    method: isCustomer ? (CALLED_BY[channel] ?? 'WECOM') : 'PHONE',
    ...visitFacts(complaint),
    ...proofFacts(complaint),
  }
}
