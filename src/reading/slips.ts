/** Letters that people type for others, by their sound or in their dialect: 接块 for 结块. As long as what is meant, so that every letter keeps its place. */
import { NUMERAL } from './wordings.js'

interface Slip {
  readonly shape: RegExp
  readonly meant: string
}

/** @param slips `接块→结块`; with # in front it counts only behind a number: `#代→袋`. What is not as long as what it means is no slip. */
export function slipsIn(slips: readonly string[]): (text: string) => string {
  const all = slips.flatMap((slip): Slip[] => {
    const [, mark, typed = '', meant = ''] = /^(#?)(.+)→(.+)$/u.exec(slip) ?? []
    return typed !== '' && typed.length === meant.length ? [{ shape: shapeOf(typed, mark === '#'), meant }] : []
  })
  return (text) => all.reduce((rest, { shape, meant }) => rest.replace(shape, meant), text)
}

const shapeOf = (typed: string, isCounted: boolean): RegExp =>
  new RegExp(`${isCounted ? `(?<=${NUMERAL}\\s*[多来几]?)` : ''}${typed}`, 'gu')
