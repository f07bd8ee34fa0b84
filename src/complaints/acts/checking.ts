/** Customer service looks at what others have registered, and mends it (R19.1.a; domain.md 2.2, row 2). The report has not waited for that. */
import { correctionOf, correctionsIn } from '../corrections.js'
import { withAddition } from '../follow-ups.js'
import type { Complaint } from '../model.js'
import { type Acts, emptyOf, missing, OPEN, refuseForGood } from './acts.js'

export const checking: Acts<'checked' | 'corrected'> = {
  checked: {
    row: 2,
    from: OPEN,
    by: ['CS'],
    refused({ record }) {
      if (!isUnchecked(record)) return refuseForGood('checkedAlready')
      const empty = [...emptyOf(record, 'description'), ...(emptyOf(record, 'complainant', 'phone').length > 1 ? ['contact'] : [])]
      return empty.length > 0 ? missing(...empty) : undefined
    },
    telling: 'own',
    owns: 'CS',
    button: 'check',
    task: {
      seats: ['CS'],
      untimed: 'the report of the same day does not wait for it, and T1 has customer service chased for that',
      waits: (record) => record.isOpen && isUnchecked(record),
    },
  },
  corrected: {
    row: 2,
    from: OPEN,
    by: ['CS'],
    adds: ({ record, data }) => correctionOf(record, data),
    change: (record, { at, data }) => ({
      ...correctionsIn(record, data),
      ...withAddition(record, { at, data: { given: data.given ?? [] } }),
    }),
    told: ['MKT_HEAD', 'QC_HEAD', 'QC', 'DEPT'],
    dialogue: 'correct',
    offered: { more: 12 },
  },
}

/** What somebody else than customer service has registered, until customer service has looked at it. */
export const isUnchecked = ({ events }: Complaint): boolean =>
  events.some((event) => (event.type === 'registered' || event.type === 'registeredPartly') && event.data?.needsCheck === true) &&
  !events.some(({ type }) => type === 'checked')
