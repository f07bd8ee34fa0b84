/** Everybody's phones together. */
import type { Phone, PhoneEntry, PhoneMedium } from './phone.js'

/** Whom one can play. */
export interface Player {
  readonly userid: string
  readonly name: string
  readonly title: string
  /** Among whom people look for them. */
  readonly group: string
  /** What they chat with; the first is their own unless they choose another. */
  readonly platforms: readonly [string, ...string[]]
}

export type Phones = ReturnType<typeof createPhones>

export function createPhones(players: readonly Player[], all: readonly Phone[]) {
  const named = new Map(all.map((phone) => [phone.platform, phone]))
  const platformsOf = (userid: string): readonly string[] => players.find((player) => player.userid === userid)?.platforms ?? []

  /** Undefined where they have none of this platform. */
  function of(userid: string, platform?: string): Phone | undefined {
    const own = platformsOf(userid)
    return named.get(own.find((one) => platform === undefined || one === platform) ?? '')
  }

  return {
    players,
    all,
    of,
    /** On all that they have, the oldest first. */
    chat(userid: string): readonly PhoneEntry[] {
      const entries = platformsOf(userid).flatMap((platform) => of(userid, platform)?.chat(userid) ?? [])
      return entries.sort((one, other) => one.id - other.id)
    },
    medium(id: string): PhoneMedium | undefined {
      return all.map((phone) => phone.medium(id)).find((medium) => medium !== undefined)
    },
    onEntry(listener: (entry: PhoneEntry) => void): () => void {
      const stops = all.map((phone) => phone.onEntry(listener))
      return () => {
        for (const stop of stops) stop()
      }
    },
    async settled(): Promise<void> {
      await Promise.all(all.map((phone) => phone.settled()))
    },
  }
}
