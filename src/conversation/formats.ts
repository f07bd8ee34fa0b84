/** How values look in a sentence: `{{receivedAt, datetime}}`, `{{amount, quantity}}`, `{{kind, option(path: complaint:steps.kind)}}`. */
import { DAY_MS, dayOf, instant, localAsUtc, timeOf } from '../calendar/local-time.js'
import { isNothing, isObject, type Value, type Values } from '../dialogue/session.js'
import { isName } from './values.js'

interface FormatContext {
  readonly language: string
  /** What stands in brackets behind the name of the format. */
  readonly options: {
    readonly path?: string
    readonly flow?: string
    /** What stood there before and is for nobody who signs the paper: sentences are named, not repeated. */
    readonly print?: string
    /** The kind of case that the text is about. */
    readonly caseKind?: string
  }
  /** @param otherwise where there is no such text */
  text(key: string | readonly string[], values?: Record<string, unknown>, otherwise?: string): string
}
type Format = (value: Value, context: FormatContext) => string

/** The text that an id of ours names; anything else is shown as it is. */
const named = (value: unknown, key: string, text: FormatContext['text']): string =>
  isName(value) ? text(key, {}, String(value)) : String(value)
/** Where a kind of case says it, and where it is said of every kind. */
const ofCase = ({ caseKind }: FormatContext['options'], key: string): string[] => [`${caseKind}.${key}`, `cases.${key}`]
/** As it was given, where it is no time. */
function timeOr(value: Value, format: (at: Date) => string, at = new Date(String(value))): string {
  return value ? (Number.isFinite(at.getTime()) ? format(at) : String(value)) : ''
}

export const formatters: Readonly<Record<string, Format>> = {
  datetime: (value, { language }) => timeOr(value, (at) => formatDate(at, language, true)),
  /** Of an instant, or of a date that was typed. */
  day: (value, { language }) =>
    timeOr(value, (at) => formatDate(at, language, false), /^\d{4}-\d\d-\d\d$/.test(String(value)) ? instant(String(value)) : undefined),
  /** Of a `yyyy-MM`, or of several. */
  month: (value, { language, text }) =>
    (Array.isArray(value) ? value : [value])
      .map((month) => timeOr(month, (at) => formatMonth(at, language), instant(`${month}-01`)))
      .join(text('comma')),
  /** As a letter writes it: without the day of the week. */
  printedDay: (value, { language }) =>
    timeOr(value, (at) => formatPrinted(at, language), /^\d{4}-\d\d-\d\d$/.test(String(value)) ? instant(String(value)) : undefined),
  /** As the cell of a form has room for it: `2026-11-03 07:01`. */
  formDay: (value) => (/^\d{4}-\d\d-\d\d$/.test(String(value)) ? String(value) : timeOr(value, dayOf)),
  formTime: (value) => timeOr(value, (at) => `${dayOf(at)} ${timeOf(at)}`),
  /** Yuan with two decimals (domain.md 3.2, F2.F06). */
  yuan: (value, { text }) => (typeof value === 'number' ? text('forms.yuan', { value: value.toFixed(2) }) : ''),
  /** Day and time without the year, for histories. */
  moment: (value, { language }) => timeOr(value, (at) => formatMoment(at, language)),
  /** When a time ends, as `datetime` and as `moment`: the midnight after a day is its 24:00, not 00:00 of the next. */
  end: (value, { language }) =>
    timeOr(value, (at) => (isMidnight(at) ? `${formatDate(dayBefore(at), language, false)} 24:00` : formatDate(at, language, true))),
  endMoment: (value, { language }) =>
    timeOr(value, (at) => (isMidnight(at) ? formatMoment(dayBefore(at), language).replace(/00:00$/, '24:00') : formatMoment(at, language))),
  /** The time of day at which something ends. */
  endTime: (value) => timeOr(value, (at) => (isMidnight(at) ? '24:00' : timeOf(at))),
  /** One day with its weekday, or the first and the last of several, in as few characters as people write: `11/26 周四`, `11/28–29`. */
  fewDays: (value, { language }) => (isObject(value) ? formatFewDays(String(value.from), String(value.until), language) : ''),
  /** ① to ㊿; a larger number as it is. */
  circled: (value) => (typeof value === 'number' ? circled(value) : ''),
  quantity: (value, { text }) => {
    if (typeof value === 'number') return String(value)
    if (typeof value !== 'object' || value === null || !('unit' in value)) return String(value ?? '')
    return text('units.amount', { value: value.value, unit: named(value.unit, `units.${value.unit}`, text) })
  },
  option: (value, { options, text }) => (value ? named(value, `${options.path}.options.${value}.label`, text) : ''),
  words: (value, { options, text }) =>
    Array.isArray(value) ? value.map((word) => named(word, `${options.path}.${word}`, text)).join(text('comma')) : '',
  flowName: (value, { text }) => named(value, `${value}:name`, text),
  /** Names of fields of a dialogue, wherever its texts have them. */
  fieldNames: (value, { options, text }) => {
    const label = (field: Value) =>
      isName(field) ? text([`${options.flow}:fields.${field}.label`, `${options.flow}:steps.${field}.label`]) : String(field)
    return Array.isArray(value) ? value.map(label).join(text('comma')) : ''
  },
  /** What a rule of the company is set to, with its unit. */
  ruleValue: (value, { text }) => (isObject(value) && isName(value.unit) ? text(`rules.values.${value.unit}`, value) : ''),
  /** What happened, in the words of that kind of event. */
  did: (value, { options, text }) =>
    isObject(value) && 'did' in value && isName(value.did)
      ? text(ofCase(options, `did.${value.did}`), { ...value, caseKind: options.caseKind })
      : '',
  /** A piece of a sentence that is there only with a value: `{{planAmount, part(path: complaint.parts.amount)}}`. */
  part: (value, { options, text }) =>
    value === undefined || value === null || value === '' || (Array.isArray(value) && value.length === 0)
      ? ''
      : text(options.path ?? '', { value }),
  options: (value, { options, text }) =>
    Array.isArray(value) ? value.map((id) => named(id, `${options.path}.options.${id}.label`, text)).join(text('comma')) : '',
  /** Answers of a dialogue by field, as it shows them; with their names where there are several. What was kept as it was read stays so. */
  answers: (value, context) => {
    if (!isObject(value)) return typeof value === 'string' ? value : ''
    const fields = Object.entries(context.options.print ? onPaper(value, context) : value).filter(
      ([, one]) => one !== undefined && one !== null,
    )
    const { flow } = context.options
    const name = (field: string) => context.text([`${flow}:fields.${field}.label`, `${flow}:steps.${field}.label`])
    const shown = fields.map(([field, one]) => (fields.length > 1 ? `${name(field)} ` : '') + answered(field, one!, context))
    return shown.join(context.text('comma'))
  },
  /** What has been filled in of a dialogue so far, one a line, and the question at which somebody is: `{{filled, filled(path: staff.filled)}}`. */
  filled: (value, context) => {
    const { flow, step, answers } = isObject(value) ? value : {}
    if (!isName(flow) || !isObject(answers)) return ''
    const { text, options } = context
    const label = (field: string) => text([`${flow}:fields.${field}.label`, `${flow}:steps.${field}.label`], {}, '')
    const own = { ...context, options: { ...options, flow: String(flow) } }
    const lines = Object.entries(answers).flatMap(([field, answer]) => {
      const isSaid = answer !== undefined && answer !== null && label(field) !== '' && !isNothing(answer)
      return isSaid ? [text('summaryRow', { line: text('summaryPair', { field: label(field), value: answered(field, answer, own) }) })] : []
    })
    return text(options.path ?? '', { flow, at: isName(step) ? label(String(step)) : '', lines: lines.join('\n') })
  },
  /** What a correction has changed in what was recorded, and of which part: `{{change, correction(path: complaint.recorded)}}`. */
  correction: (value, context) => {
    const { flow, before: was, after } = isObject(value) ? value : {}
    const before = context.options.print && isObject(was) ? onPaper(was, context) : was
    const of = (values: Value | undefined, field: string, options = { ...context.options, flow: String(flow) }) =>
      isObject(values) && values[field] !== undefined
        ? answered(field, values[field], { ...context, options })
        : context.text('nothing.skipped')
    const fields = [before, after].flatMap((values) => (isObject(values) ? Object.keys(values) : []))
    const lines = [...new Set(fields)].flatMap((field) => {
      const label = context.text([`${flow}:fields.${field}.label`, `${flow}:steps.${field}.label`], {}, '')
      // what was only worked out has no name
      return label === '' ? [] : [context.text('corrected', { field: label, before: of(before, field), after: of(after, field) })]
    })
    return `${context.text(`${context.options.path}.${flow}`)}${context.text('colon')}${lines.join(context.text('semicolon'))}`
  },
  /** Like `part`, and nothing for zero. */
  unless: (value, { options, text }) => (value ? text(options.path ?? '', { value }) : ''),
  join: (value, { text }) => (Array.isArray(value) ? value.join(text('comma')) : ''),
  /** Of somebody who was looked up, or of several; as it was typed before there was a look-up. */
  name: (value, { text }) =>
    [value]
      .flat()
      .map((one) => String((isObject(one) ? one.name : one) ?? ''))
      .join(text('comma')),
  /** A share with how many it is made of. */
  rate: (value, { text }) => {
    const hasRate = isObject(value) && value.percent !== null && value.percent !== undefined
    return hasRate ? text('digest.rate', value) : text('digest.noRate')
  },
  /** How long something took in working days; none is the same day. */
  withinDays: (value, { text }) => text(value === 0 ? 'figures.sameDay' : 'figures.withinDays', { value }),
  rating: (value, { text }) => (value ? named(value, `ratings.${value}.label`, text) : ''),
  count: (value) => String(Array.isArray(value) ? value.length : 0),
  /** The same one behind the other: `{{days, run(path: cases.why.day)}}`. */
  run: (value, { options, text }) =>
    Array.isArray(value) ? value.map((one: Value) => text(options.path ?? '', isObject(one) ? one : {})).join(text('gap')) : '',
  /** And in a sentence: `{{value.seats, listed(path: cases.hands.seated)}}`. */
  listed: (value, { options, text }) =>
    Array.isArray(value) ? value.map((one: Value) => text(options.path ?? '', isObject(one) ? one : {})).join(text('comma')) : '',
  /** A text for each thing of a list, one a line: `{{lines, each(path: complaint.report.line)}}`. */
  each: (value, { options, text }) =>
    Array.isArray(value) ? value.map((one: Value) => text(options.path ?? '', isObject(one) ? one : {})).join('\n') : '',
  word: (value, { options, text }) =>
    value === undefined || value === null || value === '' ? '' : named(value, `${options.path}.${value}`, text),
  /** `T3#14` as people know it. */
  clock: (value, { options, text }) => {
    const [id] = String(value).split('#')
    return isName(id) ? text(ofCase(options, `clocks.${id}`), {}, String(id)) : String(id)
  },
  /** A word of the kind of case that it is about: `{{step, own(path: steps)}}`. */
  own: (value, { options, text }) =>
    isName(value) ? text(ofCase(options, `${options.path}.${value}`), {}, String(value)) : String(value ?? ''),
  ownAll: (value, { options, text }) =>
    Array.isArray(value)
      ? value
          .map((word) => (isName(word) ? text(ofCase(options, `${options.path}.${word}`), {}, String(word)) : String(word)))
          .join(text('comma'))
      : '',
  /** How a case stands, in the words that its kind has for it, with whoever has it in their hands. */
  standing: (value, { options, text }) =>
    isObject(value) && isName(value.stand) && isName(value.state)
      ? text([...ofCase(options, `stands.${value.stand}`), ...ofCase(options, `states.${value.state}`)], value)
      : '',
  /** What somebody tried: an event, the start of a dialogue, or a look. */
  action: (value, { options, text }) => {
    const [first = '', second] = String(value).split(' ')
    if (second !== undefined && isName(second)) return text(ofCase(options, `steps.${second}`), {}, String(second))
    return text(isName(first) ? [...ofCase(options, `tried.${first}`), 'cases.tried.other'] : 'cases.tried.other')
  },
}

const A_SENTENCE = 9
const isSentence = (value: Value | undefined): boolean =>
  typeof value === 'string' && value.length >= A_SENTENCE && /\p{Script=Han}/u.test(value)
const onPaper = (values: Values, { text }: FormatContext): Values =>
  Object.fromEntries(Object.entries(values).map(([field, value]) => [field, isSentence(value) ? text('forms.kept') : value]))

/** One answer: a list of them, an amount, a place or somebody who was looked up, a time, an option by its label, or what was written. */
function answered(field: string, value: Value, context: FormatContext): string {
  const { text, options } = context
  if (typeof value === 'boolean') return text(value ? 'yes' : 'no')
  if (Array.isArray(value) && value.some(isFile)) return text('forms.files', { count: value.length })
  if (Array.isArray(value)) return value.map((one) => answered(field, one, context)).join(text('comma'))
  if (isObject(value)) return 'unit' in value ? formatters.quantity!(value, context) : String(value.label ?? value.name ?? '')
  if (/^\d{4}-\d\d-\d\d(T|$)/.test(String(value))) return formatters[String(value).length > 10 ? 'moment' : 'day']!(value, context)
  const places = isName(value) ? ['steps', 'fields'].map((place) => `${options.flow}:${place}.${field}.options.${value}.label`) : []
  return places.length > 0 ? text(places, {}, String(value)) : String(value)
}

const isMidnight = (at: Date): boolean => timeOf(at) === '00:00'
const dayBefore = (at: Date): Date => new Date(at.getTime() - DAY_MS)

/** Whoever reads it: to customers there is a variant of the language (readers.ts). */
const isEnglish = (language: string): boolean => language.startsWith('en')

/** Of two days as `yyyy-MM-dd`. */
function formatFewDays(from: string, until: string, language: string): string {
  const [first, last] = [from, until].map((day) => localAsUtc(instant(day))) as [Date, Date]
  const short = (day: Date) => `${day.getUTCMonth() + 1}/${day.getUTCDate()}`
  if (from !== until) return `${short(first)}–${first.getUTCMonth() === last.getUTCMonth() ? last.getUTCDate() : short(last)}`
  return `${short(first)} ${weekdayOf(first, language)}`
}

const circled = (n: number): string => {
  if (n < 1 || n > 50) return String(n)
  return String.fromCodePoint(n <= 20 ? 0x2460 + n - 1 : n <= 35 ? 0x3251 + n - 21 : 0x32b1 + n - 36)
}

function weekdayOf(local: Date, language: string): string {
  if (isEnglish(language)) return new Intl.DateTimeFormat('en-GB', { timeZone: 'UTC', weekday: 'short' }).format(local)
  return `${language.startsWith('zh-TW') ? '週' : '周'}${'日一二三四五六'[local.getUTCDay()]}`
}

/** `2026年11月3日（周二）`, with the time where it matters; always Asia/Shanghai. */
export function formatDate(at: Date, language: string, time: boolean): string {
  const local = localAsUtc(at)
  const clock = time ? ` ${local.toISOString().slice(11, 16)}` : ''
  if (isEnglish(language)) {
    return (
      new Intl.DateTimeFormat('en-GB', { timeZone: 'UTC', weekday: 'short', day: 'numeric', month: 'short', year: 'numeric' }).format(
        local,
      ) + clock
    )
  }
  return `${local.getUTCFullYear()}年${local.getUTCMonth() + 1}月${local.getUTCDate()}日（${weekdayOf(local, language)}）${clock}`
}

function formatPrinted(at: Date, language: string): string {
  const local = localAsUtc(at)
  if (isEnglish(language))
    return new Intl.DateTimeFormat('en-GB', { timeZone: 'UTC', day: 'numeric', month: 'short', year: 'numeric' }).format(local)
  return `${local.getUTCFullYear()}年${local.getUTCMonth() + 1}月${local.getUTCDate()}日`
}

function formatMonth(at: Date, language: string): string {
  const local = localAsUtc(at)
  if (isEnglish(language)) return new Intl.DateTimeFormat('en-GB', { timeZone: 'UTC', month: 'short', year: 'numeric' }).format(local)
  return `${local.getUTCFullYear()}年${local.getUTCMonth() + 1}月`
}

function formatMoment(at: Date, language: string): string {
  const local = localAsUtc(at)
  const clock = local.toISOString().slice(11, 16)
  if (isEnglish(language))
    return `${new Intl.DateTimeFormat('en-GB', { timeZone: 'UTC', day: 'numeric', month: 'short' }).format(local)} ${clock}`
  return `${local.getUTCMonth() + 1}月${local.getUTCDate()}日 ${clock}`
}

const isFile = (value: Value): boolean => isObject(value) && typeof value.id === 'string' && typeof value.kind === 'string'
