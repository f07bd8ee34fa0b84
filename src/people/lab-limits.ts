/** What people type for the limit of a 检验项目: ≥45, ≤3.5%, 45-600, 42.5级 ≥17, 无. Pure. */
import { tidy } from '../reading/normalise.js'
import type { LabItem } from './lab-items.js'

type Limit = Pick<LabItem, 'min' | 'max' | 'byGrade'>

const LEAST = '≥|>=|不小于|不低于|不少于|至少'
const MOST = '≤|<=|不大于|不高于|不超过|最多'
const BOUND = new RegExp(`(?:(\\d\\d\\.\\d)\\s*(R?)\\s*级?\\s*)?(?:(${LEAST})|(${MOST}))\\s*(\\d+(?:\\.\\d+)?)`, 'giu')
const RANGE = /^(\d+(?:\.\d+)?)\s*[-~–到至]\s*(\d+(?:\.\d+)?)\D*$/u
const NONE = /^(无|没有|不限|none)$/iu

/** @returns undefined where it cannot be read. @param before by whose grades those stay that are not named */
export function readLimit(text: string, { byGrade }: Limit): Limit | undefined {
  const plain = tidy(text)
  if (NONE.test(plain)) return {}
  const [, from, to] = RANGE.exec(plain) ?? []
  if (from && to) return Number(from) < Number(to) ? { min: Number(from), max: Number(to) } : undefined
  const bounds = [...plain.matchAll(BOUND)].map(([, grade, early = '', least, , value]) => ({
    grade: grade && `${grade}${early.toUpperCase()}`,
    isLeast: least !== undefined,
    value: Number(value),
  }))
  if (bounds.length === 0 || /\d/.test(plain.replace(BOUND, '')) || bounds.some((one) => one.grade && !one.isLeast)) return undefined
  const plainOf = (isLeast: boolean) => bounds.find((one) => !one.grade && one.isLeast === isLeast)?.value
  const [min, max] = [plainOf(true), plainOf(false)]
  const graded = bounds.flatMap(({ grade, value }) => (grade ? [[grade, value] as const] : []))
  return {
    ...(min !== undefined && { min }),
    ...(max !== undefined && { max }),
    ...(graded.length > 0 && { byGrade: { ...byGrade, ...Object.fromEntries(graded) } }),
  }
}
