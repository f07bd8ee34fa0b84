/** What a customer reads of how a complaint stands is true at every state, whoever it waits for (domain.md 2.2). */
import { describe, expect, it } from 'vitest'
import { instant } from '../../src/calendar/index.js'
import { openTasks } from '../../src/complaints/complaint.js'
import { customerStateOf } from '../../src/complaints/customer-state.js'
import { STATES, type State } from '../../src/complaints/fields.js'
import type { Complaint, ComplaintEvent } from '../../src/complaints/model.js'

const AT = instant('2026-11-03', '10:00')
const happened = (...types: string[]) =>
  types.map(
    (type, index) =>
      ({ id: `${index}`, type, at: AT, round: 1, data: { change: { after: { facts: '另一句话' } } } }) as unknown as ComplaintEvent,
  )
const standing = (state: State, ...types: string[]) =>
  ({
    _id: 'TS-20261103-001',
    state,
    round: 1,
    events: happened(...types),
    clocks: [],
    isOpen: true,
    callbacks: [],
    report: { recipients: [] },
  }) as unknown as Complaint

const TABLE: readonly (readonly [State, readonly string[], string])[] = [
  ['DRAFT', [], 'REGISTERED'],
  ['REGISTERED', [], 'REGISTERED'],
  ['REPORTED', [], 'REGISTERED'],
  ['INVESTIGATING', ['accepted'], 'CHECKED'],
  ['INVESTIGATING', ['factsWritten', 'customerObjected'], 'CHECKED'],
  ['FACTS_PENDING', ['factsWritten'], 'ASKED'],
  ['FACTS_PENDING', ['factsWritten', 'contactAttempted'], 'ASKED'],
  ['FACTS_PENDING', ['factsWritten', 'customerConfirmed'], 'HANDLED'],
  ['FACTS_PENDING', ['factsWritten', 'goneOnUnanswered'], 'HANDLED'],
  ['FACTS_PENDING', ['factsWritten', 'customerConfirmed', 'partCorrected'], 'ASKED'],
  ['NOT_OURS', ['liabilitySet'], 'HANDLED'],
  ['NOT_OURS', ['liabilitySet', 'explained'], 'HANDLED'],
  ['PLANNING', ['liabilitySet'], 'HANDLED'],
  ['PLANNING', ['liabilitySet', 'planProposed'], 'HANDLED'],
  ['PLAN_OFFERED', ['planProposed', 'planApproved'], 'HANDLED'],
  ['PLAN_OFFERED', ['planProposed', 'planApproved', 'planSent'], 'ASKED'],
  ['EXECUTING', ['planAccepted'], 'HANDLED'],
  ['FILING', ['executed'], 'HANDLED'],
  ['FILING', ['executed', 'filingSubmitted'], 'HANDLED'],
  ['CALLBACK', ['filingAccepted'], 'CALLED'],
  ['CLOSED', ['calledBack'], 'DONE'],
  ['WITHDRAWN', ['withdrawn'], 'WITHDRAWN'],
  ['MERGED', ['merged'], 'MERGED'],
]

describe('what the customer reads', () => {
  it.each(TABLE)('of %s after %j is %s', (state, types, words) => {
    expect(customerStateOf(standing(state, ...types))).toBe(words)
  })

  it('is written down for every state', () => {
    expect(new Set(TABLE.map(([state]) => state))).toEqual(new Set(STATES))
  })

  it.each(TABLE.filter(([state]) => state === 'FACTS_PENDING' || state === 'PLAN_OFFERED'))(
    'of %s after %j asks for their answer where they have it to give, and nowhere else',
    (state, types, words) => {
      const isAsked = openTasks(standing(state, ...types)).some(({ seats }) => seats.includes('CUSTOMER'))
      expect(isAsked).toBe(words === 'ASKED')
    },
  )
})
