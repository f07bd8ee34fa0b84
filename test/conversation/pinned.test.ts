/** A running dialogue is judged by the revision that it began with, whatever the newest one says at the same place. */
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { createConversationStore } from '../../src/conversation/store.js'
import type { Flow, FlowDefinition } from '../../src/dialogue/flow.js'
import { revisionOf } from '../../src/dialogue/read-flow.js'
import { type Bot, startBot, type TestPerson } from '../setup/bot.js'

const QUESTION = { type: 'question', optional: false, unknown: false, missing: false, quiet: false } as const

/** As it was before an edit: instead of the product it asked for a score and a remark. */
function older({ revision: _, ...newest }: Flow): FlowDefinition {
  const { product, reporter, assumePacking: before, ...others } = newest.steps
  if (product?.type !== 'question' || reporter?.type !== 'question' || before?.type !== 'action')
    throw new Error('the dialogue has no such questions')
  const grade = { ...QUESTION, input: { type: 'rating' as const }, next: [{ to: 'remark' }] }
  const remark = { ...QUESTION, input: { type: 'text' as const, min: 1, max: 100 }, next: product.next }
  const { shortcuts: _shortcuts, ...unhurried } = reporter
  return { ...newest, steps: { ...others, reporter: unhurried, assumePacking: { ...before, next: [{ to: 'grade' }] }, grade, remark } }
}

let bot: Bot
let wang: TestPerson
let revision: string
beforeEach(async () => {
  bot = await startBot()
  wang = bot.person('wangqiang')
  await wang.says('投诉')
  const definition = older(bot.app.dialogues.flows.find(({ id }) => id === 'complaint')!)
  revision = revisionOf(definition)
  const stored = { _id: revision as never, flow: 'complaint', definition: JSON.stringify({ ...definition, revision }) }
  await bot.connection.db!.collection('flowrevisions').insertOne(stored)
  await bot.connection.db!.collection('conversations').updateOne({}, { $set: { 'session.revision': revision } })
})
afterEach(() => bot.stop())
const session = async () => (await createConversationStore(bot.connection, bot.clock.now).read('wecom:wangqiang')).session

describe('a dialogue on an older revision', () => {
  it('takes a tap on a question that is asked no more', async () => {
    await wang.saysAll('破损', '宏基', '张工')
    await wang.taps('4 满意')
    expect(await session()).toMatchObject({ revision, step: 'remark', answers: { grade: 4 } })
  })

  it('takes a typed answer to a question that is asked no more', async () => {
    await wang.saysAll('破损', '宏基', '张工', '4')
    expect(await session()).toMatchObject({ revision, step: 'remark', answers: { grade: 4 } })
  })

  it('takes a word as its answer that would start another dialogue', async () => {
    await wang.saysAll('破损', '宏基', '张工', '不满意')
    expect(await session()).toMatchObject({ flow: 'complaint', revision, step: 'remark', answers: { grade: 2 } })
  })

  it('takes any words where it asks for a text', async () => {
    await wang.saysAll('破损', '宏基', '张工', '4', '本月 袋数不足')
    expect(await session()).toMatchObject({ flow: 'complaint', revision, answers: { remark: '本月 袋数不足' } })
  })

  it('lets a word start another dialogue where it asks for a text', async () => {
    await wang.saysAll('破损', '宏基', '张工', '4')
    expect(await wang.says('我的任务')).toContain('现在没有待办')
    expect(await session()).toMatchObject({ revision, step: 'remark', answers: { grade: 4 } })
  })

  it('closes its cards with what was chosen, in words', async () => {
    await wang.saysAll('破损', '宏基', '张工')
    const card = wang.cards().at(-1)!
    await wang.says('2')
    expect(wang.isReplaced(card)).toBe('已选：不满意')
  })
})
