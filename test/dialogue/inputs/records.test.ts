/** Several things in one message, each looked up. */
import { describe, expect, it } from 'vitest'
import { advance, begin } from '../../../src/dialogue/advance.js'
import { readFlow } from '../../../src/dialogue/read-flow.js'
import type { Candidate, Command, Turn, Words } from '../../../src/dialogue/session.js'

const { flow } = readFlow(
  'flows/demo.yaml',
  `id: demo
start: trucks
steps:
  trucks: { type: question, input: { type: records, lookup: truck }, next: remark }
  remark: { type: question, input: { type: text }, next: bye }
  bye: { type: end }
`,
  { actions: [], lookups: ['truck'], lists: {} },
)
const COMMANDS: Readonly<Record<string, Command>> = { 完成: 'finish', 返回: 'back', 帮助: 'help', 修改: 'edit' }
const words: Words = {
  command: (text) => {
    const [first = '', rest = ''] = text.split(' ')
    const command = COMMANDS[first]
    return command && { command, rest }
  },
  optionNames: () => [],
  ratingNames: () => [],
  fieldNames: () => ['车辆'],
}
const at = new Date('2026-11-03T02:00:00Z')

const truck = (name: string): Candidate => ({ id: name, label: name, value: { id: name, name } })
const KNOWN = ['红车', '蓝车', '大绿车', '小绿车'].map(truck)

/** What the conversation would do: look up until there is nothing more to look up. */
function settle(first: Turn): Turn {
  let turn = first
  while (turn.lookup) {
    const { text } = turn.lookup
    const candidates = KNOWN.filter(({ label }) => label.includes(text))
    turn = advance(flow!, turn.session, { type: 'found', lookup: turn.lookup, candidates })
  }
  return turn
}
const says = (turn: Turn, text: string) => settle(advance(flow!, turn.session, { type: 'reply', reply: { at, text }, words }))
const saysAll = (...texts: readonly string[]) => texts.reduce(says, begin(flow!, 's', {}))
const named = ({ session }: Turn) => (session.answers.trucks as { name: string }[]).map(({ name }) => name)

describe('several records', () => {
  it.each([
    ['红车', ['红车']],
    ['红车、蓝车', ['红车', '蓝车']],
    ['蓝车 红车', ['蓝车', '红车']],
    ['红车、红车，蓝车', ['红车', '蓝车']],
    [' 红车；', ['红车']],
  ])('are taken where each is there once: “%s”', (text, names) => {
    const turn = saysAll(text)
    expect(named(turn)).toEqual(names)
    expect(turn.session.step).toBe('remark')
    expect(turn.say).toMatchObject([{ say: 'echo' }, { say: 'question', step: 'remark' }])
  })

  it.each([
    ['、', 'recordUnknown', { text: '、' }],
    ['黄车', 'recordUnknown', { text: '黄车' }],
    ['黄车、红车', 'recordUnknown', { text: '黄车' }],
    ['红车、黄车', 'recordsUnknown', { text: '黄车', names: ['红车'] }],
    [`红车、${'车'.repeat(61)}`, 'recordLong', { max: 60 }],
    ['车 '.repeat(21), 'recordsMany', { count: 21, max: 20 }],
  ])('are asked for again, by what was typed: “%s”', (text, reason, values) => {
    expect(saysAll(text)).toMatchObject({ session: { step: 'trucks' }, say: [{ say: 'retry', field: 'trucks', reason, values }] })
  })

  it('the one that was not found is mended alone', () => {
    expect(named(saysAll('红车、黄车、蓝车', '大绿车'))).toEqual(['红车', '大绿车', '蓝车'])
  })

  it('all of them may be said once more instead', () => {
    expect(named(saysAll('红车、黄车', '红车 蓝车'))).toEqual(['红车', '蓝车'])
  })

  it('each that is not found is said in its turn', () => {
    const turn = saysAll('红车、黄车、黑车', '蓝车')
    expect(turn.say).toMatchObject([{ reason: 'recordsUnknown', values: { text: '黑车', names: ['红车', '蓝车'] } }])
  })

  it('the one that is there twice is chosen, or written better, and the rest goes on', () => {
    const offered = saysAll('绿车、蓝车')
    expect(offered.say).toMatchObject([{ say: 'offer', kind: 'record', lookup: 'truck', text: '绿车' }])
    expect(named(says(offered, '2'))).toEqual(['小绿车', '蓝车'])
    expect(named(says(offered, '大绿车'))).toEqual(['大绿车', '蓝车'])
    expect(named(says(offered, '红车'))).toEqual(['红车', '蓝车'])
  })

  it('what was offered for one is not offered for the next', () => {
    const turn = saysAll('绿车、黄车', '1', '2')
    expect(turn.say[0]).toMatchObject({ say: 'retry', values: { text: '2', names: ['大绿车'] } })
  })

  it('the one that nobody finds is left out on demand, but not the only one', () => {
    expect(named(saysAll('红车、黄车、蓝车', '完成'))).toEqual(['红车', '蓝车'])
    expect(saysAll('黄车', '完成')).toMatchObject({ session: { step: 'trucks' } })
  })

  it('help and a resumed dialogue show what was typed, and lose none of it', () => {
    const before = saysAll('红车、黄车')
    expect(says(before, '帮助').say.at(-1)).toMatchObject({ say: 'question', previous: [{ name: '红车' }, '黄车'] })
    const resumed = settle(advance(flow!, before.session, { type: 'resume' }))
    expect(named(says(resumed, '蓝车'))).toEqual(['红车', '蓝车'])
  })

  it('an answer that is corrected is given anew', () => {
    expect(named(saysAll('红车、蓝车', '返回', '大绿车'))).toEqual(['大绿车'])
    expect(named(saysAll('红车、蓝车', '修改 车辆', '大绿车'))).toEqual(['大绿车'])
  })
})
