/** Which cells of form 2 are required and empty (R19.3.d; domain.md 3.2). */
import { describe, expect, it } from 'vitest'
import { isUnfinished, missingCells, type Stage } from '../../src/complaints/completeness.js'
import type { Complaint } from '../../src/complaints/model.js'
import type { Values } from '../../src/dialogue/session.js'

const bags = (value: number) => ({ value, unit: 'bag' })
const common = { arrivedAt: '2026-11-02', deliveryNo: 'T2611-021', batchNo: 'HB2611-07', truckNo: '陕E12345', deliveredQty: bags(700) }
const KINDS: Readonly<Record<string, Values>> = {
  BAG_COUNT: { ...common, notedBags: 700, countedBags: 692, countedBy: '老李' },
  BAG_WEIGHT: { ...common, packedOn: '2026-10-28', weights: [49.4] },
  BREAKAGE: { ...common, totalBags: 700, brokenBags: 35, stage: 'UNLOADING' },
  CAKING: { ...common, packedOn: '2026-10-28', affectedQty: bags(60), storage: '料棚' },
  BULK_SHORT: { ...common, ourNet: { value: 35, unit: 't' }, theirNet: { value: 34.9, unit: 't' } },
  QUALITY: { ...common, usePart: '梁板' },
  OTHER: {},
}
const event = (type: string, data: Values = {}) => ({ id: type, type, round: 1, at: new Date('2026-11-03T02:00:00Z'), data })
const FOUND = [
  event('deskChecked', { needSite: false, needSample: false }),
  event('factsWritten'),
  event('customerConfirmed'),
  event('liabilitySet', { liability: 'OURS', respDepts: ['weinan-packing'] }),
  event('planProposed'),
]
const recordOf = (kind: string, changes: object = {}) =>
  ({
    kind,
    round: 1,
    description: '客户反映的情况',
    complainant: '张工',
    product: 'PO425',
    demand: ['REPLENISH'],
    subKind: 'STRENGTH',
    details: KINDS[kind],
    followUps: [],
    clocks: [],
    events: FOUND,
    liability: 'OURS',
    ...changes,
  }) as unknown as Complaint
const cells = (record: Complaint, stage: Stage) => missingCells(record, stage).map(({ id }) => id)

describe('the cells of form 2 that are required and empty', () => {
  it.each(Object.keys(KINDS))('are none where a complaint of %s has told everything', (kind) => {
    expect(cells(recordOf(kind), 'plan')).toEqual([])
    expect(cells(recordOf(kind, { events: [...FOUND, event('executed')] }), 'file')).toEqual([])
  })

  it.each([
    ['BAG_COUNT', 'notedBags'],
    ['BAG_WEIGHT', 'weights'],
    ['BREAKAGE', 'stage'],
    ['CAKING', 'storage'],
    ['BULK_SHORT', 'theirNet'],
    ['QUALITY', 'usePart'],
  ])('name what %s must tell: %s', (kind, field) => {
    const { [field]: _, ...details } = KINDS[kind]!
    expect(cells(recordOf(kind, { details }), 'plan')).toEqual([field])
  })

  it('name each part that has not been done, and with the file what follows the plan', () => {
    expect(cells(recordOf('OTHER', { events: [] }), 'plan')).toEqual(['deskCheck', 'facts', 'liability', 'customerConfirm', 'plan'])
    const wanted = [event('deskChecked', { needSite: true, needSample: true }), ...FOUND.slice(1)]
    expect(cells(recordOf('OTHER', { events: wanted }), 'plan')).toEqual(['siteVisit', 'sample'])
    expect(cells(recordOf('OTHER'), 'file')).toEqual(['execution'])
    expect(cells(recordOf('OTHER', { events: FOUND.slice(0, 4), liability: 'NOT_OURS' }), 'file')).toEqual(['explanation'])
    expect(cells(recordOf('OTHER', { events: [...FOUND, event('executed')], major: 'SUSPECTED' }), 'file')).toEqual(['majorClass'])
  })

  it('what the customer cannot give, or somebody does not know, is no gap; what is still to come is one', () => {
    const missing = { ...KINDS.BAG_COUNT, deliveryNo: { none: 'missing' } }
    const asked = (more: object) =>
      recordOf('BAG_COUNT', { details: missing, followUps: [{ field: 'deliveryNo', dueAt: new Date(), ...more }] })
    expect(missingCells(asked({}), 'plan')).toEqual([{ id: 'deliveryNo', filledBy: 'correct' }])
    expect(cells(asked({ doneAt: new Date(), isUnavailable: true }), 'plan')).toEqual([])
    expect(cells(recordOf('BAG_COUNT', { details: { ...KINDS.BAG_COUNT, countedBy: { none: 'unknown' } } }), 'plan')).toEqual([])
  })

  it('keep a registration of 21:00 unfinished until all of it is told', () => {
    expect(isUnfinished(recordOf('BAG_COUNT', { isIncomplete: true, description: '' }))).toBe(true)
    expect(isUnfinished(recordOf('BAG_COUNT', { isIncomplete: true }))).toBe(false)
    expect(isUnfinished(recordOf('BAG_COUNT', { description: '' }))).toBe(false)
  })
})
