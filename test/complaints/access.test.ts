/** Who may see what (domain.md 8): the query that selects and the test of one record say the same, whoever asks. */
import fc from 'fast-check'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { customerSearchOf, isRecipient, maySeeContacts, refuseForeignCustomer, viewOf } from '../../src/complaints/access.js'
import { complaintModels } from '../../src/complaints/collections.js'
import type { Recipient } from '../../src/complaints/events.js'
import type { Complaint } from '../../src/complaints/model.js'
import type { HeldRole, Person } from '../../src/people/person.js'
import { useDatabase } from '../setup/database.js'
import { staff } from '../setup/people.js'

const person = staff
const PACKING: HeldRole = { role: 'DEPT', plant: 'weinan', department: 'weinan-packing' }
const got = (id: string, role: Recipient['role'], department?: string): Recipient => ({
  id,
  name: id,
  role,
  ...(department && { department }),
})

const complaint = {
  plant: 'weinan',
  registeredBy: { id: 'wang', name: '王' },
  report: { method: 'SYSTEM', recipients: [got('zhao', 'MKT_HEAD'), got('sun', 'DEPT', 'weinan-packing')] },
  customer: { id: 'c1', name: '宏基', isIncomplete: false },
  departments: ['weinan-production'],
  phone: '13991300001',
}

describe('how much of a complaint somebody sees', () => {
  it.each([
    ['a salesperson who registered it', person('wang', { role: 'SALES' }), 'inside'],
    ['who registered it and holds no role', person('wang'), 'registrar'],
    ['who registered it for another plant', person('wang', { role: 'QC', plant: 'tongchuan' }), 'registrar'],
    ['who got the report and still answers for it', person('sun', PACKING), 'inside'],
    ['who got the report and holds no role any more', person('sun'), undefined],
    ['who got the report and moved to another department', person('sun', { ...PACKING, department: 'weinan-production-2' }), undefined],
    ['a head who got the report and is head no more', person('zhao', { role: 'ADMIN' }), undefined],
    ['the department that answers for it', person('x', { ...PACKING, department: 'weinan-production' }), 'inside'],
    ['another salesperson', person('li', { role: 'SALES' }), undefined],
    ['customer service', person('x', { role: 'CS' }), 'inside'],
    ['quality control of the plant', person('x', { role: 'QC', plant: 'weinan' }), 'inside'],
    ['quality control of another plant', person('x', { role: 'QC', plant: 'tongchuan' }), undefined],
    ['the general manager of another plant', person('x', { role: 'GM', plant: 'tongchuan' }), undefined],
    ['production technology, as it is not a major one', person('x', { role: 'PROD_TECH' }), undefined],
    ['an administrator', person('x', { role: 'ADMIN' }), undefined],
    ['a stranger', person('x'), undefined],
    ['a stranger who registered it', { ...person('wang'), side: 'stranger' as const }, 'customer'],
    ['a contact of the customer', { ...person('x'), customer: 'c1' }, 'customer'],
    ['a contact of another customer who registered it', { ...person('wang'), customer: 'c2' }, undefined],
  ])('%s: %#', (_name, reader, level) => {
    expect(viewOf(reader).levelOf(complaint)).toBe(level)
  })
  it('the salesperson of the customer', () => {
    expect(viewOf(person('li', { role: 'SALES' }), ['c1']).levelOf(complaint)).toBe('inside')
    expect(viewOf(person('li', { role: 'CS' }), []).maySeePhones(complaint)).toBe(true)
    expect(viewOf(person('li', { role: 'SALES' }), ['c1']).maySeePhones(complaint)).toBe(true)
    expect(viewOf(person('li', { role: 'SALES' }), ['c2']).maySeePhones(complaint)).toBe(false)
  })
  it('a department that was re-routed away from sees it no more', () => {
    expect(viewOf(person('sun', PACKING)).levelOf({ ...complaint, plant: 'tongchuan' })).toBeUndefined()
    expect(isRecipient(person('sun', PACKING), { ...complaint, plant: 'tongchuan' })).toBe(false)
    expect(isRecipient(person('sun', PACKING), complaint)).toBe(true)
  })
})

describe('the query', () => {
  const database = useDatabase()
  const PLANTS = ['weinan', 'tongchuan', undefined] as const
  const IDS = ['wang', 'sun', 'zhao'] as const
  const DEPARTMENTS = ['weinan-packing', 'tongchuan-packing'] as const
  const some = fc.constantFrom
  const held = fc.oneof(
    fc.record({ role: some('QC' as const, 'GM' as const, 'CS' as const), plant: some(...PLANTS) }),
    fc.record({ role: some('SALES' as const, 'PROD_TECH' as const, 'ADMIN' as const) }),
    fc.record({ role: some('DEPT' as const), plant: some(...PLANTS), department: some(...DEPARTMENTS) }),
  )
  const record = fc.record({
    plant: some(...PLANTS),
    registeredBy: some(...IDS).map((id) => ({ id, name: id })),
    customer: some('c1', 'c2').map((id) => ({ id, name: id, isIncomplete: false })),
    departments: fc.subarray([...DEPARTMENTS]),
    major: some(undefined, 'SUSPECTED' as const, 'DONE' as const),
    report: fc
      .array(fc.record({ id: some(...IDS), department: some(...DEPARTMENTS) }), { maxLength: 2 })
      .map((all) => ({ method: 'SYSTEM', recipients: all.map(({ id, department }) => got(id, 'DEPT', department)) })),
  })
  let records: Complaint[] = []
  beforeAll(async () => {
    const { complaints } = complaintModels(database())
    const made = fc.sample(record, { numRuns: 150, seed: 19 })
    const documents = made.map((one, index) => ({
      ...JSON.parse(JSON.stringify(one)),
      _id: `TS-20261103-${index}`,
      operationKey: `${index}`,
    }))
    await complaints.insertMany(documents)
    records = await complaints.find().lean<Complaint[]>()
  })
  afterAll(() => {
    records = []
  })

  it('selects exactly the records that pass the test', async () => {
    const { complaints } = complaintModels(database())
    const readers = fc.record({
      id: some(...IDS, 'nobody'),
      roles: fc.array(held, { maxLength: 3 }).map((all) => JSON.parse(JSON.stringify(all)) as HeldRole[]),
      customer: fc.option(some('c1', 'c3'), { nil: undefined, freq: 4 }),
      own: fc.subarray(['c1', 'c2']),
    })
    await fc.assert(
      fc.asyncProperty(readers, async ({ id, roles, customer, own }) => {
        const view = viewOf({ ...staff(id, ...roles), ...(customer && { customer }) }, own)
        const found = await complaints.find(view.filter, { _id: 1 }).lean()
        const expected = records.filter((one) => view.levelOf(one) !== undefined).map(({ _id }) => _id)
        expect(found.map(({ _id }) => _id).sort()).toEqual(expected.sort())
        if (view.isEverything) expect(expected).toHaveLength(records.length)
      }),
      { numRuns: 120, seed: 8 },
    )
  })
})

describe('the customer archive', () => {
  const customer = { salesperson: 'wang', createdBy: 'liu' }
  it.each([
    ['customer service', person('x', { role: 'CS' }), 'parts', true],
    ['the head of marketing', person('x', { role: 'MKT_HEAD' }), 'parts', true],
    ['their salesperson', person('wang', { role: 'SALES' }), 'parts', true],
    ['another salesperson', person('li', { role: 'SALES' }), 'parts', false],
    ['quality control', person('x', { role: 'QC', plant: 'weinan' }), 'parts', false],
    ['a department', person('x', PACKING), 'exact', false],
    ['production technology', person('x', { role: 'PROD_TECH' }), 'exact', false],
    ['their former salesperson', person('wang'), 'exact', false],
    ['a contact of a customer', { ...person('x'), customer: 'c1' }, 'own', false],
  ])('%s', (_name, reader, search, contacts) => {
    expect(customerSearchOf(reader)).toBe(search)
    expect(maySeeContacts(reader, customer)).toBe(contacts)
  })
  it('a customer files for themselves only', () => {
    const zhang: Person = { ...person('zhang'), customer: 'c1' }
    expect(() => refuseForeignCustomer(zhang, { customer: { id: 'c1', name: '宏基' } })).not.toThrow()
    expect(() => refuseForeignCustomer(zhang, { customer: { id: 'c2', name: '宏远' } })).toThrow('complaint.foreignCustomer')
    expect(() => refuseForeignCustomer(zhang, { customer: { name: '新客户', isNew: true } })).toThrow('complaint.foreignCustomer')
    expect(() => refuseForeignCustomer(person('wang'), { customer: { id: 'c2', name: '宏远' } })).not.toThrow()
  })
})
