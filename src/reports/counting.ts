/** What is counted of complaints: how many, how often again, how long, how dear, by whatever they have in common. Pure. */
import { DAY_MS } from '../calendar/index.js'

/** As much of a complaint as is counted. */
export interface Counted {
  readonly no: string
  readonly registeredAt: Date
  /** In which it was registered, as `yyyy-MM` in Asia/Shanghai. */
  readonly month: string
  readonly plant: string | undefined
  readonly kind: string
  readonly product: string | undefined
  readonly cause: string | undefined
  readonly customer: { readonly id: string; readonly name: string }
  readonly batches: readonly string[]
  /** Working days from its registration; undefined while it has not come so far. */
  readonly days: Readonly<Partial<Record<Stage, number | undefined>>>
  /** Of all rounds; undefined where nobody has named any. */
  readonly sums: Readonly<Partial<Record<Sum, number | undefined>>>
}

/** To the first acceptance, to the first plan, to the end. */
export const STAGES = ['accepted', 'planned', 'closed'] as const
export type Stage = (typeof STAGES)[number]
/** What the plans cost in yuan and tonnes, and what it came to in yuan when it was filed. */
export type Sum = 'plannedYuan' | 'plannedTonnes' | 'paidYuan'

/** Tonnes shipped, by `shippedKey`; a month that is not there is unknown, and no zero. */
export type Shipped = ReadonlyMap<string, number>
export const shippedKey = (plant: string | undefined, month: string): string => `${plant ?? ''} ${month}`

export interface Spread {
  readonly median: number
  /** Nine of ten took no longer. */
  readonly ninety: number
  readonly of: number
}

export interface Counts {
  readonly count: number
  /** In the same days a year before. */
  readonly before: number
  readonly again: number
  readonly days: Readonly<Record<Stage, Spread | undefined>>
  readonly sums: Readonly<Record<Sum, number | undefined>>
}

/** @param again numbers of those that came again */
export function countsOf(now: readonly Counted[], before: readonly Counted[], again: ReadonlySet<string>): Counts {
  const spread = (stage: Stage) => spreadOf(now.flatMap(({ days }) => days[stage] ?? []))
  const sum = (name: Sum) => sumOf(now.flatMap(({ sums }) => sums[name] ?? []))
  return {
    count: now.length,
    before: before.length,
    again: now.filter(({ no }) => again.has(no)).length,
    days: { accepted: spread('accepted'), planned: spread('planned'), closed: spread('closed') },
    sums: { plannedYuan: sum('plannedYuan'), plannedTonnes: sum('plannedTonnes'), paidYuan: sum('paidYuan') },
  }
}

export interface Group {
  /** Undefined for those of which it is not known. */
  readonly key: string | undefined
  readonly now: readonly Counted[]
  readonly before: readonly Counted[]
}

/** By what they have in common, the largest group first. */
export function groupsOf(now: readonly Counted[], before: readonly Counted[], keyOf: (one: Counted) => string | undefined): Group[] {
  const groups = new Map<string | undefined, { now: Counted[]; before: Counted[] }>()
  const add = (time: 'now' | 'before', all: readonly Counted[]) => {
    for (const one of all) {
      const key = keyOf(one)
      const group = groups.get(key) ?? { now: [], before: [] }
      group[time].push(one)
      groups.set(key, group)
    }
  }
  add('now', now)
  add('before', before)
  return [...groups]
    .map(([key, group]) => ({ key, ...group }))
    .sort((one, other) => other.now.length - one.now.length || other.before.length - one.before.length)
}

export const AGAIN_DAYS = 90

/**
 * Those that came again: of a customer, or of a batch, of which another complaint had been registered within the 90 days before.
 * @param all in the order of their registration
 */
export function againIn(all: readonly Counted[]): ReadonlySet<string> {
  const last = new Map<string, Date>()
  const again = new Set<string>()
  for (const { no, registeredAt, customer, batches } of all) {
    const keys = [`customer ${customer.id}`, ...batches.map((batch) => `batch ${batch}`)]
    const since = registeredAt.getTime() - AGAIN_DAYS * DAY_MS
    if (keys.some((key) => (last.get(key)?.getTime() ?? Number.NEGATIVE_INFINITY) >= since)) again.add(no)
    for (const key of keys) last.set(key, registeredAt)
  }
  return again
}

/** Complaints for each 10,000 t, of the plants and months whose shipments are known and of no others; undefined where none is. */
export function perTenThousand(complaints: readonly Counted[], shipped: Shipped): number | undefined {
  const tonnes = sumOf([...shipped.values()])
  if (!tonnes) return undefined
  return (complaints.filter(({ plant, month }) => shipped.has(shippedKey(plant, month))).length / tonnes) * 10_000
}

export function spreadOf(values: readonly number[]): Spread | undefined {
  const sorted = [...values].sort((one, other) => one - other)
  const [lower, upper] = [sorted[Math.ceil(sorted.length / 2) - 1], sorted[Math.floor(sorted.length / 2)]]
  const ninety = sorted[Math.ceil(sorted.length * 0.9) - 1]
  if (lower === undefined || upper === undefined || ninety === undefined) return undefined
  return { median: (lower + upper) / 2, ninety, of: sorted.length }
}

/** Undefined where there is nothing to add up: what nobody has named is no zero. Rounded to what money and scales can tell. */
export const sumOf = (values: readonly number[]): number | undefined =>
  values.length === 0 ? undefined : Math.round(values.reduce((sum, one) => sum + one, 0) * 1_000) / 1_000
