/** Customer service looks at what others have registered, and mends it (R19.1.a; domain.md 2.2, row 2). The report has not waited for that. */
import type { Refusal } from '../../cases/case-type.js'
import type { Values } from '../../dialogue/session.js'
import { kindDataAfter } from '../corrected-data.js'
import { correctionOf, correctionsIn, isWholeWith } from '../corrections.js'
import { withAddition } from '../follow-ups.js'
import { runningFor } from '../history.js'
import type { Complaint } from '../model.js'
import { bagKgOf, tonnesOf } from '../weights.js'
import { type Acts, emptyOf, missing, OPEN, refuse, refuseForGood } from './acts.js'

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
    refused: ({ record, data, at, rules }) => refusedCorrection(record, data, at, rules.bagNominalKg),
    adds({ record, data, at, rules }) {
      const kindData = kindDataAfter(record, data, rules)
      const isWhole = isWholeWith(record, correctionsIn(record, at, data, { ...data, kindData }))
      return { ...correctionOf(record, data), kindData, ...(isWhole && { isWhole }) }
    },
    change: (record, { at, data }) => ({
      ...correctionsIn(record, at, data, data),
      ...(data.isWhole && { isIncomplete: false }),
      ...withAddition(record, { at, data: { given: data.given ?? [] } }),
    }),
    told: ['MKT_HEAD', 'QC_HEAD', 'QC', 'DEPT'],
    worksOut: ['customer', 'departments', 'recipients', 'added', 'left'],
    dialogue: 'correct',
    task: { seats: ['CS'], clock: 'T1b', waits: (record) => runningFor(record, 'corrected').length > 0 },
    offered: { more: 12 },
  },
}

/** What somebody else than customer service has registered, until customer service has looked at it. */
export const isUnchecked = ({ events }: Complaint): boolean =>
  events.some((event) => (event.type === 'registered' || event.type === 'registeredPartly') && event.data?.needsCheck === true) &&
  !events.some(({ type }) => type === 'checked')

/** When the customer said it is mended once, and never to a time after it was registered (domain.md 2.2, row 1). */
function refusedCorrection(
  { events, registeredAt, details, packing }: Complaint,
  { receivedAt, ...data }: Values,
  at: Date,
  bagKg: number,
): Refusal | undefined {
  if (typeof receivedAt === 'string') {
    const isAgain = events.some((event) => event.type === 'corrected' && event.data.field === 'RECEIVED_AT')
    if (isAgain) return refuseForGood('receivedOnce')
    const heardAt = new Date(receivedAt)
    if (heardAt > at || heardAt > registeredAt) return refuse('receivedLater', { registeredAt: registeredAt.toISOString() })
  }
  const amount = (field: string) => tonnesOf(data[field] ?? details[field], bagKgOf(packing, bagKg))
  const delivered = amount('deliveredQty')
  const isMore = ['affectedQty', 'usedQty', 'remainingQty'].some(
    (field) => data[field] !== undefined && (amount(field) ?? 0) > (delivered ?? Infinity),
  )
  return isMore ? refuse('moreThanDelivered') : undefined
}
