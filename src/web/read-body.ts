import type { Context } from 'koa'
import rawBody from 'raw-body'
import { z } from 'zod'

export type Body<T> = { readonly ok: true; readonly value: T } | { readonly ok: false; readonly status: number; readonly error: string }

const JSON_LIMIT = '64kb'

/** A JSON body that was sent as such: a form or a script of another site cannot say so without asking first. */
export async function readJson<T>(context: Context, schema: z.ZodType<T>): Promise<Body<T>> {
  if (!context.is('application/json')) return { ok: false, status: 415, error: 'send application/json' }
  const bytes = await readBytes(context, JSON_LIMIT)
  if (!bytes.ok) return bytes
  const parsed = z.preprocess(parseJson, schema).safeParse(bytes.value.toString('utf8'))
  return parsed.success ? { ok: true, value: parsed.data } : { ok: false, status: 400, error: z.prettifyError(parsed.error) }
}

/** The whole body up to `limit`, as `10mb`. */
export async function readBytes(context: Context, limit: string): Promise<Body<Buffer>> {
  try {
    return { ok: true, value: await rawBody(context.req, { limit, length: context.request.length ?? null }) }
  } catch (error) {
    return statusOf(error) === 413
      ? { ok: false, status: 413, error: `more than ${limit}` }
      : { ok: false, status: 400, error: 'the body is not whole' }
  }
}

/** What an error of `raw-body` says that the caller should be answered. */
export const statusOf = (error: unknown): number | undefined =>
  error instanceof Error && 'status' in error && typeof error.status === 'number' ? error.status : undefined

function parseJson(text: unknown, context: z.RefinementCtx): unknown {
  try {
    return JSON.parse(String(text))
  } catch {
    context.addIssue({ code: 'custom', message: 'this is no JSON' })
    return z.NEVER
  }
}
