/** Times of the day, and from when to when. */
import { tidy } from './normalise.js'
import { readNumber } from './number.js'
import { type Reading, refuse } from './reading.js'

/** Of a day, an hour or a minute. */
export const NUMERAL = '(?:\\d{1,2}|[零一二三四五六七八九十廿卅]{1,3})'
const PART = '(凌晨|早上|上午|中午|下午|傍晚|晚上|夜里)?\\s*'
const IN_WORDS = new RegExp(`${PART}(${NUMERAL}|两)\\s*[点时](半|一刻|三刻|${NUMERAL}分?)?`)
const IN_FIGURES = new RegExp(`${PART}(\\d{1,2}):(\\d{2})`)
const MINUTES: Readonly<Record<string, number>> = { 半: 30, 一刻: 15, 三刻: 45 }

/** A time of the day that stands in a text: `下午两点半`, `14:30`. @returns the piece that it was read from, and `HH:mm`, up to `24:00` */
export function findTime(text: string): { readonly text: string; readonly time: string } | undefined {
  const match = IN_WORDS.exec(text) ?? IN_FIGURES.exec(text)
  if (!match) return undefined
  const [found, part = '', hours = '', rest = '0'] = match
  const hour = readNumber(hours) ?? -1
  const minute = MINUTES[rest] ?? readNumber(rest.replace('分', '')) ?? -1
  if (hour < 0 || hour > 24 || minute < 0 || minute > 59 || (hour === 24 && minute > 0)) return undefined
  return { text: found, time: `${two(hour + laterBy(part, hour))}:${two(minute)}` }
}

function laterBy(part: string, hour: number): number {
  if (part === '中午') return hour < 3 ? 12 : 0
  if (/晚上|夜里/.test(part)) return hour <= 12 ? 12 : 0
  return /下午|傍晚/.test(part) && hour < 12 ? 12 : 0
}

/** A text that is nothing but a time of the day. @returns `HH:mm`, up to `24:00`; refused as `time` */
export function readTime(text: string): Reading<string> {
  const plain = tidy(text)
    .replace(/^晚(?!上)/, '晚上')
    .replace(/^早(?!上)/, '早上')
  const found = findTime(plain)
  return found?.text === plain ? { ok: true, value: found.time } : refuse('time')
}

/** From when to when: `22:00-7:00`, `晚上八点到早上七点半`. @returns both as `HH:mm`; refused as `timeSpan` */
export function readTimeSpan(text: string): Reading<readonly [string, string]> {
  const [from, until, ...others] = tidy(text)
    .replace(/^从/, '')
    .split(/\s*[-—–~到至]\s*(?:第二天|次日)?\s*/)
    .map(readTime)
  if (!from?.ok || !until?.ok || others.length > 0) return refuse('timeSpan')
  return { ok: true, value: [from.value, until.value] }
}

const two = (number: number): string => String(number).padStart(2, '0')
