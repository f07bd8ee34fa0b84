import { describe, expect, it } from 'vitest'
import { optionMentions } from '../../src/reading/mentions.js'
import { slipsIn } from '../../src/reading/slips.js'
import { shapeOf } from '../../src/reading/wordings.js'

describe('a word that is listed', () => {
  it.each([
    ['少#袋', '少了十八袋', true],
    ['少#袋', '少 8袋', true],
    ['少#袋', '少了几袋', false],
    ['[破烂]#[袋包]', '烂20包', true],
    ['厂里?的?车', '厂里的车', true],
    ['厂里?的?车', '厂车', true],
    ['让…补', '让下趟补', true],
    ['让…补', '让他来，补', false],
    ['PO42.5', 'P·O 42.5', true],
    ['PO42.5', 'PO42.5R', false],
    ['少袋', '少 袋', false],
  ])('%s in %s: %s', (word, text, isThere) => {
    expect(shapeOf([word], '*', 'iu').test(text)).toBe(isThere)
  })
})

describe('options in a text', () => {
  const named = (text: string, isMany = false) =>
    optionMentions(
      text,
      [
        { id: 'SHORT', words: ['少#袋', '点了#?'] },
        { id: 'BROKEN', words: ['烂#袋', '破损'] },
        { id: 'MAKE_GOOD', words: ['请…补'] },
        { id: 'EXPLAIN', words: ['说明原因'] },
      ],
      isMany,
    ).map(({ value }) => value)

  it.each([
    ['点了392，少了8袋', ['SHORT']],
    ['点了392，烂了8袋', ['BROKEN']],
    ['没有破损', []],
    ['破损倒没有', []],
    ['担心破损', []],
    ['有破损吗', []],
    ['请不要补', []],
  ])('%s', (text, expected) => {
    expect(named(text)).toEqual(expected)
  })

  it('are all named where several may be', () => {
    expect(named('请说明原因并补齐', true).sort()).toEqual(['EXPLAIN', 'MAKE_GOOD'])
  })
})

describe('letters typed for others', () => {
  const meant = slipsIn(['接块→结块', '#代→袋', '短→太长'])
  it.each([
    ['水泥接块40代', '水泥结块40袋'],
    ['时代', '时代'],
    ['短', '短'],
  ])('%s', (typed, expected) => {
    expect(meant(typed)).toBe(expected)
  })
})
