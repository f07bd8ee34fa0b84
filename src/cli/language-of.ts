import { parseArgs } from 'node:util'
import { SOURCE_LANGUAGE } from '../conversation/texts.js'

/** In which language whoever started a command is spoken to: `--lang en`, or what the program speaks. */
export function languageOf(given: readonly string[], environment: Readonly<Record<string, string | undefined>>): string {
  const { lang } = parseArgs({ args: [...given], options: { lang: { type: 'string' } }, strict: false }).values
  return typeof lang === 'string' ? lang : environment.DEFAULT_LANGUAGE || SOURCE_LANGUAGE
}
