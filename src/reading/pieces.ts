import { keyOf, tidy } from './normalise.js'

const TIME_OF_DAY = /([日号天])\s+(?=(?:凌晨|早上|上午|中午|下午|傍晚|晚上)?\d{1,2}(?:[点时]|:\d\d))/g

/**
 * A message in which several things stand beside each other, piece by piece; `35 吨`, `11 月 3 日` and `GB/T 17671` are one piece each, `5件200元` are
 * two. In their order, none of them empty, in half-width and Simplified characters.
 * @param isTimed a time behind a day belongs to it: `今天 20点` is one piece
 */
export function piecesOf(text: string, isTimed = true): string[] {
  const plain = tidy(text)
  return (
    (isTimed ? plain.replace(TIME_OF_DAY, '$1') : plain)
      .replace(/(\d)\s+(?=(吨|t|kg|公斤|袋|包|元|万元|MPa|兆帕|mm|毫米|分钟|min|小时|天|°C|度)(\s|$|[,，、;；]))/gi, '$1')
      // the number of a standard
      .replace(/(?<![A-Za-z])((?:GB|JC|JGJ|DB|YB)(?:\/T)?)\s+(?=\d)/gi, '$1')
      .replace(/(?<=\d)(元|件)(?=\d+(?![\d角分]))/g, '$1 ')
      .replace(/(\d)\s*(月)\s*(\d+)\s*([日号])?/g, '$1$2$3$4')
      // T2611-021和T2611-022, but not 李和平
      .replace(/(?<=[A-Za-z0-9])[和及与](?=[A-Za-z0-9]|\p{Script=Han}[A-Z])/gu, ' ')
      .split(/[\s,，、;；]+/)
      .filter(Boolean)
  )
}

/** The same of what was typed without a blank: `700袋只有692袋`, `T2611-021陕E12345昨天`. */
export const closePiecesOf = (text: string): string[] =>
  piecesOf(tidy(text).replace(/(\d(?:袋|包|吨|公斤|kg|t)?)(?=\p{Script=Han})(?![年月日号天周时分车层道]|点(?!了))/giu, '$1 '))

/** What stands before a word at the end of a piece: `前天` of `前天到的`. Undefined where it does not end with the word. */
export const beforeWord = (piece: string, word: string): string | undefined =>
  piece.length > word.length && piece.endsWith(word) ? piece.slice(0, -word.length) : undefined

/** What stands behind a name at the beginning of a piece: `3吨` of `涉及：3吨`. Undefined where it does not begin with the name. */
export function afterName(piece: string, name: string): string | undefined {
  const isNamed = piece.length > name.length && keyOf(piece).startsWith(keyOf(name))
  return isNamed ? piece.slice(name.length).replace(/^[:：=为是]+/, '') : undefined
}
