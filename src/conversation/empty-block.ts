/** Lines to paste for texts that are missing, with nothing behind the colons: who pastes them and writes nothing hears of it again. Pure. */

interface Names {
  readonly [name: string]: Names
}

/** @param keys as `steps.weather.ask` */
export const emptyBlock = (keys: readonly string[]): string => linesOf(keys.reduce(withKey, {}), 0).join('\n')

const withKey = (names: Names, key: string): Names => {
  const [first = '', ...rest] = key.split('.')
  return { ...names, [first]: rest.length > 0 ? withKey(names[first] ?? {}, rest.join('.')) : {} }
}

const linesOf = (names: Names, depth: number): string[] =>
  Object.entries(names).flatMap(([name, below]) => [`${'  '.repeat(depth)}${name}:`, ...linesOf(below, depth + 1)])
