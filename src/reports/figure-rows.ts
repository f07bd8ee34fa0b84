/** Figures put into words: the lines of the text, the rows of the workbook, the bars of the picture. Pure. */
import { addDays } from '../calendar/index.js'
import type { Values } from '../dialogue/session.js'
import type { Organisation } from '../people/organisation.js'
import { monthsAfter } from '../reading/month.js'
import { type Counted, countsOf, type Group, groupsOf, perTenThousand, type Shipped, STAGES, shippedKey } from './counting.js'
import { type DaySpan, monthsIn, wholeMonthsIn } from './day-span.js'
import type { Wording } from './form.js'
import type { CellValue, Column, Panel } from './making/tasks.js'

export interface Figured {
  readonly span: DaySpan
  readonly now: readonly Counted[]
  /** In the same days a year before. */
  readonly before: readonly Counted[]
  /** Numbers of those that came again. */
  readonly again: ReadonlySet<string>
  /** How many are left out, as they are merged into others, or damaged. */
  readonly merged: number
  readonly damaged: number
  /** Those whose shipments the complaints may be set against; none where that would mislead. */
  readonly plants: readonly string[]
  readonly shipped: Shipped
  readonly shippedBefore: Shipped
}

const DIMENSIONS = ['month', 'plant', 'kind', 'product', 'cause', 'customer'] as const
type Dimension = (typeof DIMENSIONS)[number]
interface Named extends Group {
  readonly name: string
}

const MOST_DRAWN = 8
const MOST_NAMED = 3

export function createShowFigures({ phrase, field }: Wording, { plants }: Pick<Organisation, 'plants'>) {
  const named = (groups: readonly Group[], nameOf: (key: string) => string | undefined): Named[] =>
    groups.map((group) => ({ ...group, name: group.key === undefined ? phrase('figures.unknown') : (nameOf(group.key) ?? group.key) }))

  /** By what they have in common; of months each of the time, also one without a complaint. */
  function groups({ now, before, span }: Figured, dimension: Dimension): Named[] {
    const by = (keyOf: (one: Counted) => string | undefined) => groupsOf(now, before, keyOf)
    switch (dimension) {
      case 'month': {
        const found = by(({ month }) => month.slice(5))
        return monthsIn(span).map((month) => {
          const { now = [], before = [] } = found.find(({ key }) => key === month.slice(5)) ?? {}
          return { key: month, now, before, name: phrase('figures.month', { month }) }
        })
      }
      case 'plant':
        return named(
          by(({ plant }) => plant),
          shortNameOf,
        )
      case 'kind':
        return named(
          by(({ kind }) => kind),
          (key) => field('complaint', 'kind', key)?.value,
        )
      case 'product':
        return named(
          by(({ product }) => product),
          (key) => field('complaint', 'product', key)?.value,
        )
      case 'cause':
        return named(
          by(({ cause }) => cause),
          (key) => field('factsWritten', 'causeCode', key)?.value,
        )
      case 'customer':
        return named(
          by(({ customer }) => customer.id),
          (key) => [...now, ...before].find(({ customer }) => customer.id === key)?.customer.name,
        )
    }
  }
  const shortNameOf = (id: string) => plants.find((plant) => plant.id === id)?.shortName

  function text(figured: Figured): Values {
    const { span, now, before, again, merged, damaged } = figured
    const { count, sums, days, ...counts } = countsOf(now, before, again)
    const top = (dimension: Dimension) =>
      groups(figured, dimension)
        .filter((group) => group.now.length > 0)
        .slice(0, MOST_NAMED)
        .map((group) => `${group.name} ${group.now.length}`)
    return {
      from: span.from,
      until: addDays(span.before, -1),
      count,
      before: counts.before,
      again: counts.again,
      kinds: top('kind'),
      causes: top('cause'),
      products: top('product'),
      customers: top('customer'),
      ...sums,
      days: STAGES.flatMap((stage) => {
        const spread = days[stage]
        return spread ? [{ stage, ...spread }] : []
      }),
      ...rateValues(figured),
      merged,
      damaged,
    }
  }

  /** For each 10,000 t, over how many months of plants that is, and of which nothing is known. */
  function rateValues({ now, before, span, plants: rated, shipped, shippedBefore }: Figured): Values {
    const months = wholeMonthsIn(span)
    if (rated.length === 0 || months.length === 0) return {}
    const missing = rated.flatMap((plant) => {
      const unknown = months.filter((month) => !shipped.has(shippedKey(plant, month)))
      return unknown.length > 0 ? [{ plant: shortNameOf(plant), count: unknown.length, months: unknown }] : []
    })
    const rate = perTenThousand(now, shipped)
    const last = perTenThousand(before, shippedBefore)
    return {
      ...(rate !== undefined && {
        rate: { rate: rate.toFixed(2), months: shipped.size, ...(last !== undefined && { last: last.toFixed(2) }) },
      }),
      missing,
    }
  }

  const columns = (): Column[] => COLUMNS.map(([name, width, format]) => ({ title: phrase(`figures.columns.${name}`), width, format }))

  function rows(figured: Figured): CellValue[][] {
    const { now, before, shipped, shippedBefore } = figured
    const whole: Named = { key: undefined, name: phrase('figures.all'), now, before }
    return [
      row(figured, phrase('figures.dimensions.all'), whole, [shipped, shippedBefore]),
      ...DIMENSIONS.flatMap((dimension) =>
        groups(figured, dimension).map((group) =>
          row(figured, phrase(`figures.dimensions.${dimension}`), group, shippedFor(figured, dimension, group)),
        ),
      ),
    ]
  }

  function row(
    { now: all, again }: Figured,
    dimension: string,
    { name, now, before }: Named,
    [shipped, last]: readonly [Shipped, Shipped],
  ): CellValue[] {
    const { count, sums, days, ...counts } = countsOf(now, before, again)
    return [
      dimension,
      name,
      count,
      counts.before,
      count - counts.before,
      all.length > 0 ? round((count / all.length) * 100, 1) : null,
      counts.again,
      rateCell(now, shipped),
      rateCell(before, last),
      ...STAGES.flatMap((stage) => [days[stage]?.median ?? null, days[stage]?.ninety ?? null]),
      sums.plannedYuan ?? null,
      sums.plannedTonnes ?? null,
      sums.paidYuan ?? null,
    ]
  }

  function panels(figured: Figured): Panel[] {
    const drawn =
      monthsIn(figured.span).length > 1 ? (['month', 'kind', 'cause', 'customer'] as const) : (['kind', 'cause', 'customer'] as const)
    return drawn.flatMap((dimension) => {
      const shown = groups(figured, dimension).slice(0, dimension === 'month' ? 12 : MOST_DRAWN)
      const series = (['before', 'now'] as const).map((time) => ({
        name: phrase(`figures.series.${time}`),
        values: shown.map((group) => group[time].length),
      }))
      return shown.length > 0 ? [{ title: phrase(`figures.dimensions.${dimension}`), rows: shown.map(({ name }) => name), series }] : []
    })
  }

  return { text, columns, rows, panels }
}

const COLUMNS = [
  ['dimension', 10, 'text'],
  ['name', 26, 'text'],
  ['count', 8, 'text'],
  ['before', 8, 'text'],
  ['change', 8, 'text'],
  ['share', 8, 'text'],
  ['again', 10, 'text'],
  ['rate', 10, 'text'],
  ['rateBefore', 10, 'text'],
  ['acceptedMedian', 10, 'text'],
  ['acceptedNinety', 10, 'text'],
  ['plannedMedian', 10, 'text'],
  ['plannedNinety', 10, 'text'],
  ['closedMedian', 10, 'text'],
  ['closedNinety', 10, 'text'],
  ['plannedYuan', 14, 'money'],
  ['plannedTonnes', 12, 'text'],
  ['paidYuan', 14, 'money'],
] as const

/** What a group is set against; nothing where shipments are not known by what it has in common. */
function shippedFor({ shipped, shippedBefore }: Figured, dimension: Dimension, { key = '' }: Group): readonly [Shipped, Shipped] {
  switch (dimension) {
    case 'kind':
      return [shipped, shippedBefore]
    case 'plant':
      return [ofKey(shipped, (one) => one.startsWith(`${key} `)), ofKey(shippedBefore, (one) => one.startsWith(`${key} `))]
    case 'month':
      return [ofKey(shipped, (one) => one.endsWith(` ${key}`)), ofKey(shippedBefore, (one) => one.endsWith(` ${monthsAfter(key, -12)}`))]
    case 'product':
    case 'cause':
    case 'customer':
      return [new Map(), new Map()]
  }
}

const ofKey = (shipped: Shipped, isMeant: (key: string) => boolean): Shipped => new Map([...shipped].filter(([key]) => isMeant(key)))
const rateCell = (complaints: readonly Counted[], shipped: Shipped): CellValue => {
  const rate = perTenThousand(complaints, shipped)
  return rate === undefined ? null : round(rate, 2)
}
const round = (value: number, digits: number): number => Number(value.toFixed(digits))
