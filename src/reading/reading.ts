/** A wrong reply is not an error: it is a reason, which the texts turn into a sentence that says what to do. */
export type Reading<T> = { readonly ok: true; readonly value: T } | Refusal

export interface Refusal {
  readonly ok: false
  /** The name of a text under `retry`. */
  readonly reason: string
  /** For the placeholders of that text. */
  readonly values: Readonly<Record<string, string | number>>
}

/** Not understood. @param reason the name of a text under `retry`, which may show the values */
export const refuse = (reason: string, values: Refusal['values'] = {}): Refusal => ({ ok: false, reason, values })
