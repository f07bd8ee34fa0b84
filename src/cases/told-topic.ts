import type { Topic } from '../delivery/notice.js'

/** Of what a customer is told of their case: where it does not arrive, the case must know. */
export const toldTopic = (kind: string, no: string): Topic => ({ kind, reference: no, event: 'told' })
