/** Form 2, part A, from the answers of the dialogue. Pure. */
import { createHash } from 'node:crypto'
import { dayOf, instant } from '../calendar/index.js'
import { type FileRef, isNothing, isObject, type Value, type Values } from '../dialogue/session.js'
import type { ActionRequest } from '../people/action.js'
import type { Kind } from '../people/organisation.js'
import { batchKeyOf, type Complaint, FORM_FIELDS, matchKeysOf } from './model.js'
import { bagKgOf, quantitiesOf, remainderOf } from './weights.js'

/** Not kept in `details`: fields with a place of their own, unless nobody knows them, and what only steers the dialogue. */
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

/** Nobody was asked: a customer is not, and whoever is cut short has not come to it. */
const NOT_SAID = 'NOT_SAID'
const UNKNOWN_KIND: Kind = 'OTHER'

/** @param bagKg what a bag holds by its print */
export function partA(
  no: string,
  customer: Complaint['customer'],
  request: ActionRequest,
  bagKg: number,
): Partial<Complaint> & Pick<Complaint, 'kind' | 'receivedAt' | 'source'> {
  const { answers, facts, by, at, channel, revision } = request
  const receivedAt = receivedAtOf(request)
  const missing = Object.entries(answers)
    .filter(([, value]) => isNothing(value) && value.none === 'missing')
    .map(([field]) => field)
  const followUpDueAt = missing.length > 0 ? new Date(at.getTime() + FOLLOW_UP_AFTER_MS) : undefined
  const photos = photosOf(answers)
  const evidence = filesOf(facts.files).filter(({ id }) => !photos.some((photo) => photo.id === id))
  const kind = textOr(answers.kind) ?? UNKNOWN_KIND
  const duplicateNo = answers.sameMatter === 'OTHER' ? textOr(facts.duplicateNo) : undefined
  const optional = {
    subKind: textOr(answers.subKind),
    complainant: textOr(answers.complainant),
    phone: textOr(answers.phone),
    plant: textOr(answers.plant),
    product: textOr(answers.product),
    packing: textOr(answers.packing),
    batchKey: batchKeyOf(answers.batchNo),
    related: duplicateNo && [duplicateNo],
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
    source: textOr(answers.source) ?? textOr(facts.usualSource) ?? NOT_SAID,
    channel,
    customer,
    description: String(valueOr(answers.description, '')),
    demand: textsIn(answers.demand),
    severity: textOr(answers.severity) ?? NOT_SAID,
    details: Object.fromEntries(
      Object.entries(answers).filter(
        ([field, value]) => (isNothing(value) || !OWN_FIELDS.has(field)) && value !== null && value !== undefined,
      ),
    ),
    kindData: kindDataOf(answers, facts, bagKg),
    attachments: [...photos, ...evidence],
    followUps: missing.map((field) => ({ field, dueAt: followUpDueAt! })),
    report: { method: 'SYSTEM', recipients: [], ...(textOr(answers.lateReason) && { lateReason: String(answers.lateReason) }) },
    matchKeys: matchKeysOf(customer.id, kind, answers),
    ruleSet: RULE_SET,
  }
}

/** When the customer said it: as it was answered, or the day that was; else when it was begun to be told. */
export function receivedAtOf({ answers: { receivedAt }, facts, at }: Pick<ActionRequest, 'answers' | 'facts' | 'at'>): Date {
  const day = isObject(receivedAt) ? textOr(receivedAt.day) : undefined
  const startedAt = new Date(textOr(facts.startedAt) ?? at.toISOString())
  if (day !== undefined && day !== dayOf(startedAt)) return instant(day, '12:00')
  return new Date(textOr(receivedAt) ?? startedAt)
}

/** Of everything that the record is made from. */
export const hashOf = ({ answers, facts }: Pick<ActionRequest, 'answers' | 'facts'>): string =>
  createHash('sha256')
    .update(JSON.stringify([answers, facts.files]))
    .digest('hex')
    .slice(0, 16)

/** @param facts with what was worked out of weighings */
export function kindDataOf(answers: Values, facts: Values, bagKg: number): Values {
  const { notedBags, countedBags, totalBags, brokenBags } = answers
  const unitKg = bagKgOf(answers.packing, bagKg)
  const remaining = remainderOf(answers, unitKg)
  return {
    ...(typeof notedBags === 'number' &&
      typeof countedBags === 'number' && { shortBags: notedBags - countedBags, ...(unitKg !== undefined && { unitKg }) }),
    ...(typeof totalBags === 'number' &&
      typeof brokenBags === 'number' &&
      totalBags > 0 && { breakagePercent: Math.round((brokenBags / totalBags) * 10_000) / 100 }),
    ...(facts.bagWeights ? { bagWeights: facts.bagWeights } : {}),
    ...(facts.bulk ? { bulk: facts.bulk } : {}),
    ...quantitiesOf(answers, facts.bulk, bagKg),
    ...(remaining && { remaining }),
  }
}

export const photosOf = ({ photosOne, photosTwo, photosAny }: Values): FileRef[] => filesOf(photosOne ?? photosTwo ?? photosAny)

export const textOr = (value: Value | undefined): string | undefined => (typeof value === 'string' && value !== '' ? value : undefined)

export const valueOr = (value: Value | undefined, otherwise: Value): Value =>
  value === undefined || value === null || isNothing(value) ? otherwise : value

export const textsIn = (value: Value | undefined): string[] => (Array.isArray(value) ? value.filter((one) => typeof one === 'string') : [])

/** Names of what was looked up, as people write them. */
export const listedNames = (all: readonly { readonly name: string }[]): string => all.map(({ name }) => name).join('、')

const isFile = (value: Value): value is Value & FileRef => isObject(value) && typeof value.id === 'string' && typeof value.kind === 'string'

export const filesOf = (value: Value | undefined): FileRef[] => (Array.isArray(value) ? value.filter(isFile) : [])
