/** The platform shows what a bot sends as markdown: what people type, and our own lists, must not become links, headings or mentions of it. */
const INLINE = /[\\`*_[\]<>~|$]/g
const AT_LINE_START = /^([ \t]*)([#+=-]|\d+(?=[.)]))/gm

/** Text as it was written, with its line ends. */
export const asWritten = (text: string): string =>
  text
    .replace(INLINE, (sign) => `\\${sign}`)
    .replace(AT_LINE_START, (_all, blanks: string, start: string) => (/\d/.test(start) ? `${blanks}${start}\\` : `${blanks}\\${start}`))
    .replaceAll('\n', '  \n')

/** Parts one below the other, without the empty ones. */
export const paragraphs = (...parts: readonly (string | undefined)[]): string => parts.filter(Boolean).join('\n\n')
