/** What heads a card is shown whole, in every language. */
import { expect, it } from 'vitest'
import { WECOM_LIMITS } from '../../src/channels/wecom/limits.js'
import { ROOT } from '../../src/config.js'
import { placeholdersOf } from '../../src/conversation/placeholders.js'
import { readTexts } from '../../src/conversation/read-texts.js'
import { lengthOf } from '../../src/conversation/room-for.js'
import { isTree, likeOf, type Twig, valueAt } from '../../src/conversation/tree.js'

const ROOM = WECOM_LIMITS.card.chars.title
/** Of the texts that are no question of a dialogue, those that stand on top of a card. */
const HEADS = /(^|\.)(\w*[tT]itle\w*|choose|summary\w*)$/
const QUESTION = /^(customer\.)?steps\.\w+\.ask$/

const { sources } = readTexts(ROOT)
const textsIn = (twig: Twig, at: string): readonly (readonly [string, string])[] =>
  typeof twig === 'string'
    ? [[at, twig]]
    : isTree(twig)
      ? Object.entries(twig).flatMap(([key, child]) => textsIn(child, at === '' ? key : `${at}.${key}`))
      : []
const tooLong = (text: string) => placeholdersOf(text).length === 0 && lengthOf(text) > ROOM

it.each(sources.map((source) => [source.file, source] as const))('%s', (_file, { tree }) => {
  const texts = textsIn(tree, '')
  const cut = texts.filter(([key, text]) => HEADS.test(key) && !key.startsWith('retry.') && tooLong(text))
  // a long question stands in full below what it asks for
  const unnamed = texts.filter(([key, text]) => QUESTION.test(key) && tooLong(text) && tooLong(labelOf(tree, key)))
  expect({ cut, unnamed }).toEqual({ cut: [], unnamed: [] })
})

/** One that a dialogue has from another is looked at there. */
function labelOf(tree: Parameters<typeof likeOf>[0], key: string): string {
  const label = valueAt(tree, key.replace(/^customer\./, '').replace(/ask$/, 'label'))
  if (typeof label === 'string') return label
  return likeOf(tree) === '' ? 'x'.repeat(ROOM + 1) : ''
}
