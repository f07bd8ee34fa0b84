/** All answers of a dialogue, to be looked over on the screen of a phone before they are confirmed. */
import { isNothing, type Nothing, type Said, type Values } from '../dialogue/session.js'
import { describe, fieldLabel, type Wording } from './describe.js'

/** Up to so many answers stand in a line each; more share lines, so that all of them are on the screen at once. */
const MOST_LINES = 9
/** Letters as wide as a Chinese one that stand in a line of a phone. */
const LINE_WIDTH = 18
const GAP = '　'
const NARROW = /[\u0020-\u02ff]/

type Summary = Extract<Said, { say: 'summary' }>

export interface Summarised {
  readonly lines: readonly string[]
  /** True where a record is corrected and something of it has another value now. */
  readonly isChanged: boolean
}

/** What was said; then what was left open, and apart from both what was filled in without being said. */
export function summarise({ answers, fields, unsaid, before }: Summary, wording: Wording): Summarised {
  const { texts, language } = wording
  const text = (key: string, values: Values = {}) => texts.phrase(language, { key, values })
  const rows = fields.map((field) => rowOf(field, answers, before, wording))
  const open = before ? [] : rows.filter(({ none }) => none !== undefined)
  const filledIn = rows.filter((row) => unsaid.includes(row.field) && row.before === undefined)
  const said = rows.filter((row) => !open.includes(row) && !filledIn.includes(row))
  const pairs = said.map(({ field, value, before: was }) => ({
    text: text(was === undefined ? 'summaryPair' : 'summaryChanged', { field: fieldLabel(wording, field), value, before: was }),
    isAlone: was !== undefined,
  }))
  const lines = said.length > MOST_LINES ? shared(pairs) : pairs.map((pair) => pair.text)
  const none = (['missing', 'unknown', 'skipped'] as const).flatMap((why) => {
    const names = open.filter((row) => row.none === why).map(({ field }) => fieldLabel(wording, field))
    return names.length > 0 ? [text('summaryOpen', { why: text(`nothing.${why}`), fields: names.join(text('comma')) })] : []
  })
  const taken = filledIn.map(({ field, value }) => text('summaryTaken', { field: fieldLabel(wording, field), value }))
  return {
    lines: [
      ...lines.map((line) => text('summaryRow', { line })),
      ...none.map((line) => text('summaryRow', { line })),
      ...(taken.length > 0 ? ['', text('summaryUnsaid', { fields: taken.join(text('comma')) })] : []),
    ],
    isChanged: rows.some((row) => row.before !== undefined),
  }
}

interface Row {
  readonly field: string
  readonly value: string
  readonly none: Nothing['none'] | undefined
  /** What stood there, where that was something else. */
  readonly before: string | undefined
}

function rowOf(field: string, answers: Values, before: Values | undefined, wording: Wording): Row {
  const answer = answers[field]
  const value = describe(wording, field, answer)
  const was = before && describe(wording, field, before[field])
  return { field, value, none: isNothing(answer) ? answer.none : undefined, before: was === value ? undefined : was }
}

/** Short ones side by side, in their order. */
function shared(pairs: readonly { readonly text: string; readonly isAlone: boolean }[]): string[] {
  const lines: string[] = []
  let isOpen = false
  for (const { text, isAlone } of pairs) {
    const joined = `${lines.at(-1)}${GAP}${text}`
    if (isOpen && !isAlone && widthOf(joined) <= LINE_WIDTH) lines.splice(-1, 1, joined)
    else lines.push(text)
    isOpen = !isAlone
  }
  return lines
}

const widthOf = (text: string): number => [...text].reduce((width, letter) => width + (NARROW.test(letter) ? 0.5 : 1), 0)
