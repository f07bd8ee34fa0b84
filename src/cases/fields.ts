/** What most kinds of case ask for. */
import { z } from 'zod'

export const text = z.string()
export const maybe = text.optional()
export const files = z.array(z.unknown()).min(1)
/** For an act that needs nothing but a reason. */
export const Why = z.object({ reason: text })
