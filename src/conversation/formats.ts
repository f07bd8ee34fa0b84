/** How values look in a sentence: `{{receivedAt, datetime}}`, `{{amount, quantity}}`, `{{kind, option(path: complaint:steps.kind)}}`. */
import type { Value } from '../dialogue/session.js'

interface FormatContext {
  readonly language: string
  readonly options: Record<string, unknown>
  text(key: string | readonly string[], values?: Record<string, unknown>): string
}
type Format = (value: Value, context: FormatContext) => string

const OFFSET_MS = 8 * 3_600_000

export const formatters: Readonly<Record<string, Format>> = {
  datetime: (value, { language }) => (value ? formatDate(new Date(String(value)), language, true) : ''),
  /** Of an instant, or of a date that was typed. */
  day: (value, { language }) =>
    value ? formatDate(new Date(String(value).includes('T') ? String(value) : `${value}T00:00:00+08:00`), language, false) : '',
  /** Day and time without the year, for histories. */
  moment: (value, { language }) => (value ? formatMoment(new Date(String(value)), language) : ''),
  quantity: (value, { text }) => {
    if (typeof value === 'number') return String(value)
    if (typeof value !== 'object' || value === null || !('unit' in value)) return String(value ?? '')
    return text('units.amount', { value: value.value, unit: text(`units.${value.unit}`) })
  },
  option: (value, { options, text }) => (value ? text(`${options.path}.options.${value}.label`) : ''),
  words: (value, { options, text }) =>
    Array.isArray(value) ? value.map((word) => text(`${options.path}.${word}`)).join(text('comma')) : '',
  flowName: (value, { text }) => text(`${value}:name`),
  /** Names of fields of a dialogue, wherever its texts have them. */
  fieldNames: (value, { options, text }) => {
    const label = (field: Value) => text([`${options.flow}:fields.${field}.label`, `${options.flow}:steps.${field}.label`])
    return Array.isArray(value) ? value.map(label).join(text('comma')) : ''
  },
  /** What happened, in the words of that kind of event. */
  did: (value, { text }) =>
    typeof value === 'object' && value !== null && 'did' in value ? text(`complaint.did.${value.did}`, value as never) : '',
  /** A piece of a sentence that is there only with a value: `{{planAmount, part(path: complaint.parts.amount)}}`. */
  part: (value, { options, text }) =>
    value === undefined || value === null || value === '' || (Array.isArray(value) && value.length === 0)
      ? ''
      : text(String(options.path), { value }),
  options: (value, { options, text }) =>
    Array.isArray(value) ? value.map((id) => text(`${options.path}.options.${id}.label`)).join(text('comma')) : '',
  /** Like `part`, and nothing for zero. */
  unless: (value, { options, text }) => (value ? text(String(options.path), { value }) : ''),
  join: (value, { text }) => (Array.isArray(value) ? value.join(text('comma')) : ''),
  /** A share with how many it is made of. */
  rate: (value, { text }) => {
    const { percent } = (value ?? {}) as { percent?: number | null }
    return percent === null || percent === undefined ? text('digest.noRate') : text('digest.rate', value as never)
  },
  rating: (value, { text }) => (value ? text(`ratings.${value}.label`) : ''),
  count: (value) => String(Array.isArray(value) ? value.length : 0),
  /** A text for each thing of a list, one a line: `{{lines, each(path: complaint.why.line)}}`. */
  each: (value, { options, text }) => (Array.isArray(value) ? value.map((one) => text(String(options.path), one as never)).join('\n') : ''),
  word: (value, { options, text }) => (value === undefined || value === null || value === '' ? '' : text(`${options.path}.${value}`)),
  /** `T3#14` as people know it. */
  clock: (value, { text }) => text(`complaint.clocks.${String(value).split('#')[0]}`),
  /** What somebody tried: an event, the start of a dialogue, or a look. */
  action: (value, { text }) => {
    const [first = '', second] = String(value).split(' ')
    return text(second ? [`complaint.steps.${second}`] : [`complaint.tried.${first}`, 'complaint.tried.other'])
  },
}

/** `2026年11月3日（周二）`, with the time where it matters; always Asia/Shanghai. */
export function formatDate(at: Date, language: string, time: boolean): string {
  const local = new Date(at.getTime() + OFFSET_MS)
  const clock = time ? ` ${local.toISOString().slice(11, 16)}` : ''
  if (language === 'en') {
    return (
      new Intl.DateTimeFormat('en-GB', { timeZone: 'UTC', weekday: 'short', day: 'numeric', month: 'short', year: 'numeric' }).format(
        local,
      ) + clock
    )
  }
  const week = `${language === 'zh-TW' ? '週' : '周'}${'日一二三四五六'[local.getUTCDay()]}`
  return `${local.getUTCFullYear()}年${local.getUTCMonth() + 1}月${local.getUTCDate()}日（${week}）${clock}`
}

function formatMoment(at: Date, language: string): string {
  const local = new Date(at.getTime() + OFFSET_MS)
  const clock = local.toISOString().slice(11, 16)
  if (language === 'en')
    return `${new Intl.DateTimeFormat('en-GB', { timeZone: 'UTC', day: 'numeric', month: 'short' }).format(local)} ${clock}`
  return `${local.getUTCMonth() + 1}月${local.getUTCDate()}日 ${clock}`
}
