/** Bag-weight and bulk arithmetic (domain.md 4.2 and 4.3). It says what was measured, never 合格 or 不合格. */

const SAMPLE_BAGS = 20
const SINGLE_BAG_SHARE = 0.99

export interface BagWeights {
  readonly count: number
  readonly lowestNetKg: number
  readonly averageNetKg: number
  /** What the standard asks of a single bag, net. */
  readonly singleMinimumKg: number
  readonly belowMinimum: number
  /** Sum of the first twenty, bags included; absent with fewer: 样本不足 20 袋, 仅供参考. */
  readonly totalGrossKg?: number
  readonly totalMinimumKg: number
  readonly isTotalBelow?: boolean
}

/** @param weights kg, as weighed: gross or net @param tareKg mass of an empty bag */
export function judgeBagWeights(weights: readonly number[], options: { isGross: boolean; tareKg: number; nominalKg: number }): BagWeights {
  const { isGross, tareKg, nominalKg } = options
  const nets = weights.map((weight) => (isGross ? toGrams(weight) - toGrams(tareKg) : toGrams(weight)))
  const singleMinimum = Math.round(nominalKg * SINGLE_BAG_SHARE * 1000)
  const first = nets.slice(0, SAMPLE_BAGS)
  const totalGross = sum(first) + first.length * toGrams(tareKg)
  const totalMinimum = SAMPLE_BAGS * nominalKg * 1000
  const isEnough = weights.length >= SAMPLE_BAGS
  return {
    count: weights.length,
    lowestNetKg: Math.min(...nets) / 1000,
    averageNetKg: Math.round(sum(nets) / nets.length) / 1000,
    singleMinimumKg: singleMinimum / 1000,
    belowMinimum: nets.filter((net) => net < singleMinimum).length,
    totalMinimumKg: totalMinimum / 1000,
    ...(isEnough && { totalGrossKg: totalGross / 1000, isTotalBelow: totalGross < totalMinimum }),
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

const toGrams = (kg: number) => Math.round(kg * 1000)
const sum = (values: readonly number[]) => values.reduce((total, value) => total + value, 0)
