import { describe, expect, it } from 'vitest'
import { FlowSchema, type Guard } from '../../src/dialogue/flow.js'
import { holds } from '../../src/dialogue/path.js'

const known = { kind: 'CAKING', bags: 60, photos: [{ id: 'a' }], none: null }

describe('a guard', () => {
  it.each<[Guard, boolean]>([
    [{}, true],
    [{ kind: 'CAKING' }, true],
    [{ kind: 'BREAKAGE' }, false],
    [{ kind: { $eq: 'CAKING' } }, true],
    [{ kind: { $ne: 'CAKING' } }, false],
    [{ kind: { $in: ['CAKING', 'OTHER'] } }, true],
    [{ kind: { $nin: ['CAKING'] } }, false],
    [{ bags: { $gt: 59, $lt: 61 } }, true],
    [{ bags: { $gte: 61 } }, false],
    [{ bags: { $lte: 60 } }, true],
    [{ missing: { $exists: false } }, true],
    [{ missing: { $exists: true } }, false],
    [{ missing: { $ne: 'x' } }, true],
    [{ none: null }, true],
    [{ kind: 'CAKING', bags: { $gt: 100 } }, false],
    [{ 'photos.id': 'a' }, true],
  ])('%j holds: %s', (guard, expected) => {
    expect(holds(guard, known as never)).toBe(expected)
  })

  it.each([
    { $where: 'true' },
    { kind: { $where: 'true' } },
    { kind: { $regex: 'C' } },
    { $or: [{ kind: 'CAKING' }] },
    { kind: { $not: { $eq: 'x' } } },
    { photos: { $elemMatch: { $where: 'true' } } },
    { $expr: {} },
  ])('is refused by the schema and by the evaluation: %j', (guard) => {
    const steps = { a: { type: 'message', next: [{ when: guard, to: 'b' }, { to: 'b' }] }, b: { type: 'end' } }
    expect(FlowSchema.safeParse({ id: 'x', start: 'a', steps }).success).toBe(false)
    expect(() => holds(guard as never, known as never)).toThrow('Unsupported operation')
  })
})
