/** What people type for a rule, and how its value is shown. Pure. */
import { z } from 'zod'
import type { Values } from '../dialogue/session.js'
import { readTime, readTimeSpan } from '../reading/clock.js'
import { readMoney } from '../reading/money.js'
import { tidy } from '../reading/normalise.js'
import { readNumber } from '../reading/number.js'
import type { Rules, RuleUnit } from './organisation-schema.js'
import { ROLES, type Role } from './person.js'
import type { Rule } from './rule-list.js'

/** What stands beside a number and says what it counts. */
const WORDS = {
  permille: /^千分之|‰$/g,
  kg: /(公斤|千克|kg)$/gi,
  workingHours: /个?(工作)?小时$|\s*(working )?hours?$/gi,
  workingDays: /个?(工作)?[日天]$|\s*(working )?days?$/gi,
  clockHours: /个?小时$|\s*hours?$/gi,
  days: /[日天]$|\s*days?$/gi,
  months: /个?月$|\s*months?$/gi,
  years: /年$|\s*years?$/gi,
  times: /[次遍]$|\s*times?$/gi,
  cases: /[件起]$|\s*cases?$/gi,
  rounds: /^第|[轮次]$|\s*rounds?$/gi,
} as const satisfies Partial<Record<RuleUnit, RegExp>>

const BOUND = /^(超过|大于|高于|over\s)|(以上|以内|之内|内)$/gi
const NONE = /^(无|没有|不用|不需要|不限|none|no)$/i
const SPAN = /\s*[-—–~到至]\s*/

export type RuleReading =
  | { readonly ok: true; readonly value: unknown }
  | { readonly ok: false; readonly reason: 'misread' | 'whole' | 'tooSmall' | 'tooLarge'; readonly values: Values }

/** @returns no value where the rule is not to be set any more */
export function readRule({ unit, schema }: Pick<Rule, 'unit' | 'schema'>, text: string): RuleReading {
  const plain = tidy(text).replace(BOUND, '')
  const value = valueIn(unit, plain)
  if (value === undefined && !NONE.test(plain)) return misread(text, unit)
  const [issue] = schema.safeParse(value).error?.issues ?? []
  if (issue === undefined && (value !== undefined || schema.safeParse(undefined).data === undefined)) return { ok: true, value }
  if (issue?.code === 'too_big') return { ok: false, reason: 'tooLarge', values: { max: Number(issue.maximum) } }
  if (issue?.code === 'too_small') return { ok: false, reason: 'tooSmall', values: { min: Number(issue.minimum) } }
  return typeof value === 'number' ? { ok: false, reason: 'whole', values: {} } : misread(text, unit)
}

const misread = (said: string, unit: RuleUnit): RuleReading => ({ ok: false, reason: 'misread', values: { said, unit } })

function valueIn(unit: RuleUnit, text: string): unknown {
  switch (unit) {
    case 'yuan':
      return NONE.test(text) ? undefined : yuanIn(text)
    case 'signers':
      return signersFrom(NONE.test(text) ? undefined : yuanIn(text), NONE.test(text))
    case 'option':
      return text
    case 'time':
      return clockIn(text)
    case 'span':
      return spanIn(text)
    case 'spans': {
      const spans = text
        .replace(new RegExp(SPAN, 'g'), '-')
        .split(/[\s,、;和]+/)
        .map(spanIn)
      return spans.includes(undefined) ? undefined : spans
    }
    default:
      return readNumber(text.replace(WORDS[unit], ''))
  }
}

function yuanIn(text: string): number | undefined {
  const reading = readMoney(text, {})
  return reading.ok ? reading.value : undefined
}

function spanIn(text: string): readonly [string, string] | undefined {
  const reading = readTimeSpan(text)
  return reading.ok ? reading.value : undefined
}

function clockIn(text: string): string | undefined {
  const reading = readTime(text)
  return reading.ok ? reading.value : undefined
}

type Levels = Rules['approval']

/** Whom the value of a rule names: those who sign, on any level. */
export const signersIn = (value: unknown): readonly Role[] =>
  Array.isArray(value) ? value.flatMap((level) => SignedBy.safeParse(level).data?.by ?? []) : []
const SignedBy = z.looseObject({ by: z.array(z.enum(ROLES)) })

/** Above an amount the general manager signs as well; never, or always where it is nothing. */
function signersFrom(above: number | undefined, isNever: boolean): Levels | undefined {
  if (isNever) return [{ by: ['MKT_HEAD'] }]
  if (above === undefined) return undefined
  return above === 0 ? [{ by: ['MKT_HEAD', 'GM'] }] : [{ upTo: above, by: ['MKT_HEAD'] }, { by: ['MKT_HEAD', 'GM'] }]
}

/** For the format `ruleValue`: the unit names a text of `rules.values`. */
export function shownRule({ unit, schema }: Pick<Rule, 'unit' | 'schema'>, value: unknown): Values {
  if (value === undefined) return { unit: 'none' }
  switch (unit) {
    case 'signers':
      return shownSigners(schema.parse(value) as Levels)
    case 'option':
      return { unit: String(value) }
    case 'span':
      return { unit, value: spanText(value) }
    case 'spans':
      return { unit, value: Array.isArray(value) ? value.map(spanText) : [] }
    case 'time':
      return { unit, value: String(value) }
    default:
      return { unit, value: Number(value) }
  }
}

const spanText = (span: unknown): string => (Array.isArray(span) ? span.join('–') : '')

/** As far as it can be said in a sentence; what was written in another way stands in the file. */
function shownSigners(levels: Levels): Values {
  const withManager = levels.map(({ by }) => by.length > 1)
  const first = withManager.indexOf(true)
  if (first < 0) return { unit: 'headSigns' }
  if (withManager.slice(first).includes(false)) return { unit: 'signersInSteps' }
  return first === 0 ? { unit: 'bothSign' } : { unit: 'bothSignAbove', value: levels[first - 1]?.upTo ?? 0 }
}
