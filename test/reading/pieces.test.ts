import { describe, expect, it } from 'vitest'
import { afterName, closePiecesOf, piecesOf } from '../../src/reading/pieces.js'

describe('a message in pieces', () => {
  it.each([
    ['T2611-021 陕A12345', ['T2611-021', '陕A12345']],
    ['35 吨，12吨', ['35吨', '12吨']],
    ['700 袋、60 袋', ['700袋', '60袋']],
    ['11 月 3 日 昨天', ['11月3日', '昨天']],
    ['１；２', ['1', '2']],
    ['GB/T 17671-2021 ≥17.0 MPa', ['GB/T17671-2021', '≥17.0MPa']],
    ['11 月 3 日 下午2点 昨天 9:30', ['11月3日下午2点', '昨天9:30']],
    ['温度 75 ℃', ['温度', '75°C']],
    ['gb 175 185 分钟', ['gb175', '185分钟']],
    ['  ', []],
  ])('%s', (text, pieces) => {
    expect(piecesOf(text)).toEqual(pieces)
  })
})

describe('a message without blanks', () => {
  it.each([
    ['700袋只有692袋', ['700袋', '只有692袋']],
    ['单700点了692', ['单700', '点了692']],
    ['T2611-021陕E12345昨天到的', ['T2611-021', '陕E12345', '昨天到的']],
    ['11月3日到5号库', ['11月3日到5号库']],
  ])('%s', (text, pieces) => {
    expect(closePiecesOf(text)).toEqual(pieces)
  })
})

describe('what stands behind a name', () => {
  it.each([
    ['涉及3吨', '3吨'],
    ['涉及：3吨', '3吨'],
    ['涉及是3吨', '3吨'],
    ['涉及', undefined],
    ['3吨', undefined],
  ])('%s', (piece, rest) => {
    expect(afterName(piece, '涉及')).toBe(rest)
  })
})
