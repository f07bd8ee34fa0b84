import { describe, expect, it } from 'vitest'
import { kindDataAfter } from '../../src/complaints/corrected-data.js'
import { judgeBagWeights, judgeBulkDifference, quantitiesOf, remainderOf } from '../../src/complaints/weights.js'

const net = { isGross: false, tareKg: 0, nominalKg: 50 }
const twenty = (kg: number) => Array.from({ length: 20 }, () => kg)

describe('bag weight (domain.md 4.2)', () => {
  it.each([
    [49.6, 0],
    [49.5, 0],
    [49.4, 1],
  ])('a single bag of %f kg net: %i below what the standard asks', (kg, below) => {
    expect(judgeBagWeights([kg], net)).toMatchObject({ count: 1, belowMinimum: below, singleMinimumKg: 49.5 })
  })
  it.each([
    [twenty(50), false],
    [[...twenty(50).slice(1), 49.9], true],
  ])('twenty bags gross, their sum against 1,000 kg', (weights, isBelow) => {
    expect(judgeBagWeights(weights, { isGross: true, tareKg: 0.3, nominalKg: 50 })).toMatchObject({
      isTotalBelow: isBelow,
      totalMinimumKg: 1000,
    })
  })
  it('20 nets of 49.6 with a tare of 0.3: every single one is enough, the total is not', () => {
    expect(judgeBagWeights(twenty(49.6), { ...net, tareKg: 0.3 })).toMatchObject({ belowMinimum: 0, totalGrossKg: 998, isTotalBelow: true })
  })
  it('says no mass with bags of twenty bags that were weighed without, and no net of gross weights whose tare is not known', () => {
    const nets = judgeBagWeights(twenty(49.6), { ...net, tareKg: undefined })
    expect(nets).toMatchObject({ count: 20, lowestNetKg: 49.6 })
    expect(nets).not.toHaveProperty('totalGrossKg')
    const gross = judgeBagWeights([49.6, 49.8], { isGross: true, tareKg: undefined, nominalKg: 50 })
    expect(gross).toMatchObject({ lowestGrossKg: 49.6, averageGrossKg: 49.7 })
    expect(gross).not.toHaveProperty('lowestNetKg')
    expect(gross).not.toHaveProperty('belowMinimum')
  })
  it('says nothing about the total with fewer than twenty', () => {
    expect(judgeBagWeights(twenty(49).slice(1), net)).not.toHaveProperty('isTotalBelow')
  })
  it('takes the first twenty of more, and another size of bag', () => {
    expect(judgeBagWeights([...twenty(25), 1], { ...net, nominalKg: 25 })).toMatchObject({
      count: 21,
      totalGrossKg: 500,
      isTotalBelow: false,
      lowestNetKg: 1,
    })
  })
})

describe('bulk short weight (domain.md 4.3)', () => {
  it.each([
    [35.0, 34.9, 2.86, false],
    [35.0, 34.89, 3.14, true],
    [50.0, 49.85, 3.0, false],
    [35.0, 35.1, -2.86, false],
  ])('%f t against %f t: %f permille', (ours, theirs, permille, isBeyond) => {
    expect(judgeBulkDifference(ours, theirs, 3)).toMatchObject({ diffPermille: permille, isBeyond })
  })
})

describe('quantities in tonnes, whatever the kind counts in (F2.A18, A19)', () => {
  const bags = (value: number) => ({ value, unit: 'bag' })
  it.each([
    [{ kind: 'BAG_COUNT', notedBags: 700, countedBags: 692 }, undefined, { deliveredTonnes: 35, affectedTonnes: 0.4 }],
    [{ kind: 'BREAKAGE', totalBags: 700, brokenBags: 35 }, undefined, { deliveredTonnes: 35, affectedTonnes: 1.75 }],
    [{ kind: 'CAKING', deliveredQty: bags(700), affectedQty: bags(60) }, undefined, { deliveredTonnes: 35, affectedTonnes: 3 }],
    [{ kind: 'BULK_SHORT', ourNet: { value: 35, unit: 't' } }, { diffKg: 110 }, { deliveredTonnes: 35, affectedTonnes: 0.11 }],
    [{ kind: 'QUALITY', deliveredQty: { value: 35, unit: 't' } }, undefined, { deliveredTonnes: 35, affectedTonnes: 35 }],
    [{ kind: 'OTHER' }, undefined, {}],
  ])('%o', (answers, bulk, expected) => {
    expect(quantitiesOf(answers, bulk, 50)).toEqual(expected)
  })
})

describe('what is left of a delivery (F2.A20)', () => {
  const t = (value: number) => ({ value, unit: 't' })
  const bags = (value: number) => ({ value, unit: 'bag' })
  it.each([
    [t(35), t(12), 50, t(23)],
    [bags(700), bags(20), undefined, bags(680)],
    [bags(700), t(20), 50, t(15)],
    [t(35), bags(240), 25, t(29)],
    [bags(20), t(5), undefined, undefined],
    [t(10), bags(700), 50, undefined],
    [{ none: 'missing' } as const, t(5), 50, undefined],
  ])('%j, of which %j are used, %s kg a bag: %j', (deliveredQty, usedQty, bagKg, expected) => {
    expect(remainderOf({ deliveredQty, usedQty }, bagKg)).toEqual(expected)
  })
  it('is in no tonnes where a bag may be of any size', () => {
    const answers = { kind: 'CAKING', packing: 'BIG_BAG', deliveredQty: bags(20), affectedQty: t(1) }
    expect(quantitiesOf(answers, undefined, 50)).toEqual({ affectedTonnes: 1 })
  })
})

it('what the contract allows is compared with again once it is corrected', () => {
  const t = (value: number) => ({ value, unit: 't' })
  const rules = { bagNominalKg: 50, bulkTolerancePermille: 3 }
  const record = { kind: 'BULK_SHORT', packing: 'BULK', details: { ourNet: t(35), theirNet: t(34.89) }, kindData: {} } as const
  const { bulk } = kindDataAfter(record, { ourNet: t(35), theirNet: t(34.89) }, rules)
  expect(bulk).toMatchObject({ tolerancePermille: 3, basis: 'RULE', isBeyond: true })
  expect(kindDataAfter({ ...record, kindData: { bulk } }, { contractPermille: 5 }, rules).bulk).toMatchObject({
    tolerancePermille: 5,
    basis: 'CONTRACT',
    isBeyond: false,
  })
})
