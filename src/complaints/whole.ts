/** Whether a record holds what everybody who reads it relies on. What is damaged is left out of lists, and so keeps nobody from the others. */
import type { CaseRecord } from '../cases/case.js'
import { isWhole as isWholeCase } from '../cases/whole.js'
import { ComplaintFields } from './fields.js'
import type { Complaint } from './model.js'

/** The fields of a complaint stand beside those of every case. */
export const isWhole = (record: CaseRecord): record is Complaint => isWholeCase(record, { fields: ComplaintFields }, record)

/** Those that can be read. */
export const wholeOf = (complaints: readonly Complaint[]): Complaint[] => complaints.filter(isWhole)
