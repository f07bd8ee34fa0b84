/** What the simulated API answers: a body, a page where a gateway is in the way, or a file. */
export type ApiAnswer =
  | { readonly status: number; readonly json: Readonly<Record<string, unknown>> }
  | { readonly status: number; readonly page: string }
  | { readonly status: number; readonly bytes: Buffer }
