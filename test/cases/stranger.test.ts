/** Of a declared kind a stranger begins nothing and reads nothing, not even what they began while a channel vouched for them. */
import { expect, it } from 'vitest'
import { z } from 'zod'
import { createBeginCase } from '../../src/cases/begin-case.js'
import type { CaseRecord } from '../../src/cases/case.js'
import { caseType } from '../../src/cases/declare.js'
import { createRights } from '../../src/cases/rights.js'
import type { Person } from '../../src/people/person.js'
import { staff } from '../setup/people.js'

const type = caseType({
  kind: 'note',
  prefix: 'NT',
  fields: z.object({}),
  states: ['OPEN'],
  ended: [],
  acts: { noted: { from: [], to: 'OPEN', by: ['ANYONE'], dialogue: 'noting', data: z.object({}) } },
  readers: ['REGISTRAR'],
  rows: () => ({}),
})
const record = { registeredBy: { id: 'wecom:wang', name: '王强' }, departments: [] } as unknown as CaseRecord
const rights = createRights({
  type,
  customers: { idsOfSalesperson: async () => [], byId: async () => null },
  read: async () => record,
  recordRefusal: async () => {},
})
const ours = staff('wecom:wang')
const stranger: Person = { ...ours, side: 'stranger' }

it.each([
  ['one of ours', ours, true, ['REGISTRAR', 'READER']],
  ['a stranger', stranger, false, []],
] as const)('%s may read what they registered: %#', async (_who, person, mayRead, actors) => {
  expect(await rights.mayRead(person, record)).toBe(mayRead)
  expect(await rights.actorsFor(person, record)).toEqual(actors)
  expect(await rights.visibleTo(person)).toEqual(mayRead ? { $or: [{ 'registeredBy.id': person.id }] } : { _id: { $in: [] } })
})

it.each([
  ['one of ours', ours, true],
  ['a stranger', stranger, false],
] as const)('%s may begin what anyone may: %#', async (_who, by, mayBegin) => {
  const refused: unknown[] = []
  const actions = createBeginCase({
    type,
    refusals: { create: async (one: unknown) => void refused.push(one) } as never,
    look: { key: (key: string) => key } as never,
    parts: { connection: { models: { counter: {} } } as never, customers: {} as never },
    store: {} as never,
    recalled: async () => ({}),
    announce: async () => {},
  })
  const check = actions.checkNoted!({ key: 'k', by, at: new Date(), channel: 'wecom-kf', answers: {}, facts: {} })
  if (mayBegin) await check
  else await expect(check).rejects.toMatchObject({ key: 'refused.role' })
  expect(refused).toHaveLength(mayBegin ? 0 : 1)
})
