/** The cells of the forms that are worked out from the record, by the names that the layouts give them. Pure. */
import { dayOf } from '../calendar/index.js'
import { allOf, dataOf, latest } from '../cases/history.js'
import { approvalOf, signaturesOf } from '../complaints/approval.js'
import type { EventType } from '../complaints/events.js'
import { isEvidence } from '../complaints/evidence.js'
import { clockFor } from '../complaints/history.js'
import type { Complaint, ComplaintEvent } from '../complaints/model.js'
import { filesOf } from '../complaints/part-a.js'
import { toldBy } from '../complaints/recipients.js'
import { sameDayEnd } from '../complaints/same-day.js'
import { isAmount, remainderOf } from '../complaints/weights.js'
import { isNothing, isObject, type Value, type Values } from '../dialogue/session.js'
import { notedIn, signerOf } from './signer.js'

const DAY_MS = 86_400_000

interface Source {
  readonly complaint: Complaint
  readonly round: number
  readonly plantName: (id: string | undefined) => string
  readonly phrase: (key: string, values?: Values) => string
}

export const WORKED_OUT: Readonly<Record<string, (source: Source) => string>> = {
  no: ({ complaint }) => complaint._id,
  round: ({ round }) => String(round),
  receivedAt: ({ complaint, phrase }) => time(phrase, complaint.receivedAt),
  registered: ({ complaint: { registeredBy, registeredAt, events }, phrase }) =>
    [
      `${registeredBy.name} ${time(phrase, registeredAt)}`,
      // customer service registers (R19.1.a): who of them has looked at what somebody else has told
      ...events
        .filter(({ type }) => type === 'checked')
        .map((event) => phrase('forms.checked', { name: signerOf(event, phrase), at: event.at.toISOString() })),
    ].join('\n'),
  customer: ({ complaint }) => complaint.customer.name,
  phone: ({ complaint, phrase }) => complaint.phone ?? unknown(phrase, complaint.details.phone),
  plant: ({ complaint, plantName, phrase }) => (complaint.plant ? plantName(complaint.plant) : unknown(phrase, complaint.details.plant)),
  remainingQty,
  storedDays,
  deliveredTonnes: ({ complaint: { kindData }, phrase }) => tonnes(phrase, kindData.deliveredTonnes),
  affectedTonnes: ({ complaint: { kindData }, phrase }) => tonnes(phrase, kindData.affectedTonnes),
  related: ({ complaint: { related = [] } }) => related.join('、'),
  shortBags: ({ complaint: { kindData }, phrase }) =>
    kindData.shortBags === undefined ? '' : phrase('forms.data.short', { value: kindData.shortBags, unitKg: kindData.unitKg }),
  breakage: ({ complaint: { kindData }, phrase }) => data(phrase, 'breakage', kindData.breakagePercent),
  bulk: ({ complaint: { kindData }, phrase }) =>
    data(phrase, 'bulk', isObject(kindData.bulk) ? { basis: 'RULE', ...kindData.bulk } : undefined),
  bagWeights: ({ complaint: { kindData }, phrase }) =>
    data(phrase, isObject(kindData.bagWeights) && 'lowestGrossKg' in kindData.bagWeights ? 'grossBags' : 'bags', kindData.bagWeights),
  ourWeighing: ({ complaint: { details: d }, phrase }) => weighing(phrase, d.ourGross, d.ourTare, d.ourNet),
  theirWeighing: ({ complaint: { details: d }, phrase }) => weighing(phrase, d.theirGross, d.theirTare, d.theirNet),
  // where nobody has said so, what is no make-up bag
  normalBags(source) {
    const { normalBags, loadedBags, makeUpBags } = lastOf(source, 'deskChecked')
    const rest = typeof loadedBags === 'number' && typeof makeUpBags === 'number' ? loadedBags - makeUpBags : undefined
    return String(normalBags ?? rest ?? '')
  },
  recordWeighing(source) {
    const { recordGross, recordTare, recordNet } = lastOf(source, 'deskChecked')
    return weighing(source.phrase, recordGross, recordTare, recordNet)
  },
  attachments: ({ complaint: { attachments }, phrase }) => filesIn(phrase, [...attachments]),
  missing: ({ complaint: { followUps }, phrase }) => missing(phrase, followUps),
  recipients,
  reportMethod: ({ complaint: { report }, phrase }) =>
    phrase('forms.reportMethod', { method: report.method, others: [...new Set(report.recipients.flatMap((one) => toldBy(one) ?? []))] }),
  reportedAt: ({ complaint: { report }, phrase }) => time(phrase, report.reportedAt),
  sameDay,
  visitPeople: (source) => visitorsIn(lastOf(source, 'visitRecorded')).filter(Boolean).join('、'),
  sitePhotos: (source) => filesIn(source.phrase, lastOf(source, 'visitRecorded').sitePhotos),
  ourData: (source) => filesIn(source.phrase, lastOf(source, 'explained').ourData),
  proof: (source) => filesIn(source.phrase, lastOf(source, 'executed').proof),
  keepUntil,
  arbitration,
  customerConfirm,
  planTime,
  verification,
  planApproval,
  planCustomer,
  summary,
  callMethod,
  plannedAt({ complaint, round, phrase }) {
    return time(phrase, clockFor(complaint, 'calledBack', round)?.dueAt)
  },
  respondentTitle: (source) => respondent(source, 'respondentTitle', source.complaint.details.complainantTitle),
  respondentPhone: (source) => respondent(source, 'respondentPhone', source.complaint.phone),
  callRecord,
  archivedAt,
  reopen,
}

/** That nobody knows it is an answer too. */
const unknown = (phrase: Source['phrase'], value: Value | undefined): string => (isNothing(value) ? phrase(`nothing.${value.none}`) : '')

const time = (phrase: Source['phrase'], at: Date | undefined): string => (at ? phrase('forms.time', { at: at.toISOString() }) : '')

const data = (phrase: Source['phrase'], name: string, value: Value | undefined): string =>
  value === undefined ? '' : phrase(`forms.data.${name}`, { value })

const tonnes = (phrase: Source['phrase'], value: Value | undefined): string =>
  typeof value === 'number' ? phrase('forms.quantity', { amount: { value, unit: 't' } }) : ''

const lastOf = ({ complaint, round }: Source, type: EventType): Values => {
  const event: ComplaintEvent | undefined = allOf(complaint, type, round).at(-1)
  return event ? dataOf(event) : {}
}

function filesIn(phrase: Source['phrase'], files: Value | undefined): string {
  const count = filesOf(files).filter(isEvidence).length
  return count > 0 ? phrase('forms.files', { count }) : ''
}

function weighing(phrase: Source['phrase'], gross: Value | undefined, tare: Value | undefined, net: Value | undefined): string {
  if (gross === undefined && tare === undefined && net === undefined) return ''
  return phrase('forms.weighing', { gross, tare, net })
}

/** What is left of the delivery (F2.A20): as somebody has said it, and as it is worked out; or that it cannot be. */
function remainingQty({ complaint: { details, kindData }, phrase }: Source): string {
  const { deliveredQty, usedQty } = details
  const said = isAmount(details.remainingQty) ? details.remainingQty : undefined
  // earlier versions have not kept it
  const worked = isAmount(kindData.remaining) ? kindData.remaining : remainderOf(details, undefined)
  if (worked) return said ? phrase('forms.remaining.both', { said, worked }) : phrase('forms.quantity', { amount: worked })
  const isOpen = isAmount(deliveredQty) && isAmount(usedQty)
  const parts = [...(said ? [phrase('forms.quantity', { amount: said })] : []), ...(isOpen ? [phrase('forms.remaining.notWorkedOut')] : [])]
  return parts.join(phrase('semicolon'))
}

/** How long it lay where it is now when the customer said so (F2.A28 of 受潮结块). */
function storedDays({ complaint: { details, receivedAt }, phrase }: Source): string {
  const { storage, arrivedAt } = details
  const days = typeof arrivedAt === 'string' ? (Date.parse(dayOf(receivedAt)) - Date.parse(arrivedAt)) / DAY_MS : -1
  return storage === undefined || days < 0 ? '' : phrase('forms.data.days', { value: days })
}

/** What the customer could not give when it was registered, and has not given since. */
function missing(phrase: Source['phrase'], followUps: Complaint['followUps']): string {
  const open = followUps.filter(({ doneAt, isUnavailable }) => !doneAt || isUnavailable).map(({ field }) => field)
  return open.length > 0 ? phrase('forms.missing', { fields: open }) : ''
}

/** Why not, as somebody has said it; else who had not got it by the end of the day (F2.B05, B06). */
function sameDay({ complaint: { report, receivedAt }, phrase }: Source): string {
  if (report.sameDayOk === undefined) return ''
  const end = sameDayEnd(receivedAt)
  const late = report.recipients.filter(({ deliveredAt }) => deliveredAt === undefined || deliveredAt >= end).map(({ name }) => name)
  const reason = report.lateReason ?? (late.length > 0 ? phrase('forms.notDelivered', { names: late }) : '')
  return phrase(`forms.sameDay.${report.sameDayOk}`, { reason })
}

function recipients({ complaint: { report }, phrase }: Source): string {
  return report.recipients
    .map((one) =>
      phrase('forms.recipient', {
        name: one.name,
        role: one.role,
        delivered: one.deliveredAt?.toISOString() ?? '',
        confirmed: one.confirmedAt?.toISOString() ?? '',
        toldBy: toldBy(one),
      }),
    )
    .join('\n')
}

/** Everybody who was there; of an event from before they were looked up, those of the two sides that must be. */
const visitorsIn = ({ people, csPeople, qcPeople }: Values): readonly (Value | undefined)[] =>
  Array.isArray(people) ? people.map((one: Value) => (isObject(one) ? one.name : one)) : [csPeople, qcPeople].flat()

/** Of every sample of the round (F2.D12): each has a clock of its own. */
function keepUntil({ complaint, round, phrase }: Source): string {
  return allOf(complaint, 'sampled', round)
    .flatMap(({ data: { sampleNo } }) => {
      const clock = complaint.clocks.findLast(({ id, about }) => id === 'T7' && about === sampleNo)
      return clock ? [phrase('forms.keepUntil', { sampleNo, at: clock.dueAt.toISOString() })] : []
    })
    .join('\n')
}

/** What a recognised body has found (F2.D14). */
function arbitration({ complaint, round, phrase }: Source): string {
  return allOf(complaint, 'labResult', round)
    .filter(({ data }) => data.age === 'ARBITRATION')
    .map((event) => phrase('forms.arbitration', dataOf(event)))
    .join('\n')
}

/** The last word on the facts of the round: confirmed, objected to, or none (F2.E06). */
function customerConfirm({ complaint: { events }, round, phrase }: Source): string {
  const answer = events.findLast((one) => one.round === round && CONFIRMATIONS.includes(one.type))
  if (!answer) return ''
  const outcome = OUTCOMES[answer.type] ?? (answer.role === 'CUSTOMER' ? 'CHAT' : 'BEHALF')
  const { name, noted } = notedIn(answer, phrase)
  return phrase(`forms.customerConfirm.${outcome}`, { ...dataOf(answer), name, noted, at: answer.at.toISOString() })
}

const CONFIRMATIONS: readonly string[] = ['customerConfirmed', 'customerObjected', 'goneOnUnanswered']
const OUTCOMES: Readonly<Record<string, string>> = { customerObjected: 'OBJECTED', goneOnUnanswered: 'NO_ANSWER' }

function planTime({ complaint, round, phrase }: Source): string {
  const plan = clockFor(complaint, 'planProposed', round)
  const submitted = latest(complaint, 'planProposed', round)
  return plan && submitted ? phrase('forms.planTime', { at: submitted.at.toISOString(), dueAt: plan.dueAt.toISOString() }) : ''
}

/** What came of the corrective action of the round; until then the day on which it will be looked at (F2.G04). Earlier versions asked for a sentence. */
function verification(source: Source): string {
  const { complaint, round, phrase } = source
  const found = complaint.events.findLast((event) => event.type === 'actionVerified' && event.data.forRound === round)
  if (found) return phrase('forms.verified', { ...dataOf(found), at: found.at.toISOString() })
  const { verification: typed, verifyOn } = lastOf(source, 'filingSubmitted')
  if (typeof typed === 'string') return typed
  return verifyOn ? phrase('forms.toVerify', { on: verifyOn }) : ''
}

/** Everybody who has to sign the plan, in their order, and up to which amount these do (F2.F09). */
function planApproval({ complaint, round, phrase }: Source): string {
  const { upTo, by } = approvalOf(complaint, round)
  const signed = signaturesOf(complaint, round)
  const level = upTo !== undefined && by.length > 0 ? [phrase('forms.approvalLevel', { upTo })] : []
  const lines = by.map((role, index) => {
    const event = signed[index]
    return event
      ? phrase('forms.approved', { name: signerOf(event, phrase), role: event.role ?? role, at: event.at.toISOString() })
      : phrase('forms.toApprove', { role })
  })
  return [...level, ...lines].join('\n')
}

function planCustomer({ complaint: { events }, round, phrase }: Source): string {
  const answer = events.findLast((one) => one.round === round && ['planAccepted', 'planRefused'].includes(one.type))
  if (!answer) return ''
  const { noted } = notedIn(answer, phrase)
  return phrase(`forms.planCustomer.${answer.type}`, { ...dataOf(answer), noted, at: answer.at.toISOString() })
}

/** How the customer was called, or how it was tried where nobody was reached (F3.06). */
function callMethod({ complaint, round, phrase }: Source): string {
  const called = latest(complaint, 'calledBack', round)
  const method = called ? dataOf(called).method : latest(complaint, 'callAttempted', round)?.data.triedBy
  return phrase('forms.callMethod', { method })
}

/** What was said of whom the callback reached (F3.09); of the complainant as they were registered. */
function respondent({ complaint, round, phrase }: Source, field: string, registered: Value | undefined): string {
  const called = latest(complaint, 'calledBack', round)
  const data = called ? dataOf(called) : {}
  const value = data[field] ?? (data.respondent === complaint.complainant ? registered : undefined)
  return typeof value === 'string' ? value : unknown(phrase, value)
}

/** Proof of what the customer said (F3.24): what was sent of a call; an answer in chat is kept as it was given. */
function callRecord({ complaint, round, phrase }: Source): string {
  const called = latest(complaint, 'calledBack', round)
  if (called?.role === 'CUSTOMER') return phrase('forms.chatKept', { no: dataOf(called).callbackNo })
  return filesIn(phrase, called && dataOf(called).evidence)
}

/** A callback is in the customer's file from the write that ends it: the record stands under the customer, with what came of it (R20.1). */
function archivedAt({ complaint, round, phrase }: Source): string {
  const ended = latest(complaint, 'calledBack', round) ?? latest(complaint, 'closedUnreachable', round)
  return ended ? phrase('forms.archived', { at: ended.at.toISOString(), customer: complaint.customer.name }) : ''
}

/** The matter and what came of it, in one paragraph (F3.04). */
function summary({ complaint, round, phrase }: Source): string {
  const { description } = complaint
  const isEnded = /[。！？.!?]$/.test(description)
  return phrase('forms.summary', {
    description,
    stop: isEnded ? '' : phrase('forms.stop'),
    outcome: latest(complaint, 'explained', round)?.data.explanation ?? latest(complaint, 'executed', round)?.data.execution,
    withdrawn: latest(complaint, 'withdrawn', round)?.data.reason,
  })
}

/** As it was decided when the customer was called, and what the customer has said since (F3.21, F3.22). */
function reopen({ complaint, round, phrase }: Source): string {
  const called = latest(complaint, 'calledBack', round)
  if (!called) return ''
  const later = latest(complaint, 'reopened', round)
  if (later) return phrase('forms.reopen.later', { at: later.at.toISOString(), round: later.opens })
  return phrase(`forms.reopen.${called.to === 'INVESTIGATING'}`, { round: called.opens ?? called.round })
}
