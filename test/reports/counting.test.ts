/** Every figure by hand. */
import { describe, expect, it } from 'vitest'
import { instant } from '../../src/calendar/index.js'
import { againIn, type Counted, countsOf, groupsOf, perTenThousand, shippedKey, spreadOf, sumOf } from '../../src/reports/counting.js'

let count = 0
const one = (day: string, more: Partial<Counted> = {}): Counted => ({
  no: `TS-${++count}`,
  registeredAt: instant(day),
  month: day.slice(0, 7),
  plant: 'weinan',
  kind: 'CAKING',
  product: undefined,
  cause: undefined,
  customer: { id: `customer of ${count}`, name: '' },
  batches: [],
  days: {},
  sums: {},
  ...more,
})
const HONGJI = { id: 'hongji', name: '宏基' }

describe('the middle and nine of ten', () => {
  it.each([
    [[], undefined],
    [[3], { median: 3, ninety: 3, of: 1 }],
    [[4, 1], { median: 2.5, ninety: 4, of: 2 }],
    [[9, 1, 2], { median: 2, ninety: 9, of: 3 }],
    [[1, 2, 3, 4, 5, 6, 7, 8, 9, 100], { median: 5.5, ninety: 9, of: 10 }],
    [[10, 9, 8, 7, 6, 5, 4, 3, 2, 1, 0], { median: 5, ninety: 9, of: 11 }],
    [[0, 0, 0, 0], { median: 0, ninety: 0, of: 4 }],
  ])('of %j', (values, spread) => {
    expect(spreadOf(values)).toEqual(spread)
  })
})

describe('a sum', () => {
  it('of nothing that anybody has named is none; of zeros it is zero', () => {
    expect([sumOf([]), sumOf([0, 0]), sumOf([0.1, 0.2]), sumOf([420.55, 79.45])]).toEqual([undefined, 0, 0.3, 500])
  })
})

describe('a complaint came again', () => {
  const nos = (all: readonly Counted[]) => [...againIn(all)]

  it('of the same customer or of the same batch, within 90 days', () => {
    const first = one('2026-03-01', { customer: HONGJI, batches: ['a'] })
    const sameCustomer = one('2026-05-30', { customer: HONGJI }) // 90 days later
    const sameBatch = one('2026-05-01', { batches: ['b', 'a'] })
    const other = one('2026-05-02', { batches: ['c'] })
    expect(nos([first, sameBatch, other, sameCustomer])).toEqual([sameBatch.no, sameCustomer.no])
  })

  it('not after more than 90 days, and each by the one before it', () => {
    const first = one('2026-03-01', { customer: HONGJI })
    const late = one('2026-05-31', { customer: HONGJI }) // 91 days later
    const third = one('2026-06-15', { customer: HONGJI })
    expect(nos([first, late, third])).toEqual([third.no])
  })
})

describe('for each 10,000 t', () => {
  const shipped = new Map([
    [shippedKey('weinan', '2026-09'), 100_000],
    [shippedKey('weinan', '2026-10'), 60_000],
  ])
  const complaints = [
    one('2026-09-03'),
    one('2026-10-03'),
    one('2026-10-04', { kind: 'BREAKAGE' }),
    one('2026-10-05'),
    one('2026-10-05', { plant: 'tongchuan' }),
    one('2026-11-05'),
  ]

  it('counts only the plants and months whose shipments are known', () => {
    // 4 of 160,000 t
    expect(perTenThousand(complaints, shipped)).toBe(0.25)
    expect(perTenThousand([], shipped)).toBe(0)
  })

  it('is unknown, and not zero, where no shipment is', () => {
    expect(perTenThousand(complaints, new Map())).toBeUndefined()
    expect(perTenThousand(complaints, new Map([[shippedKey('weinan', '2026-09'), 0]]))).toBeUndefined()
  })
})

it('what groups have in common is counted for each, with the year before, the largest first', () => {
  const now = [
    one('2026-03-01', { kind: 'BREAKAGE' }),
    one('2026-03-02', { days: { accepted: 0, planned: 3 }, sums: { plannedYuan: 420, plannedTonnes: 0.4 } }),
    one('2026-03-03', { days: { accepted: 1 }, sums: { plannedYuan: 0, paidYuan: 80.5 } }),
  ]
  const before = [one('2025-03-02'), one('2025-03-09', { kind: 'OTHER' })]
  const groups = groupsOf(now, before, ({ kind }) => kind)
  expect(groups.map(({ key }) => key)).toEqual(['CAKING', 'BREAKAGE', 'OTHER'])
  expect(countsOf(groups[0]!.now, groups[0]!.before, new Set([now[1]!.no, now[0]!.no]))).toEqual({
    count: 2,
    before: 1,
    again: 1,
    days: { accepted: { median: 0.5, ninety: 1, of: 2 }, planned: { median: 3, ninety: 3, of: 1 } },
    sums: { plannedYuan: 420, plannedTonnes: 0.4, paidYuan: 80.5 },
  })
})
