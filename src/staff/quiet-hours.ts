const OFFSET_MS = 8 * 3_600_000

/** True between the two times of day (`HH:mm`, Asia/Shanghai); the span may cross midnight. Nudges wait, reports never do (domain.md 6.4). */
export function isQuietAt(at: Date, [from, to]: readonly [string, string]): boolean {
  const time = new Date(at.getTime() + OFFSET_MS).toISOString().slice(11, 16)
  return from <= to ? time >= from && time < to : time >= from || time < to
}
