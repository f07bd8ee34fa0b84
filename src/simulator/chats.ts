/** What people see in their chats on one platform, the newest last; kept over a restart where somebody takes care of that. */

export interface Entry {
  readonly id: number
  readonly userid: string
}

/** Chats of an earlier run, and what takes care that those of this one are found again. */
export interface KeptChats<E extends Entry, M> {
  readonly entries: readonly E[]
  readonly media: readonly M[]
  /** One more than any entry has, on whatever platform: what came later has a larger one, also where the clock was moved back. */
  nextId(): number
  keep(entry: E): void
  keepMedium(medium: M): void
  forget(entries: readonly number[], media: readonly string[]): void
}

const ENTRIES_KEPT = 500

/** @param mediumOf what an entry shows: its picture, its file, its recording */
export function createChats<E extends Entry, M extends { readonly id: string }>(
  kept: KeptChats<E, M> | undefined,
  mediumOf: (entry: E) => M | undefined,
) {
  const chats = new Map<string, readonly E[]>()
  for (const entry of kept?.entries ?? []) chats.set(entry.userid, [...of(entry.userid), entry])
  const listeners = new Set<(entry: E) => void>()
  let lastId = 0

  function of(userid: string): readonly E[] {
    return chats.get(userid) ?? []
  }

  function tell(entry: E): void {
    kept?.keep(entry)
    for (const listener of listeners) listener(entry)
  }

  function forget(entries: readonly E[]): void {
    if (entries.length === 0) return
    const idsOf = (shown: readonly E[]) => shown.flatMap((entry) => mediumOf(entry)?.id ?? [])
    const stillShown = new Set(idsOf([...chats.values()].flat()))
    kept?.forget(
      entries.map(({ id }) => id),
      idsOf(entries).filter((id) => !stillShown.has(id)),
    )
  }

  return {
    of,
    nextId(): number {
      lastId++
      return kept?.nextId() ?? lastId
    },
    add(entry: E): void {
      const entries = [...of(entry.userid), entry]
      chats.set(entry.userid, entries.slice(-ENTRIES_KEPT))
      const medium = mediumOf(entry)
      if (medium) kept?.keepMedium(medium)
      forget(entries.slice(0, -ENTRIES_KEPT))
      tell(entry)
    },
    /** The entry with this id, as it looks now. */
    change(changed: E): void {
      chats.set(
        changed.userid,
        of(changed.userid).map((entry) => (entry.id === changed.id ? changed : entry)),
      )
      tell(changed)
    },
    onEntry(listener: (entry: E) => void): () => void {
      listeners.add(listener)
      return () => listeners.delete(listener)
    },
  }
}
