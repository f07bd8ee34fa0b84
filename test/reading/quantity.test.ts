import { describe, expect, it } from 'vitest'
import { readQuantity, type Unit } from '../../src/reading/quantity.js'

const resultOf = (reading: { ok: boolean; value?: unknown; reason?: string }) => (reading.ok ? reading.value : `refused: ${reading.reason}`)

describe('quantities', () => {
  const read = (text: string, units: readonly Unit[] = ['t', 'bag']) => resultOf(readQuantity(text, units, 0, 10_000))
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
    expect(read('20', ['bag'])).toEqual({ value: 20, unit: 'bag' })
  })
})
