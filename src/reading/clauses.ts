/** The clauses of a running text that are an answer by themselves: 「坏了，露天堆着没垫」. */
import type { Mention } from './mentions.js'
import { shapeOf } from './wordings.js'

const CLAUSE = /[^\s,，、;；。!！\n]+/gu
/** It is asked or asked for. */
const ASKS = /[?？吗呢吧]$|咋|怎|为[啥什]|能不能|要不要|是不是|是否|有没有|请|要求|让你|麻烦/

/** Those that hold one of these words, as they were written. */
export const clausesWith = (text: string, words: readonly string[]): Mention<string>[] =>
  words.length === 0
    ? []
    : [...text.matchAll(CLAUSE)]
        .filter(
          ({ index, 0: clause }) =>
            shapeOf(words, '*', 'iu').test(clause) && !ASKS.test(clause + (/^[?？]/.exec(text.slice(index + clause.length))?.[0] ?? '')),
        )
        .map(({ index, 0: clause }) => ({ from: index, to: index + clause.length, value: clause }))
