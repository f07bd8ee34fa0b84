/** What people do in the year: stories of every kind, begun on days that are hard to count from, told at paces that come from chance but are always the same. */
import type { Actor, CaseRecord } from '../../../src/cases/case.js'
import { dataOf } from '../../../src/cases/history.js'
import type { Values } from '../../../src/dialogue/session.js'
import { at, dayOf, daysFrom, HOUR, MINUTE, randomFrom } from './days.js'
import { membersOf, named } from './people.js'

type Given = Values | ((now: Date, plant: Plant, record?: CaseRecord) => Values)
export interface Deed {
  readonly act: string
  readonly as: Actor
  readonly data?: Given
  /** Fields that it sets as they are. */
  readonly record?: object
  /** It is done to the case of this kind that belongs to the first one, or to what belongs to that. */
  readonly kind?: string
  /** Not before so many days have passed since what was done last. */
  readonly afterDays?: number
}
export const PLANTS = ['weinan', 'tongchuan'] as const
export type Plant = (typeof PLANTS)[number]
interface Story {
  readonly kind: string
  readonly prefix: string
  /** How long before it was written down the customer had said it. */
  readonly hoursLate?: number
  readonly deeds: readonly Deed[]
}
export interface Step {
  readonly at: Date
  readonly no: string
  readonly kind: string
  readonly plant: Plant
  readonly deed: Deed
  /** Of the first of its story, with which the case begins. */
  readonly heardAt?: Date
}

const other = (plant: Plant): Plant => (plant === 'weinan' ? 'tongchuan' : 'weinan')
const inDays = (now: Date, count: number): string => daysFrom(dayOf(now), count)
const someoneOf = (department: string) => named(membersOf([department])[0]!)

const BEGUN: readonly Deed[] = [{ act: 'registered', as: 'ANYONE', data: { needsCheck: true } }]
const TOLD: readonly Deed[] = [
  { act: 'delivered', as: 'SYSTEM' },
  { act: 'accepted', as: 'QC' },
  { act: 'confirmed', as: 'DEPT' },
]
/** The head of marketing is asked about it, and answers. */
const asked = (kind?: string): readonly Deed[] => [
  {
    act: 'copied',
    as: 'READER',
    data: { colleagues: [named('wecom:head')], note: '请看一下', wantsReply: true },
    ...(kind && { kind }),
  },
  {
    act: 'replied',
    as: 'COPIED',
    data: (_, __, record) => ({ about: record?.copies?.at(-1)?.about ?? '', reply: '看过了' }),
    ...(kind && { kind }),
  },
]
const FILED: readonly Deed[] = [{ act: 'filingAccepted', as: 'CS', data: { mktOpinion: '同意' } }]
const PROPOSED: Deed = {
  act: 'planProposed',
  as: 'DEPT',
  data: (now, plant) => ({
    ...{ plan: '补 8 袋', planMeasures: ['REPLENISH'], planAmount: 8000 },
    ...{ planOwner: someoneOf(`${plant}-packing`), planDue: inDays(now, 9) },
  }),
}
const SIGNED: readonly Deed[] = [
  { act: 'planApproved', as: 'MKT_HEAD' },
  { act: 'planApproved', as: 'GM' },
]

/** Reported in part at 21:00; our fault, with a plan that is sent back once and refused once, and a measure that has no effect at first. */
const OURS: Story = {
  kind: 'complaint',
  prefix: 'TS',
  deeds: [
    {
      act: 'registeredPartly',
      as: 'SYSTEM',
      data: { needsCheck: true },
      record: { kind: 'BAG_COUNT', description: '', isIncomplete: true },
    },
    ...TOLD,
    { act: 'completed', as: 'ANYONE', record: { description: '少 8 袋', isIncomplete: false } },
    { act: 'deskChecked', as: 'QC', data: { needSite: true, needSample: false } },
    {
      act: 'visitRecorded',
      as: 'QC',
      data: (now) =>
        ({ csPeople: ['甲'], qcPeople: ['乙'], sitePhotos: ['a', 'b'], arrivedOn: now.toISOString(), findings: '少 8 袋' }) as never,
    },
    { act: 'factsWritten', as: 'QC', data: { facts: '少 10 袋', causeCode: 'PACKING', causeText: '漏计' } },
    { act: 'customerObjected', as: 'CS', data: { objection: '少 12 袋' } },
    { act: 'factsWritten', as: 'QC', data: { facts: '少 8 袋', causeCode: 'PACKING', causeText: '漏计' } },
    { act: 'customerConfirmed', as: 'CS', data: { evidence: ['a'] } },
    { act: 'liabilitySet', as: 'QC', data: (_, plant) => ({ liability: 'OURS', respDepts: [`${plant}-packing`] }) },
    PROPOSED,
    { act: 'planRejected', as: 'MKT_HEAD', data: { reason: '写明日期' } },
    PROPOSED,
    ...SIGNED,
    { act: 'planSent', as: 'CS' },
    { act: 'planRefused', as: 'CS', data: { reason: '太慢' } },
    PROPOSED,
    { act: 'filedFirst', as: 'CS' },
    ...SIGNED,
    { act: 'planAccepted', as: 'CS' },
    { act: 'executed', as: 'DEPT', data: { execution: '已送', proof: ['a'] } },
    {
      act: 'filingSubmitted',
      as: 'QC',
      data: (now, plant) => ({
        ...{ qcOpinion: '同意', corrective: '换计数器', actionOwner: someoneOf(`${plant}-packing`) },
        ...{ actionDue: inDays(now, 6), verifyOn: inDays(now, 9) },
      }),
    },
    ...FILED,
    { act: 'calledBack', as: 'CS', data: { overall: 3, resolved: 'PARTLY' } },
    { act: 'callbackReviewed', as: 'MKT_HEAD' },
    ...asked('correctiveAction'),
    { act: 'measureDone', as: 'ASSIGNEE', kind: 'correctiveAction', data: { result: '换好了' } },
    {
      act: 'measureFailed',
      as: 'QC',
      kind: 'correctiveAction',
      data: (now) => ({ reason: '又漏计', due: inDays(now, 5), checkOn: inDays(now, 7) }),
      afterDays: 7,
    },
    { act: 'measureDone', as: 'DEPT', kind: 'correctiveAction', data: { result: '又换了一个' } },
    { act: 'measureVerified', as: 'QC', kind: 'correctiveAction', data: { checked: '三班无差错' }, afterDays: 6 },
  ],
}

/** Not our fault; a customer who does not answer, a sample, a letter; somebody who is not satisfied and withdraws in the second round. */
const NOT_OURS: Story = {
  kind: 'complaint',
  prefix: 'TS',
  deeds: [
    ...BEGUN.map((deed) => ({ ...deed, record: { kind: 'CAKING' } })),
    ...TOLD,
    ...asked(),
    { act: 'deskChecked', as: 'QC', data: { needSite: false, needSample: true } },
    {
      act: 'sampled',
      as: 'QC',
      data: (now) => ({
        ...{ sampleNo: 'YP-1', sampledOn: dayOf(now), castOn: inDays(now, 1), basis: 'GOODS' },
        ...{ sealed: true, keeper: '丙' },
      }),
    },
    { act: 'labResult', as: 'QC', data: { age: 'D3', result: '25', sampleNo: 'YP-1' }, afterDays: 5 },
    { act: 'factsWritten', as: 'QC', data: { facts: '受潮', causeCode: 'STORAGE', causeText: '露天' } },
    { act: 'contactAttempted', as: 'CS' },
    { act: 'contactAttempted', as: 'CS' },
    { act: 'goneOnUnanswered', as: 'MKT_HEAD', afterDays: 12 },
    { act: 'liabilitySet', as: 'QC', data: { liability: 'NOT_OURS' } },
    { act: 'explained', as: 'CS', data: { explanation: '受潮', replyNeeded: true }, afterDays: 2 },
    { act: 'replySigned', as: 'QC_HEAD' },
    { act: 'labResult', as: 'QC', data: { age: 'D28', result: '48', sampleNo: 'YP-1' }, afterDays: 25 },
    { act: 'filingSubmitted', as: 'QC', data: { qcOpinion: '同意' } },
    ...FILED,
    { act: 'calledBack', as: 'CS', data: { overall: 2, resolved: 'UNRESOLVED', reasonText: '又结块' } },
    { act: 'callbackReviewed', as: 'MKT_HEAD' },
    { act: 'withdrawn', as: 'CS', data: { reason: '自行处理', evidence: ['a'] } },
    { act: 'calledBack', as: 'CS', data: { overall: 4, resolved: 'RESOLVED' } },
    { act: 'sampleDisposed', as: 'QC', data: { sampleNo: 'YP-1' } },
  ],
}

/** A major incident of the other plant and another department than was thought, its meeting and a measure; nobody can be reached in the end. */
const MAJOR: Story = {
  kind: 'complaint',
  prefix: 'TS',
  hoursLate: 20,
  deeds: [
    ...BEGUN.map((deed) => ({ ...deed, record: { kind: 'QUALITY' } })),
    { act: 'majorSuspected', as: 'CS', data: { majorFacts: '两家强度不足' } },
    ...TOLD,
    { act: 'rerouted', as: 'QC', data: (_, plant) => ({ toPlant: other(plant), reason: '不是我厂的货' }) },
    { act: 'redirected', as: 'CS', data: (_, plant) => ({ toDepartments: [`${other(plant)}-packing`], reason: '发错货' }) },
    { act: 'accepted', as: 'QC' },
    { act: 'confirmed', as: 'DEPT' },
    { act: 'majorClassified', as: 'PROD_TECH', data: { majorClass: 'MAJOR_LIABILITY', basis: '复检' } },
    { act: 'gmInstructed', as: 'GM', data: { instruction: '派组' } },
    { act: 'opinionGiven', as: 'PROD_TECH', data: { opinion: '停用' } },
    { act: 'majorDone', as: 'PROD_TECH', data: { result: '合格' }, afterDays: 3 },
    { act: 'meetingConvened', as: 'GM', kind: 'meeting', data: (now) => ({ meetingOn: inDays(now, 3) }) },
    ...asked('meeting'),
    { act: 'minutesFiled', as: 'MKT_HEAD', kind: 'meeting', data: { attendees: '各部门', causes: '计量' }, afterDays: 3 },
    {
      act: 'measureAdded',
      as: 'MKT_HEAD',
      kind: 'meeting',
      data: (now, plant) => ({ measure: '换秤', department: `${other(plant)}-packing`, due: inDays(now, 5) }),
    },
    { act: 'measureDone', as: 'DEPT', kind: 'correctiveAction', data: { result: '换好了' } },
    { act: 'measureVerified', as: 'MKT_HEAD', kind: 'correctiveAction', data: { checked: '抽查合格' }, afterDays: 6 },
    { act: 'withdrawn', as: 'CS', data: { reason: '另行解决', evidence: ['a'] } },
    ...Array.from({ length: 8 }, (): Deed => ({ act: 'callAttempted', as: 'CS', data: { contactResult: 'NO_ANSWER' }, afterDays: 2 })),
    { act: 'closedUnreachable', as: 'MKT_HEAD' },
  ],
}

const GIFT: Story = {
  kind: 'gift',
  prefix: 'LP',
  deeds: [
    {
      act: 'giftRequested',
      as: 'SALES',
      data: {
        ...{ recipient: '李总', post: '总经理', isOfficial: false, item: '茶叶', count: 2, value: 3000 },
        ...{ occasion: '春节', reason: '多年合作', buyer: '王强' },
      },
    },
    ...asked(),
    { act: 'giftApproved', as: 'MKT_HEAD' },
    { act: 'giftConfirmed', as: 'GM', afterDays: 2 },
    { act: 'giftGiven', as: 'REGISTRAR', data: (now) => ({ proof: ['a'], givenOn: dayOf(now), receipt: '签收' }), afterDays: 12 },
    { act: 'giftFiled', as: 'CS' },
  ],
}

const RECEPTION: Story = {
  kind: 'reception',
  prefix: 'JD',
  deeds: [
    {
      act: 'receptionPlanned',
      as: 'SALES',
      data: (now) => ({ arrival: 'APPOINTMENT', visitors: '李总 2 人', purpose: '看厂', at: at(inDays(now, 5), '10:30').toISOString() }),
    },
    ...asked(),
    { act: 'receptionMoved', as: 'REGISTRAR', data: (now) => ({ at: at(inDays(now, 4), '15:00').toISOString() }) },
    { act: 'receptionRecorded', as: 'REGISTRAR', data: { content: '看了生产线' }, afterDays: 4 },
  ],
}

const SECRECY: Story = {
  kind: 'secrecy',
  prefix: 'SM',
  deeds: [
    { act: 'secrecyReported', as: 'SALES', data: { asker: '访客', asked: '配比', said: '没有说', severity: 'SERIOUS' } },
    ...asked(),
    { act: 'secrecyHandled', as: 'MKT_HEAD', data: { note: '已提醒' } },
  ],
}

/** A message does not reach the customer: customer service rings up, and hears that it is settled. */
const RUNG_UP: Story = {
  kind: 'complaint',
  prefix: 'TS',
  deeds: [
    ...BEGUN.map((deed) => ({ ...deed, record: { kind: 'BREAKAGE' } })),
    {
      act: 'messageFailed',
      as: 'SYSTEM',
      data: { contact: { id: 'wecom-kf:wm1', name: '张工' }, words: '您好，已经登记', failure: 'closed' },
    },
    {
      act: 'toldByPhone',
      as: 'CS',
      data: (_, __, record) => ({ upTo: String(dataOf(record!.events.findLast(({ type }) => type === 'messageFailed')!).about) }),
    },
    { act: 'withdrawn', as: 'CS', data: { reason: '自行处理', evidence: ['a'] } },
  ],
}
const HELP: Story = {
  kind: 'helpRequest',
  prefix: 'RG',
  deeds: [
    { act: 'helpAsked', as: 'SALES', data: { name: '张工', phone: '13991300001', nos: [] } },
    { act: 'helpAskedAgain', as: 'SYSTEM', data: { nos: [] } },
    ...asked(),
    { act: 'helped', as: 'CS' },
  ],
}

/** What chance makes of a story depends on those before it: a new one comes last. */
const STORIES = [OURS, NOT_OURS, MAJOR, GIFT, RECEPTION, SECRECY, RUNG_UP, HELP]

/** The eves of make-up days and of days off, days in the middle of them, a late evening, the evening of the last days of the year. */
const BEGINNINGS = [
  at('2026-01-03', '09:20'),
  at('2026-02-13', '16:40'),
  at('2026-03-09', '23:10'),
  at('2026-05-08', '11:30'),
  at('2026-06-18', '15:00'),
  at('2026-07-18', '10:00'),
  at('2026-09-17', '17:30'),
  at('2026-12-29', '16:00'),
]
/** Of these, the one on which the stories begin that nobody hurries. */
const SLOW = 2
export const END = at('2026-12-31', '23:59')
/** Nothing ran in these days, so nobody could do anything; everything that was due comes afterwards, in order. */
export const OUTAGE = [at('2026-03-10', '03:00'), at('2026-03-13', '11:00')] as const
const afterOutage = (time: Date): Date =>
  time > OUTAGE[0] && time < OUTAGE[1]
    ? new Date(OUTAGE[1].getTime() + MINUTE + ((time.getTime() - OUTAGE[0].getTime()) % (8 * HOUR)))
    : time

/** Each sort of story on each of these days, turn and turn about at one plant and the other. */
export function stepsOfTheYear(): Step[] {
  const random = randomFrom(2026)
  const steps: Step[] = []
  for (const [index, { kind, prefix, hoursLate = 0, deeds }] of STORIES.entries()) {
    for (const [nth, begins] of BEGINNINGS.entries()) {
      const first = afterOutage(new Date(begins.getTime() + index * 37 * MINUTE))
      const no = `${prefix}-${dayOf(first).replaceAll('-', '')}-${index}${String(nth).padStart(2, '0')}`
      const plant = PLANTS[(index + nth) % 2]!
      // every fourth stops somewhere on its way
      const told = nth % 4 === 3 ? deeds.slice(0, 1 + Math.floor(random() * deeds.length)) : deeds
      let time = first
      for (const [place, deed] of told.entries()) {
        if (place > 0) time = afterOutage(new Date(time.getTime() + (deed.afterDays ?? 0) * 24 * HOUR + pause(random, nth === SLOW)))
        const heardAt = new Date(time.getTime() - hoursLate * HOUR)
        steps.push({ at: time, no, kind, plant, deed, ...(place === 0 && { heardAt }) })
      }
    }
  }
  return steps
}

/** Most do it within a day, some after days; where nobody hurries, everything is late. */
function pause(random: () => number, isSlow: boolean): number {
  const hours = isSlow ? 120 + random() * 96 : random() < 0.7 ? random() * 20 : random() * 120
  return Math.ceil(hours * 60) * MINUTE
}
