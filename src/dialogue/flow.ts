/** What a dialogue is: data, written in YAML, read by this schema. */
import { z } from 'zod'

const id = z.string().regex(/^[a-z][A-Za-z0-9]*$/, 'must be camelCase: a letter, then letters and digits')
const scalar = z.union([z.string(), z.number(), z.boolean(), z.null()])
const list = z.array(scalar)
const operators = z.strictObject({
  $eq: scalar.optional(),
  $ne: scalar.optional(),
  $in: list.optional(),
  $nin: list.optional(),
  $gt: z.union([z.number(), z.string()]).optional(),
  $gte: z.union([z.number(), z.string()]).optional(),
  $lt: z.union([z.number(), z.string()]).optional(),
  $lte: z.union([z.number(), z.string()]).optional(),
  $exists: z.boolean().optional(),
})
/** Conditions on what is known, by name; a name that begins with `$` would be an operator over everything. */
const guard = z.record(z.string().regex(/^[^$]/, 'must be the name of something known'), z.union([scalar, operators]))
const branch = z.strictObject({ when: guard.optional(), to: id })
const next = z.union([id.transform((to) => [{ to } as z.infer<typeof branch>]), z.array(branch).min(1)])

const single = [
  z.strictObject({ type: z.literal('text'), min: z.number().default(1), max: z.number().default(1000) }),
  z.strictObject({ type: z.literal('name') }),
  z.strictObject({ type: z.literal('code') }),
  z.strictObject({
    type: z.literal('number'),
    min: z.number().optional(),
    max: z.number().optional(),
    integer: z.boolean().default(false),
  }),
  z.strictObject({ type: z.literal('numbers'), min: z.number().optional(), max: z.number().optional() }),
  z.strictObject({
    type: z.literal('quantity'),
    units: z.array(z.enum(['t', 'bag', 'kg', 'load'])).min(1),
    min: z.number().default(0),
    max: z.number().optional(),
  }),
  z.strictObject({
    type: z.literal('date'),
    time: z.boolean().default(false),
    future: z.boolean().default(false),
    past: z.boolean().default(true),
  }),
  z.strictObject({ type: z.literal('phone') }),
  z.strictObject({ type: z.literal('plate') }),
  z.strictObject({
    type: z.literal('choice'),
    options: z.array(z.string()).min(1),
    /** Only the first so many are offered; the rest can be typed. */ show: z.number().optional(),
  }),
  z.strictObject({ type: z.literal('choices'), options: z.array(z.string()).min(2) }),
  z.strictObject({ type: z.literal('yesno') }),
  /** 5 非常满意 to 1 非常不满意 (domain.md 3.4). */
  z.strictObject({ type: z.literal('rating') }),
] as const
const part = z.discriminatedUnion('type', [...single])
/** A value, or `{ fact: name }`: what is known by that name. */
const fallback = z.union([scalar, z.strictObject({ fact: z.string(), otherwise: z.null().optional() })])
const several = z.strictObject({
  type: z.literal('several'),
  parts: z.record(id, z.strictObject({ input: part, optional: z.boolean().default(false), default: fallback.optional() })),
  /** `{ counted: noted }`: the first may not be more than the second. */
  atMost: z.record(id, id).optional(),
  /** The first is the sum of the others; a missing one is worked out, a wrong one refused. */
  balance: z.tuple([id, id, id]).optional(),
})
const input = z.discriminatedUnion('type', [
  ...single,
  several,
  z.strictObject({ type: z.literal('files'), min: z.number().default(0), max: z.number().default(20) }),
  z.strictObject({ type: z.literal('location') }),
  z.strictObject({ type: z.literal('customer') }),
  z.strictObject({ type: z.literal('summary') }),
])

const question = z.strictObject({
  type: z.literal('question'),
  input,
  /** 跳过 is allowed. */
  optional: z.boolean().default(false),
  /** 不清楚 is an answer. */
  unknown: z.boolean().default(false),
  /** 客户暂无法提供 is an answer and makes a follow-up task (domain.md 4.1). */
  missing: z.boolean().default(false),
  /** The understood value is not repeated: the answer itself shows it. */
  quiet: z.boolean().default(false),
  /** Taken without asking, shown in the summary and correctable there; `{ fact: name }` takes what is known and asks if there is nothing. */
  default: fallback.optional(),
  next,
})
const message = z.strictObject({ type: z.literal('message'), values: z.array(z.string()).default([]), next })
const action = z.strictObject({ type: z.literal('action'), run: id, gives: z.array(z.string()).default([]), next })
const end = z.strictObject({
  type: z.literal('end'),
  outcome: z.enum(['completed', 'cancelled']).default('completed'),
  values: z.array(z.string()).default([]),
  /** No text of its own: an action has said it all. */
  silent: z.boolean().default(false),
  /** Another dialogue that goes on with the facts of this one. */
  continueWith: z.string().optional(),
})

export const FlowSchema = z.strictObject({
  id,
  /** Names of what the dialogue may be started with. */
  facts: z.array(z.string()).default([]),
  start: id,
  steps: z.record(id, z.discriminatedUnion('type', [question, message, action, end])),
})

export type FlowDefinition = z.infer<typeof FlowSchema>
/** One exact version of a dialogue. */
export type Flow = FlowDefinition & { readonly revision: string }
export type Step = FlowDefinition['steps'][string]
export type Question = Extract<Step, { type: 'question' }>
export type Input = Question['input']
export type SingleInput = z.infer<typeof part>
export type SeveralInput = Extract<Input, { type: 'several' }>
export type Fallback = z.infer<typeof fallback>
export type Guard = z.infer<typeof guard>
export type Branch = z.infer<typeof branch>
