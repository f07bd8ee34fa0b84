/** The layouts in `forms/`: what stands in which cell of a printed form. */
import { readFileSync } from 'node:fs'
import { parse } from 'yaml'
import { z } from 'zod'

const LayoutCell = z.union([
  z.string(),
  z.strictObject({
    field: z.string(),
    label: z.string().optional(),
    /** Of a number; `yuan` has two decimals. */
    unit: z.string().optional(),
  }),
  /** Each event of these on a line of its own, in the words of `forms.lines`. */
  z.strictObject({ events: z.array(z.string()).min(1), label: z.string() }),
])
export type LayoutCell = z.infer<typeof LayoutCell>

const LayoutSchema = z.strictObject({
  /** Which annex of the regulation it is. */
  annex: z.string(),
  title: z.string(),
  sections: z.array(z.strictObject({ title: z.string(), rows: z.array(z.array(LayoutCell).min(1).max(2)) })),
  /** Who signs by hand; `field` is what they have said, `sign` the event with which they said it. */
  signatures: z.array(z.strictObject({ title: z.string(), field: LayoutCell.optional(), sign: z.string().optional() })),
})
export type Layout = z.infer<typeof LayoutSchema>

export const readLayout = (file: string): Layout => LayoutSchema.parse(parse(readFileSync(file, 'utf8')))
