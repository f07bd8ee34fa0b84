/** 检验项目: what the laboratory tests, with what GB 175 allows unless the company says otherwise, and whether a result is within it. Pure. */

import { tidy } from '../reading/normalise.js'
import type { Organisation } from './organisation-schema.js'

export type LabItem = Organisation['labItems'][number]

/** domain.md 4.5, 4.6. A strength is measured against the grade of the cement; where none is listed, there is no limit. */
const OF_STANDARD: readonly LabItem[] = [
  {
    id: 'strength3',
    name: '3天抗压',
    unit: 'MPa',
    method: 'GB/T 17671',
    byGrade: { '32.5': 12, '32.5R': 17, '42.5': 17 },
    days: 3,
    isOff: false,
  },
  {
    id: 'strength28',
    name: '28天抗压',
    unit: 'MPa',
    method: 'GB/T 17671',
    byGrade: Object.fromEntries([32.5, 42.5, 52.5, 62.5].flatMap((grade) => [`${grade}`, `${grade}R`].map((name) => [name, grade]))),
    days: 28,
    isOff: false,
  },
  { id: 'initial', name: '初凝', unit: '分钟', method: 'GB/T 1346', min: 45, days: 1, isOff: false },
  { id: 'final', name: '终凝', unit: '分钟', method: 'GB/T 1346', max: 600, days: 1, isOff: false },
  { id: 'soundness', name: '安定性', unit: '毫米', method: 'GB/T 1346', max: 5, days: 2, isOff: false },
  { id: 'sulphur', name: '三氧化硫', unit: '%', method: 'GB/T 176', max: 3.5, days: 2, isOff: false },
  { id: 'magnesia', name: '氧化镁', unit: '%', method: 'GB/T 176', max: 5, days: 2, isOff: false },
  { id: 'chloride', name: '氯离子', unit: '%', method: 'GB/T 176', max: 0.06, days: 2, isOff: false },
]

/** All of them, those of the standard first. */
export function labItemsOf({ labItems }: Pick<Organisation, 'labItems'>): LabItem[] {
  const own = labItems.filter(({ id }) => !OF_STANDARD.some((one) => one.id === id))
  return [...OF_STANDARD.map((item) => labItems.find(({ id }) => id === item.id) ?? item), ...own]
}

/** What was found, with the limit that it was judged by (R22). */
export interface Judged {
  readonly name: string
  readonly value: number
  readonly unit: string
  readonly method: string
  readonly min?: number
  readonly max?: number
  readonly isWithin: boolean
}

/**
 * The results in what somebody wrote that have a limit: 三氧化硫 2.6%，初凝 175分钟.
 * @param days of a strength whose age is known, which then need not be written; @param product as `PO425R`
 */
export function judgedIn(text: string, items: readonly LabItem[], days: number | undefined, product: string | undefined): Judged[] {
  const plain = tidy(text)
  return items.flatMap(({ name, unit, method, isOff, ...item }) => {
    const limit = limitOf(item, product)
    if (isOff || (limit.min === undefined && limit.max === undefined)) return []
    const names = item.days === days && days !== undefined ? [name, name.replace(/^\d+天/, '')] : [name]
    const value = valueBehind(plain, names, items)
    if (value === undefined) return []
    const isWithin = value >= (limit.min ?? value) && value <= (limit.max ?? value)
    return [{ name, value, unit, method, ...limit, isWithin }]
  })
}

/** @param product as `PO425R`: the grade is behind the kind of cement */
export function limitOf(
  { min, max, byGrade }: Pick<LabItem, 'min' | 'max' | 'byGrade'>,
  product: string | undefined,
): Pick<Judged, 'min' | 'max'> {
  const [, whole, half, early = ''] = /(\d\d)(\d)(R?)$/.exec(product ?? '') ?? []
  const least = byGrade?.[`${whole}.${half}${early}`] ?? min
  return { ...(least !== undefined && { min: least }), ...(max !== undefined && { max }) }
}

/** The number that follows the name, with nothing but words of the same test between them. */
function valueBehind(text: string, names: readonly string[], items: readonly LabItem[]): number | undefined {
  const name = names.find((one) => text.includes(one))
  if (name === undefined) return undefined
  const [, between = '', number] = /^([^\d,;。、\n]{0,10}?)(\d+(?:\.\d+)?)/u.exec(text.slice(text.indexOf(name) + name.length)) ?? []
  return number === undefined || items.some((other) => between.includes(other.name)) ? undefined : Number(number)
}
