/** So many are enough to find the one that was meant. */
const MOST = 3

/** Those names that need the fewest changes of letters to become what was typed, the nearest first. */
export const nearestTo = (typed: string, names: readonly string[]): readonly string[] =>
  names
    .map((name) => ({ name, changes: changesBetween(typed.toLowerCase(), name.toLowerCase()) }))
    .sort((one, other) => one.changes - other.changes)
    .slice(0, MOST)
    .map(({ name }) => name)

/** Of so many letters one may be a slip. */
const LETTERS_A_SLIP = 3

/** The name that was meant, where what was typed can hardly be anything but a slip. */
export function meantBy(typed: string, names: readonly string[]): string | undefined {
  const [nearest] = nearestTo(typed, names)
  if (nearest === undefined || nearest === typed) return undefined
  const exchanged = names.find((name) => isExchanged(typed.toLowerCase(), name.toLowerCase()))
  if (exchanged !== undefined) return exchanged
  const slips = Math.max(1, Math.floor(typed.length / LETTERS_A_SLIP))
  return changesBetween(typed.toLowerCase(), nearest.toLowerCase()) <= slips ? nearest : undefined
}

/** Two letters beside each other stand the other way round. */
function isExchanged(one: string, other: string): boolean {
  const at = [...one].findIndex((letter, index) => letter !== other[index])
  return at >= 0 && one.slice(0, at) + (one[at + 1] ?? '') + one[at] + one.slice(at + 2) === other
}

/** Levenshtein's distance: letters to be added, left out or replaced. */
export function changesBetween(one: string, other: string): number {
  let above = Array.from({ length: other.length + 1 }, (_, column) => column)
  for (const [row, letter] of [...one].entries()) {
    const line = [row + 1]
    for (let column = 0; column < other.length; column++)
      line.push(Math.min(line[column]! + 1, above[column + 1]! + 1, above[column]! + (letter === other[column] ? 0 : 1)))
    above = line
  }
  return above[other.length]!
}
