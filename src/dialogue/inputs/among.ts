/** Options of which a fact of the dialogue leaves some. */
import { z } from 'zod'
import type { Values } from '../session.js'

export const AMONG = {
  /** A fact that lists which of them are offered; all of them where there is none. */
  among: z.string().optional(),
}

interface Narrowed {
  readonly options: string[]
  readonly among?: string | undefined
}

export function offeredAmong<I extends Narrowed>(input: I, facts: Values): I {
  const among = input.among === undefined ? undefined : facts[input.among]
  return Array.isArray(among) ? { ...input, options: input.options.filter((id) => among.includes(id)) } : input
}
