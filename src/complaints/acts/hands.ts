/** A complaint changes hands as every case does. */
import { type CommonAct, commonActs } from '../../cases/common-acts.js'
import { type Acts, FILED } from './acts.js'

export const hands = commonActs(FILED) as unknown as Acts<CommonAct>
