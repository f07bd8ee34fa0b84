/** Around what differs, so that somebody sees what it stands in. */
const AROUND_CHARS = 8
const MOST_CHARS = 60

/** Of two long sentences the piece in which they differ; `…` stands for what is left out. Pure. */
export function differing(one: string, other: string): [string, string] {
  const [some, others] = [[...one], [...other]]
  const shorter = Math.min(some.length, others.length)
  if (Math.max(some.length, others.length) <= MOST_CHARS) return [one, other]
  let before = 0
  while (before < shorter && some[before] === others[before]) before++
  let behind = 0
  while (behind < shorter - before && some.at(-1 - behind) === others.at(-1 - behind)) behind++
  const piece = (all: readonly string[]): string => {
    const from = Math.max(0, before - AROUND_CHARS)
    const until = Math.min(all.length, all.length - behind + AROUND_CHARS, from + MOST_CHARS)
    return `${from > 0 ? '…' : ''}${all.slice(from, until).join('')}${until < all.length ? '…' : ''}`
  }
  return [piece(some), piece(others)]
}
