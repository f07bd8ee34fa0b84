import { describe, expect, it } from 'vitest'
import { readNumber } from '../../src/reading/number.js'

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
    ['四十二点五', 42.5],
    ['半', 0.5],
    ['二〇二六', 2026],
    ['1.2万', 12_000],
    ['12万', 120_000],
    ['4百2', 420],
    ['3千5百', 3500],
    ['3千5', 3500],
    ['4百02', undefined],
    ['1e9', undefined],
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
