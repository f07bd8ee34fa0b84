/** Registration (R19.1.a): what the complaint dialogue works out on its way, and the filing at its end. */

import { createHash } from 'node:crypto'
import { dayOf } from '../calendar/index.js'
import type { Announcements } from '../cases/announcements.js'
import type { ActRequest } from '../cases/decide.js'
import { standsAmong } from '../cases/tasks.js'
import type { Customers } from '../customers/index.js'
import { type FileRef, isNothing, type Value, type Values } from '../dialogue/session.js'
import { UserFacingError } from '../errors.js'
import { keyOf } from '../reading/normalise.js'
import type { Action, ActionRequest, Actions } from '../staff/action.js'
import type { Kind, Organisation } from '../staff/organisation.js'
import { type Access, refuseForeignCustomer } from './access.js'
import { actorsOf } from './actors.js'
import { complaintType } from './complaint.js'
import type { EventType } from './events.js'
import { type Complaint, type complaintModels, FORM_FIELDS, matchKeysOf } from './model.js'
import type { Records } from './records.js'
import { judgeBagWeights, judgeBulkDifference } from './weights.js'

export interface RegistrationDeps {
  readonly models: ReturnType<typeof complaintModels>
  readonly customers: Customers
  readonly records: Records
  readonly announcements: Pick<Announcements, 'dispatch'>
  readonly organisation: Organisation
  readonly access: Pick<Access, 'viewFor'>
  readonly now: () => Date
}

/** Not kept in `details`: fields with a place of their own, and what only steers the dialogue. */
const OWN_FIELDS: ReadonlySet<string> = new Set([
  ...FORM_FIELDS,
  'receivedAt',
  'photosOne',
  'photosTwo',
  'photosAny',
  'lateReason',
  'confirm',
  'sameMatter',
])
const FOLLOW_UP_AFTER_MS = 24 * 3_600_000
/** Date of the regulation that the record is handled under (R22). */
const RULE_SET = '2015-08-24'

export function createRegistration({ models, customers, records, announcements, organisation, access }: RegistrationDeps) {
  const { complaints, counters } = models

  /** Packing follows from the kind, except where cement comes either way. */
  const assumePacking: Action = async ({ answers }) => ({ facts: { packing: packingOf(answers) } })

  const weighBags: Action = async ({ answers }) => {
    const weights = answers.weights as readonly number[]
    const tareKg = typeof answers.tareKg === 'number' ? answers.tareKg : 0
    return {
      facts: {
        bagWeights: {
          ...judgeBagWeights(weights, { isGross: answers.weighedAs === 'GROSS', tareKg, nominalKg: organisation.rules.bagNominalKg }),
        },
      },
    }
  }

  const compareBulk: Action = async ({ answers }) => {
    const bulk = judgeBulkDifference(amountOf(answers.ourNet), amountOf(answers.theirNet), organisation.rules.bulkTolerancePermille)
    return { facts: { bulk: { ...bulk }, bulkOutcome: bulk.isBeyond ? 'beyond' : 'within' } }
  }

  /** Typed later than the day it was said (6.4): the reason is asked, the times stay true. */
  const judgeLateness: Action = async ({ answers, at }) => {
    const receivedAt = new Date(String(answers.receivedAt))
    return { facts: { isLate: dayOf(receivedAt) < dayOf(at) } }
  }

  /** Told only to those who may see the other one. */
  const findDuplicate: Action = async ({ key, answers, by }) => {
    const customer = answers.customer as Values
    if (typeof customer.id !== 'string') return { facts: { duplicateNo: null } }
    const keys = matchKeysOf(customer.id, String(answers.kind), answers)
    // what this very dialogue has filed already is no duplicate of itself
    const other = { matchKeys: { $in: keys }, isOpen: true, operationKey: { $nin: operationKeysOf(sessionOf(key)) } }
    const { filter } = await access.viewFor(by)
    const found = keys.length > 0 ? await complaints.findOne({ $and: [other, filter] }).lean<Complaint>() : null
    return {
      facts: {
        duplicateNo: found?._id ?? null,
        duplicateState: found?.state ?? null,
        duplicateAt: found?.receivedAt.toISOString() ?? null,
      },
    }
  }

  const fileComplaint: Action = async (request) => {
    refuseForeignCustomer(request.by, request.answers)
    const registered = await register(request, 'registered')
    const filed = isAsAnswered(registered, request) ? registered : await complete(registered, request)
    await announcements.dispatch(filed._id)
    const announced = (await records.read(filed._id)) ?? filed
    const { recipients } = announced.report
    return {
      facts: {
        no: filed._id,
        isReported: announced.state !== 'REGISTERED',
        recipients: recipients.map(({ name }) => name).join('、'),
      },
    }
  }

  /** The one record of this session, whoever comes first: its last message, the same message again, or the report at 21:00. */
  async function register(request: ActionRequest, type: 'registered' | 'registeredPartly'): Promise<Complaint> {
    const session = sessionOf(request.key)
    const existing = await complaints.findOne({ operationKey: { $in: operationKeysOf(session) } }).lean<Complaint>()
    if (existing) return existing
    const { by, at, channel } = request
    const customer = await customerFor(request)
    const no = await nextNumber(at)
    const record = partA(no, customer, request, type === 'registeredPartly')
    const person = { id: by.id, name: by.name }
    const received: ActRequest<EventType> = {
      id: `${no}.received`,
      type: 'received',
      at: record.receivedAt!,
      actors: ['ANYONE'],
      data: { source: record.source },
      record,
    }
    const registered: ActRequest<EventType> =
      type === 'registered'
        ? { id: `${no}.registered`, type, at, by: person, actors: ['ANYONE'], channel }
        : { id: `${no}.registered`, type, at, actors: ['SYSTEM'], data: { name: by.name } }
    const suspected: ActRequest<EventType> = {
      id: `${no}.suspected`,
      type: 'majorSuspected',
      at,
      by: person,
      actors: actorsOf(by, { ...record, departments: [], measures: [] } as unknown as Complaint),
      channel,
      data: { majorFacts: record.description },
    }
    const isMajor = record.severity === 'SUSPECTED_MAJOR' && standsAmong(complaintType.acts.majorSuspected.by, suspected.actors)
    return records.create([received, registered, ...(isMajor ? [suspected] : [])], session)
  }

  /** The rest of a complaint that went out at 21:00 with what was known (transition 3), or what was corrected before its number was heard. */
  async function complete(registered: Complaint, request: ActionRequest): Promise<Complaint> {
    const { by, at, channel, key } = request
    const customer = await customerFor(request)
    const { receivedAt: _, registeredAt: __, registeredBy: ___, report: ____, ...record } = partA(registered._id, customer, request, false)
    const outcome = await records.perform(registered._id, (present) => ({
      id: `${sessionOf(key)}.completed.${record.answersHash}`,
      type: 'completed',
      at,
      by: { id: by.id, name: by.name },
      actors: ['ANYONE'],
      channel,
      ...(!present.isIncomplete && { data: { isCorrection: true } }),
      record: { ...record, ...keptOf(present, record), isIncomplete: false },
    }))
    if (outcome && !outcome.ok) throw new UserFacingError(outcome.key, outcome.params)
    return outcome?.record ?? registered
  }

  async function customerFor({ key, answers, by }: ActionRequest): Promise<Complaint['customer']> {
    const given = answers.customer as { id?: string; name: string; isIncomplete?: boolean }
    if (given.id) return { id: given.id, name: given.name, isIncomplete: given.isIncomplete ?? false }
    const contacts = typeof answers.phone === 'string' ? [{ name: String(valueOr(answers.complainant, '')), phone: answers.phone }] : []
    const plant = textOr(answers.plant)
    const fields = { name: given.name, contacts, createdBy: by.id, ...(plant && { plant }) }
    const id = await customers.add(`${sessionOf(key)}.${keyOf(given.name)}`, fields)
    return { id, name: given.name, isIncomplete: true }
  }

  /** `TS-yyyyMMdd-nnn` by the day of registration in Asia/Shanghai; a crash may leave a gap, never a second use. */
  async function nextNumber(at: Date): Promise<string> {
    const prefix = `TS-${dayOf(at).replaceAll('-', '')}`
    const counter = await counters.findByIdAndUpdate(prefix, { $inc: { value: 1 } }, { upsert: true, returnDocument: 'after' }).lean()
    return `${prefix}-${String(counter!.value).padStart(3, '0')}`
  }

  const actions: Actions = { assumePacking, weighBags, compareBulk, judgeLateness, findDuplicate, fileComplaint }
  return {
    actions,
    /** What is known of a complaint that is still being filled in, at 21:00 (transition 3); once for each dialogue. */
    async filePartly(request: ActionRequest): Promise<string> {
      const { _id } = await register(request, 'registeredPartly')
      await announcements.dispatch(_id)
      return _id
    },
  }
}

/** Keys of actions begin with the session. */
const sessionOf = (key: string): string => key.split('.')[0]!

/** Reports of 21:00 were kept apart before 0.2. */
const operationKeysOf = (session: string): string[] => [session, `partial.${session}`]

/** Asked again for what it has done, the dialogue is answered as before; other answers are a correction. */
const isAsAnswered = ({ isIncomplete, answersHash }: Complaint, request: ActionRequest): boolean =>
  !isIncomplete && (answersHash === undefined || answersHash === hashOf(request))

const hashOf = ({ answers, facts }: Pick<ActionRequest, 'answers' | 'facts'>): string =>
  createHash('sha256')
    .update(JSON.stringify([answers, facts.files]))
    .digest('hex')
    .slice(0, 16)

/** What others added to the record while its dialogue was still open. */
function keptOf(present: Complaint, record: Partial<Complaint>): Pick<Complaint, 'attachments' | 'followUps'> {
  const { attachments = [], followUps = [] } = record
  const others = present.attachments.filter(({ id }) => !attachments.some((one) => one.id === id))
  const done = (field: string) => present.followUps.find((one) => one.field === field && one.doneAt)
  return { attachments: [...attachments, ...others], followUps: followUps.map((one) => done(one.field) ?? one) }
}

const UNKNOWN_KIND: Kind = 'OTHER'

/** Form 2, part A, from the answers of the dialogue. */
function partA(no: string, customer: Complaint['customer'], request: ActionRequest, isIncomplete: boolean): Partial<Complaint> {
  const { answers, facts, by, at, channel, revision } = request
  const receivedAt = new Date(String(answers.receivedAt ?? facts.startedAt ?? at.toISOString()))
  const missing = Object.entries(answers)
    .filter(([, value]) => isNothing(value) && value.none === 'missing')
    .map(([field]) => field)
  const followUpDueAt = missing.length > 0 ? new Date(at.getTime() + FOLLOW_UP_AFTER_MS) : undefined
  const photos = photosOf(answers)
  const evidence = filesOf(facts.files).filter(({ id }) => !photos.some((photo) => photo.id === id))
  const kind = (textOr(answers.kind) ?? UNKNOWN_KIND) as Kind
  const batchNo = textOr(answers.batchNo)
  const optional = {
    subKind: textOr(answers.subKind),
    complainant: textOr(answers.complainant),
    phone: textOr(answers.phone),
    plant: textOr(answers.plant),
    product: textOr(answers.product),
    packing: textOr(answers.packing),
    batchKey: batchNo && keyOf(batchNo),
    flowRevision: revision,
    followUpDueAt,
  }
  return {
    _id: no,
    answersHash: hashOf(request),
    kind,
    ...Object.fromEntries(Object.entries(optional).filter(([, value]) => value !== undefined)),
    receivedAt,
    registeredAt: at,
    registeredBy: { id: by.id, name: by.name },
    source: textOr(answers.source) ?? 'PHONE',
    channel,
    customer,
    description: String(valueOr(answers.description, '')),
    demand: Array.isArray(answers.demand) ? (answers.demand as string[]) : [],
    severity: textOr(answers.severity) ?? 'GENERAL',
    details: Object.fromEntries(
      Object.entries(answers).filter(([field, value]) => !OWN_FIELDS.has(field) && value !== null && value !== undefined),
    ),
    kindData: kindDataOf(answers, facts),
    attachments: [...photos, ...evidence],
    followUps: missing.map((field) => ({ field, dueAt: followUpDueAt! })),
    report: { method: 'SYSTEM', recipients: [], ...(textOr(answers.lateReason) && { lateReason: String(answers.lateReason) }) },
    matchKeys: matchKeysOf(customer.id, kind, answers),
    ruleSet: RULE_SET,
    ...(isIncomplete && { isIncomplete: true }),
  }
}

function packingOf({ kind, deliveredQty }: Values): string | undefined {
  if (kind === 'BULK_SHORT') return 'BULK'
  if (kind !== 'QUALITY' && kind !== 'OTHER') return 'BAG'
  return typeof deliveredQty === 'object' && deliveredQty !== null && 'unit' in deliveredQty && deliveredQty.unit === 'bag'
    ? 'BAG'
    : undefined
}

function kindDataOf(answers: Values, facts: Values): Values {
  const { notedBags, countedBags, totalBags, brokenBags } = answers
  return {
    ...(typeof notedBags === 'number' && typeof countedBags === 'number' && { shortBags: notedBags - countedBags }),
    ...(typeof totalBags === 'number' &&
      typeof brokenBags === 'number' &&
      totalBags > 0 && { breakagePercent: Math.round((brokenBags / totalBags) * 10_000) / 100 }),
    ...(facts.bagWeights ? { bagWeights: facts.bagWeights } : {}),
    ...(facts.bulk ? { bulk: facts.bulk } : {}),
  }
}

export const photosOf = ({ photosOne, photosTwo, photosAny }: Values): FileRef[] => filesOf(photosOne ?? photosTwo ?? photosAny)

const textOr = (value: Value | undefined): string | undefined => (typeof value === 'string' && value !== '' ? value : undefined)

const valueOr = (value: Value | undefined, otherwise: Value): Value =>
  value === undefined || value === null || isNothing(value) ? otherwise : value

export const filesOf = (value: Value | undefined): FileRef[] => (Array.isArray(value) ? (value as FileRef[]) : [])

const amountOf = (value: Value | undefined): number =>
  typeof value === 'object' && value !== null && 'value' in value ? Number(value.value) : Number(value)
