/** 为什么是这一天: the days that count and those that do not, as short as people write them. */
import { expect, it } from 'vitest'
import { createCalendar, instant, nationalDays } from '../../src/calendar/index.js'
import { walkedDays } from '../../src/cases/walked-days.js'
import { dialogueSources } from '../../src/cli/dialogue-sources.js'
import { inspectDialogues } from '../../src/conversation/load-dialogues.js'
import { createTexts } from '../../src/conversation/texts.js'

const calendar = createCalendar({ national: nationalDays({}, 2026) })
const texts = createTexts(inspectDialogues(dialogueSources()).texts)

it.each([
  ['a weekend', '2026-11-25', 3, '11/26 周四 ①　11/27 周五 ②　11/28–29 周末 不算　11/30 周一 ③ → 18:00 到期'],
  ['a day alone', '2026-11-25', 1, '11/26 周四 ① → 18:00 到期'],
  ['days off before a make-up day', '2026-09-29', 2, '9/30 周三 ①　10/1–7 放假 不算（国庆节）　10/8 周四 ② → 18:00 到期'],
])('%s', (_, start, count, told) => {
  const startedAt = instant(start, '10:00')
  const days = walkedDays(calendar.walk(startedAt, count).slice(1))
  const { dueAt } = calendar.addWorkingDays(startedAt, count)
  const values = { no: 'TS-1', clock: 'T3', count, days, startedAt: startedAt.toISOString(), dueAt: dueAt.toISOString(), state: 'running' }
  expect(texts.phrase('zh-CN', { key: 'complaint.why.days', values })).toContain(`\n${told}`)
})
