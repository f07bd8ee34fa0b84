/** Messages in which people tell all of it at once: how much of that is understood, and that nothing else is. */
import { readFileSync } from 'node:fs'
import { isDeepStrictEqual } from 'node:util'
import { describe, expect, it } from 'vitest'
import { parse } from 'yaml'
import { dialogueSources } from '../../src/cli/dialogue-sources.js'
import { inspectDialogues } from '../../src/conversation/load-dialogues.js'
import { createTexts } from '../../src/conversation/texts.js'
import { advance, begin } from '../../src/dialogue/advance.js'
import { questionAt } from '../../src/dialogue/flow.js'
import { hear } from '../../src/dialogue/hear.js'
import { fieldsOf, pathOf } from '../../src/dialogue/path.js'
import type { Values } from '../../src/dialogue/session.js'

interface Told {
  readonly text: string
  readonly fields: Values
}
const read = (name: string): { readonly told: readonly Told[]; readonly nothing?: readonly string[] } =>
  parse(readFileSync(`test/fixtures/${name}.yaml`, 'utf8'))
const { told, nothing = [] } = read('told')
const { told: toldLater } = read('told-later')
const { told: toldUnseen } = read('told-unseen')
const { told: toldFresh } = read('told-fresh')
const { told: toldBlind } = read('told-blind')
const { told: toldNewest } = read('told-newest')
const { flows, texts } = inspectDialogues(dialogueSources())
const words = createTexts(texts).words('complaint')
const complaint = flows.find(({ id }) => id === 'complaint')!
/** Tuesday, 10:00 in Shanghai. */
const context = { at: new Date('2026-11-03T02:00:00Z'), words }

/** All that is asked about such a complaint: whoever says more says it in their own words, which are kept. */
const askedOf = (kind: Values[string]): readonly string[] => {
  const session = begin(complaint, 's1', {}).session
  return pathOf(complaint, { ...session, step: '', answers: { kind } }).flatMap((id) => fieldsOf(questionAt(complaint, id), id))
}

const inOrder = (value: Values[string]) => (Array.isArray(value) ? value.toSorted() : value)

const heardIn = (text: string): Values => hear(complaint, begin(complaint, 's1', {}).session, text, context).answers

it.each([
  { which: 'whose words were looked at', messages: told, least: 0.8 },
  { which: 'that were written after the code, whose words were looked at then', messages: toldLater, least: 0.8 },
  { which: 'that were written after that, whose words were looked at then', messages: toldUnseen, least: 0.9 },
  { which: 'in other words again', messages: toldFresh, least: 0.8 },
  { which: 'by somebody who knew nothing of it', messages: toldBlind, least: 0.8 },
  { which: 'by another who knew nothing of it', messages: toldNewest, least: 0.8 },
])('of messages $which at least $least is understood, and at least 99 % of that rightly', ({ which, messages, least }) => {
  const wrong: string[] = []
  const missed: string[] = []
  let right = 0
  for (const { text, fields } of messages) {
    const heard = heardIn(text)
    for (const [field, value] of Object.entries(heard)) {
      if (isDeepStrictEqual(inOrder(value), inOrder(fields[field]))) right++
      else wrong.push(`${field} ${JSON.stringify(value)}: ${text}`)
    }
    const asked = askedOf(fields.kind)
    for (const [field, value] of Object.entries(fields))
      if (heard[field] === undefined && asked.includes(field)) missed.push(`${field} ${JSON.stringify(value)}: ${text}`)
  }
  const precision = right / (right + wrong.length)
  const recall = right / (right + missed.length)
  const percent = (part: number) => `${(part * 100).toFixed(1)} %`
  console.log(`${messages.length} messages ${which}: ${right} fields; precision ${percent(precision)}, recall ${percent(recall)}`)
  expect(precision, wrong.join('\n')).toBeGreaterThanOrEqual(0.99)
  expect(recall, missed.join('\n')).toBeGreaterThanOrEqual(least)
})

it.each(nothing)('tells of no complaint: %s', (text) => {
  expect(heardIn(text).kind).toBeUndefined()
})

describe('what was told', () => {
  const told = '宏基昨天拉的水泥，HB2611-07，有问题'

  it('yesterday is of the day before, though its kind is said today', () => {
    const [first, second] = [new Date('2026-11-03T02:00:00Z'), new Date('2026-11-04T02:00:00Z')]
    const session = begin(complaint, 's1', { heard: told, startedAt: first.toISOString() }).session
    const turn = advance(complaint, session, { type: 'reply', reply: { at: second, text: '受潮结块' }, words })
    expect(turn.session.answers).toMatchObject({ kind: 'CAKING', arrivedAt: '2026-11-02' })
  })

  it('is heard as far as a message of usual length goes, however long it is', () => {
    const long = `${'是'.repeat(2000)}${'1 今天张工 '.repeat(2000)}`
    expect(heardIn(long)).toEqual({})
  })

  it('adds nothing to what has been shown and confirmed', () => {
    const facts = {
      heard: '水泥结块，司机马师傅',
      startedAt: context.at.toISOString(),
      isCustomer: false,
      isLate: false,
      duplicateNo: null,
    }
    const answers = { kind: 'BAG_COUNT', customer: { name: '宏基' }, product: 'PO425', severity: 'GENERAL', description: '少了' }
    const session = { ...begin(complaint, 's1', facts).session, step: 'confirm', answers }
    const turn = advance(complaint, session, { type: 'reply', reply: { at: context.at, text: '提交' }, words })
    expect(turn.action).toMatchObject({ name: 'fileComplaint' })
    expect(turn.session.answers).toEqual({ ...answers, confirm: true })
  })
})
