/** Every kind of answer. One that has a single value is a line in `singles.ts`, any other one here. */
import { z } from 'zod'
import { files } from './files.js'
import type { Behaviour } from './kind.js'
import { record } from './record.js'
import { records } from './records.js'
import { several } from './several.js'
import { SINGLES } from './singles.js'
import { summary } from './summary.js'

const KINDS = [...SINGLES, several, files, record, records, summary] as const

const [{ schema: first }, ...others] = KINDS
export const inputSchema = z.discriminatedUnion('type', [first, ...others.map(({ schema }) => schema)])
export type Input = z.infer<typeof inputSchema>

const byType: ReadonlyMap<string, Behaviour<Input>> = new Map(KINDS.map((kind) => [kind.schema.shape.type.value, kind] as const))

/** The kind of an input that has passed the schema. */
export const kindOf = ({ type }: Input): Behaviour<Input> => byType.get(type)!

/** Every reason for which any reply may be refused. */
export const REASONS: readonly string[] = ['empty', ...new Set(KINDS.flatMap(({ reasons }) => reasons))]
