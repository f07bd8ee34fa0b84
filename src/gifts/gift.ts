/** Gifts to special customers (R14.1, domain.md 5.5): nothing is given before the head of marketing has agreed. */
import { z } from 'zod'
import { dayOf } from '../calendar/index.js'
import type { Seat } from '../cases/case.js'
import { type CaseOf, caseType, dueThenLate } from '../cases/declare.js'
import { files, text, Why } from '../cases/fields.js'
import { chatRules } from '../people/organisation.js'
import { keyOf } from '../reading/normalise.js'

/** The value is in yuan, of all together; an official holds a public office or works for a unit of the state. */
const Gifts = { item: text, count: z.number(), value: z.number(), occasion: text, reason: text, buyer: text, invoice: files.optional() }
const Recipient = { recipient: text, post: text, isOfficial: z.boolean() }
/** Who decides follows from these; `lastOn` is when somebody last asked for the same person at this customer. */
const Found = {
  recipientKey: text.optional(),
  isByHead: z.boolean().optional(),
  isOverLimit: z.boolean().optional(),
  lastOn: text.optional(),
}
const Requested = z.object({ ...Recipient, ...Gifts, ...Found })
const Given = z.object({ proof: files, givenOn: text, receipt: text })
const Rules = z.strictObject({
  limitYuan: z.number().positive().optional().register(chatRules, { unit: 'yuan', group: 'goods' }),
  sameRecipientMonths: z.number().int().positive().default(12).register(chatRules, { unit: 'months', group: 'goods' }),
})

const STATES = ['REQUESTED', 'APPROVED_ONCE', 'APPROVED', 'GIVEN', 'FILED', 'REJECTED', 'CANCELLED'] as const
type State = (typeof STATES)[number]
const UNDECIDED: readonly State[] = ['REQUESTED', 'APPROVED_ONCE']
const Fields = Requested.extend(Given.partial().shape)
type Gift = CaseOf<z.output<typeof Fields>, State>

export const gift = caseType({
  kind: 'gift',
  prefix: 'LP',
  fields: Fields,
  states: STATES,
  ended: ['FILED', 'REJECTED', 'CANCELLED'],
  rules: Rules.prefault({}),
  acts: {
    giftRequested: {
      from: [],
      to: 'REQUESTED',
      by: ['SALES', 'CS', 'MKT_HEAD'],
      data: Requested,
      adds: ({ actors, data, own }) => ({
        recipientKey: keyOf(data.recipient ?? ''),
        isByHead: actors.includes('MKT_HEAD'),
        isOverLimit: (data.value ?? 0) > (own.limitYuan ?? Number.POSITIVE_INFINITY),
      }),
      async recalls({ given: { recipient }, customer, at, own, find }) {
        const since = new Date(new Date(at).setUTCMonth(at.getUTCMonth() - own.sameRecipientMonths))
        const same = { 'customer.id': customer?.id, 'fields.recipientKey': keyOf(String(recipient)), registeredAt: { $gte: since } }
        const [last] = await find({ ...same, state: { $nin: ['REJECTED', 'CANCELLED'] } })
        return last ? { lastOn: last.registeredAt.toISOString() } : {}
      },
      change: (_, { data }) => data,
      dialogue: 'gift',
    },
    giftApproved: {
      from: ['REQUESTED'],
      to: (record) => (isConfirmed(record) ? 'APPROVED_ONCE' : 'APPROVED'),
      by: ['MKT_HEAD', 'GM'],
      data: z.object({}),
      decides: approvers,
      decidesNext: (record) => (isConfirmed(record) ? ['GM'] : []),
      told: ['REGISTRAR'],
      button: 'approve',
      task: { seats: approvers, clock: ['decision', 'second'] },
    },
    giftConfirmed: {
      from: ['APPROVED_ONCE'],
      to: 'APPROVED',
      by: ['GM'],
      data: z.object({}),
      decides: approvers,
      told: ['REGISTRAR', 'MKT_HEAD'],
      button: 'confirm',
      task: { seats: ['GM'], clock: 'second' },
    },
    giftRejected: {
      from: UNDECIDED,
      to: 'REJECTED',
      by: ['MKT_HEAD', 'GM'],
      data: Why,
      decides: approvers,
      told: ['REGISTRAR', 'MKT_HEAD'],
      dialogue: 'giftReject',
      task: { seats: approvers, clock: ['decision', 'second'] },
    },
    giftGiven: {
      from: ['APPROVED'],
      to: 'GIVEN',
      by: ['REGISTRAR'],
      data: Given,
      refused({ record, data: { givenOn = '9999' } }) {
        const { at } = record.events.findLast(({ to }) => to === 'APPROVED') ?? {}
        return at && givenOn < dayOf(at) ? { key: 'gift.refused.early', params: { at: at.toISOString() } } : undefined
      },
      change: (_, { data }) => data,
      dialogue: 'giftGive',
      task: { seats: ['REGISTRAR'], clock: 'proof' },
    },
    giftFiled: {
      from: ['GIVEN'],
      to: 'FILED',
      by: ['CS', 'MKT_HEAD'],
      data: z.object({}),
      button: 'file',
      task: { seats: ['CS', 'MKT_HEAD'], clock: 'filing' },
    },
    giftCancelled: {
      from: [...UNDECIDED, 'APPROVED'],
      to: 'CANCELLED',
      by: ['REGISTRAR'],
      data: Why,
      told: ['MKT_HEAD'],
      dialogue: 'giftCancel',
      offered: { more: 1 },
    },
  },
  clocks: {
    decision: {
      starts: ['giftRequested'],
      stops: ['giftApproved', 'giftRejected', 'giftCancelled'],
      span: ({ giftDecisionDays: days }, _, { fields }) => (fields.isByHead ? undefined : { days }),
      chase: dueThenLate('MKT_HEAD', 'GM'),
    },
    second: {
      starts: ['giftRequested', 'giftApproved'],
      stops: ['giftApproved', 'giftConfirmed', 'giftRejected', 'giftCancelled'],
      span: ({ giftDecisionDays: days }, { to }, { fields }) =>
        to === 'APPROVED_ONCE' || (to === 'REQUESTED' && fields.isByHead) ? { days } : undefined,
      chase: dueThenLate('GM', 'MKT_HEAD'),
    },
    proof: {
      starts: ['giftApproved', 'giftConfirmed'],
      stops: ['giftGiven', 'giftCancelled'],
      span: ({ giftProofDays: days }, { to }) => (to === 'APPROVED' ? { days } : undefined),
      chase: dueThenLate('REGISTRAR', 'MKT_HEAD'),
    },
    filing: {
      starts: ['giftGiven'],
      stops: ['giftFiled'],
      span: ({ giftFilingDays: days }) => ({ days }),
      chase: [
        ['due', 'CS'],
        ['overdue', 'CS', 'MKT_HEAD'],
      ],
    },
  },
  readers: ['MKT_HEAD', 'GM', 'REGISTRAR', 'CS'],
  pushers: ['MKT_HEAD', 'GM'],
  listed: ['recipient', 'post', 'isOfficial', 'occasion', 'item', 'count', 'value', 'reason', 'buyer', 'givenOn'],
  // the customer stands below the title: a seventh row would push the due time off the card
  rows({ fields: { invoice: _, proof: __, ...values } }) {
    const isWarned = values.isOfficial || values.isOverLimit || values.lastOn !== undefined
    const shown = (name: string) => ({ key: `gift.shown.${name}`, values })
    return { warning: isWarned ? shown('warning') : undefined, recipient: shown('recipient'), item: shown('item'), reason: shown('reason') }
  },
})

/** What the head of marketing asks for, and what exceeds the limit, is for the general manager to decide. */
function approvers({ state, fields }: Gift): readonly Seat[] {
  return state === 'APPROVED_ONCE' || fields.isByHead ? ['GM'] : ['MKT_HEAD']
}

/** By the general manager, after the head of marketing. */
const isConfirmed = ({ fields }: Gift): boolean => fields.isOverLimit === true && !fields.isByHead
