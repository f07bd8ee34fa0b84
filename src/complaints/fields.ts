/**
 * Form 2 (domain.md 3.2): what a complaint holds beside what every case has. Part A and the report are fields, everything after is events. Field names are
 * those of the form.
 */
import { z } from 'zod'
import type { FileRef, Value } from '../dialogue/session.js'
import { EVENTS, Recipient } from './events.js'

/** domain.md 2.1 */
export const STATES = [
  'DRAFT',
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
  'CLOSED',
  'WITHDRAWN',
  'MERGED',
] as const
export type State = (typeof STATES)[number]
export const ENDED: readonly State[] = ['CLOSED', 'WITHDRAWN', 'MERGED']

const text = z.string()
const listOf = <T extends z.ZodType>(one: T) => z.array(one).readonly()
/** Whatever dialogues answer: no reader relies on more than that it stands there by name. */
const values = z.record(z.string(), z.custom<Value | undefined>())
const file = z.object({ id: text, kind: z.custom<FileRef['kind']>(), name: text.optional() }).catchall(z.custom<Value | undefined>())

/** 客户暂无法提供: what is still to be asked for (domain.md 4.1). */
const followUp = z.object({
  field: text,
  dueAt: z.date(),
  doneAt: z.date().optional(),
  /** It was not given: the customer cannot. */
  isUnavailable: z.literal(true).optional(),
})

const report = z.object({
  method: text,
  reportedAt: z.date().optional(),
  recipients: listOf(Recipient),
  sameDayOk: z.boolean().optional(),
  lateReason: text.optional(),
})

export const ComplaintFields = z.object({
  state: z.enum(STATES),
  /** Of the answers that it was made from, so that the same session can correct it and repeat itself. */
  answersHash: text.optional(),
  /** One of the regulation, or of the company's own. */
  kind: text,
  subKind: text.optional(),
  receivedAt: z.date(),
  /** F2.A05: how the customer said it. */
  source: text,
  channel: text,
  customer: z.object({ id: text, name: text, isIncomplete: z.boolean() }),
  complainant: text.optional(),
  phone: text.optional(),
  product: text.optional(),
  packing: text.optional(),
  description: text,
  demand: listOf(text),
  severity: text,
  /** Everything else that was answered, by field name. */
  details: values,
  /** What was worked out from it. */
  kindData: values,
  attachments: listOf(file),
  followUps: listOf(followUp),
  followUpDueAt: z.date().optional(),
  report,
  /** Customer, kind, and delivery note or batch: who else complained about the same. */
  matchKeys: listOf(text),
  /** The batch number in comparable form: who else got the same. */
  batchKey: z.union([text, listOf(text)]).optional(),
  /** What it is found by (`search.ts`); a record that an earlier version wrote gets them at the next start. */
  search: listOf(text).optional(),
  searchPhones: listOf(text).optional(),
  searchInside: listOf(text).optional(),
  /** Complaints about the same goods that were registered for themselves (F2.A32). */
  related: listOf(text).optional(),
  /** Whoever chose 疑似重大 may not raise it: customer service decides (R19.5.a). */
  majorAsked: z.boolean().optional(),
  /** Registered with what was known by 21:00 (transition 3). */
  isIncomplete: z.boolean().optional(),
  liability: EVENTS.liabilitySet.shape.liability.optional(),
  causeCode: text.optional(),
  /** Of the last callback (F3.16). */
  overall: z.number().optional(),
  callbackOutcome: z.enum(['answered', 'unreachable']).optional(),
  major: z.enum(['SUSPECTED', 'CLASSIFIED', 'OPINION_GIVEN', 'GM_HANDLING', 'DONE', 'LOWERED']).optional(),
  majorClass: text.optional(),
  /** An improvement meeting has been proposed because of it, and has not ended. */
  isMeetingOpen: z.boolean().optional(),
  mergedInto: text.optional(),
  /** Every callback that was answered, of all rounds. */
  callbacks: listOf(z.object({ at: z.date(), round: z.number(), overall: z.number() })),
  /** Plant and loading lane, once the desk check has named it. */
  laneKey: text.optional(),
  /** The dialogue and its revision that produced the record. */
  flowRevision: text.optional(),
  ruleSet: text,
})
export type Fields = Readonly<z.output<typeof ComplaintFields>>
