/** Registration (R19.1.a): what the complaint dialogue works out on its way, and the filing at its end. */

import { createHash } from 'node:crypto'
import type { Customers } from '../customers/index.js'
import { keyOf } from '../dialogue/normalise.js'
import { type FileRef, isNothing, type Value, type Values } from '../dialogue/session.js'
import { UserFacingError } from '../errors.js'
import type { Action, ActionRequest, Actions } from '../staff/action.js'
import type { Kind, Organisation } from '../staff/organisation.js'
import { type Access, refuseForeignCustomer } from './access.js'
import type { Announcements } from './announcements.js'
import { dayOf } from './deadlines.js'
import { type Complaint, type complaintModels, FORM_FIELDS, matchKeysOf, type Recipient } from './model.js'
import type { Records } from './records.js'
import type { Reports } from './report.js'
import { judgeBagWeights, judgeBulkDifference } from './weights.js'
import { type Act, actorsOf, mayBegin } from './workflow.js'

export interface RegistrationDeps {
  readonly models: ReturnType<typeof complaintModels>
  readonly customers: Customers
  readonly records: Records
  readonly reports: Pick<Reports, 'recipientsOf'>
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

export function createRegistration({ models, customers, records, reports, announcements, organisation, access }: RegistrationDeps) {
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

  /** Told only to those who may see the other one. What this very dialogue has been registered as is no duplicate of itself. */
  const findDuplicate: Action = async ({ key, answers, by }) => {
    const [own, { filter }] = await Promise.all([ofSession(sessionOf(key)), access.viewFor(by)])
    const customer = answers.customer as Values
    const keys = typeof customer.id === 'string' ? matchKeysOf(customer.id, String(answers.kind), answers) : []
    const other = { matchKeys: { $in: keys }, isOpen: true, ...(own && { _id: { $ne: own._id } }) }
    const found = keys.length > 0 ? await complaints.findOne({ $and: [other, filter] }).lean<Complaint>() : null
    return {
      facts: {
        duplicateNo: found?._id ?? null,
        duplicateState: found?.state ?? null,
        duplicateAt: found?.receivedAt.toISOString() ?? null,
        ownNo: own?._id ?? null,
      },
    }
  }

  const fileComplaint: Action = async (request) => {
    refuseForeignCustomer(request.by, request.answers)
    const filed = await file(request, 'registered')
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

  /**
   * The one way in, for its person and for the clock at 21:00 (transitions 1 to 3): one record of one dialogue, whoever comes first. What the
   * clock has registered its person completes, and what was corrected before its number was heard.
   */
  async function file(request: ActionRequest, as: 'registered' | 'registeredPartly'): Promise<Complaint> {
    const found = await ofSession(sessionOf(request.key))
    const isDone = found && (as === 'registeredPartly' || isAsAnswered(found, request))
    const filed = isDone ? found : found ? await complete(found, request) : await register(request, as)
    if (filed.severity === 'SUSPECTED_MAJOR') await suspect(filed, request)
    await announcements.dispatch(filed._id)
    return filed
  }

  const ofSession = (session: string): Promise<Complaint | null> =>
    complaints.findOne({ operationKey: { $in: operationKeysOf(session) } }).lean<Complaint>()

  async function register(request: ActionRequest, as: 'registered' | 'registeredPartly'): Promise<Complaint> {
    const { by, at, channel } = request
    const customer = await customerFor(request)
    const no = await nextNumber(at)
    const record = { ...partA(no, customer, request), ...(as === 'registeredPartly' && { isIncomplete: true }) }
    const received: Act = {
      id: `${no}.received`,
      type: 'received',
      at: record.receivedAt,
      actors: ['ANYONE'],
      data: { source: record.source },
      record,
    }
    const registered: Act =
      as === 'registered'
        ? { id: `${no}.registered`, type: as, at, by: { id: by.id, name: by.name }, actors: ['ANYONE'], channel }
        : { id: `${no}.registered`, type: as, at, actors: ['SYSTEM'], data: { name: by.name } }
    return records.create([received, registered], sessionOf(request.key))
  }

  /** Everything as it is answered now, but for what is decided already or was added by others. */
  async function complete(found: Complaint, request: ActionRequest): Promise<Complaint> {
    const { by, at, channel, key } = request
    const customer = await customerFor(request)
    const { receivedAt: _, registeredAt: __, registeredBy: ___, report: ____, ...record } = partA(found._id, customer, request)
    const isElsewhere = record.kind !== found.kind || record.plant !== found.plant
    const addressed = isElsewhere ? await reports.recipientsOf(record) : undefined
    const outcome = await records.perform(found._id, (present) => {
      const route = routeOf(present, addressed)
      const data = { ...(!present.isIncomplete && { isCorrection: true }), ...(route.added && { added: route.added }) }
      return {
        id: `${sessionOf(key)}.completed.${record.answersHash}`,
        type: 'completed',
        at,
        by: { id: by.id, name: by.name },
        actors: ['ANYONE'],
        channel,
        data,
        record: { ...record, ...keptOf(present, record), ...route.record, isIncomplete: false },
      }
    })
    if (outcome && !outcome.ok) throw new UserFacingError(outcome.key, outcome.params, true)
    return outcome?.complaint ?? found
  }

  /** Whoever may say so says at once that it looks major, also with the rest of a complaint that is registered already (R19.5.a). */
  async function suspect({ _id }: Complaint, { by, at, channel }: ActionRequest): Promise<void> {
    await records.perform(_id, (present) => {
      const actors = actorsOf(by, present)
      if (present.major || !mayBegin(present, 'majorSuspected', actors)) return undefined
      const data = { majorFacts: present.description }
      return { id: `${_id}.suspected`, type: 'majorSuspected', at, by: { id: by.id, name: by.name }, actors, channel, data }
    })
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
    /** What is known of a complaint that is still being told, at 21:00 (transition 3). */
    filePartly: async (request: ActionRequest): Promise<string> => (await file(request, 'registeredPartly'))._id,
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
    .update(JSON.stringify([answers, facts.evidence]))
    .digest('hex')
    .slice(0, 16)

/** What others added to the record while its dialogue was still open. */
function keptOf(present: Complaint, record: Partial<Complaint>): Pick<Complaint, 'attachments' | 'followUps'> {
  const { attachments = [], followUps = [] } = record
  const others = present.attachments.filter(({ id }) => !attachments.some((one) => one.id === id))
  const done = (field: string) => present.followUps.find((one) => one.field === field && one.doneAt)
  return { attachments: [...attachments, ...others], followUps: followUps.map((one) => done(one.field) ?? one) }
}

/**
 * Who answers for it follows what is known now, until somebody has decided that by re-routing it or taking it on; whoever got the report
 * stays among those who have it.
 * @param addressed whom it concerns by the new answers, where those differ
 */
function routeOf(
  { state, plant, events, report }: Complaint,
  addressed: { recipients: readonly Recipient[]; departments: readonly string[] } | undefined,
): { record: Partial<Complaint>; added?: string[] } {
  const isDecided = !['REGISTERED', 'REPORTED'].includes(state) || events.some(({ type }) => type === 'rerouted')
  if (isDecided) return { record: plant === undefined ? {} : { plant } }
  if (!addressed || report.recipients.length === 0) return { record: {} }
  const added = addressed.recipients.filter(({ id }) => !report.recipients.some((known) => known.id === id))
  return {
    record: { departments: addressed.departments, report: { ...report, recipients: [...report.recipients, ...added] } },
    added: added.map(({ id }) => id),
  }
}

const UNKNOWN_KIND: Kind = 'OTHER'

/** Form 2, part A, from the answers of the dialogue. */
function partA(
  no: string,
  customer: Complaint['customer'],
  request: ActionRequest,
): Partial<Complaint> & Pick<Complaint, 'kind' | 'receivedAt' | 'source'> {
  const { answers, facts, by, at, channel, revision } = request
  const receivedAt = new Date(String(answers.receivedAt ?? facts.startedAt ?? at.toISOString()))
  const missing = Object.entries(answers)
    .filter(([, value]) => isNothing(value) && value.none === 'missing')
    .map(([field]) => field)
  const followUpDueAt = missing.length > 0 ? new Date(at.getTime() + FOLLOW_UP_AFTER_MS) : undefined
  const photos = photosOf(answers)
  const evidence = filesOf(facts.evidence).filter(({ id }) => !photos.some((photo) => photo.id === id))
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
