import { describe, expect, it } from 'vitest'
import { createCustomers } from '../../src/customers/index.js'
import { searchKeysOf } from '../../src/customers/model.js'
import { buildIndexes } from '../../src/database/connect.js'
import { useDatabase } from '../setup/database.js'

const database = useDatabase()
const now = () => new Date('2026-11-03T02:00:00Z')

describe('the keys by which a customer is found', () => {
  it.each([60, 680, 3_000])('stay few and small for a name of %d characters', (length) => {
    const keys = searchKeysOf({ name: '渭南市宏基商品混凝土有限公司'.repeat(300).slice(0, length), contacts: [] })
    expect(keys.length).toBeLessThan(80)
    expect(keys.join('').length).toBeLessThan(2_000)
  })

  it('find a long name by its beginning, its whole, any part of its first thirty characters, and its initials', async () => {
    const customers = createCustomers(database(), now)
    await buildIndexes(database())
    const name = '陕西省渭南市临渭区宏基商品混凝土搅拌站第二项目部预制构件生产基地有限责任公司'
    const id = await customers.add('k1', { name, contacts: [], createdBy: 'x' })
    await customers.add('k2', { name: `${name}分部`, contacts: [], createdBy: 'x' })
    for (const text of [name, name.slice(0, 35), name.slice(0, 10), '宏基商品', 'sxswns', '陕'.padEnd(1)])
      expect((await customers.search(text)).map(({ _id }) => _id)).toContain(id)
    expect((await customers.search(name))[0]?._id).toBe(id)
    expect(await customers.search('宏'.repeat(4_000))).toEqual([])
  })
})
