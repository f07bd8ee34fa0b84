/** What an examination of a running installation has found; whoever shows it has the words, under `doctor.<found>`. */
export interface Finding {
  readonly isFine: boolean
  readonly found: string
  readonly values?: Readonly<Record<string, string | number | readonly string[]>>
}

export const fine = (found: string, values?: Finding['values']): Finding => ({ isFine: true, found, ...(values && { values }) })
/** Its words say what to do. */
export const wrong = (found: string, values?: Finding['values']): Finding => ({ isFine: false, found, ...(values && { values }) })

/** Why something went wrong, in the words of whatever is nearest to it. */
export function causeOf(error: unknown): string {
  const { cause, message } = error instanceof Error ? error : new Error(String(error))
  return cause instanceof Error && cause.message !== '' ? cause.message : message
}
