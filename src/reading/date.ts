import { addDays, dayOf, instant, weekdayOf } from '../calendar/local-time.js'
import { findTime, NUMERAL } from './clock.js'
import { tidy } from './normalise.js'
import { readNumber } from './number.js'
import { type Reading, refuse } from './reading.js'

/** Dates that people name lie near: what is due, delivered or packed. */
const DATE_YEARS = 5
const DAYS_OF_YEAR = 366
const WEEKDAYS = '一二三四五六日'
const RELATIVE: Readonly<Record<string, number>> = {
  今: 0,
  今天: 0,
  今日: 0,
  今早: 0,
  今晨: 0,
  今儿: 0,
  今个: 0,
  今晚: 0,
  昨: -1,
  昨天: -1,
  昨日: -1,
  昨儿: -1,
  昨个: -1,
  昨晚: -1,
  昨夜: -1,
  夜来: -1,
  夜儿: -1,
  夜个: -1,
  前天: -2,
  前日: -2,
  前儿: -2,
  前个: -2,
  大前天: -3,
  大前日: -3,
  大前儿: -3,
  today: 0,
  yesterday: -1,
  刚刚: 0,
  刚才: 0,
  现在: 0,
  now: 0,
  明天: 1,
  后天: 2,
  大后天: 3,
  tomorrow: 1,
}
/** What people say behind a day: 昨天到的. */
const CAME = /(?<=.)(到货|送到|收到|运到|拉到|到|送|拉|发|来)的?$/

/**
 * `今天`, `昨天`, `上周五`, `3天后`, `3号`, `11月3日`, `2026.11.3`, with `time` also `昨天下午两点` and `14:30`, understood from `at` in Asia/Shanghai.
 * @param options `time`: an instant is wanted; `future`, `past`: days to come and days before today are taken; `day`: what a time alone is of, else today
 * @returns `yyyy-MM-dd`, or with `time` an ISO instant; refused as `date`, `future`, `past`, or `dateRange` with `years`
 */
export function readDate(
  text: string,
  at: Date,
  options: { time: boolean; future: boolean; past?: boolean | undefined; day?: string | undefined },
): Reading<string> {
  const plain = tidy(text).toLowerCase().replace(/\s+/g, ' ')
  const today = dayOf(at)
  const clock = findTime(plain)
  const said = clock ? plain.replace(clock.text, '').trim() : plain
  const dayText = Object.hasOwn(RELATIVE, said) ? said : said.replace(CAME, '')
  const day = dayText === '' && clock && options.time ? (options.day ?? today) : readDay(dayText, today, options)
  if (day === undefined) return refuse('date')
  if (!options.future && day > today) return refuse('future')
  if (options.past === false && day < today) return refuse('past')
  // 9999-12-31 is what people type for “no date”
  if (day < addDays(today, -DATE_YEARS * DAYS_OF_YEAR) || day > addDays(today, DATE_YEARS * DAYS_OF_YEAR))
    return refuse('dateRange', { years: DATE_YEARS })
  if (!options.time) return { ok: true, value: day }

  const now = /^(刚刚|刚才|现在|now)$/.test(dayText)
  const meant = now || (!clock && day === today) ? at : instant(day, clock?.time ?? '12:00')
  if (!options.future && meant > at) return refuse('future')
  return { ok: true, value: meant.toISOString() }
}

/** `yyyy-MM-dd` so many days before an instant, in Asia/Shanghai. */
export const dayBefore = (at: Date, days: number): string => addDays(dayOf(at), -days)

/** `yyyy-MM-dd`, which compare as text. */
function readDay(
  text: string,
  today: string,
  { future, past = true }: { future: boolean; past?: boolean | undefined },
): string | undefined {
  const relative = Object.entries(RELATIVE).find(([word]) => text.replace(/(?<=.[儿个])[儿个]$/, '') === word)
  if (relative) return addDays(today, relative[1])

  const away = new RegExp(`^(${NUMERAL}|两)\\s*(天|日|周|个?星期|个?礼拜)(?:(后|之后|以后|内|之内|以内)|(前|之前|以前))$`).exec(text)
  if (away) return addDays(today, (readNumber(away[1]!) ?? 0) * (/[天日]/.test(away[2]!) ? 1 : 7) * (away[3] ? 1 : -1))

  const week = /^(上上个?|上个?|这个?|本|下个?)?(?:周|星期|礼拜)([一二三四五六日天])$/.exec(text)
  if (week) return readWeekday(week[1] ?? '', week[2]!.replace('天', '日'), today, future)

  const full = /^(\d{4})\s*[年./-]\s*(\d{1,2})\s*[月./-]\s*(\d{1,2})\s*[日号]?$/.exec(text) ?? /^(20\d{2})(\d{2})(\d{2})$/.exec(text)
  if (full) return dayFrom(Number(full[1]), Number(full[2]), Number(full[3]))

  const [year = 0, thisMonth = 0] = today.split('-').map(Number)
  const near = new RegExp(`^(?:(上个?月)|本月|这个月|当月)\\s*(${NUMERAL})\\s*[日号]$`).exec(text)
  if (near) {
    const wanted = readNumber(near[2]!) ?? 0
    if (!near[1]) return dayFrom(year, thisMonth, wanted)
    return thisMonth === 1 ? dayFrom(year - 1, 12, wanted) : dayFrom(year, thisMonth - 1, wanted)
  }
  const month =
    new RegExp(`^(${NUMERAL})\\s*月\\s*(?:份\\s*)?(${NUMERAL})\\s*[日号]?$`).exec(text) ?? /^(\d{1,2})[./-](\d{1,2})$/.exec(text)
  if (month) {
    const [wantedMonth, wantedDay] = [readNumber(month[1]!) ?? 0, readNumber(month[2]!) ?? 0]
    const day = dayFrom(year, wantedMonth, wantedDay)
    // 12月30日 said in January is last year's, unless that is absurdly long ago
    if (day !== undefined && !future && day > addDays(today, 31)) return dayFrom(year - 1, wantedMonth, wantedDay)
    // and 1月5日 said in December is next year's where only days to come make sense
    return day !== undefined && !past && day < today ? dayFrom(year + 1, wantedMonth, wantedDay) : day
  }
  const only = new RegExp(`^(${NUMERAL})\\s*[日号]$`).exec(text)
  if (only) {
    const wanted = readNumber(only[1]!) ?? 0
    const day = dayFrom(year, thisMonth, wanted)
    if (!past && day !== undefined && day < today)
      return thisMonth === 12 ? dayFrom(year + 1, 1, wanted) : dayFrom(year, thisMonth + 1, wanted)
    if (future || (day !== undefined && day <= today)) return day
    return thisMonth === 1 ? dayFrom(year - 1, 12, wanted) : dayFrom(year, thisMonth - 1, wanted)
  }
  return undefined
}

function readWeekday(prefix: string, weekday: string, today: string, future: boolean): string {
  const day = addDays(today, WEEKDAYS.indexOf(weekday) - ((weekdayOf(today) + 6) % 7)) // of the week that began on Monday
  if (prefix.startsWith('上上')) return addDays(day, -14)
  if (prefix.startsWith('上')) return addDays(day, -7)
  if (prefix.startsWith('下')) return addDays(day, 7)
  return prefix === '' && day > today && !future ? addDays(day, -7) : day
}

/** Undefined where there is no such day: 2月30日. */
function dayFrom(year: number, month: number, day: number): string | undefined {
  const [first, wanted] = [month, day].map((part) => String(part).padStart(2, '0'))
  const named = `${String(year).padStart(4, '0')}-${first}-${wanted}`
  return month >= 1 && month <= 12 && day >= 1 && day <= 31 && addDays(named, 0) === named ? named : undefined
}
