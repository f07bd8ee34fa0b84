/** Whether a record holds what everybody who reads it relies on. What is damaged is left out of lists, and so keeps nobody from the others. */
import { z } from 'zod'
import type { CaseRecord } from '../cases/case.js'
import { type Complaint, STATES } from './model.js'

const someone = z.looseObject({ id: z.string(), name: z.string() })

const Whole = z.looseObject({
  state: z.enum(STATES),
  customer: someone,
  registeredBy: someone,
  receivedAt: z.date(),
  registeredAt: z.date(),
  details: z.looseObject({}),
  report: z.looseObject({ recipients: z.array(someone) }),
  events: z.array(z.looseObject({ id: z.string(), type: z.string(), at: z.date() })).min(1),
  clocks: z.array(z.looseObject({ id: z.string(), dueAt: z.date(), legalEndAt: z.date(), told: z.array(z.string()) })),
  attachments: z.array(z.looseObject({ id: z.string() })),
  followUps: z.array(z.looseObject({ field: z.string() })),
  departments: z.array(z.string()),
  waitingFor: z.array(z.string()),
})

export const isWhole = (record: CaseRecord): record is Complaint => Whole.safeParse(record).success

/** Those that can be read. */
export const wholeOf = (complaints: readonly Complaint[]): Complaint[] => complaints.filter(isWhole)
