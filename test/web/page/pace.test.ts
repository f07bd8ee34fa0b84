/** Whoever asks under invented names is in nobody's way. */
import { expect, it } from 'vitest'
import { createPace } from '../../../src/web/page/pace.js'

it('refuses nobody because of names that others have invented', () => {
  const mayAsk = createPace(2, () => 0)
  for (let index = 0; index < 20_001; index++) mayAsk(`invented ${index}`)
  expect(mayAsk('a customer')).toBe(true)
  expect([mayAsk('invented 1'), mayAsk('invented 1')]).toEqual([true, false])
})
