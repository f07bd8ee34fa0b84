import { describe, expect, it } from 'vitest'
import type { Recipient } from '../../src/complaints/events.js'
import { sameDayEnd, sameDayOutcome } from '../../src/complaints/same-day.js'

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
