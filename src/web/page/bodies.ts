/** What a page may post. */
import { z } from 'zod'

/** Made by the page, the same for each try of one thing. */
const key = z.string().regex(/^[\w-]{16,40}$/)
const whole = z.number().int().positive()

export const Opened = z.object({ key })

export const Said = z.discriminatedUnion('type', [
  z.object({ key, type: z.literal('text'), text: z.string().trim().min(1).max(4_000) }),
  z.object({
    key,
    type: z.literal('tap'),
    card: z.string().min(1).max(300),
    pressed: z.string().min(1).max(600),
    selected: z.array(z.string().min(1).max(128)).max(60).default([]),
  }),
])
export type Said = z.infer<typeof Said>

export const FileBegun = z.object({ key, name: z.string().trim().min(1).max(300), size: whole })

export const Numbered = z.coerce.number().int().min(0).catch(0)
