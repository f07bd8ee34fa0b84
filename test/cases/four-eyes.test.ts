import { expect, it } from 'vitest'
import type { Actor, CaseRecord } from '../../src/cases/case.js'
import { notTheirs } from '../../src/cases/four-eyes.js'

const acts = {
  asked: { from: [], by: [] },
  approved: { from: [], by: [], decides: () => [] },
  refused: { from: [], by: [], decides: () => [] },
}
const person = (id: string) => ({ id, name: id })
const recordWith = (...events: readonly (readonly [string, string])[]) =>
  ({ registeredBy: person('wang'), events: events.map(([type, by]) => ({ type, by: person(by) })) }) as unknown as CaseRecord

it.each<[string, readonly (readonly [string, string])[], string, readonly Actor[], string | undefined]>([
  ['may be decided on by whose it is', [['asked', 'wang']], 'zhao', ['MKT_HEAD'], undefined],
  ['is not for whoever asked, whatever they hold', [['asked', 'wang']], 'wang', ['MKT_HEAD', 'GM'], 'own'],
  ['is not for somebody else', [['asked', 'wang']], 'liu', ['CS'], 'role'],
  [
    'is not for the same person again',
    [
      ['asked', 'wang'],
      ['approved', 'zhao'],
    ],
    'zhao',
    ['MKT_HEAD'],
    'twice',
  ],
  ['is not for the same person by another act', [['refused', 'zhao']], 'zhao', ['MKT_HEAD'], 'twice'],
  ['is for another person after the first', [['approved', 'zhao']], 'qian', ['MKT_HEAD'], undefined],
  ['is for somebody who has done something else with it', [['asked', 'zhao']], 'zhao', ['MKT_HEAD'], undefined],
])('what was asked for %s', (_title, events, by, actors, expected) => {
  expect(notTheirs({ acts }, recordWith(...events), { by: person(by), actors }, ['MKT_HEAD'])).toBe(expected)
})

it.each<[string, string, string, 'own' | 'twice' | undefined]>([
  ['whoever asked may not decide by a deputy', 'sun', 'wang', 'own'],
  ['who asked may not decide in the place of somebody else', 'wang', 'zhao', 'own'],
  ['who has decided in the place of another may not decide again for themselves', 'sun', 'qian', 'twice'],
  ['for whom somebody has decided, nobody decides again', 'he', 'zhao', 'twice'],
  ['others may', 'he', 'qian', undefined],
])('%s', (_title, by, onBehalfOf, expected) => {
  const events = [{ type: 'approved', by: person('sun'), onBehalfOf: person('zhao') }]
  const record = { registeredBy: person('wang'), events } as unknown as CaseRecord
  const decider = { by: person(by), onBehalfOf: person(onBehalfOf), actors: ['MKT_HEAD'] as const }
  expect(notTheirs({ acts }, record, decider, ['MKT_HEAD'])).toBe(expected)
})

it('what was asked for anew is for those who decided on what was asked before, and never for whoever asked last', () => {
  const again = recordWith(['asked', 'liu'], ['approved', 'zhao'], ['asked', 'chen'])
  const by = (id: string) => notTheirs({ acts }, again, { by: person(id), actors: ['MKT_HEAD'] }, ['MKT_HEAD'], 'asked')
  expect([by('zhao'), by('liu'), by('wang'), by('chen')]).toEqual([undefined, undefined, undefined, 'own'])
})
