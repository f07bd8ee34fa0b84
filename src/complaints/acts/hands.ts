/** A complaint changes hands and is talked about as every case is. */
import { type CommonAct, commonActs } from '../../cases/common-acts.js'
import { type Acts, FILED } from './acts.js'

export const hands = commonActs(FILED, FILED) as unknown as Acts<CommonAct>
