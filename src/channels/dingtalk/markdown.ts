/** The platform's markdown makes links, colours and mentions of what people type; what could begin one becomes its full-width twin (dingtalk.md 4.1). */
const TWINS: Readonly<Record<string, string>> = {
  '[': '［',
  ']': '］',
  '<': '＜',
  '>': '＞',
  '*': '＊',
  '#': '＃',
  '`': '｀',
  _: '＿',
  '@': '＠',
}

/** Text as it was written, where markdown stands around it. */
export const asWritten = (text: string): string =>
  text.replace(/[[\]<>*#`_@]/g, (character) => TWINS[character] ?? character).replaceAll('\n', '  \n')

/** Parts one below the other, without the empty ones. */
export const paragraphs = (...parts: readonly (string | undefined)[]): string => parts.filter(Boolean).join('  \n  \n')
