import { describe, expect, it } from 'vitest'
import { cut, overlongMessage, readText } from '../../src/reading/text.js'

describe('a text', () => {
  it.each([
    ['  料棚内  ', { ok: true, value: '料棚内' }],
    ['料', { ok: false, reason: 'textShort', values: { min: 2 } }],
    ['   ', { ok: false, reason: 'textShort', values: { min: 2 } }],
    ['工地料棚', { ok: true, value: '工地料棚' }],
    ['工地料棚内', { ok: false, reason: 'textLong', values: { max: 4, length: 5 } }],
    ['👷👷👷👷', { ok: true, value: '👷👷👷👷' }],
  ])('%s', (text, reading) => {
    expect(readText(text, { min: 2, max: 4 })).toEqual(reading)
  })

  it('is cut with a sign that there was more', () => {
    expect(cut('工地料棚', 4)).toBe('工地料棚')
    expect(cut('👷👷工地料棚', 4)).toBe('👷👷工…')
  })

  it('of more than 5,000 characters is too long for a message', () => {
    expect(overlongMessage('长'.repeat(5_000))).toBeUndefined()
    expect(overlongMessage('长'.repeat(5_001))).toEqual({ length: 5_001, max: 5_000 })
  })
})
