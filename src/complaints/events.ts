/** What must be given for each act of a complaint (domain.md 3.2), and what its event holds: anything else that was answered is kept with it. */
import { z } from 'zod'
import { COMMON_DATA } from '../cases/common-acts.js'
import { CORRECTION } from '../cases/corrections.js'
import type { FileRef, Value, Values } from '../dialogue/session.js'

const text = z.string().min(1)
const given = z.custom<Value>((value) => value !== undefined && value !== null && value !== '')
const some = z.array(z.custom<Value>()).min(1)
const ids = z.array(z.string())
/** Of a day or of an instant, as the dialogue wrote it. */
const time = text
const flag = z.boolean().optional()
const note = z.string().optional()
const people = z.array(z.object({ id: text, name: text })).optional()
const files = z.array(z.custom<FileRef>()).optional()
/** A colleague who was looked up; the bare name in what was written before that. */
const colleague = z.union([text, z.object({ id: text, name: text })])

/** F2.B02, beside the message of the platform. */
const TOLD_BY = ['PHONE', 'WRITTEN', 'EMAIL'] as const
const reportSeat = { role: z.enum(['MKT_HEAD', 'QC_HEAD', 'DEPT']), department: z.string().optional() }
/** F2.B01–B04 for one person. */
export const Recipient = z.object({
  id: z.string(),
  name: z.string(),
  ...reportSeat,
  /** What else makes it theirs to know; they get it once. */
  also: z.array(z.object(reportSeat)).optional(),
  deliveredAt: z.date().optional(),
  confirmedAt: z.date().optional(),
  /** Told otherwise than by the platform, as customer service has noted. */
  toldBy: z.enum(TOLD_BY).optional(),
  /** By phone, in what earlier versions wrote. */
  byPhone: z.boolean().optional(),
})
export type Recipient = Readonly<z.output<typeof Recipient>>

const holds = <S extends z.ZodRawShape>(shape: S) => z.object(shape).catchall(z.custom<Value | undefined>())
const nothing = holds({})
/** Fields that were missing; `endsAsking`: nothing that is missing is asked for any more. */
const gives = { given: ids, endsAsking: flag }
/** Who joined those that have the report, and whose matter it is no more; both absent in what earlier versions wrote. */
const moved = { added: ids.optional(), left: ids.optional() }
const shownOrValues = z.union([z.string(), z.custom<Values>((value) => typeof value === 'object' && value !== null)]).optional()
const reason = holds({ reason: text })

export const EVENTS = {
  received: nothing,
  /** `needsCheck`: somebody else than customer service has registered it; `byStranger`: and nobody knows who they are. */
  registered: holds({ needsCheck: flag, byStranger: flag }),
  registeredPartly: holds({ needsCheck: flag, byStranger: flag }),
  /** `contact`: by which they have written; `was`: the customer that was added when they did. */
  identified: holds({
    customer: z.object({ id: text, name: text, isIncomplete: z.boolean() }),
    contact: text,
    name: note,
    phone: note,
    was: note,
  }),
  leftUnidentified: nothing,
  checked: nothing,
  /** What stood there and stands there now, by field; as it was read in what earlier versions wrote. */
  corrected: holds({
    field: text,
    reason: text,
    before: shownOrValues,
    after: shownOrValues,
    given: ids.optional(),
    kindData: z.custom<Values>().optional(),
    /** Nothing of what was reported in part is missing any more. */
    isWhole: flag,
    departments: ids.optional(),
    recipients: z.array(Recipient).optional(),
    ...moved,
  }),
  /** `actedOn`: who had gone on from what was corrected. */
  partCorrected: holds({ ...CORRECTION, actedOn: people }),
  completed: holds({ isCorrection: flag, added: ids.optional() }),
  addressed: z.object({ recipients: z.array(Recipient), departments: ids }),
  reported: holds({ names: note, isComplete: flag, sameDayOk: flag }),
  delivered: holds({ recipient: note, name: note, isComplete: flag, sameDayOk: flag }),
  /** `method`: absent in what was phoned before it was asked. */
  phoned: holds({
    recipientId: text,
    phonedAt: time,
    method: z.enum(TOLD_BY).optional(),
    recipient: note,
    isComplete: flag,
    sameDayOk: flag,
  }),
  missedSameDay: nothing,
  confirmed: nothing,
  supplemented: holds({ text: note, files, unavailable: ids.optional(), ...gives }),
  exported: nothing,
  accepted: nothing,
  rerouted: z.looseObject({ toPlant: text, reason: text, departments: ids, recipients: z.array(Recipient), ...moved }),
  redirected: z.looseObject({ toDepartments: ids.min(1), reason: text, recipients: z.array(Recipient), ...moved }),
  visitRecorded: holds({
    arrivedOn: time,
    findings: given,
    /** Everybody of ours who was there; absent in what was recorded before they were looked up. */
    people,
    csPeople: given.optional(),
    qcPeople: given.optional(),
    sitePhotos: files,
  }),
  deskChecked: holds({
    needSite: flag,
    needSample: flag,
    lane: note,
    loadedAt: time.optional(),
    weighedInAt: time.optional(),
    weighedOutAt: time.optional(),
  }),
  visitPlanned: holds({
    visitOn: time,
    /** Absent in what was arranged before they were looked up, as is everything but the names of who goes. */
    goers: people,
    visitPeople: note,
  }),
  visitCancelled: reason,
  visitLeft: nothing,
  sampled: holds({
    sampleNo: text,
    sampledOn: time,
    keeper: text,
    sealed: flag,
    /** Who signed for either side; absent in what was sealed before they were asked. */
    ourSealer: note,
    customerSealer: note,
    sealPhoto: files,
    unsealedReason: note,
    castOn: note,
    basis: note,
  }),
  /** `item`: of another test than a strength. What a test is measured by, and when it was to be known, are absent where nobody knew. */
  labResult: holds({ result: text, age: note, sampleNo: note, item: note, method: note, limit: note, due: note }),
  sampleDisposed: holds({ sampleNo: note }),
  /** `proof`: what it rests on, by kind; absent in what was written before that was noted. */
  factsWritten: holds({
    facts: text,
    causeCode: text,
    causeText: text,
    proof: z.array(z.object({ kind: text, count: z.number() })).optional(),
  }),
  customerConfirmed: holds({ evidence: files }),
  liabilitySet: holds({ liability: z.enum(['OURS', 'NOT_OURS', 'SHARED']), respDepts: ids.optional() }),
  customerObjected: holds({ objection: text }),
  /** `isEnough`: as often as the company wants it tried. */
  contactAttempted: holds({ isEnough: flag }),
  goneOnUnanswered: nothing,
  /** `about`: its place among the events, up to which somebody says by phone what was to be said. */
  messageFailed: holds({ about: note, contact: z.object({ id: text, name: z.string() }), phone: note, words: text, failure: note }),
  toldByPhone: holds({ upTo: text }),
  explained: holds({ explanation: text, replyNeeded: flag, replyNo: note }),
  replySigned: nothing,
  planProposed: holds({
    plan: text,
    planMeasures: some,
    planOwner: colleague,
    planDue: time,
    planAmount: z.number().optional(),
    /** For colleagues: the customer never reads it. */
    innerNote: note,
    /** Under which level of the rules it is signed; absent in what was proposed while there was one. */
    approval: z.object({ upTo: z.number().optional(), by: z.array(z.enum(['MKT_HEAD', 'GM'])) }).optional(),
  }),
  planApproved: nothing,
  planSent: nothing,
  planRejected: reason,
  /** `signedBy`: whose signatures fall with it. */
  planRecalled: holds({ reason: text, signedBy: people }),
  planAccepted: nothing,
  planRefused: reason,
  /** `doneAt`: absent in what was executed before it was asked. */
  executed: holds({ execution: text, proof: some, doneAt: time.optional() }),
  filingSubmitted: holds({
    qcOpinion: text,
    corrective: note,
    actionOwner: colleague.optional(),
    actionDue: note,
    verifyOn: note,
    cost: z.number().optional(),
  }),
  /** 初次备案: parts A to F, with the plan. */
  filedFirst: nothing,
  filingAccepted: holds({ mktOpinion: text }),
  filingReturned: reason,
  /** Its corrective action was found effective; `forRound`: of which round it was. */
  actionVerified: holds({ no: text, outcome: text, checked: note, endedBy: note, forRound: z.number().optional() }),
  calledBack: holds({ overall: z.number(), resolved: text, reasonText: note, meetingProposed: flag }),
  callAttempted: holds({ contactResult: text, triedBy: note, isEnough: flag }),
  closedUnreachable: nothing,
  callbackReviewed: nothing,
  reopened: reason,
  withdrawn: holds({ reason: text, evidence: files }),
  merged: holds({ target: text }),
  /** `no`: registered for itself though it was found as possibly the same. */
  linked: holds({ no: text }),
  absorbed: holds({ no: note, text: note, files, ...gives }),
  majorSuspected: holds({ majorFacts: text }),
  /** Chosen at registration by somebody who may not raise it. */
  majorAsked: holds({ majorFacts: note }),
  majorDeclined: reason,
  majorClassified: holds({ majorClass: text, basis: text }),
  opinionGiven: holds({ opinion: text }),
  gmInstructed: holds({ instruction: text }),
  majorDone: holds({ result: text }),
  majorLowered: reason,
  meetingProposed: holds({ reason: text, pattern: note }),
  /** `ended`: how many of its meetings have. */
  meetingEnded: holds({ no: text, outcome: text, reason: note, ended: z.number() }),
  meetingNoted: holds({ what: text }),
  ...COMMON_DATA,
  reminded: holds({ clock: text, reminders: ids }),
  pushed: holds({ step: note }),
  followUpReminded: holds({ next: time }),
  recalculated: holds({ clock: note, id: note }),
  erased: holds({}),
} as const
export type EventType = keyof typeof EVENTS
