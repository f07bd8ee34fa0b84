import { describe, expect, it } from 'vitest'
import { happenedCardId } from '../../src/cases/cards.js'
import { reportCardId } from '../../src/complaints/cards.js'

const NO = 'TS-20261103-001'
/** Members of one company, whose ids are long and begin alike. */
const [one, other] = ['a', 'b'].map((last) => ({ id: `wecom:${'zhang.wei.sales.department.north'.padEnd(60, '.')}${last}`, name: '张伟' }))

describe('the cards of two people whose ids begin alike', () => {
  it('have ids of their own, of what happened and of a report', () => {
    expect(happenedCardId(NO, 3, one!)).not.toBe(happenedCardId(NO, 3, other!))
    expect(reportCardId(NO, one!)).not.toBe(reportCardId(NO, other!))
  })
})
