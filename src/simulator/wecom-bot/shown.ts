/** Markdown as the client shows it: what of it is markup is not seen, and what is escaped is. */
const ESCAPED = /\\([!-/:-@[-`{-~])/g
/** Private use: stands for an escaped sign while markup is taken away. */
const HIDDEN = 0xe000

export function shownText(markdown: string): string {
  const hidden = markdown.replace(ESCAPED, (_all, sign: string) => String.fromCharCode(HIDDEN + sign.charCodeAt(0)))
  const seen = hidden
    .replace(/<[^>\n]*>/g, '')
    .replace(/!?\[([^\]\n]*)\]\([^)\n]*\)/g, '$1')
    .replace(/^[ \t]*(#{1,6}|[-+>]) +/gm, '')
    .replace(/(\*\*|__|~~|`|\*|_)(?=\S)(.*?\S)\1/g, '$2')
    .replace(/ {2,}\n/g, '\n')
  return seen.replace(/[\ue000-\ue07f]/g, (sign) => String.fromCharCode(sign.charCodeAt(0) - HIDDEN))
}
