import { readFileSync } from 'node:fs'
import mongoose from 'mongoose'
import { expect, it } from 'vitest'
import type { Complaint } from '../../src/complaints/model.js'
import { isWhole, wholeOf } from '../../src/complaints/whole.js'

const read = (): Complaint => mongoose.mongo.BSON.EJSON.parse(readFileSync('test/fixtures/cases/complaint-0.json', 'utf8'))

it.each([
  ['without events', { events: [] }],
  ['with a clock that is none', { clocks: [null] }],
  ['of a state that does not exist', { state: 'LOST' }],
  ['without a customer', { customer: null }],
  ['with a customer who is only a name', { customer: '宏基' }],
  ['received at a time that is none', { receivedAt: 'yesterday' }],
  ['without details', { details: null }],
  ['with a report to nobody', { report: {} }],
  ['with a recipient that is none', { report: { method: 'SYSTEM', recipients: [null] } }],
  ['with an attachment that is none', { attachments: [{}] }],
  ['without what is to be asked for', { followUps: null }],
])('a complaint %s is left out of lists, and keeps no other from them', (_, damage) => {
  expect(wholeOf([{ ...read(), ...damage } as unknown as Complaint, read()])).toEqual([read()])
})

it('is whole without what not every complaint has, and with what only other versions know', () => {
  const { answersHash: _, subKind: __, phone: ___, plant: ____, ...few } = read()
  expect(isWhole({ ...few, details: { anything: [{ at: 'all' }, null] }, isKnownLater: true } as never)).toBe(true)
})
