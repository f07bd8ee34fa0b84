/** What holds for every kind of answer, whichever is added. */
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { type Input, inputSchema, kindOf } from '../../../src/dialogue/inputs/index.js'
import type { Asked } from '../../../src/dialogue/inputs/kind.js'
import type { Words } from '../../../src/dialogue/session.js'

const AT = new Date('2026-11-03T02:00:00Z')
const words: Words = {
  command: () => undefined,
  optionNames: (_, option) => ({ A: ['受潮结块', '结块'], B: ['破损'] })[option] ?? [],
  ratingNames: (score) => ({ 5: ['非常满意'], 4: ['满意'], 2: ['不满意'] })[score] ?? [],
  fieldNames: (field) => ({ day: ['日期'], phone: ['电话'] })[field] ?? [],
}
const context = { at: AT, words }

const SAMPLES: readonly unknown[] = [
  { type: 'text', min: 2, max: 10 },
  { type: 'name' },
  { type: 'code' },
  { type: 'number', min: 1, max: 100, integer: true },
  { type: 'numbers', min: 20, max: 60 },
  { type: 'quantity', units: ['t', 'bag'] },
  { type: 'money', min: 1 },
  { type: 'date' },
  { type: 'date', time: true, past: false, future: true },
  { type: 'month' },
  { type: 'timeSpan' },
  { type: 'phone' },
  { type: 'plate' },
  { type: 'choice', options: ['A', 'B'] },
  { type: 'choices', options: ['A', 'B'] },
  { type: 'yesno' },
  { type: 'rating' },
  { type: 'files', min: 1, max: 3 },
  { type: 'location' },
  { type: 'record', lookup: 'anything' },
  { type: 'records', lookup: 'anything' },
  { type: 'summary' },
  { type: 'several', parts: { day: { input: { type: 'date' } }, phone: { input: { type: 'phone' }, optional: true } } },
]
const inputs = SAMPLES.map((sample) => inputSchema.parse(sample))
const askedWith = (input: Input): Asked<Input> => ({ input, id: 'it', answers: {}, ways: [], suggested: {} })

const said = fc.oneof(
  fc.string({ unit: 'grapheme', maxLength: 80 }),
  fc.constantFrom(
    '0',
    '1',
    '35.2t',
    '1e9',
    '昨天',
    '2099-1-1',
    '满意',
    '不是满意',
    '陕E1234',
    '139913',
    '受潮结块',
    '好',
    '长'.repeat(120),
  ),
)

it('there is a sample of every kind', () => {
  expect(new Set(inputs.map(({ type }) => type))).toEqual(new Set(inputSchema.options.map(({ shape }) => shape.type.value)))
})

describe.each(inputs.map((input) => [input.type, input] as const))('%s', (_type, input) => {
  const kind = kindOf(input)

  it('refuses for no reason but those it declares, so that each has its text', () => {
    fc.assert(
      fc.property(said, (text) => {
        const outcome = kind.read(askedWith(input), text, context)
        const failures = [
          ...(outcome.is === 'misread' ? [outcome] : []),
          ...(outcome.is === 'answer' && outcome.failure ? [outcome.failure] : []),
          ...('otherwise' in outcome ? [outcome.otherwise] : []),
        ]
        const ofParts = input.type === 'several' ? Object.values(input.parts).flatMap((part) => kindOf(part.input).reasons) : []
        for (const { reason } of failures) expect([...kind.reasons, ...ofParts]).toContain(reason)
      }),
      { numRuns: 300 },
    )
  })

  it('shows what it has read, and counts as answered then', () => {
    fc.assert(
      fc.property(said, (text) => {
        const outcome = kind.read(askedWith(input), text, context)
        if (outcome.is !== 'answer' || outcome.failure) return
        for (const [field, value] of Object.entries(outcome.answers)) {
          expect(kind.fields(input, 'it')).toContain(field)
          expect(Object.keys(kind.show(input, field, value!))).not.toEqual([])
        }
        const isWhole = Object.keys(outcome.answers).length === kind.fields(input, 'it').length
        if (isWhole) expect(kind.isAnswered(input, 'it', outcome.answers)).toBe(true)
      }),
      { numRuns: 100 },
    )
  })
})

describe('in the middle of a dialogue, words that start another one', () => {
  it.each<[Input['type'], string, boolean]>([
    ['text', '破损', false],
    ['name', '破损', false],
    ['code', 'T2611-021', false],
    ['choice', '破损', true],
    ['choice', '逾期', false],
    ['rating', '不满意', true],
    ['date', '昨天', true],
    ['several', '13991300001', true],
    ['several', '逾期', false],
    ['files', '逾期', false],
    ['location', '逾期', false],
    ['record', '逾期', false],
    ['records', '逾期', false],
    ['summary', '逾期', false],
  ])('answer a question of %s: %s %s', (type, text, isMeant) => {
    const input = inputs.find((one) => one.type === type)!
    expect(kindOf(input).isMeant?.(input, 'it', text, context) ?? false).toBe(isMeant)
  })
})
