import { expect, it } from 'vitest'
import { nearestTo } from '../../src/reading/nearest.js'

it.each([
  ['gfit', ['visit', 'gift', 'planDays'], 'gift'],
  ['PLANDAYS', ['explainDays', 'planDays'], 'planDays'],
  ['planDay', ['planClockStart', 'planDays'], 'planDays'],
  ['', ['a', 'abc'], 'a'],
])('“%s” is nearest among %j to %s', (typed, names, nearest) => {
  expect(nearestTo(typed, names)[0]).toBe(nearest)
})

it('is at most three names, and none where there is none', () => {
  expect(nearestTo('b', ['dddd', 'a', 'ccc', 'bb'])).toEqual(['a', 'bb', 'ccc'])
  expect(nearestTo('b', [])).toEqual([])
})
