/** Who a stranger is that has complained: customer service says so, and from then on they hear and answer what customers hear and answer. */
import { type Complaint, matchKeysOf } from '../model.js'
import { type Acts, FILED, refuseForGood } from './acts.js'

const task = {
  seats: ['CS'],
  untimed: 'the complaint is reported and investigated without it, and whoever rings them up learns it',
  waits: isUnidentified,
} as const

export const identity: Acts<'identified' | 'leftUnidentified'> = {
  identified: {
    from: FILED,
    by: ['CS'],
    refused: ({ record }) => (isByStranger(record) ? undefined : refuseForGood('identifiedAlready')),
    change: ({ kind, details }, { data: { customer } }) => ({ customer, matchKeys: matchKeysOf(customer.id, kind, details) }),
    worksOut: ['customer', 'contact', 'name', 'phone', 'was'],
    owns: 'CS',
    dialogue: 'identify',
    task,
    // whoever tapped the wrong one taps again
    offered: { more: 19, when: isByStranger },
  },
  // neither the company nor the number can be found: they go on seeing their own complaint, and are rung up
  leftUnidentified: { from: FILED, by: ['CS'], refused: refusedKnown, owns: 'CS', button: 'leaveUnidentified', task },
}

function isByStranger({ events }: Pick<Complaint, 'events'>): boolean {
  return events.some((event) => (event.type === 'registered' || event.type === 'registeredPartly') && event.data?.byStranger === true)
}

/** A stranger has registered it, and nobody has said yet who they are. */
export function isUnidentified({ events }: Pick<Complaint, 'events'>): boolean {
  return isByStranger({ events }) && !events.some(({ type }) => type === 'identified' || type === 'leftUnidentified')
}

function refusedKnown({ record }: { readonly record: Complaint }) {
  return isUnidentified(record) ? undefined : refuseForGood('identifiedAlready')
}
