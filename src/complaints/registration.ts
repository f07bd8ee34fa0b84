/** Registration (R19.1.a): what the complaint dialogue works out on its way, and the filing at its end. */

import { z } from 'zod'
import type { Calendar } from '../calendar/index.js'
import { dayOf } from '../calendar/index.js'
import type { ActRequest } from '../cases/act-request.js'
import type { Announce } from '../cases/announcements.js'
import type { NextNumber } from '../cases/numbers.js'
import type { Seats } from '../cases/seats.js'
import type { Customers } from '../customers/index.js'
import { type Notice, say } from '../delivery/notice.js'
import { isObject, type Values } from '../dialogue/session.js'
import { UserFacingError } from '../errors.js'
import type { Action, ActionRequest } from '../people/action.js'
import { type Organisation, regulatedKind } from '../people/organisation.js'
import { holdsRole, type Person } from '../people/person.js'
import type { RuleBook } from '../people/rule-book.js'
import { keyOf } from '../reading/normalise.js'
import { type Access, refuseForeignCustomer } from './access.js'
import { actorsOf } from './actors.js'
import type { complaintModels } from './collections.js'
import { complaintEngine, mayBegin } from './complaint.js'
import { registrationCells } from './completeness.js'
import { keptOf, routeOf } from './completion.js'
import { customerStateOf } from './customer-state.js'
import type { EventType } from './events.js'
import { accepted } from './heard.js'
import { type Complaint, matchKeysOf } from './model.js'
import { hashOf, partA, receivedAtOf, textOr, valueOr } from './part-a.js'
import type { Records } from './records.js'
import type { Reports } from './report.js'
import { bulkOf, judgeBagWeights } from './weights.js'

export interface RegistrationDeps {
  readonly models: Pick<ReturnType<typeof complaintModels>, 'complaints'>
  readonly nextNumber: NextNumber
  readonly customers: Customers
  readonly records: Records
  readonly reports: Pick<Reports, 'recipientsOf' | 'audienceOf'>
  readonly announce: Announce
  readonly ruleBook: RuleBook
  readonly organisation: Pick<Organisation, 'kinds'>
  readonly calendar: Calendar
  readonly seats: Pick<Seats, 'peopleOn'>
  readonly access: Pick<Access, 'viewFor'>
}

export function createRegistration(deps: RegistrationDeps) {
  const { models, nextNumber, customers, seats, records, reports, announce, ruleBook, organisation, calendar, access } = deps
  const { complaints } = models

  /** Packing follows from the kind, except where cement comes either way. */
  const assumePacking: Action = async ({ answers }) => ({
    facts: {
      packing: packingOf(answers),
      // the company says it of its own kinds; of the others the dialogue knows
      needsPhotos: organisation.kinds.some(({ id, needsPhotos }) => id === answers.kind && needsPhotos),
    },
  })

  const weighBags: Action = async ({ answers }) => {
    const weights = Array.isArray(answers.weights) ? answers.weights.map(Number) : []
    const tareKg = typeof answers.tareKg === 'number' ? answers.tareKg : undefined
    const { bagNominalKg: nominalKg } = ruleBook.present().rules
    return { facts: { bagWeights: { ...judgeBagWeights(weights, { isGross: answers.weighedAs === 'GROSS', tareKg, nominalKg }) } } }
  }

  const compareBulk: Action = async ({ answers }) => {
    const bulk = bulkOf(answers, ruleBook.present().rules)
    return { facts: { bulk: { ...bulk }, bulkOutcome: bulk.isBeyond ? 'beyond' : 'within' } }
  }

  /** Typed later than the day it was said (6.4): the reason is asked, the times stay true. */
  const judgeLateness: Action = async ({ key, answers, facts, at }) => {
    const isBefore = dayOf(receivedAtOf({ answers, facts, at })) < dayOf(at)
    // what was reported in part was reported in time, however late the rest comes
    return { facts: { isLate: isBefore && (await ofSession(sessionOf(key))) === null } }
  }

  /** Told only to those who may see the other one. What this very dialogue has been registered as is no duplicate of itself. */
  const findDuplicate: Action = async ({ key, answers, by }) => {
    const [own, { filter }] = await Promise.all([ofSession(sessionOf(key)), access.viewFor(by)])
    const { customer } = answers
    const keys = isObject(customer) && typeof customer.id === 'string' ? matchKeysOf(customer.id, String(answers.kind), answers) : []
    const other = { matchKeys: { $in: keys }, isOpen: true, ...(own && { _id: { $ne: own._id } }) }
    const found = keys.length > 0 ? await complaints.findOne({ $and: [other, filter] }).lean<Complaint>() : null
    return {
      facts: {
        duplicateNo: found?._id ?? null,
        duplicateState: found && (by.side === 'staff' ? found.state : customerStateOf(found)),
        duplicateAt: found?.receivedAt.toISOString() ?? null,
        ownNo: own?._id ?? null,
      },
    }
  }

  const fileComplaint: Action = async (request) => {
    refuseForeignCustomer(request.by, request.answers)
    const filed = await file(request, 'registered')
    // told beside the turn: who hears of it is what can be promised
    const { recipients, missing } = await reports.audienceOf(filed)
    const isReported = filed.state !== 'REGISTERED' || missing.length === 0
    return {
      facts: { no: filed._id, isReported, recipients: recipients.map(({ name }) => name).join('、') },
      say: [await acknowledgment(filed, request.by), ...(await majorNotice(filed))],
    }
  }

  /** What the customer hears, or is to hear from whoever registered it (R3.1). */
  async function acknowledgment(filed: Complaint, by: Person): Promise<Notice> {
    const values = accepted(filed, { rules: await ruleBook.of(filed), calendar })
    if (by.side !== 'staff') return say('complaint.heard.customer', { ...values, whose: 'reporter' })
    const names = (await seats.peopleOn('CUSTOMER', filed)).map(({ name }) => name)
    return names.length > 0 ? say('complaint.heard.told', { ...values, names }) : say('complaint.heard.readOut', values)
  }

  /** What became of 疑似重大, for whoever has chosen it. */
  async function majorNotice({ _id: no, severity }: Complaint): Promise<Notice[]> {
    if (severity !== 'SUSPECTED_MAJOR') return []
    const now = await records.read(no)
    return now?.major || now?.majorAsked ? [say(`complaint.majorChosen.${now.major ? 'raised' : 'asked'}`, { no })] : []
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
    await announce(filed._id)
    return filed
  }

  const ofSession = (session: string): Promise<Complaint | null> =>
    complaints.findOne({ operationKey: { $in: operationKeysOf(session) } }).lean<Complaint>()

  async function register(request: ActionRequest, as: 'registered' | 'registeredPartly'): Promise<Complaint> {
    const { by, at, channel } = request
    const customer = await customerFor(request)
    const no = await nextNumber(complaintEngine.kind.prefix, at)
    const record = {
      ...partA(no, customer, { ...request, by: { ...by, ...reporterIn(request) } }, ruleBook.present().rules.bagNominalKg),
      ...(as === 'registeredPartly' && { isIncomplete: true }),
    }
    const marks = { ...(!holdsRole(by, ['CS']) && { needsCheck: true }), ...(isByStranger(request) && { byStranger: true }) }
    const received: ActRequest<EventType> = {
      id: `${no}.received`,
      type: 'received',
      at: record.receivedAt,
      actors: ['ANYONE'],
      data: { source: record.source },
      record,
    }
    const registered: ActRequest<EventType> =
      as === 'registered'
        ? { id: `${no}.registered`, type: as, at, by: { id: by.id, name: by.name }, actors: ['ANYONE'], channel, data: marks }
        : { id: `${no}.registered`, type: as, at, actors: ['SYSTEM'], data: { name: by.name, ...marks } }
    return records.create([received, registered], sessionOf(request.key))
  }

  /** Everything as it is answered now, but for what is decided already or was added by others. */
  async function complete(found: Complaint, request: ActionRequest): Promise<Complaint> {
    const { by, at, channel, key } = request
    const [customer, { bagNominalKg }] = await Promise.all([customerFor(request), ruleBook.of(found)])
    const {
      receivedAt: _,
      registeredAt: __,
      registeredBy: ___,
      report: ____,
      ...record
    } = partA(found._id, customer, request, bagNominalKg)
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
    return outcome?.record ?? found
  }

  /**
   * Whoever may say so says at once that it looks major, also with the rest of a complaint that is registered already (R19.5.a); for
   * whoever may not, customer service is asked to.
   */
  async function suspect({ _id }: Complaint, { by, at, channel }: ActionRequest): Promise<void> {
    await records.perform(_id, (present) => {
      if (present.major || present.majorAsked) return undefined
      const actors = actorsOf(by, present)
      const mayRaise = mayBegin(present, 'majorSuspected', actors)
      const request = { at, by: { id: by.id, name: by.name }, channel, data: { majorFacts: present.description } }
      return mayRaise
        ? { ...request, id: `${_id}.suspected`, type: 'majorSuspected', actors }
        : { ...request, id: `${_id}.majorAsked`, type: 'majorAsked', actors: ['ANYONE'] }
    })
  }

  async function customerFor({ key, answers, by }: ActionRequest): Promise<Complaint['customer']> {
    const given = Named.parse(answers.customer)
    if (given.id) return { id: given.id, name: given.name, isIncomplete: given.isIncomplete }
    const contacts = typeof answers.phone === 'string' ? [{ name: String(valueOr(answers.complainant, '')), phone: answers.phone }] : []
    const plant = textOr(answers.plant)
    const fields = { name: given.name, contacts, createdBy: by.id, ...(plant && { plant }) }
    const id = await customers.add(`${sessionOf(key)}.${keyOf(given.name)}`, fields)
    return { id, name: given.name, isIncomplete: true }
  }

  const actions = { assumePacking, weighBags, compareBulk, judgeLateness, findDuplicate, fileComplaint }
  return {
    actions,
    /** What is known of a complaint that is still being told, at 21:00 (transition 3). */
    async filePartly(request: ActionRequest): Promise<FiledPartly> {
      const filed = await file(request, 'registeredPartly')
      return { no: filed._id, cells: registrationCells(filed).map(({ id }) => id) }
    },
  }
}

/** What was reported in part, and the cells of form 2 that it still lacks. */
export interface FiledPartly {
  readonly no: string
  readonly cells: readonly string[]
}

const Named = z.looseObject({ id: z.string().optional(), name: z.string(), isIncomplete: z.boolean().default(false) })

/** Keys of actions begin with the session. */
const sessionOf = (key: string): string => key.split('.')[0]!

/** Whoever began to tell it, where customer service has finished it for them: it is theirs all the same. */
/** Also where somebody of ours has finished for them what they had begun. */
const isByStranger = ({ by, facts: { reportedBy } }: ActionRequest): boolean =>
  (isObject(reportedBy) ? reportedBy.side : by.side) === 'stranger'

function reporterIn({ facts: { reportedBy } }: ActionRequest): Partial<Pick<Person, 'id' | 'name'>> {
  return isObject(reportedBy) ? { id: String(reportedBy.id), name: String(reportedBy.name) } : {}
}

/** Reports of 21:00 were kept apart before 0.2. */
const operationKeysOf = (session: string): string[] => [session, `partial.${session}`]

/** Asked again for what it has done, the dialogue is answered as before; other answers are a correction. */
const isAsAnswered = ({ isIncomplete, answersHash }: Complaint, request: ActionRequest): boolean =>
  !isIncomplete && (answersHash === undefined || answersHash === hashOf(request))

function packingOf({ kind, deliveredQty }: Values): string | undefined {
  const asked = regulatedKind(kind)
  if (asked === 'BULK_SHORT') return 'BULK'
  if (asked !== 'QUALITY' && asked !== 'OTHER') return 'BAG'
  return typeof deliveredQty === 'object' && deliveredQty !== null && 'unit' in deliveredQty && deliveredQty.unit === 'bag'
    ? 'BAG'
    : undefined
}
