import { expect, it } from 'vitest'
import { nearWords } from '../../src/reading/near-words.js'

const WORDS = [
  { word: '投诉', of: 'complaint' },
  { word: '登记投诉', of: 'complaint' },
  { word: '我的投诉', of: 'mine' },
  { word: '查看进度', of: 'mine' },
  { word: '我的任务', of: 'tasks' },
  { word: '待办', of: 'tasks' },
  { word: '日报', of: 'digest' },
  { word: '修改规则', of: 'changeRule' },
  { word: 'my tasks', of: 'tasks' },
  { word: 'monthly', of: 'digest' },
]
const near = (typed: string) => nearWords(typed, WORDS).map(({ word }) => word)

it.each([
  ['日抱', '日报'], // as it sounds
  ['rb', '日报'],
  ['wodetousu', '我的投诉'],
  ['我的仁务', '我的任务'],
  ['我任务', '我的任务'], // a slip
  ['mnthly', 'monthly'],
  ['看下任务', '我的任务'], // a part
  ['改下规则', '修改规则'],
])('“%s” is nearest to %s', (typed, word) => expect(near(typed)[0]).toBe(word))

it('offers at most three, each for something else', () => {
  expect(near('投诉任务进度规则')).toHaveLength(3)
  expect(near('投诉单')).toEqual(['投诉', '我的投诉'])
})

it.each(['你好', '好的', 'a', '水泥', '1', ''])('“%s” is near to nothing', (typed) => expect(near(typed)).toEqual([]))
