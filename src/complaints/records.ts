/** Complaints as they are kept. */
import type { CaseStore } from '../cases/store.js'
import type { Complaint, ComplaintEvent } from './model.js'

export type Records = CaseStore<Complaint, ComplaintEvent>
