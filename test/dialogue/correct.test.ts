/** Going back to a field that has an answer. */
import { expect, it } from 'vitest'
import { advance, begin } from '../../src/dialogue/advance.js'
import { readFlow } from '../../src/dialogue/read-flow.js'
import type { Turn, Words } from '../../src/dialogue/session.js'

const { flow } = readFlow(
  'flows/demo.yaml',
  `id: demo
start: delivery
steps:
  delivery:
    type: question
    input: { type: several, parts: { note: { input: { type: code } }, truck: { input: { type: plate }, optional: true } } }
    next: remark
  remark: { type: question, input: { type: text }, next: bye }
  bye: { type: end }
`,
  { actions: [], lookups: [], lists: {} },
)
const words: Words = {
  command: (text) =>
    text.startsWith('修改') ? { command: 'edit', rest: text.slice(2) } : text === '返回' ? { command: 'back', rest: '' } : undefined,
  optionNames: () => [],
  ratingNames: () => [],
  fieldNames: (field) => ({ note: ['提货单'], truck: ['车号'] })[field] ?? [],
}
const says = (turn: Turn, text: string) =>
  advance(flow!, turn.session, { type: 'reply', reply: { at: new Date('2026-11-03T02:00:00Z'), text }, words })

it.each([
  ['that must be given', '提货单', 'note', 'T2611-021'],
  ['that may be left out', '车号', 'truck', '陕E12345'],
])('a part %s is asked for again by its name, with what it was', (_, name, field, previous) => {
  const corrected = says(says(begin(flow!, 's', {}), 'T2611-021 陕E12345'), `修改${name}`)
  expect(corrected.say).toEqual([{ say: 'question', step: 'delivery', parts: [field], previous, previousOf: field }])
})

it('whoever thinks better of it goes on where they were, with what stood there', () => {
  const asked = says(begin(flow!, 's', {}), 'T2611-021 陕E12345')
  const kept = says(says(asked, '修改提货单'), '返回')
  expect(kept.session).toMatchObject({ step: 'remark', answers: { note: 'T2611-021', truck: '陕E12345' } })
  expect(kept.session).not.toHaveProperty('correcting')
})

it('what stands there stays while its successor cannot be read', () => {
  const asked = says(says(says(begin(flow!, 's', {}), 'T2611-021 陕E12345'), '修改提货单'), '不清楚')
  expect(asked.session.answers).toEqual({ note: 'T2611-021', truck: '陕E12345' })
  expect(says(asked, 'T2611-022').session.answers).toEqual({ note: 'T2611-022', truck: '陕E12345' })
})
