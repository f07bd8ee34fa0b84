import { expect, it } from 'vitest'
import { differing } from '../../src/people/differing.js'

const LONG = '一句很长的话，'.repeat(10)

it.each([
  ['短的一句', '另一句', '短的一句', '另一句'],
  [
    `${LONG}到此为止。${LONG}`,
    `${LONG}还没完。${LONG}`,
    '…，一句很长的话，到此为止。一句很长的话，…',
    '…，一句很长的话，还没完。一句很长的话，…',
  ],
  [`${LONG}完。`, LONG, '…，一句很长的话，完。', '…，一句很长的话，'],
])('of long sentences the piece is shown in which they differ', (one, other, some, others) => {
  expect(differing(one, other)).toEqual([some, others])
})
