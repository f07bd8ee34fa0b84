import type { Limits } from '../channels/channel.js'
import { placeholdersOf } from './placeholders.js'
import type { Sentence } from './sentences.js'

export type CardChars = Limits['card']['chars']

const OPTION = /\.options\.[^.]+\.label$/
const ROW = /(^|\.)rows\.[^.]+$/
const TITLE = /(^|\.)title$/
const IN_SENTENCES = /[。？！…：；，.?!:;]/

/**
 * How many characters a sentence may have where it stands; undefined where a platform cuts nothing. Which words stand on buttons is not written down:
 * what is as short as a button takes, and no sentence, stays so. What is longer in its file may be as long.
 */
export function roomFor({ key, written }: Pick<Sentence, 'key' | 'written'>, { title, button, rowLabel }: CardChars): number | undefined {
  const length = lengthOf(written)
  const isWord = length <= button && placeholdersOf(written).length === 0 && !IN_SENTENCES.test(written)
  const room = ROW.test(key) ? rowLabel : OPTION.test(key) || isWord ? button : TITLE.test(key) ? title : undefined
  return room && Math.max(room, length)
}

/** As people count them. */
export const lengthOf = (text: string): number => [...text].length
