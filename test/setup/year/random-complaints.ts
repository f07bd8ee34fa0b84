/** Complaints at one plant that go some way at random: late here and there, refused now and then, often never to their end. */
import { at, dayOf, HOUR, MINUTE, randomFrom } from './days.js'
import type { Deed, Step } from './stories.js'

const INVESTIGATE: readonly Deed[] = [
  { act: 'accepted', as: 'QC' },
  { act: 'deskChecked', as: 'QC', data: { needSite: false, needSample: false } },
  { act: 'factsWritten', as: 'QC', data: { facts: '少 8 袋', causeCode: 'PACKING', causeText: '漏计' } },
  { act: 'customerConfirmed', as: 'CS', data: { evidence: ['a'] } },
]
const EXPLAIN: readonly Deed[] = [
  { act: 'liabilitySet', as: 'QC', data: { liability: 'NOT_OURS' } },
  { act: 'explained', as: 'CS', data: { explanation: '受潮' } },
]
const FILE: readonly Deed[] = [
  { act: 'filingSubmitted', as: 'QC', data: { qcOpinion: '同意', corrective: '换', actionOwner: '孙强', actionDue: '2026-12-31' } },
  { act: 'filingAccepted', as: 'CS', data: { mktOpinion: '同意' } },
]
const HAPPY: Deed = { act: 'calledBack', as: 'CS', data: { overall: 4, resolved: 'RESOLVED' } }
const UNHAPPY: Deed = { act: 'calledBack', as: 'CS', data: { overall: 2, resolved: 'UNRESOLVED', reasonText: '又破了' } }
const PLAN = { plan: '补 8 袋', planMeasures: ['REPLENISH'], planOwner: '孙强', planDue: '2026-12-30' }
const PATHS: readonly (readonly Deed[])[] = [
  [...INVESTIGATE, ...EXPLAIN, ...FILE, UNHAPPY],
  [...INVESTIGATE, ...EXPLAIN, ...FILE, HAPPY],
  [
    ...INVESTIGATE,
    { act: 'liabilitySet', as: 'QC', data: { liability: 'OURS', respDepts: ['weinan-packing'] } },
    { act: 'planProposed', as: 'DEPT', data: PLAN },
    { act: 'planApproved', as: 'MKT_HEAD' },
    { act: 'planAccepted', as: 'CS' },
    { act: 'executed', as: 'DEPT', data: { execution: '已送', proof: ['a'] } },
    ...FILE,
    HAPPY,
  ],
  [
    { act: 'accepted', as: 'QC' },
    { act: 'withdrawn', as: 'CS', data: { reason: '点错', evidence: ['a'] } },
    { act: 'calledBack', as: 'CS', data: { overall: 5, resolved: 'RESOLVED' } },
  ],
  [
    { act: 'majorSuspected', as: 'CS', data: { majorFacts: '两家强度不足' } },
    { act: 'majorClassified', as: 'PROD_TECH', data: { majorClass: 'MAJOR', basis: '复检' } },
    { act: 'opinionGiven', as: 'PROD_TECH', data: { opinion: '停用' } },
  ],
]
const KINDS = ['BAG_COUNT', 'CAKING', 'QUALITY'] as const
const PLACE = { kind: 'complaint', plant: 'weinan' } as const

export function randomComplaints(count: number): Step[] {
  const random = randomFrom(2026)
  const steps: Step[] = []
  for (let index = 0; index < count; index++) {
    let time = new Date(at('2026-01-02').getTime() + Math.floor(random() * 345 * 24 * 60) * MINUTE)
    const no = `TS-${dayOf(time).replaceAll('-', '')}-${String(index + 1).padStart(3, '0')}`
    const begun: Deed = { act: 'registered', as: 'ANYONE', record: { kind: KINDS[(index + 1) % KINDS.length] } }
    const told: Deed = { act: 'delivered', as: 'SYSTEM' }
    steps.push({ ...PLACE, at: time, no, deed: begun, heardAt: time }, { ...PLACE, at: time, no, deed: told })
    const path = PATHS[Math.floor(random() * PATHS.length)]!
    for (const deed of path.slice(0, 1 + Math.floor(random() * path.length * 1.4))) {
      time = new Date(
        time.getTime() + Math.floor((random() < 0.7 ? random() * 20 * HOUR : random() * 150 * HOUR) / MINUTE) * MINUTE + MINUTE,
      )
      steps.push({ ...PLACE, at: time, no, deed })
    }
  }
  return steps
}
