/** Bag-weight, bulk and quantity arithmetic (domain.md 4.2 and 4.3). It says what was measured, never 合格 or 不合格. */

import { isObject, type Value, type Values } from '../dialogue/session.js'

const SAMPLE_BAGS = 20
const SINGLE_BAG_SHARE = 0.99

export interface BagWeights {
  readonly count: number
  /** Absent where only the gross is known. */
  readonly lowestNetKg?: number
  readonly averageNetKg?: number
  /** With the bag, its mass unknown: no net can be told from it. */
  readonly lowestGrossKg?: number
  readonly averageGrossKg?: number
  /** What the standard asks of a single bag, net. */
  readonly singleMinimumKg: number
  readonly belowMinimum?: number
  /** Sum of the first twenty, bags included; absent with fewer (样本不足 20 袋, 仅供参考), and of nets where nobody weighed a bag. */
  readonly totalGrossKg?: number
  readonly totalMinimumKg: number
  readonly isTotalBelow?: boolean
}

/** @param weights kg, as weighed: gross or net @param tareKg mass of an empty bag; undefined where nobody weighed one */
export function judgeBagWeights(
  weights: readonly number[],
  { isGross, tareKg, nominalKg }: { isGross: boolean; tareKg: number | undefined; nominalKg: number },
): BagWeights {
  const grams = weights.map(toGrams)
  const nets = isGross ? (tareKg === undefined ? undefined : grams.map((gram) => gram - toGrams(tareKg))) : grams
  const singleMinimum = Math.round(nominalKg * SINGLE_BAG_SHARE * 1000)
  const totalMinimum = SAMPLE_BAGS * nominalKg * 1000
  const bagMass = isGross ? 0 : tareKg
  const first = grams.slice(0, SAMPLE_BAGS)
  const total = bagMass !== undefined && first.length === SAMPLE_BAGS ? sum(first) + SAMPLE_BAGS * toGrams(bagMass) : undefined
  return {
    count: weights.length,
    ...(nets && { lowestNetKg: lowest(nets), averageNetKg: average(nets), belowMinimum: nets.filter((net) => net < singleMinimum).length }),
    ...(!nets && { lowestGrossKg: lowest(grams), averageGrossKg: average(grams) }),
    singleMinimumKg: singleMinimum / 1000,
    totalMinimumKg: totalMinimum / 1000,
    ...(total !== undefined && { totalGrossKg: total / 1000, isTotalBelow: total < totalMinimum }),
  }
}

export interface BulkDifference {
  readonly diffKg: number
  readonly diffPermille: number
  readonly tolerancePermille: number
  readonly isBeyond: boolean
}

/** @param ourNet t @param theirNet t; exactly at the tolerance counts as within */
export function judgeBulkDifference(ourNet: number, theirNet: number, tolerancePermille: number): BulkDifference {
  const diffGrams = Math.round((ourNet - theirNet) * 1e6)
  const ourGrams = Math.round(ourNet * 1e6)
  return {
    diffKg: Math.round(diffGrams / 10) / 100,
    diffPermille: Math.round((diffGrams / ourGrams) * 100_000) / 100,
    tolerancePermille,
    isBeyond: diffGrams * 1000 > Math.round(ourGrams * tolerancePermille),
  }
}

/** Both weighings as they were answered, against what the contract allows, where somebody knows it, else against the rule. */
export function bulkOf(
  { ourNet, theirNet, contractPermille }: Values,
  { bulkTolerancePermille }: { readonly bulkTolerancePermille: number },
): BulkDifference & { readonly basis: 'CONTRACT' | 'RULE' } {
  const isAgreed = typeof contractPermille === 'number'
  const tolerance = isAgreed ? contractPermille : bulkTolerancePermille
  return { ...judgeBulkDifference(figureOf(ourNet), figureOf(theirNet), tolerance), basis: isAgreed ? 'CONTRACT' : 'RULE' }
}

const figureOf = (amount: Value | undefined): number => Number(isObject(amount) ? amount.value : amount)

/** An answer as an amount in tonnes; undefined where it is none. @param bagKg what a bag holds; undefined where nobody can say */
export function tonnesOf(amount: Value | undefined, bagKg: number | undefined): number | undefined {
  if (!isAmount(amount)) return undefined
  return amount.unit === 'bag' ? bagTonnes(amount.value, bagKg) : amount.value
}

export const isAmount = (value: Value | undefined): value is { value: number; unit: string } =>
  isObject(value) && typeof value.value === 'number' && typeof value.unit === 'string'

/** What a bag holds: a big bag is of any size. @param bagKg by the rule of the company */
export const bagKgOf = (packing: Value | undefined, bagKg: number): number | undefined => (packing === 'BIG_BAG' ? undefined : bagKg)

/** What is left of the delivery (F2.A20): in the unit of both, else in tonnes; undefined where the one cannot be made the other. */
export function remainderOf({ deliveredQty, usedQty }: Values, bagKg: number | undefined): { value: number; unit: string } | undefined {
  if (!isAmount(deliveredQty) || !isAmount(usedQty)) return undefined
  const isAlike = deliveredQty.unit === usedQty.unit
  const [delivered, used] = [deliveredQty, usedQty].map((amount) => (isAlike ? amount.value : tonnesOf(amount, bagKg)))
  if (delivered === undefined || used === undefined || used > delivered) return undefined
  return { value: toGrams(delivered - used) / 1000, unit: isAlike ? deliveredQty.unit : 't' }
}

/** What was delivered and what of it is in dispute (F2.A18, A19), in tonnes, whatever the kind counts in. */
export function quantitiesOf(
  answers: Values,
  bulk: Value | undefined,
  nominalKg: number,
): { deliveredTonnes?: number; affectedTonnes?: number } {
  const bagKg = bagKgOf(answers.packing, nominalKg)
  const { kind, notedBags, countedBags, totalBags, brokenBags, ourNet } = answers
  const bags = (count: Value | undefined) => (typeof count === 'number' ? bagTonnes(count, bagKg) : undefined)
  const short = typeof notedBags === 'number' && typeof countedBags === 'number' ? notedBags - countedBags : undefined
  const lacking = isObject(bulk) && typeof bulk.diffKg === 'number' ? Math.max(0, bulk.diffKg / 1000) : undefined
  const delivered = tonnesOf(answers.deliveredQty, bagKg) ?? bags(notedBags) ?? bags(totalBags) ?? tonnesOf(ourNet, bagKg)
  const isWhole = kind === 'QUALITY' || kind === 'BAG_WEIGHT'
  const affected = tonnesOf(answers.affectedQty, bagKg) ?? bags(short) ?? bags(brokenBags) ?? lacking ?? (isWhole ? delivered : undefined)
  return { ...(delivered !== undefined && { deliveredTonnes: delivered }), ...(affected !== undefined && { affectedTonnes: affected }) }
}

const bagTonnes = (count: number, bagKg: number | undefined): number | undefined =>
  bagKg === undefined ? undefined : toGrams(count * bagKg) / 1_000_000

const toGrams = (kg: number) => Math.round(kg * 1000)
const lowest = (grams: readonly number[]) => Math.min(...grams) / 1000
const average = (grams: readonly number[]) => Math.round(sum(grams) / grams.length) / 1000
const sum = (values: readonly number[]) => values.reduce((total, value) => total + value, 0)
