import { describe, expect, it } from 'vitest'
import { mayRead, phoneFor } from '../../src/complaints/access.js'
import { sameDayEnd, sameDayOutcome } from '../../src/complaints/deadlines.js'
import type { Recipient } from '../../src/complaints/model.js'

const shanghai = (text: string) => new Date(`${text}+08:00`)
const delivered = (at?: string): Recipient[] =>
  (['MKT_HEAD', 'QC_HEAD', 'DEPT'] as const).map((role) => ({ id: role, name: role, role, ...(at && { deliveredAt: shanghai(at) }) }))

describe('same day (6.4)', () => {
  it('ends at 24:00 in Shanghai of the day it was said', () => {
    expect(sameDayEnd(shanghai('2026-11-03T23:58:00'))).toEqual(shanghai('2026-11-04T00:00:00'))
    expect(sameDayEnd(shanghai('2026-11-04T00:00:00'))).toEqual(shanghai('2026-11-05T00:00:00'))
  })
  it.each([
    ['all delivered before midnight', delivered('2026-11-03T23:59:59'), '2026-11-04T00:05:00', true],
    ['delivered after midnight', delivered('2026-11-04T00:00:00'), '2026-11-04T00:05:00', false],
    ['not yet, but there is time', delivered(), '2026-11-03T22:00:00', undefined],
    ['not at all', delivered(), '2026-11-04T00:00:00', false],
    ['one head missing', delivered('2026-11-03T23:00:00').slice(0, 2), '2026-11-04T00:00:00', false],
  ])('%s', (_name, recipients, now, expected) => {
    expect(sameDayOutcome(recipients, shanghai('2026-11-03T23:58:00'), shanghai(now))).toBe(expected)
  })
})

describe('who may read a complaint (section 8)', () => {
  const complaint = {
    plant: 'weinan',
    registeredBy: { id: 'wecom:wang', name: '王' },
    report: { method: 'SYSTEM', recipients: delivered() },
    phone: '13991300001',
  }
  const person = (id: string, ...roles: readonly { role: 'CS' | 'QC' | 'GM' | 'SALES' | 'DEPT' | 'ADMIN'; plant?: string }[]) => ({
    id,
    name: id,
    roles,
  })
  it.each([
    ['who filed it', person('wecom:wang'), undefined, true],
    ['who got the report', person('DEPT'), undefined, true],
    ['the salesperson of the customer', person('wecom:li', { role: 'SALES' }), 'wecom:li', true],
    ['another salesperson', person('wecom:li', { role: 'SALES' }), 'wecom:zhao', false],
    ['customer service', person('x', { role: 'CS' }), undefined, true],
    ['quality control of the plant', person('x', { role: 'QC', plant: 'weinan' }), undefined, true],
    ['quality control of another plant', person('x', { role: 'QC', plant: 'tongchuan' }), undefined, false],
    ['the general manager of another plant', person('x', { role: 'GM', plant: 'tongchuan' }), undefined, false],
    ['an administrator', person('x', { role: 'ADMIN' }), undefined, false],
    ['a stranger', person('x'), undefined, false],
  ])('%s: %#', (_name, reader, salesperson, expected) => {
    expect(mayRead(reader, complaint, salesperson)).toBe(expected)
  })
  it('masks the phone number for those who do not need it', () => {
    expect(phoneFor(person('x', { role: 'GM', plant: 'weinan' }), complaint)).toBe('139****0001')
    expect(phoneFor(person('x', { role: 'CS' }), complaint)).toBe('13991300001')
  })
})
