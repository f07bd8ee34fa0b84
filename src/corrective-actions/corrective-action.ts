/** 改进措施 of a meeting (R19.4.c), 纠正措施 of a complaint (F2.G01 to G04): what is to be done by a day, and what somebody else finds done and effective. */
import { z } from 'zod'
import { dayOf } from '../calendar/index.js'
import type { By, Seat } from '../cases/case.js'
import type { Refusal } from '../cases/case-type.js'
import { type CaseOf, caseType, dueThenLate } from '../cases/declare.js'
import { text } from '../cases/fields.js'
import { isSharedBy } from '../cases/four-eyes.js'

/** The reason is that of the meeting or of the complaint, which the department may not be able to read. */
const DECIDED = {
  measure: text,
  due: text,
  reason: text,
  /** Who is named to do it; absent where the departments are. */
  owner: z.object({ id: text, name: text }).optional(),
  /** The day on which it is looked at. */
  checkOn: text.optional(),
  /** Absent for what a meeting has decided on. */
  source: z.literal('COMPLAINT').optional(),
  /** Of the complaint in which it was decided. */
  forRound: z.number().optional(),
}
const Done = z.object({ result: text, proof: z.array(z.unknown()).optional() })
/** `checked` is absent in what was verified by a press. */
const Verified = z.object({ checked: text.optional(), forRound: z.number().optional() })
const Failed = z.object({ reason: text, due: text, checkOn: text })

const Fields = z.object({
  ...DECIDED,
  ...Done.partial().shape,
  /** How often it was found to have no effect. */
  failed: z.number().optional(),
})
type Action = CaseOf<z.output<typeof Fields>>

export const correctiveAction = caseType({
  kind: 'correctiveAction',
  prefix: 'GJ',
  fields: Fields,
  states: ['OPEN', 'DONE', 'VERIFIED'],
  ended: ['VERIFIED'],
  assignee: ({ owner }): By | undefined => owner,
  acts: {
    measureGiven: {
      row: 'R19.4.c',
      from: [],
      to: 'OPEN',
      by: ['SYSTEM'],
      data: z.object(DECIDED),
      change: (_, { data }) => data,
    },
    measureDone: {
      row: 'R19.4.c',
      from: ['OPEN'],
      to: 'DONE',
      by: ['DEPT', 'MKT_HEAD', 'ASSIGNEE'],
      data: Done,
      change: (_, { data }) => data,
      dialogue: 'measureDone',
      task: { seats: ({ assignee }) => (assignee ? ['ASSIGNEE', 'DEPT'] : ['DEPT']), clock: 'TG3' },
    },
    measureVerified: {
      row: 'R19.4.c',
      from: ['DONE'],
      to: 'VERIFIED',
      by: ['MKT_HEAD', 'GM', 'QC', 'QC_HEAD'],
      data: Verified,
      decides: mayVerify,
      decidesOn: 'measureDone',
      refused: notYet,
      adds: ({ record: { fields } }) => (fields.forRound === undefined ? {} : { forRound: fields.forRound }),
      told: ['ASSIGNEE', 'DEPT', 'MKT_HEAD'],
      dialogue: 'verifyMeasure',
      task: { seats: verifiers, clock: ['TG5', 'TG6'] },
    },
    // without effect it begins again (ISO 9001, 10.2)
    measureFailed: {
      from: ['DONE'],
      to: 'OPEN',
      by: ['MKT_HEAD', 'GM', 'QC', 'QC_HEAD'],
      data: Failed,
      decides: mayVerify,
      decidesOn: 'measureDone',
      refused: (context) => notYet(context) ?? (isEarly(context.data) ? refuse('checkEarly') : undefined),
      change: ({ fields: { failed = 0 } }, { data: { due, checkOn } }) => ({
        due,
        checkOn,
        failed: failed + 1,
        result: undefined,
        proof: undefined,
      }),
      told: ['ASSIGNEE', 'DEPT', 'MKT_HEAD'],
      dialogue: 'verifyMeasure',
    },
  },
  clocks: {
    TG3: {
      starts: ['measureGiven', 'measureFailed'],
      stops: ['measureDone'],
      span: (_, event, { fields }) => ({ day: Failed.partial().parse(event.data ?? {}).due ?? fields.due }),
      chase: [
        ['before', 'DEPT', 'ASSIGNEE'],
        ['noon', 'DEPT', 'ASSIGNEE'],
        ['overdue', 'DEPT', 'ASSIGNEE', 'MKT_HEAD'],
        ['dayAfter', 'GM'],
      ],
    },
    TG5: {
      starts: ['measureDone'],
      stops: ['measureVerified', 'measureFailed'],
      span: ({ measureCheckDays: days }, { at }, { fields }) => (fields.source ? undefined : spanOf(fields, at, days)),
      chase: dueThenLate('MKT_HEAD', 'GM'),
    },
    // of a complaint, by quality control on its own day
    TG6: {
      starts: ['measureDone'],
      stops: ['measureVerified', 'measureFailed'],
      span: ({ measureCheckDays: days }, { at }, { fields }) => (fields.source ? spanOf(fields, at, days) : undefined),
      chase: [['before', 'QC'], ...dueThenLate('QC', 'QC_HEAD', 'MKT_HEAD')],
    },
  },
  readers: ['CS', 'MKT_HEAD', 'QC', 'QC_HEAD', 'GM', 'DEPT', 'ASSIGNEE'],
  pushers: ['MKT_HEAD', 'QC_HEAD', 'GM'],
  rows: ({ customer, fields: { measure, owner, result, reason } }) => ({
    measure,
    owner: owner?.name,
    result,
    reason,
    customer: customer?.name,
  }),
})

/** Whoever has done it is kept away by the kernel. */
function mayVerify({ fields: { source } }: Action): readonly Seat[] {
  return source ? ['QC', 'QC_HEAD', 'MKT_HEAD', 'GM'] : ['MKT_HEAD', 'GM']
}

/** What the head of marketing has done is for the general manager to find done, and what quality control has for its head: nobody verifies their own measure. */
function verifiers({ events, fields: { source } }: Action): readonly Seat[] {
  const done = events.findLast(({ type }) => type === 'measureDone')
  if (source) return done?.role === 'ASSIGNEE' ? ['QC', 'QC_HEAD'] : ['QC']
  return done?.role === 'MKT_HEAD' ? ['GM'] : ['MKT_HEAD']
}

/** Nor their own because somebody else has reported it; what a complaint has decided on is not verified before it was due. */
function notYet({ record, at, ...who }: { readonly record: Action; readonly by?: By; readonly onBehalfOf?: By; readonly at: Date }) {
  const { source, due } = record.fields
  if (record.assignee && isSharedBy({ by: record.assignee }, who)) return final(refuse('own'))
  return source && dayOf(at) < due ? final(refuse('notDue', { due })) : undefined
}

const isEarly = ({ due = '', checkOn = '' }: Partial<z.output<typeof Failed>>): boolean => checkOn !== '' && checkOn < due

const final = (refusal: Refusal): Refusal => ({ ...refusal, isFinal: true })

const refuse = (reason: string, params: Refusal['params'] = {}): Refusal => ({ key: `correctiveAction.refused.${reason}`, params })

function spanOf({ checkOn }: { readonly checkOn?: string | undefined }, at: Date, days: number) {
  const today = dayOf(at)
  return checkOn ? { day: checkOn < today ? today : checkOn } : { days }
}
