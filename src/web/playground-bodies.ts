import { z } from 'zod'
import { cardOf, isOnCard } from '../simulator/hands.js'
import type { WecomSimulator } from '../simulator/wecom/index.js'

const share = z.number().min(0).max(1)

/** What the page may post: what a person of this simulation could do with a phone, and no more. */
export function playgroundBodies({ corporation, chat, menu }: Pick<WecomSimulator, 'corporation' | 'chat' | 'menu'>) {
  const user = z.string().refine((id) => corporation.users.some(({ userid }) => userid === id), 'nobody of this name is simulated')
  const text = (max: number) => z.string().min(1).max(max)
  const isOnPhone = (tap: { user: string; card: string; key: string; selected: Record<string, string[]> }) =>
    chat(tap.user).some((entry) => {
      const card = cardOf(entry)
      return card?.task_id === tap.card && isOnCard(card, tap.key, tap.selected)
    })
  const isInMenu = (key: string) => (menu() ?? []).flatMap((entry) => entry.sub_button ?? [entry]).some((entry) => entry.key === key)

  return {
    say: z.object({ user, text: text(5000) }),
    place: z.object({ user, label: text(200), latitude: z.number().min(-90).max(90), longitude: z.number().min(-180).max(180) }),
    tap: z
      .object({
        user,
        card: text(128),
        key: text(1024),
        selected: z.record(z.string().max(1024), z.array(z.string().max(128)).max(20)).default({}),
      })
      .refine(isOnPhone, 'no card in this chat has this to press'),
    open: z.object({ user }),
    menu: z.object({ user, key: text(1024).refine(isInMenu, 'the menu has no such entry') }),
    clock: z.object({
      minutes: z
        .number()
        .min(0)
        .max(60 * 24 * 366),
    }),
    nothing: z.object({}),
    story: z.object({ how: z.enum(['pause', 'resume', 'next']) }),
    play: z.object({ pauseMs: z.number().min(0).max(2000).default(250) }),
    faults: z
      .object({
        duplicate: z.boolean(),
        delayMs: z.number().min(0).max(6000),
        outOfOrder: z.boolean(),
        serverErrorRate: share,
        busyRate: share,
        dropRate: share,
        tokenExpiresEarly: z.boolean(),
      })
      .partial(),
  }
}
