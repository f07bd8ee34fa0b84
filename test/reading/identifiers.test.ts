import { describe, expect, it } from 'vitest'
import { readCode, readName, readPhone, readPlate } from '../../src/reading/identifiers.js'

const resultOf = (reading: { ok: boolean; value?: unknown; reason?: string }) => (reading.ok ? reading.value : `refused: ${reading.reason}`)

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
