/** What is noted beside the way of a complaint: evidence that came later, exports, reminders, pushes. */

import { isThanks } from '../../reading/thanks.js'
import { isOfArbitration } from '../arbitration.js'
import { withAddition } from '../follow-ups.js'
import { type Acts, ANY, SYSTEM } from './acts.js'

export const bookkeeping: Acts<
  'supplemented' | 'linked' | 'exported' | 'actionVerified' | 'reminded' | 'pushed' | 'followUpReminded' | 'recalculated' | 'erased'
> = {
  supplemented: {
    from: ANY,
    by: ['ANYONE', 'CUSTOMER'],
    change: withAddition,
    // what the customer says is heard at once, unless it is only that they have read what we wrote
    told({ role, data: { text, files = [] } }) {
      if (role !== 'CUSTOMER' || (files.length === 0 && isThanks(text))) return []
      return ['CS', ...(isOfArbitration(text) ? (['QC'] as const) : [])]
    },
    heading: () => 'fromCustomer',
  },
  linked: {
    from: ANY,
    by: SYSTEM,
    change: ({ related = [] }, { data: { no } }) => ({ related: [...new Set([...related, no])] }),
    telling: 'silent',
  },
  exported: { from: ANY, by: ['ANYONE'], telling: 'silent' },
  actionVerified: { from: ANY, by: SYSTEM, telling: 'silent' },
  reminded: { from: ANY, by: SYSTEM, telling: 'own' },
  pushed: { from: ANY, by: ['MKT_HEAD', 'QC_HEAD', 'GM'], asks: ({ id }, { data }) => id === data?.step },
  followUpReminded: {
    from: ANY,
    by: SYSTEM,
    change: (_, { data: { next } }) => ({ followUpDueAt: new Date(next) }),
    telling: 'silent',
    isBookkeeping: true,
  },
  recalculated: { from: ANY, by: SYSTEM, asks: ({ clocks }, { data }) => data?.id !== undefined && clocks.includes(data.id) },
  erased: { from: ANY, by: SYSTEM, telling: 'silent', isBookkeeping: true },
}
