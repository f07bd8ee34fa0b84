/** Where a dialogue names no bound of its own, there is one all the same. */
import { describe, expect, it } from 'vitest'
import { type SingleInput, singleOf } from '../../../src/dialogue/inputs/singles.js'

const words = { command: () => undefined, ratingNames: () => [], optionNames: () => [], fieldNames: () => [] }
const read = (input: SingleInput, text: string) =>
  singleOf(input).readValue(input, 'x', text, { at: new Date('2026-11-03T02:00:00Z'), words })

describe('a number', () => {
  it.each<[string, SingleInput, string, string]>([
    ['eleven digits', { type: 'number', integer: false }, '99999999999', 'tooLarge'],
    ['eleven digits below zero', { type: 'number', integer: false }, '-99999999999', 'tooSmall'],
    ['four hundred digits', { type: 'number', integer: true }, '9'.repeat(400), 'number'],
    ['more tonnes than were ever made', { type: 'quantity', units: ['t', 'bag'], min: 0 }, '99999999吨', 'tooLarge'],
    ['more numbers than anybody weighs', { type: 'numbers' }, Array(101).fill('49.5').join(' '), 'numbersMany'],
    ['a number in another notation', { type: 'numbers' }, '49.5 1e9', 'number'],
  ])('of %s is refused', (_, input, text, reason) => {
    expect(read(input, text)).toMatchObject({ ok: false, reason })
  })
  it('a hundred numbers are read', () => {
    expect(read({ type: 'numbers' }, Array(100).fill('49.5').join(' ')).ok).toBe(true)
  })
})
