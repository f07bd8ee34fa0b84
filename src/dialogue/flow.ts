/** What a dialogue is: data, written in YAML, read by this schema. */
import { z } from 'zod'
import { inputSchema } from './inputs/index.js'
import { fallback, id, scalar } from './schemas.js'

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
const next = z.union([id.transform((to): z.infer<typeof branch>[] => [{ to }]), z.array(branch).min(1)])

const question = z.strictObject({
  type: z.literal('question'),
  input: inputSchema,
  /** 跳过 is allowed. */
  optional: z.boolean().default(false),
  /** 不清楚 is an answer. */
  unknown: z.boolean().default(false),
  /** 暂无法提供 is an answer: it may be had later. */
  missing: z.boolean().default(false),
  /** The understood value is not repeated: the answer itself shows it. */
  quiet: z.boolean().default(false),
  /** Taken without asking, shown in the summary and correctable there; `{ fact: name }` takes what is known and asks if there is nothing. */
  default: fallback.optional(),
  /** Buttons by name, each with what it answers of this question and of later ones. */
  shortcuts: z.record(id, z.record(id, fallback)).optional(),
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
  /** Whose words may start it: `staff` alone, or everybody’s. */
  for: z.literal('staff').optional(),
  /** Dialogues that are put aside, not waited for, where this one is begun in the middle of them: what they ask is meant of something else now. */
  replaces: z.array(id).optional(),
  /**
   * It only asks whether, or looks something up: not waited for where something else is begun in the middle of it, or a case is named instead of an answer. What it
   * holds is put aside; where it holds nothing, it is forgotten.
   */
  yields: z.literal(true).optional(),
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
export type Guard = z.infer<typeof guard>
export type Branch = z.infer<typeof branch>

/** Where a step may lead; an end leads nowhere. */
export const branchesOf = (step: Step): readonly Branch[] => (step.type === 'end' ? [] : step.next)

/** @throws Error where the step is no question; whoever asks has its id from a question's answer or path */
export function questionAt({ id: flow, steps }: Pick<Flow, 'id' | 'steps'>, id: string): Question {
  const step = steps[id]
  if (step?.type !== 'question') throw new Error(`step ${id} of ${flow} is no question`)
  return step
}
