import { z } from 'zod'
import type { Phones } from '../simulator/phones.js'

const share = z.number().min(0).max(1)
/** What may go wrong on either of the platforms that share their API. */
const calls = z.strictObject({
  duplicate: z.boolean(),
  serverErrorRate: share,
  busyRate: share,
  dropRate: share,
  tokenExpiresEarly: z.boolean(),
})

/** What the page may post: what a person of this simulation could do with a phone, and no more. */
export function playgroundBodies(phones: Pick<Phones, 'of'>) {
  const text = (max: number) => z.string().min(1).max(max)
  const Whose = z.object({ user: z.string(), on: z.string().optional() })
  const isOwn = (given: unknown): boolean => {
    const { user, on } = Whose.parse(given)
    return phones.of(user, on) !== undefined
  }
  /** On a phone that this person has. */
  const onPhone = <T extends z.ZodRawShape>(fields: T) => Whose.extend(fields).refine(isOwn, 'nobody of this name has such a phone here')

  return {
    say: onPhone({ text: text(5000) }),
    place: onPhone({ label: text(200), latitude: z.number().min(-90).max(90), longitude: z.number().min(-180).max(180) }),
    tap: onPhone({
      card: text(128),
      key: text(1024),
      selected: z.record(z.string().max(1024), z.array(z.string().max(128)).max(20)).default({}),
    }).refine(({ user, on, ...press }) => phones.of(user, on)?.isOnPhone(user, press), 'no message in this chat has this to press'),
    open: onPhone({}),
    menu: onPhone({ key: text(1024) }).refine(({ user, on, key }) => {
      const entries = phones.of(user, on)?.menu?.entries() ?? []
      return entries.flatMap((entry) => entry.sub_button ?? [entry]).some((entry) => entry.key === key)
    }, 'the menu has no such entry'),
    clock: z.object({
      minutes: z
        .number()
        .min(0)
        .max(60 * 24 * 366),
    }),
    nothing: z.object({}),
    story: z.object({ how: z.enum(['pause', 'resume', 'next']) }),
    play: z.object({ pauseMs: z.number().min(0).max(2000).default(250) }),
    faults: z.discriminatedUnion('on', [
      calls
        .extend({ delayMs: z.number().min(0).max(6000), outOfOrder: z.boolean() })
        .partial()
        .extend({ on: z.literal('wecom') }),
      calls.partial().extend({ on: z.literal('wecom-kf') }),
      z
        .strictObject({ isBanned: z.boolean(), mayNotReadContacts: z.boolean() })
        .partial()
        .extend({ on: z.literal('dingtalk') }),
    ]),
  }
}
