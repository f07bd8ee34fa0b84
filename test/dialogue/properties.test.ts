/** Random people: whatever they do, in whatever order, the engine never throws, never loses an answer, and always asks or ends. */
import fc from 'fast-check'
import { describe, expect, it, vi } from 'vitest'
import { dialogueSources } from '../../src/cli/dialogue-sources.js'
import { inspectDialogues } from '../../src/conversation/load-dialogues.js'
import { createTexts } from '../../src/conversation/texts.js'
import { advance, begin } from '../../src/dialogue/advance.js'
import type { Flow } from '../../src/dialogue/flow.js'
import { answersOnPath, fieldsOf, pathOf } from '../../src/dialogue/path.js'
import type { Reply, Session, Turn, Values } from '../../src/dialogue/session.js'

const { flows, texts: files } = inspectDialogues(dialogueSources())
const texts = createTexts(files)
const AT = new Date('2026-11-03T02:00:00Z')

const reply: fc.Arbitrary<Omit<Reply, 'at'>> = fc.oneof(
  {
    weight: 5,
    arbitrary: fc
      .constantFrom(
        '1',
        '2',
        '3',
        '宏基',
        'PO42.5',
        'T2611-021 陕E12345 昨天',
        'HB2611-07 10月28日 昨天',
        '700袋 60袋',
        '700 692',
        '35吨 12吨',
        '50.2 15.2',
        '49.4 49.6',
        '工地料棚内码十二层',
        '张工',
        '13991300001',
        '提交',
        '完成',
      )
      .map((text) => ({ text })),
  },
  {
    weight: 3,
    arbitrary: fc
      .constantFrom(
        '返回',
        '跳过',
        '修改',
        '修改客户',
        '修改投诉类别',
        '重来',
        '暂无法提供',
        '不清楚',
        '帮助',
        '转人工',
        '?',
        '数量',
        '确认',
      )
      .map((text) => ({ text })),
  },
  { weight: 1, arbitrary: fc.string({ unit: 'grapheme', maxLength: 40 }).map((text) => ({ text })) },
  { weight: 2, arbitrary: fc.integer({ min: 0, max: 4 }).map((n) => ({ files: [{ id: `p${n}`, kind: 'image' as const }] })) },
  { weight: 1, arbitrary: fc.constant({ place: { label: '工地' } }) },
  {
    weight: 2,
    arbitrary: fc
      .record({
        step: fc.constantFrom('kind', 'customer', 'confirm', 'demand', 'photosOne', 'nothing'),
        values: fc.array(
          fc.constantFrom('CAKING', 'QUALITY', 'confirm', 'edit', 'cancel', 'finish', 'new', 'RETURN', 'skip', '__proto__'),
          { maxLength: 3 },
        ),
      })
      .map((tap) => ({ tap })),
  },
)

const DERIVED = new Set(['complainant', 'phone', 'plant'])

/** What the actions of the flow would give. */
const FACTS: Values = {
  no: 'TS-1',
  isReported: true,
  recipients: '赵',
  isLate: false,
  duplicateNo: null,
  bagWeights: { count: 3 },
  bulk: { diffKg: 1 },
  bulkOutcome: 'within',
}
const CANDIDATES = [
  { id: 'c1', label: '宏基', value: { id: 'c1', name: '宏基', plant: 'weinan', contactName: '张工', contactPhone: '13991300001' } },
  { id: 'new', label: '新', isNew: true, value: { name: '新', isNew: true } },
]

function settle(flow: Flow, first: Turn): Turn {
  let turn = first
  for (let round = 0; turn.action ?? turn.lookup; round++) {
    expect(round).toBeLessThan(20)
    turn = turn.lookup
      ? advance(flow, turn.session, {
          type: 'found',
          lookup: turn.lookup,
          candidates: turn.lookup.text.length > 2 ? CANDIDATES.slice(1) : CANDIDATES,
        })
      : advance(flow, turn.session, { type: 'done', facts: FACTS })
  }
  return turn
}

function say(flow: Flow, session: Session, what: Omit<Reply, 'at'>): Turn {
  return settle(flow, advance(flow, session, { type: 'reply', reply: { at: AT, ...what }, words: texts.words(flow.id) }))
}

describe.each(flows.map((flow) => [flow.id, flow] as const))('%s', (_id, flow) => {
  it('never throws, always asks or ends, and keeps what was answered', () => {
    fc.assert(
      fc.property(fc.array(reply, { maxLength: 60 }), (replies) => {
        let { session } = settle(flow, begin(flow, 's1', { startedAt: AT.toISOString() }))
        for (const what of replies) {
          if (session.status !== 'active') break
          const before = session
          const turn = say(flow, session, what)
          session = turn.session
          if (session.status === 'active') expect(turn.say.length).toBeGreaterThan(0)
          if (session.status === 'active') expect(flow.steps[session.step]?.type).toBe('question')
          const isRestart = what.text !== undefined && texts.words(flow.id).command(what.text)?.command === 'restart'
          // an answer goes only by a restart, when it is being corrected, or when it was taken from one that changed
          const lost = Object.keys(before.answers).filter((field) => session.answers[field] === undefined && !DERIVED.has(field))
          if (!isRestart) expect(lost.length).toBeLessThanOrEqual(1)
          for (const field of Object.keys(answersOnPath(flow, session)))
            expect(
              pathOf(flow, session).some((id) => {
                const step = flow.steps[id]
                return step?.type === 'question' && fieldsOf(step, id).includes(field)
              }),
            ).toBe(true)
          expect(JSON.parse(JSON.stringify(session))).toEqual(session) // plain data
        }
      }),
      { numRuns: 300 },
    )
  })

  it('gives the same turn for the same event: a repeated or concurrent delivery changes nothing', () => {
    fc.assert(
      fc.property(fc.array(reply, { maxLength: 15 }), (replies) => {
        let { session } = settle(flow, begin(flow, 's1', { startedAt: AT.toISOString() }))
        for (const what of replies) {
          if (session.status !== 'active') break
          const frozen = JSON.stringify(session)
          const [first, second] = [say(flow, session, what), say(flow, session, what)]
          expect(second).toEqual(first)
          expect(JSON.stringify(session)).toBe(frozen)
          session = first.session
        }
      }),
      { numRuns: 100 },
    )
  })

  it('never reads the clock', () => {
    const now = vi.spyOn(Date, 'now').mockImplementation(() => {
      throw new Error('the engine read the clock')
    })
    try {
      const { session } = settle(flow, begin(flow, 's1', { startedAt: AT.toISOString() }))
      if (session.status === 'active') say(flow, session, { text: '昨天' })
      expect(now).not.toHaveBeenCalled()
    } finally {
      now.mockRestore()
    }
  })
})
