import type { Value, Values } from '../session.js'

/** A wrong reply is not an error: it is a reason, which the texts turn into a sentence that says what to do. */
export type Reading<T extends Value = Value> =
  | { readonly ok: true; readonly value: T }
  | { readonly ok: false; readonly reason: string; readonly values: Values }

export const refuse = (reason: string, values: Values = {}): { ok: false; reason: string; values: Values } => ({
  ok: false,
  reason,
  values,
})
