/** Whether a record holds what everybody who reads it relies on. What is damaged is left out of lists, and so keeps nobody from the others. */
import { z } from 'zod'
import type { CaseRecord } from './case.js'
import type { Declared } from './declare.js'

const someone = z.looseObject({ id: z.string(), name: z.string() })
/** With what a correction has changed, where it is one. */
const given = z.looseObject({ change: z.looseObject({ before: z.looseObject({}), after: z.looseObject({}) }).optional() })
const Whole = z.looseObject({
  state: z.string(),
  registeredBy: someone,
  registeredAt: z.date(),
  customer: someone.optional(),
  departments: z.array(z.string()),
  waitingFor: z.array(z.string()),
  events: z.array(z.looseObject({ id: z.string(), type: z.string(), at: z.date(), data: given.optional() })).min(1),
  copies: z.array(z.looseObject({ about: z.string(), from: z.array(someone), to: z.array(someone), open: z.array(someone) })).optional(),
  clocks: z.array(z.looseObject({ id: z.string(), dueAt: z.date(), legalEndAt: z.date(), told: z.array(z.string()) })),
})

/** @param own the fields of its kind, where they do not stand together */
export const isWhole = (record: CaseRecord, { fields }: Pick<Declared, 'fields'>, own: object | undefined = record.fields): boolean =>
  Whole.safeParse(record).success && fields.safeParse(own).success
