import { describe, expect, it } from 'vitest'
import { readChoice, readChoices, readYesNo } from '../../src/dialogue/read/choice.js'
import { readDate } from '../../src/dialogue/read/date.js'
import { readCode, readName, readPhone, readPlate } from '../../src/dialogue/read/identifiers.js'
import { readNumber } from '../../src/dialogue/read/number.js'
import { readQuantity } from '../../src/dialogue/read/quantity.js'

const resultOf = (reading: { ok: boolean; value?: unknown; reason?: string }) => (reading.ok ? reading.value : `refused: ${reading.reason}`)

describe('numbers', () => {
  it.each([
    ['35.2', 35.2],
    ['３５．２', 35.2],
    ['1,200', 1200],
    ['1,200,000', 1_200_000],
    ['-5', -5],
    [' 6 ', 6],
    ['三十五', 35],
    ['十', 10],
    ['十二', 12],
    ['一百二', 120],
    ['三百五', 350],
    ['三百零五', 305],
    ['一千二百', 1200],
    ['两万三千', 23_000],
    ['三点五', 3.5],
    ['半', 0.5],
    ['二〇二六', 2026],
    ['', undefined],
    ['一点', undefined],
    ['很多', undefined],
    ['3到4', undefined],
    ['1.2.3', undefined],
    ['1,20', undefined],
  ])('%s', (text, expected) => {
    expect(readNumber(text)).toBe(expected)
  })
})

describe('quantities', () => {
  const read = (text: string, units: readonly ('t' | 'bag' | 'kg' | 'load')[] = ['t', 'bag']) =>
    resultOf(readQuantity(text, units, 0, 10_000))
  it.each([
    ['35.2t', { value: 35.2, unit: 't' }],
    ['35.2 吨', { value: 35.2, unit: 't' }],
    ['三十五吨二', { value: 35.2, unit: 't' }],
    ['两吨半', { value: 2.5, unit: 't' }],
    ['半吨', { value: 0.5, unit: 't' }],
    ['20包', { value: 20, unit: 'bag' }],
    ['２０袋', { value: 20, unit: 'bag' }],
    ['500公斤', { value: 0.5, unit: 't' }],
    ['约 3 吨', { value: 3, unit: 't' }],
    ['35.2T', { value: 35.2, unit: 't' }],
    ['35.2', 'refused: unitMissing'],
    ['1车', 'refused: unit'],
    ['-3t', 'refused: unit'],
    ['很多', 'refused: quantity'],
    ['', 'refused: quantity'],
    ['20000t', 'refused: tooLarge'],
  ])('%s', (text, expected) => {
    expect(read(text)).toEqual(expected)
  })
  it('takes a bare number only where one unit is possible', () => {
    expect(read('50.2', ['t'])).toEqual({ value: 50.2, unit: 't' })
    expect(read('1车', ['load'])).toEqual({ value: 1, unit: 'load' })
  })
})

describe('dates, said on Tuesday 2026-11-03 at 10:00 in Shanghai', () => {
  const at = new Date('2026-11-03T02:00:00Z')
  it.each([
    ['今天', '2026-11-03'],
    ['昨天', '2026-11-02'],
    ['前天', '2026-11-01'],
    ['大前天', '2026-10-31'],
    ['上周五', '2026-10-30'],
    ['周一', '2026-11-02'],
    ['周五', '2026-10-30'],
    ['上上周日', '2026-10-25'],
    ['星期天', '2026-11-01'],
    ['3号', '2026-11-03'],
    ['5号', '2026-10-05'],
    ['11月3日', '2026-11-03'],
    ['十一月三日', '2026-11-03'],
    ['10月28', '2026-10-28'],
    ['12月30日', '2025-12-30'],
    ['2026.11.3', '2026-11-03'],
    ['2026-11-03', '2026-11-03'],
    ['2026年10月28日', '2026-10-28'],
    ['20261028', '2026-10-28'],
    ['10/28', '2026-10-28'],
    ['１０月２８日', '2026-10-28'],
    ['yesterday', '2026-11-02'],
    ['明天', 'refused: future'],
    ['11月4日', 'refused: future'],
    ['2月30日', 'refused: date'],
    ['13月1日', 'refused: date'],
    ['以前', 'refused: date'],
    ['', 'refused: date'],
    ['32号', 'refused: date'],
  ])('%s', (text, expected) => {
    expect(resultOf(readDate(text, at, { time: false, future: false }))).toBe(expected)
  })
  it.each([
    ['昨天下午两点', '2026-11-02T06:00:00.000Z'],
    ['今天上午9点半', '2026-11-03T01:30:00.000Z'],
    ['9:05', '2026-11-03T01:05:00.000Z'],
    ['上周五 14:30', '2026-10-30T06:30:00.000Z'],
    ['刚刚', '2026-11-03T02:00:00.000Z'],
    ['昨天', '2026-11-02T04:00:00.000Z'],
    ['今天', '2026-11-03T02:00:00.000Z'],
    ['昨晚', '2026-11-02T04:00:00.000Z'],
    ['今天下午三点', 'refused: future'],
    ['昨天25点', 'refused: date'],
  ])('with the time: %s', (text, expected) => {
    expect(resultOf(readDate(text, at, { time: true, future: false }))).toBe(expected)
  })
  it('belongs to the next day after midnight in Shanghai', () => {
    expect(resultOf(readDate('今天', new Date('2026-11-03T16:30:00Z'), { time: false, future: false }))).toBe('2026-11-04')
  })
})

describe('identifiers', () => {
  it.each([
    ['13991300001', '13991300001'],
    ['139 9130 0001', '13991300001'],
    ['+86 13991300001', '13991300001'],
    ['１３９９１３００００１', '13991300001'],
    ['0913-2181234', '0913-2181234'],
    ['02988886666', '029-88886666'],
    ['1399130000', 'refused: phone'],
    ['12345678901', 'refused: phone'],
    ['', 'refused: phone'],
  ])('phone %s', (text, expected) => {
    expect(resultOf(readPhone(text))).toBe(expected)
  })
  it.each([
    ['陕E12345', '陕E12345'],
    ['陕e·12345', '陕E12345'],
    ['陝A1234567', 'refused: plate'],
    ['陕AD12345', '陕AD12345'],
    ['E12345', 'refused: plate'],
    ['陕E1234', 'refused: plate'],
  ])('plate %s', (text, expected) => {
    expect(resultOf(readPlate(text))).toBe(expected)
  })
  it.each([
    ['T2611-021', 'T2611-021'],
    ['hb2611/07', 'hb2611/07'],
    ['2026-11-03', 'refused: code'],
    ['11-3', 'refused: code'],
    ['ab', 'refused: code'],
    ['abc', 'refused: code'],
    ['编号12', 'refused: code'],
  ])('number %s', (text, expected) => {
    expect(resultOf(readCode(text))).toBe(expected)
  })
  it.each([
    ['张工', '张工'],
    ['李 会计', '李 会计'],
    ['13991300001', 'refused: name'],
    ['', 'refused: name'],
  ])('name %s', (text, expected) => {
    expect(resultOf(readName(text))).toBe(expected)
  })
})

describe('choices', () => {
  const options = [
    { id: 'CAKING', names: ['受潮结块', '结块', 'Damp caking'] },
    { id: 'BREAKAGE', names: ['破损过大', '破损'] },
    { id: 'PO425', names: ['P·O 42.5'] },
    { id: 'PO425R', names: ['P·O 42.5R'] },
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
    ['po425', 'PO425'],
    ['不是结块', 'refused: choice'],
    ['结块还是破损', 'refused: choice'],
    ['5', 'refused: choiceNumber'],
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
    ['', 'refused: yesno'],
  ])('yes or no: %s', (text, expected) => {
    expect(resultOf(readYesNo(text))).toBe(expected)
  })
})
