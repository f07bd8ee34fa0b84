/** The shape of the organisation file; whether its parts fit together is in `check-organisation.ts`. */
import { z } from 'zod'
import type { FaultName } from '../faults/fault.js'
import { ROLES, type Role } from './person.js'

/** What the value of a rule is, which says how it is typed and shown (`rules.values` of the texts). */
export type RuleUnit =
  | (
      | 'permille'
      | 'kg'
      | 'yuan'
      | 'workingHours'
      | 'workingDays'
      | 'clockHours'
      | 'days'
      | 'months'
      | 'years'
      | 'times'
      | 'cases'
      | 'rounds'
    )
  | ('time' | 'span' | 'spans' | 'signers' | 'option')

/** Rules that are shown together. */
export const RULE_GROUPS = ['handling', 'closing', 'major', 'goods', 'office'] as const
export type RuleGroup = (typeof RULE_GROUPS)[number]

export interface RuleInChat {
  readonly unit: RuleUnit
  readonly group: RuleGroup
  /** Who may change it beside the administrator (domain.md 8); the head of marketing unless given. */
  readonly by?: Role
}

/** The rules that may be changed in chat: each is entered where it is declared. */
export const chatRules = z.registry<RuleInChat>()

/** What a fault is called where the schema cannot say it by itself (`misread.ts`). */
const named = (name: FaultName): FaultName => name

const id = z.string().regex(/^[a-z][a-z0-9-]*$/, named('notId'))

export const KINDS = ['BAG_COUNT', 'BAG_WEIGHT', 'BREAKAGE', 'CAKING', 'BULK_SHORT', 'QUALITY', 'OTHER'] as const
export type Kind = (typeof KINDS)[number]
/** One of the company's own is asked and checked as 其他 is. */
export const regulatedKind = (kind: unknown): Kind => KINDS.find((one) => one === kind) ?? 'OTHER'
/** 原因分类 (F2.E02) */
export const CAUSES = [
  'PRODUCTION',
  'PACKING',
  'WEIGHING',
  'TRANSPORT',
  'STORAGE',
  'USE',
  'MIX',
  'CLIMATE',
  'MISUNDERSTANDING',
  'UNDECIDED',
] as const

const Members = z.strictObject({
  users: z.array(z.string()).default([]),
  departments: z.array(z.number()).default([]),
  tags: z.array(z.number()).default([]),
})
export type Members = z.infer<typeof Members>

const days = z.string().regex(/^\d{4}-\d\d-\d\d(\.\.\d{4}-\d\d-\d\d)?$/, named('notDays'))
const time = z.string().regex(/^([01]\d|2[0-3]):[0-5]\d$/, named('notTime'))
const timeOrEnd = z.string().regex(/^(([01]\d|2[0-3]):[0-5]\d|24:00)$/, named('notTimeOrEnd'))
const amount = (otherwise: number) => z.number().positive().max(1_000).default(otherwise)
/** Days, hours, tries: a year of each is more than anything here waits. */
const count = (otherwise: number) => z.number().int().positive().max(366).default(otherwise)
const workingDays = (otherwise: number, group: RuleGroup) => count(otherwise).register(chatRules, { unit: 'workingDays', group })

/** Who signs a plan, in this order. */
const Signers = z.union([z.tuple([z.literal('MKT_HEAD')]), z.tuple([z.literal('MKT_HEAD'), z.literal('GM')])], {
  error: named('notSigners'),
})
const ApprovalLevels = z
  .array(z.strictObject({ upTo: z.number().positive().optional(), by: Signers }))
  .min(1)
  .refine((levels) => levels.every(({ upTo }, index) => (upTo === undefined) === (index === levels.length - 1)), {
    error: named('levelsOpen'),
  })
  .refine((levels) => levels.every(({ upTo }, index) => upTo === undefined || index === 0 || upTo > (levels[index - 1]?.upTo ?? 0)), {
    error: named('levelsFalling'),
  })

/** What the regulation leaves open, with the defaults of domain.md 9. */
const RulesSchema = z.strictObject({
  /** ‰ of our net weight (domain.md 4.3). */
  bulkTolerancePermille: amount(3).register(chatRules, { unit: 'permille', group: 'goods' }),
  /** kg a bag (domain.md 4.2). */
  bagNominalKg: amount(50).register(chatRules, { unit: 'kg', group: 'goods' }),
  /** Chasing waits, reports never do (Q14). */
  quietHours: z.tuple([time, time]).default(['22:00', '07:00']).register(chatRules, { unit: 'span', group: 'office' }),
  officeHours: z
    .array(z.tuple([time, timeOrEnd]))
    .min(1)
    .default([
      ['08:30', '12:00'],
      ['14:00', '18:00'],
    ])
    .register(chatRules, { unit: 'spans', group: 'office' }),
  /** When managers get their daily message (T8). */
  digestAt: time.default('08:30').register(chatRules, { unit: 'time', group: 'office' }),
  /** Working hours and working days of the clocks (domain.md 7). */
  acceptHours: amount(2).register(chatRules, { unit: 'workingHours', group: 'handling' }),
  /** From the report of what was known at 21:00 to the rest. */
  completeDays: workingDays(1, 'handling'),
  visitDays: workingDays(1, 'handling'),
  verifyDays: workingDays(3, 'handling'),
  planDays: workingDays(3, 'handling'),
  /** Q1: from the liability, or from the report. */
  planClockStart: z.enum(['liability', 'report']).default('liability').register(chatRules, { unit: 'option', group: 'handling' }),
  /** What waits inside the company: the liability after the customer’s answer, the approval of a plan, a letter that is to be signed. */
  liabilityDays: workingDays(1, 'handling'),
  approveDays: workingDays(1, 'handling'),
  signDays: workingDays(1, 'closing'),
  /** F2.F09: who signs a plan, by its amount in yuan; the first level that reaches it counts. */
  approval: ApprovalLevels.default([{ by: ['MKT_HEAD'] }]).register(chatRules, { unit: 'signers', group: 'handling' }),
  explainDays: workingDays(3, 'closing'),
  confirmDays: workingDays(3, 'handling'),
  filingDays: workingDays(2, 'closing'),
  /** Q15: form 2 is filed a first time with the plan, and again after execution; or after execution alone. */
  filingMode: z.enum(['withPlan', 'afterExecution']).default('withPlan').register(chatRules, { unit: 'option', group: 'closing' }),
  callbackDays: workingDays(2, 'closing'),
  /** A callback of 一般 or worse, by the head of marketing. */
  reviewDays: workingDays(2, 'closing'),
  phoneDays: workingDays(1, 'handling'),
  classifyHours: amount(2).register(chatRules, { unit: 'clockHours', group: 'major' }),
  opinionDays: workingDays(1, 'major'),
  /** From the opinion, or from what the general manager has said, to the end of a major incident. */
  majorDays: workingDays(5, 'major'),
  meetingDays: workingDays(3, 'major'),
  /** From the minutes to the first measure, and from what was reported done to its verification. */
  measureDays: workingDays(2, 'major'),
  measureCheckDays: workingDays(3, 'major'),
  /** What a colleague is asked about a case. */
  replyDays: workingDays(1, 'handling'),
  /** A gift: each decision on it, from there to the proof that it was given, and from that to its filing. */
  giftDecisionDays: workingDays(2, 'goods'),
  giftProofDays: workingDays(10, 'goods'),
  giftFilingDays: workingDays(2, 'goods'),
  /** Q6: tries to reach the customer before it goes on without an answer. */
  confirmAttempts: count(2).register(chatRules, { unit: 'times', group: 'handling' }),
  /** Q8 */
  callbackAttempts: count(3).register(chatRules, { unit: 'times', group: 'closing' }),
  reopenDays: count(30).register(chatRules, { unit: 'days', group: 'closing' }),
  gmFromRound: count(3).register(chatRules, { unit: 'rounds', group: 'closing' }),
  /** Q5: so many of a kind in so many days propose an improvement meeting. */
  meetingSameKind: count(3).register(chatRules, { unit: 'cases', group: 'major' }),
  meetingWithinDays: count(30).register(chatRules, { unit: 'days', group: 'major' }),
  /** Days that a sealed sample is kept, by the basis of acceptance (domain.md 4.4). */
  sampleGoodsDays: count(40).register(chatRules, { unit: 'days', group: 'goods', by: 'QC_HEAD' }),
  sampleMakerDays: count(90).register(chatRules, { unit: 'days', group: 'goods', by: 'QC_HEAD' }),
  /** Q13: complaints with everything that belongs to them, after closing; drafts; what is kept of contacts who say nothing any more. */
  retention: z
    .strictObject({
      complaintYears: count(5).register(chatRules, { unit: 'years', group: 'office', by: 'ADMIN' }),
      draftDays: count(90).register(chatRules, { unit: 'days', group: 'office', by: 'ADMIN' }),
      contactYears: count(2).register(chatRules, { unit: 'years', group: 'office', by: 'ADMIN' }),
    })
    .prefault({}),
})
export type Rules = z.infer<typeof RulesSchema>

const name = z.string().min(1)
/** What the company says of one option of a list: one of the regulation's in capitals, or one of its own in small letters. */
const listed = <Id extends string>(regulated: readonly Id[]) =>
  z.strictObject({
    id: z.union([z.enum(regulated), id]),
    /** One of the company's own needs it; the others are called as the texts say unless given. */
    name: name.optional(),
    /** What it was called before: still understood. */
    formerly: name.optional(),
    /** Offered no more; cases that have it keep it. */
    isOff: z.boolean().default(false),
  })

/** 检验项目 with what is allowed; a strength has its least value by the grade of the cement. */
const LabItem = z.strictObject({
  id,
  name,
  unit: z.string().default(''),
  method: z.string().default(''),
  min: z.number().nonnegative().optional(),
  max: z.number().nonnegative().optional(),
  byGrade: z.record(z.string().regex(/^\d\d\.\dR?$/, named('notGrade')), z.number().positive()).optional(),
  /** From the casting or the sampling to the result. */
  days: z.number().int().positive().max(366).optional(),
  isOff: z.boolean().default(false),
})

/** Of a printed form in the company's own list of controlled forms; what is empty is not printed. */
const FormNumber = z.strictObject({ number: z.string().default(''), revision: z.string().default('') }).prefault({})

/** Where people can be contacts. */
export const PLATFORMS = ['wecom', 'wecom-kf', 'wecom-bot', 'dingtalk'] as const

const userId = z.string().min(1)
const userIds = z.preprocess((given) => (Array.isArray(given) ? given : [given]), z.array(userId))

export const OrganisationSchema = z.strictObject({
  company: z.string(),
  /** 生产企业 */
  plants: z.array(z.strictObject({ id, name: z.string(), shortName: z.string() })).min(1),
  /** 责任部门: who answers for which kinds of complaint; without a plant, those of every plant. Without kinds, only where somebody names it. */
  departments: z
    .array(
      z.strictObject({
        id,
        name: z.string(),
        plant: id.optional(),
        kinds: z.array(z.union([z.enum(KINDS), z.string().min(1)])).default([]),
      }),
    )
    .min(1),
  /** 原因分类: what differs from the list of the regulation. */
  causes: z.array(listed(CAUSES)).default([]),
  /** 投诉类别: likewise; one of its own is asked what 其他 is asked, and where nobody is named for it, whoever answers for 其他 does. */
  kinds: z.array(listed(KINDS).extend({ needsPhotos: z.boolean().default(false) })).default([]),
  /** 检验项目: what differs from the standard, and what the company tests beside. */
  labItems: z.array(LabItem).default([]),
  roles: z.array(
    z.strictObject({
      role: z.enum(ROLES),
      plant: id.optional(),
      department: id.optional(),
      wecom: Members.optional(),
      dingtalk: Members.optional(),
    }),
  ),
  /** Who has several contacts, by the user ids on each platform. Whoever is not listed is a person of one contact. */
  people: z
    .array(z.strictObject({ id: z.string().min(1).optional(), name: z.string().min(1), contacts: z.record(z.string(), userIds) }))
    .default([]),
  /** Years not published yet, plant shutdowns, half days, duty Saturdays (domain.md 6). */
  calendar: z
    .strictObject({
      years: z
        .record(z.string().regex(/^20\d\d$/, named('notYear')), z.strictObject({ off: z.array(days), working: z.array(days).default([]) }))
        .default({}),
      company: z
        .array(z.strictObject({ days, plant: id.optional(), works: z.enum(['off', 'on', 'morning', 'afternoon']), note: z.string() }))
        .default([]),
    })
    .prefault({}),
  forms: z.strictObject({ form2: FormNumber, form3: FormNumber, minutes: FormNumber }).prefault({}),
  /** Besides, the rules of each kind of case under its name; the kind reads them itself. */
  rules: RulesSchema.catchall(z.unknown()).prefault({}),
})

/** What kinds of case read under `rules`, each under its name. */
export type OwnRules = Readonly<Record<string, z.ZodType>>

/** The rules with those of the kinds. */
export const rulesSchema = (own: OwnRules) => RulesSchema.extend(own)

/** The whole of the file, with nothing in it that nobody reads. */
export const wholeSchema = (own: OwnRules): z.ZodType => OrganisationSchema.extend({ rules: rulesSchema(own).prefault({}) })

/** What stands under `rules` beside these is read by the kinds of case that it belongs to. */
export type Organisation = Omit<z.infer<typeof OrganisationSchema>, 'rules'> & { readonly rules: Rules }

/** One without a plant is of all of them: transport, sales of the whole company. */
export const isOf = (department: Organisation['departments'][number], plant: string): boolean =>
  department.plant === undefined || department.plant === plant
