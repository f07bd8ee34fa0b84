/** Every (state, event, role): what domain.md 2.2 allows happens, everything else is refused with a sentence that says why and who could. */
import { describe, expect, it } from 'vitest'
import { createCalendar, instant, nationalDays } from '../../src/calendar/index.js'
import type { ActRequest } from '../../src/cases/act-request.js'
import type { Actor } from '../../src/cases/case.js'
import { actorsOf } from '../../src/complaints/actors.js'
import { decide, replay } from '../../src/complaints/complaint.js'
import { EVENTS, type EventType } from '../../src/complaints/events.js'
import { STATES, type State } from '../../src/complaints/fields.js'
import type { Complaint, ComplaintEvent } from '../../src/complaints/model.js'
import type { Values } from '../../src/dialogue/session.js'
import type { HeldRole } from '../../src/people/person.js'
import { exampleOrganisation } from '../setup/organisation.js'
import { staff } from '../setup/people.js'

const setting = { rules: exampleOrganisation().rules, calendar: createCalendar({ national: nationalDays() }) }
const AT = instant('2026-11-03', '10:00')
const LATER = instant('2026-11-12', '10:00')
const DOER = { id: 'wecom:doer', name: '做事的人' }
const OTHER = { id: 'wecom:other', name: '另一个人' }

const OPEN: State[] = [
  'REGISTERED',
  'REPORTED',
  'INVESTIGATING',
  'FACTS_PENDING',
  'NOT_OURS',
  'PLANNING',
  'PLAN_OFFERED',
  'EXECUTING',
  'FILING',
  'CALLBACK',
]
const ENDED: State[] = ['CLOSED', 'WITHDRAWN', 'MERGED']
const FILED = [...OPEN, ...ENDED]
const ALL: State[] = ['DRAFT', ...FILED]

const SHARED: Actor[] = ['CS', 'MKT_HEAD', 'QC', 'QC_HEAD', 'DEPT', 'PROD_TECH', 'GM']

/** Written down from the table: event → from which states, by whom, leading to. No `to`: the state stays, as that one which `stays`. */
const TABLE: Partial<Record<EventType, { from: State[]; who: Actor[]; to?: State; stays?: State; data?: Values }>> = {
  // 2, 3
  registered: { from: ['DRAFT'], who: ['CUSTOMER', 'CS', 'SALES', 'ANYONE'], to: 'REGISTERED' },
  registeredPartly: { from: ['DRAFT'], who: ['SYSTEM'], to: 'REGISTERED' },
  // customer service confirms what others have told; the report has not waited for it
  checked: { from: OPEN, who: ['CS'] },
  identified: { from: FILED, who: ['CS'], data: { customer: { id: 'c1', name: '宏基', isIncomplete: false }, contact: 'wecom-kf:x' } },
  leftUnidentified: { from: FILED, who: ['CS'] },
  corrected: { from: OPEN, who: ['CS'], data: { field: 'TRUCK_NO', truckNo: '陕E12345', reason: '少写一位' } },
  // whoever has done what is corrected
  partCorrected: {
    from: OPEN,
    who: ['QC'],
    data: { amends: `deskChecked-${AT.getTime()}`, changed: { lane: '5号道' }, left: [], reason: '看错了' },
  },
  // 4
  addressed: { from: ['REGISTERED'], who: ['SYSTEM'], data: { recipients: [], departments: [] } },
  reported: { from: ['REGISTERED'], who: ['SYSTEM'], to: 'REPORTED' },
  phoned: { from: ['REGISTERED', 'REPORTED'], who: ['CS'], data: { recipientId: 'wecom:a', phonedAt: '2026-11-03T02:00:00.000Z' } },
  // 5, 6
  accepted: { from: ['REPORTED'], who: ['QC'], to: 'INVESTIGATING' },
  // also after acceptance: the other plant accepts it anew
  rerouted: {
    from: ['REPORTED', 'INVESTIGATING'],
    who: ['QC', 'CS'],
    to: 'REPORTED',
    data: { toPlant: 'tongchuan', reason: '铜川厂的货', departments: [], recipients: [] },
  },
  // the department alone was wrong
  redirected: {
    from: ['REPORTED', 'INVESTIGATING', 'PLANNING', 'EXECUTING'],
    who: ['QC', 'CS'],
    data: { toDepartments: ['weinan-transport'], reason: '途中淋雨', recipients: [] },
  },
  // inside the house: who has it to do
  transferred: { from: FILED, who: [...SHARED, 'ADMIN'], data: { seat: 'QC', colleague: OTHER } },
  takenOver: { from: FILED, who: SHARED, data: { seat: 'QC' } },
  copied: { from: FILED, who: ['READER'], data: { colleagues: [OTHER], note: '请看一下', wantsReply: true } },
  replied: { from: FILED, who: ['COPIED'], data: { about: '3', reply: '看过了' } },
  // 7, 8
  deskChecked: { from: ['INVESTIGATING'], who: ['QC'], data: { needSite: false, needSample: false } },
  visitPlanned: { from: ['INVESTIGATING'], who: ['QC', 'CS'], data: { visitOn: '2026-11-04T01:00:00.000Z' } },
  visitLeft: { from: ['INVESTIGATING'], who: ['QC', 'CS'] },
  visitCancelled: { from: ['INVESTIGATING'], who: ['QC', 'CS'], data: { reason: '客户送样来厂' } },
  visitRecorded: {
    from: ['INVESTIGATING'],
    who: ['QC', 'CS'],
    data: { csPeople: ['刘娜'], qcPeople: ['陈静'], sitePhotos: ['a', 'b'], arrivedOn: '2026-11-03T01:00:00.000Z', findings: '底层受潮' },
  },
  sampled: { from: ['INVESTIGATING'], who: ['QC'], data: { sealed: true, sampleNo: 'YP-1', sampledOn: '2026-11-03', keeper: '陈静' } },
  labResult: { from: FILED, who: ['QC'], data: { age: 'OTHER', result: '5.2' } },
  // 9 to 12
  factsWritten: {
    from: ['INVESTIGATING'],
    who: ['QC'],
    to: 'FACTS_PENDING',
    data: { facts: '少 8 袋', causeCode: 'PACKING', causeText: '漏计' },
  },
  customerConfirmed: { from: ['FACTS_PENDING'], who: ['CUSTOMER', 'CS'], data: { evidence: ['a'] } },
  liabilitySet: { from: ['FACTS_PENDING'], who: ['QC'], to: 'PLANNING', data: { liability: 'OURS', respDepts: ['weinan-packing'] } },
  customerObjected: { from: ['FACTS_PENDING'], who: ['CUSTOMER', 'CS'], to: 'INVESTIGATING', data: { objection: '少 10 袋' } },
  contactAttempted: { from: ['FACTS_PENDING'], who: ['CS'] },
  goneOnUnanswered: { from: ['FACTS_PENDING'], who: ['MKT_HEAD'] },
  // what a customer did not get
  messageFailed: { from: ALL, who: ['SYSTEM'], data: { contact: OTHER, words: '请您答复' } },
  toldByPhone: { from: ALL, who: ['CS'], data: { upTo: '1' } },
  // 13
  explained: { from: ['NOT_OURS'], who: ['CS', 'QC'], to: 'FILING', data: { explanation: '受潮原因和存放建议' } },
  replySigned: { from: ['NOT_OURS'], who: ['QC_HEAD'], to: 'FILING' },
  // 14 to 16
  planProposed: {
    from: ['PLANNING'],
    who: ['QC', 'DEPT'],
    data: { plan: '补 8 袋', planMeasures: ['REPLENISH'], planOwner: '孙强', planDue: '2026-11-20' },
  },
  planApproved: { from: ['PLANNING'], who: ['MKT_HEAD'], to: 'PLAN_OFFERED' },
  filedFirst: { from: ['PLANNING', 'PLAN_OFFERED', 'EXECUTING', 'FILING'], who: ['CS'] },
  planSent: { from: ['PLAN_OFFERED'], who: ['CS'] },
  planRejected: { from: ['PLANNING'], who: ['MKT_HEAD'], data: { reason: '写明日期' } },
  planRecalled: { from: ['PLANNING', 'PLAN_OFFERED'], who: ['MKT_HEAD', 'GM', 'QC', 'DEPT'], to: 'PLANNING', data: { reason: '袋数写错' } },
  planAccepted: { from: ['PLAN_OFFERED'], who: ['CUSTOMER', 'CS'], to: 'EXECUTING' },
  planRefused: { from: ['PLAN_OFFERED'], who: ['CUSTOMER', 'CS'], to: 'PLANNING', data: { reason: '太慢' } },
  // 17 to 19
  executed: { from: ['EXECUTING'], who: ['DEPT', 'QC'], to: 'FILING', data: { execution: '已送到', proof: ['a'] } },
  filingSubmitted: {
    from: ['FILING'],
    who: ['QC'],
    data: { qcOpinion: '同意', corrective: '换计数器', actionOwner: '孙强', actionDue: '2026-11-20' },
  },
  filingAccepted: { from: ['FILING'], who: ['CS'], to: 'CALLBACK', data: { mktOpinion: '同意备案' } },
  filingReturned: { from: ['FILING'], who: ['CS'], data: { reason: '缺凭证' } },
  // 20 to 23
  calledBack: { from: ['CALLBACK', 'WITHDRAWN'], who: ['CS', 'CUSTOMER'], data: { overall: 4, resolved: 'RESOLVED' } },
  callAttempted: { from: ['CALLBACK', 'WITHDRAWN'], who: ['CS'], data: { contactResult: 'NO_ANSWER' } },
  closedUnreachable: { from: ['CALLBACK', 'WITHDRAWN'], who: ['MKT_HEAD'], to: 'CLOSED', stays: 'WITHDRAWN' },
  callbackReviewed: { from: [...OPEN, 'CLOSED', 'WITHDRAWN'], who: ['MKT_HEAD'] },
  reopened: { from: ['CLOSED'], who: ['CUSTOMER', 'CS'], to: 'INVESTIGATING', data: { reason: '又破了' } },
  // 24, 25
  withdrawn: { from: OPEN, who: ['CUSTOMER', 'CS'], to: 'WITHDRAWN', data: { reason: '点错了', evidence: ['a'] } },
  merged: { from: ['REGISTERED', 'REPORTED'], who: ['CS'], to: 'MERGED', data: { target: 'TS-20261103-009' } },
  // 26 to 28, R19.5
  majorSuspected: { from: OPEN, who: ['CS', 'SALES', 'QC', 'MKT_HEAD'], data: { majorFacts: '两家强度不足' } },
  majorAsked: { from: OPEN, who: ['ANYONE', 'SYSTEM'] },
  majorDeclined: { from: OPEN, who: ['CS'], data: { reason: '没有人受伤' } },
  majorClassified: { from: ALL, who: ['PROD_TECH'], data: { majorClass: 'MAJOR', basis: '省站复检' } },
  opinionGiven: { from: ALL, who: ['PROD_TECH'], data: { opinion: '停用' } },
  gmInstructed: { from: FILED, who: ['GM'], data: { instruction: '派组' } },
  majorDone: { from: ALL, who: ['PROD_TECH'], data: { result: '合格' } },
  majorLowered: { from: ALL, who: ['PROD_TECH'], data: { reason: '复检合格' } },
  // R19.4.c
  meetingProposed: { from: FILED.filter((state) => state !== 'MERGED'), who: ['CS', 'MKT_HEAD', 'SYSTEM'], data: { reason: '第三次' } },
  meetingEnded: { from: ALL, who: ['SYSTEM'], data: { no: 'HY-20261103-001', outcome: 'VERIFIED', ended: 1 } },
  // written by earlier versions only
  meetingNoted: { from: [], who: [], data: { what: 'minutesFiled' } },
  // beside the table
  confirmed: { from: ALL, who: ['MKT_HEAD', 'QC_HEAD', 'DEPT'] },
  supplemented: { from: ALL, who: ['ANYONE', 'CUSTOMER'], data: { given: [] } },
  completed: { from: OPEN, who: ['ANYONE'] },
  exported: { from: ALL, who: ['ANYONE'] },
  linked: { from: ALL, who: ['SYSTEM'], data: { no: 'TS-20261103-002' } },
  actionVerified: { from: ALL, who: ['SYSTEM'], data: { no: 'GJ-20261120-001', outcome: 'VERIFIED' } },
  absorbed: { from: OPEN, who: ['SYSTEM'], data: { given: [] } },
  sampleDisposed: { from: ALL, who: ['QC'], data: { sampleNo: 'YP-1' } },
  pushed: { from: ALL, who: ['MKT_HEAD', 'QC_HEAD', 'GM'], data: { step: 'plan' } },
  delivered: { from: ALL, who: ['SYSTEM'] },
  missedSameDay: { from: ALL, who: ['SYSTEM'] },
  reminded: { from: ALL, who: ['SYSTEM'], data: { clock: 'x', reminders: [] } },
  followUpReminded: { from: ALL, who: ['SYSTEM'], data: { next: '2026-11-20T00:00:00.000Z' } },
  recalculated: { from: ALL, who: ['SYSTEM'] },
  erased: { from: ALL, who: ['SYSTEM'] },
}

const ACTORS: readonly Actor[] = [
  'CS',
  'MKT_HEAD',
  'SALES',
  'QC',
  'QC_HEAD',
  'DEPT',
  'PROD_TECH',
  'GM',
  'ADMIN',
  'CUSTOMER',
  'COPIED',
  'READER',
  'SYSTEM',
  'ANYONE',
]

const RECEIVED: ComplaintEvent = {
  id: 'received',
  type: 'received',
  at: AT,
  round: 1,
  to: 'DRAFT',
  record: {
    _id: 'TS-20261103-001',
    kind: 'BAG_COUNT',
    receivedAt: AT,
    registeredAt: AT,
    registeredBy: OTHER,
    plant: 'weinan',
    customer: { id: 'c1', name: '宏基', isIncomplete: false },
    details: {},
    kindData: {},
    followUps: [],
    report: { method: 'SYSTEM', recipients: [] },
  },
}
const event = (type: EventType, at: Date, data: Values = {}, by = OTHER) =>
  ({ id: `${type}-${at.getTime()}`, type, at, round: 1, by, data }) as ComplaintEvent
const clock = (id: Complaint['clocks'][number]['id'], about?: string) =>
  ({
    key: `${id}#1`,
    id,
    round: 1,
    startedAt: AT,
    span: {},
    dueAt: AT,
    legalEndAt: AT,
    isProvisional: false,
    reminders: [],
    told: [],
    ...(about && { about }),
  }) as const

/** Form 2 with everything in it that part G does not ask for (R19.3.d). */
const COMPLETE: Partial<Complaint> = {
  liability: 'OURS',
  description: '少了8袋',
  complainant: '张工',
  product: 'PO425',
  demand: ['REPLENISH'],
  details: { deliveryNo: 'T2611-021', truckNo: '陕E12345', arrivedAt: '2026-11-02', notedBags: 700, countedBags: 692, countedBy: '老李' },
}
const FOUND = [
  event('deskChecked', AT, { needSite: false, needSample: false }),
  event('factsWritten', AT),
  event('customerConfirmed', AT),
  event('liabilitySet', AT, { liability: 'OURS', respDepts: ['weinan-packing'] }),
  event('planProposed', AT),
]
const DONE = [...FOUND, event('executed', AT)]

/** What has to have happened before, so that an event lacks nothing but the right state and person. */
const BEFORE: Partial<Record<EventType, { events?: ComplaintEvent[]; record?: Partial<Complaint> }>> = {
  completed: { record: { isIncomplete: true } },
  checked: { events: [event('registered', AT, { needsCheck: true })], record: { description: '少了8袋', complainant: '张工' } },
  identified: { events: [event('registered', AT, { byStranger: true })] },
  leftUnidentified: { events: [event('registered', AT, { byStranger: true })] },
  partCorrected: {
    events: [{ ...event('accepted', AT), to: 'INVESTIGATING' } as ComplaintEvent, event('deskChecked', AT, { lane: '3号道' })],
  },
  visitLeft: { events: [event('visitPlanned', AT, { visitOn: '2026-11-04T01:00:00.000Z' })] },
  visitCancelled: { events: [event('visitPlanned', AT, { visitOn: '2026-11-04T01:00:00.000Z' })] },
  factsWritten: { events: [event('deskChecked', AT, { needSite: false, needSample: false })] },
  liabilitySet: { events: [event('factsWritten', AT), event('customerConfirmed', AT)] },
  goneOnUnanswered: {
    events: [event('factsWritten', AT), event('contactAttempted', AT), event('contactAttempted', LATER)],
    record: { clocks: [clock('T4')] },
  },
  toldByPhone: { events: [event('messageFailed', AT, { about: '1', contact: OTHER, words: '请您答复' })] },
  replySigned: { events: [event('explained', AT)] },
  planApproved: { events: [event('planProposed', AT)] },
  planRejected: { events: [event('planProposed', AT)] },
  planRecalled: { events: [event('planProposed', AT), { ...event('planApproved', AT), by: DOER } as ComplaintEvent] },
  planAccepted: { events: [event('planProposed', AT, { planDue: '2026-11-20' })] },
  filedFirst: { events: FOUND, record: { ...COMPLETE, clocks: [clock('TFa')] } },
  filingSubmitted: { events: DONE, record: COMPLETE },
  filingAccepted: { events: [...DONE, event('filingSubmitted', AT)], record: COMPLETE },
  filingReturned: { events: [event('filingSubmitted', AT)] },
  closedUnreachable: { events: ['2026-11-03', '2026-11-04', '2026-11-05'].map((day) => event('callAttempted', instant(day, '10:00'))) },
  callbackReviewed: { events: [event('calledBack', AT, { overall: 3 })] },
  reopened: { record: { closedAt: AT } },
  majorDeclined: { record: { majorAsked: true } },
  majorClassified: { record: { major: 'SUSPECTED' } },
  opinionGiven: { record: { major: 'CLASSIFIED' } },
  majorDone: { record: { major: 'OPINION_GIVEN' } },
  majorLowered: { record: { major: 'CLASSIFIED' } },
  sampleDisposed: { record: { isOpen: false } },
  replied: { record: { copies: [{ about: '3', from: [OTHER], to: [DOER], open: [DOER] }] } },
}

function complaintIn(state: State, before: (typeof BEFORE)[EventType]): Complaint {
  const drafted = replay([RECEIVED])
  const isOpen = !ENDED.includes(state)
  return { ...drafted, state, isOpen, ...before?.record, events: [...drafted.events, ...(before?.events ?? [])] }
}

const act = (type: EventType, actors: readonly Actor[], data: Values = {}): ActRequest<EventType> => ({
  id: 'act',
  type,
  at: LATER,
  by: DOER,
  actors,
  data,
})

it('the table names every event but the first', () => {
  expect(Object.keys(TABLE).sort()).toEqual(
    Object.keys(EVENTS)
      .filter((type) => type !== 'received')
      .sort(),
  )
})

describe.each(Object.entries(TABLE) as [EventType, NonNullable<(typeof TABLE)[EventType]>][])(
  '%s',
  (type, { from, who, to, stays, data }) => {
    it.each(STATES)('in %s', (state) => {
      for (const actor of ACTORS) {
        const complaint = complaintIn(state, BEFORE[type])
        const decision = decide(complaint, act(type, [actor], data), setting)
        const isAllowed = from.includes(state) && who.includes(actor)
        expect({ actor, ok: decision.ok }).toEqual({ actor, ok: isAllowed })
        if (decision.ok) {
          if (type !== 'calledBack') expect(decision.event.to).toBe(state === stays ? stays : to)
          continue
        }
        // the sentence says why, and who could
        expect(decision.key).toMatch(/^complaint\.refused\.\w+$/)
        expect(decision.params).toMatchObject({ no: complaint._id, state })
        if (!who.includes(actor) && decision.key === 'complaint.refused.role')
          expect(decision.params.roles).toEqual(who.filter((role) => role !== 'ANYONE'))
      }
    })
  },
)

describe('what must be given', () => {
  const refusals: [string, EventType, State, Actor, Values, string, ((typeof BEFORE)[EventType] | undefined)?][] = [
    [
      'a site record without customer service',
      'visitRecorded',
      'INVESTIGATING',
      'QC',
      { ...TABLE.visitRecorded!.data, csPeople: [] },
      'visitPeople',
    ],
    [
      'a site record without quality',
      'visitRecorded',
      'INVESTIGATING',
      'CS',
      { ...TABLE.visitRecorded!.data, qcPeople: [] },
      'visitPeople',
    ],
    [
      'a site record with one photo',
      'visitRecorded',
      'INVESTIGATING',
      'QC',
      { ...TABLE.visitRecorded!.data, sitePhotos: ['a'] },
      'visitPhotos',
    ],
    ['a sample that is not sealed, without a reason', 'sampled', 'INVESTIGATING', 'QC', { ...TABLE.sampled!.data, sealed: false }, 'seal'],
    ['re-routing to the plant where it is', 'rerouted', 'REPORTED', 'QC', { ...TABLE.rerouted!.data, toPlant: 'weinan' }, 'samePlant'],
    [
      'the departments that have it',
      'redirected',
      'REPORTED',
      'QC',
      TABLE.redirected!.data!,
      'sameDepartments',
      { record: { departments: ['weinan-transport'] } },
    ],
    [
      'facts of a plant that has not looked into its own records',
      'factsWritten',
      'INVESTIGATING',
      'QC',
      TABLE.factsWritten!.data!,
      'noDeskCheck',
      { events: [event('deskChecked', AT), event('rerouted', LATER)] },
    ],
    ['facts without a desk check', 'factsWritten', 'INVESTIGATING', 'QC', TABLE.factsWritten!.data!, 'noDeskCheck', {}],
    [
      'facts before the visit that was asked for',
      'factsWritten',
      'INVESTIGATING',
      'QC',
      TABLE.factsWritten!.data!,
      'noVisit',
      { events: [event('deskChecked', AT, { needSite: true })] },
    ],
    [
      'facts before the sample that was asked for',
      'factsWritten',
      'INVESTIGATING',
      'QC',
      TABLE.factsWritten!.data!,
      'noSample',
      { events: [event('deskChecked', AT, { needSample: true })] },
    ],
    ['a confirmation on behalf without evidence', 'customerConfirmed', 'FACTS_PENDING', 'CS', {}, 'evidence'],
    [
      'liability before the customer has answered',
      'liabilitySet',
      'FACTS_PENDING',
      'QC',
      TABLE.liabilitySet!.data!,
      'noCustomerAnswer',
      {},
    ],
    ['our liability without a department', 'liabilitySet', 'FACTS_PENDING', 'QC', { liability: 'OURS' }, 'missing', BEFORE.liabilitySet],
    [
      'going on after one try',
      'goneOnUnanswered',
      'FACTS_PENDING',
      'MKT_HEAD',
      {},
      'attempts',
      { events: [event('factsWritten', AT), event('contactAttempted', AT)] },
    ],
    ['a call about what was said already', 'toldByPhone', 'PLANNING', 'CS', { upTo: '1' }, 'toldAlready', {}],
    ['a plan without an owner', 'planProposed', 'PLANNING', 'QC', { ...TABLE.planProposed!.data, planOwner: '' }, 'missing'],
    ['approval of a plan that was not made', 'planApproved', 'PLANNING', 'MKT_HEAD', {}, 'noPlan', {}],
    ['approval of one’s own plan', 'planApproved', 'PLANNING', 'MKT_HEAD', {}, 'own', { events: [event('planProposed', AT, {}, DOER)] }],
    ['execution without proof', 'executed', 'EXECUTING', 'DEPT', { execution: '好了', proof: [] }, 'missing'],
    [
      'filing while the strength is awaited',
      'filingSubmitted',
      'FILING',
      'QC',
      TABLE.filingSubmitted!.data!,
      'labPending',
      { record: { clocks: [clock('T6b')] } },
    ],
    [
      'filing by who submitted it',
      'filingAccepted',
      'FILING',
      'CS',
      TABLE.filingAccepted!.data!,
      'samePerson',
      { events: [...DONE, event('filingSubmitted', AT, {}, DOER)], record: COMPLETE },
    ],
    ['a dissatisfied answer without a reason', 'calledBack', 'CALLBACK', 'CS', { overall: 2, resolved: 'UNRESOLVED' }, 'missing'],
    [
      'a callback by who carried out the plan',
      'calledBack',
      'CALLBACK',
      'CS',
      TABLE.calledBack!.data!,
      'ownExecution',
      { events: [event('executed', AT, {}, DOER)] },
    ],
    [
      'closing after two tries',
      'closedUnreachable',
      'CALLBACK',
      'MKT_HEAD',
      {},
      'callAttempts',
      { events: BEFORE.closedUnreachable!.events!.slice(1) },
    ],
    [
      'closing after three tries on one day',
      'closedUnreachable',
      'CALLBACK',
      'MKT_HEAD',
      {},
      'callAttempts',
      { events: [1, 2, 3].map((hour) => event('callAttempted', instant('2026-11-03', `1${hour}:00`))) },
    ],
    [
      'reopening after 30 days',
      'reopened',
      'CLOSED',
      'CS',
      { reason: '又破了' },
      'reopenWindow',
      { record: { closedAt: instant('2026-10-01') } },
    ],
    ['a withdrawal that somebody of ours cannot show', 'withdrawn', 'INVESTIGATING', 'CS', { reason: '点错了' }, 'withdrawalEvidence'],
    [
      'withdrawal while it may be major',
      'withdrawn',
      'REPORTED',
      'CS',
      TABLE.withdrawn!.data!,
      'majorOpen',
      { record: { major: 'SUSPECTED' } },
    ],
    [
      'the 28-day strength on the 27th day',
      'labResult',
      'FILING',
      'QC',
      { age: 'D28', result: '48 MPa', sampleNo: 'YP-1' },
      'tooYoung',
      { record: { clocks: [{ ...clock('T6b', 'YP-1'), span: { day: '2026-11-14' } }] } },
    ],
    [
      'a strength where several samples await theirs and none is named',
      'labResult',
      'FILING',
      'QC',
      { age: 'D28', result: '48 MPa' },
      'whichSample',
      { record: { clocks: [clock('T6b', 'YP-1'), clock('T6b', 'YP-2')] } },
    ],
    [
      'a second end of the callback after a withdrawal',
      'closedUnreachable',
      'WITHDRAWN',
      'MKT_HEAD',
      {},
      'calledAlready',
      { events: [...BEFORE.closedUnreachable!.events!, event('closedUnreachable', AT)] },
    ],
    [
      'a first filing with an empty cell',
      'filedFirst',
      'EXECUTING',
      'CS',
      {},
      'incompleteForm',
      { events: FOUND, record: { ...COMPLETE, description: '', clocks: [clock('TFa')] } },
    ],
    [
      'a file without the execution',
      'filingSubmitted',
      'FILING',
      'QC',
      TABLE.filingSubmitted!.data!,
      'incompleteForm',
      { events: FOUND, record: COMPLETE },
    ],
    [
      'the end of a registration that was never completed',
      'calledBack',
      'CALLBACK',
      'CS',
      TABLE.calledBack!.data!,
      'incompleteForm',
      { record: { isIncomplete: true } },
    ],
    ['disposal of a sample of an open complaint', 'sampleDisposed', 'FILING', 'QC', {}, 'sampleNeeded', {}],
  ]
  it('takes the customer’s own word for a withdrawal (row 24)', () => {
    expect(decide(complaintIn('INVESTIGATING', undefined), act('withdrawn', ['CUSTOMER'], { reason: '点错了' }), setting).ok).toBe(true)
  })
  it.each(refusals)('refuses %s', (_name, type, state, actor, data, key, before = BEFORE[type]) => {
    expect(decide(complaintIn(state, before), act(type, [actor], data), setting)).toMatchObject({
      ok: false,
      key: `complaint.refused.${key}`,
    })
  })

  it('takes the customer’s own word without evidence', () => {
    expect(decide(complaintIn('FACTS_PENDING', {}), act('customerConfirmed', ['CUSTOMER'], { how: 'CHAT' }), setting).ok).toBe(true)
  })
})

describe('a plan above the limit (F2.F09)', () => {
  const levels = [{ upTo: 5000, by: ['MKT_HEAD'] }, { by: ['MKT_HEAD', 'GM'] }] as const
  const rules = { ...setting.rules, approval: levels as unknown as typeof setting.rules.approval }
  const GM = { id: 'wecom:gm', name: '总经理' }
  const proposed = (planAmount?: number) => {
    const act = {
      id: 'plan',
      type: 'planProposed' as const,
      at: AT,
      by: OTHER,
      actors: ['QC' as const],
      data: { ...TABLE.planProposed!.data, ...(planAmount && { planAmount }) },
    }
    const decision = decide(complaintIn('PLANNING', {}), act, { ...setting, rules })
    if (!decision.ok) throw new Error(decision.key)
    return decision.event
  }
  const sign = (events: ComplaintEvent[], by = DOER, actor: Actor = 'MKT_HEAD', type: 'planApproved' | 'planRejected' = 'planApproved') =>
    decide(complaintIn('PLANNING', { events }), { id: `${by.id}`, type, at: LATER, by, actors: [actor], data: { reason: '太贵' } }, setting)

  it('keeps the level that it was proposed under', () => {
    expect(proposed(5000).data).toMatchObject({ approval: { upTo: 5000, by: ['MKT_HEAD'] } })
    expect(proposed(5000.01).data).toMatchObject({ approval: { by: ['MKT_HEAD', 'GM'] } })
    expect(proposed().data).toMatchObject({ approval: { upTo: 5000, by: ['MKT_HEAD'] } })
  })
  it('is signed by the head of marketing, then by the general manager', () => {
    const plan = proposed(8000)
    expect(sign([plan], GM, 'GM')).toMatchObject({ ok: false, key: 'complaint.refused.role', params: { roles: ['MKT_HEAD'] } })
    const first = sign([plan])
    expect(first).toMatchObject({
      ok: true,
      event: { to: 'PLANNING', starts: [{ id: 'T3e', reminders: [{ to: ['GM'] }, { to: ['GM', 'MKT_HEAD'] }] }] },
    })
    const signed = [plan, ...(first.ok ? [first.event] : [])]
    expect(sign(signed)).toMatchObject({ ok: false, key: 'complaint.refused.role' })
    expect(sign(signed, DOER, 'GM')).toMatchObject({ ok: false, key: 'complaint.refused.twice' })
    expect(sign(signed, OTHER, 'GM')).toMatchObject({ ok: false, key: 'complaint.refused.own' })
    expect(sign(signed, GM, 'GM')).toMatchObject({ ok: true, event: { to: 'PLAN_OFFERED', starts: [{ id: 'T4b' }] } })
  })
  it('goes back from either of them, and is signed anew', () => {
    const plan = proposed(8000)
    const first = sign([plan])
    const signed = [plan, ...(first.ok ? [first.event] : [])]
    const back = sign(signed, GM, 'GM', 'planRejected')
    expect(back.ok).toBe(true)
    const again = [...signed, ...(back.ok ? [back.event] : []), { ...proposed(3000), id: 'plan2' }]
    expect(sign(again)).toMatchObject({ ok: true, event: { to: 'PLAN_OFFERED' } })
  })
})

describe('where an event leads', () => {
  it.each([
    ['liabilitySet', 'FACTS_PENDING', 'QC', { liability: 'NOT_OURS' }, 'NOT_OURS', 1],
    ['liabilitySet', 'FACTS_PENDING', 'QC', { liability: 'SHARED', respDepts: ['x'] }, 'PLANNING', 1],
    ['explained', 'NOT_OURS', 'CS', { explanation: '受潮', replyNeeded: true }, 'NOT_OURS', 1],
    ['calledBack', 'CALLBACK', 'CS', { overall: 5, resolved: 'RESOLVED' }, 'CLOSED', 1],
    ['calledBack', 'CALLBACK', 'CS', { overall: 3, resolved: 'PARTLY' }, 'CLOSED', 1],
    ['calledBack', 'CALLBACK', 'CS', { overall: 2, resolved: 'UNRESOLVED', reasonText: '又破了' }, 'INVESTIGATING', 2],
    ['calledBack', 'WITHDRAWN', 'CS', { overall: 1, resolved: 'UNRESOLVED', reasonText: '不满' }, 'WITHDRAWN', 1],
    ['reopened', 'CLOSED', 'CUSTOMER', { reason: '又破了' }, 'INVESTIGATING', 2],
  ] as const)('%s from %s', (type, state, actor, data, to, round) => {
    const decision = decide(complaintIn(state, BEFORE[type]), act(type, [actor], data as unknown as Values), setting)
    expect(decision).toMatchObject({ ok: true, event: { from: state, to, round: 1 } })
    expect(decision.ok && decision.event.opens).toBe(round === 1 ? undefined : round)
  })
})

it('the plant that a complaint is given to accepts it in its own working hours (rows 5 and 6; 6.2)', () => {
  const companyDays = [{ days: '2026-11-12..2026-11-15', plant: 'tongchuan', works: 'off', note: '停产' }] as const
  const calendar = createCalendar({ national: nationalDays(), companyDays })
  const given = act('rerouted', ['QC'], TABLE.rerouted!.data)
  const decision = decide(complaintIn('INVESTIGATING', undefined), given, { ...setting, calendar })
  expect(decision).toMatchObject({ ok: true, event: { starts: [{ id: 'T2', dueAt: instant('2026-11-16', '10:30') }] } })
})

describe('in which capacity somebody acts (section 8)', () => {
  const complaint = { ...complaintIn('PLANNING', {}), departments: ['weinan-packing'] }
  const person = (...roles: HeldRole[]) => staff('wecom:x', ...roles)
  it.each([
    ['quality of this plant', person({ role: 'QC', plant: 'weinan' }), ['QC']],
    ['quality of another plant', person({ role: 'QC', plant: 'tongchuan' }), []],
    ['the head of quality, as quality too', person({ role: 'QC_HEAD' }), ['QC_HEAD', 'QC']],
    ['the responsible department', person({ role: 'DEPT', plant: 'weinan', department: 'weinan-packing' }), ['DEPT']],
    ['another department', person({ role: 'DEPT', plant: 'weinan', department: 'weinan-production' }), []],
    ['a salesperson of somebody else’s customer', person({ role: 'SALES' }), []],
    ['the contact of the customer', { ...person(), customer: 'c1' }, ['CUSTOMER']],
    ['the contact of another customer', { ...person(), customer: 'c2' }, []],
  ])('%s', (_name, who, actors) => {
    expect(actorsOf(who, complaint)).toEqual(actors)
  })
  it('the salesperson of the customer', () => {
    expect(actorsOf(person({ role: 'SALES' }), complaint, 'wecom:x')).toEqual(['SALES'])
    const listed = { ...person({ role: 'SALES' }), id: 'x', contacts: ['dingtalk:0', 'wecom:x'] }
    expect(actorsOf(listed, complaint, 'wecom:x')).toEqual(['SALES'])
  })
})
