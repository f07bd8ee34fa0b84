/** What whoever has started the playground in a terminal does next, in a box that is found among the lines of the log. */

const SAID = {
  zh: (address: string) => [`打开 ${address}`, '点「看一遍」，一分钟看完一件投诉。', '按 Ctrl+C 停止，数据都留着。'],
  en: (address: string) => [
    `Open ${address}`,
    'Press “Play” and watch a whole complaint in a minute.',
    'Ctrl+C stops it; everything is kept.',
  ],
}

export function welcome(address: string, language: string): string {
  const lines = SAID[language.startsWith('en') ? 'en' : 'zh'](address)
  const width = Math.max(...lines.map(widthOf))
  const edge = '─'.repeat(width + 2)
  return [`╭${edge}╮`, ...lines.map((line) => `│ ${line}${' '.repeat(width - widthOf(line))} │`), `╰${edge}╯`].join('\n')
}

/** Chinese letters and marks are two columns wide in a terminal. */
const WIDE = /[\u3000-\u30ff\u4e00-\u9fff\uff01-\uff60]/u
const widthOf = (text: string): number => [...text].reduce((width, letter) => width + (WIDE.test(letter) ? 2 : 1), 0)
