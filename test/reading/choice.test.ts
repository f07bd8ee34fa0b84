import { describe, expect, it } from 'vitest'
import { readChoice, readChoices, readYesNo, saidBehind } from '../../src/reading/choice.js'

const resultOf = (reading: { ok: boolean; value?: unknown; reason?: string }) => (reading.ok ? reading.value : `refused: ${reading.reason}`)

describe('choices', () => {
  const options = [
    { id: 'CAKING', names: ['受潮结块', '结块', 'Damp caking'] },
    { id: 'BREAKAGE', names: ['破损过大', '破损'] },
    { id: 'PO425', names: ['P·O 42.5', '425'] },
    { id: 'PO425R', names: ['P·O 42.5R'] },
    { id: 'PC525', names: ['P·C 52.5'] },
    { id: 'PS325', names: ['P·S 32.5'] },
    { id: 'M325', names: ['M 32.5'] },
  ]
  it.each([
    ['受潮结块', 'CAKING'],
    ['受潮結塊', 'CAKING'],
    ['1', 'CAKING'],
    ['１', 'CAKING'],
    ['二', 'BREAKAGE'],
    ['第2个', 'BREAKAGE'],
    ['caking', 'CAKING'],
    ['damp caking', 'CAKING'],
    ['底下有一层结块了', 'CAKING'],
    ['PO42.5R散装', 'PO425R'],
    ['四十二点五', 'PO425'],
    ['52.5的', 'PC525'],
    ['32.5', 'refused: choiceNumber'],
    ['不是52.5', 'refused: choice'],
    ['PO四十二点五R', 'PO425R'],
    ['po425', 'PO425'],
    ['不是结块', 'refused: choice'],
    ['结块还是破损', 'refused: choice'],
    ['8', 'refused: choiceNumber'],
    ['0', 'refused: choiceNumber'],
    ['-1', 'refused: choiceNumber'],
    ['', 'refused: choice'],
    ['没有这个', 'refused: choice'],
  ])('one: %s', (text, expected) => {
    expect(resultOf(readChoice(text, options))).toBe(expected)
  })
  it.each([
    ['1 2', ['CAKING', 'BREAKAGE']],
    ['结块、破损', ['CAKING', 'BREAKAGE']],
    ['1和2', ['CAKING', 'BREAKAGE']],
    ['1,1', ['CAKING']],
    ['1 9', 'refused: choiceNumber'],
    ['', 'refused: choice'],
  ])('several: %s', (text, expected) => {
    expect(resultOf(readChoices(text, options))).toEqual(expected)
  })
  it.each([
    ['是', true],
    ['好的', true],
    ['OK', true],
    ['否', false],
    ['不用', false],
    ['也许', 'refused: yesno'],
    ['嗯？', 'refused: yesno'],
    ['好?', 'refused: yesno'],
    ['', 'refused: yesno'],
  ])('yes or no: %s', (text, expected) => {
    expect(resultOf(readYesNo(text))).toBe(expected)
  })
})

it.each([
  ['方案时限改为2个工作日', '2个工作日'],
  ['方案时限 从3天改成 两天', '两天'],
  ['方案时限：5个工作日', '5个工作日'],
  ['把方案时限調整為２天', '2天'],
  ['方案时限', undefined],
  ['方案时限那一条', undefined],
  ['方案时限改为', undefined],
  ['回访次数改为3次', undefined],
])('what an option is to become: %s', (text, expected) => {
  expect(saidBehind(text, ['方案时限', '处理方案时限'])).toBe(expected)
})
