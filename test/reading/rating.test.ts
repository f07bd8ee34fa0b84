/** What people say for a score (domain.md 3.4). */

import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { dialogueSources } from '../../src/cli/dialogue-sources.js'
import { ROOT } from '../../src/config.js'
import { loadDialogues } from '../../src/conversation/load-dialogues.js'
import { readRating } from '../../src/reading/rating.js'

const { ratingNames } = loadDialogues(dialogueSources(join(ROOT))).texts.words('callback')

describe('a rating', () => {
  it.each([
    [5, ['5', '５', '五', '5分', '五星', '非常满意', '很满意', '十分满意', '特别满意', '非常滿意', ' 非常满意！', '我对结果非常满意']],
    [4, ['4', '４', '四', '4分', '满意', '挺满意', '不错', '可以', '好', '滿意']],
    [3, ['3', '３', '三', '3分', '一般', '还行', '还可以', '凑合', '马马虎虎']],
    [2, ['2', '２', '二', '2分', '不满意', '不太满意', '不怎么满意', '不好', '不滿意']],
    [1, ['1', '１', '一', '1分', '非常不满意', '很不满意', '极不满意', '太差', '差评']],
  ] as const)('%d', (score, texts) => {
    for (const text of texts) expect([text, readRating(text, ratingNames)]).toEqual([text, { ok: true, value: score }])
  })
  it.each([
    ['没有不满意', 'rating'],
    ['不是很满意', 'rating'],
    ['谈不上一般', 'rating'],
    ['不是不满意', 'rating'],
    ['质量满意服务不满意', 'ratingMixed'],
    ['10', 'ratingRange'],
    ['0', 'ratingRange'],
    ['3到4', 'ratingRange'],
    ['好的', 'rating'],
    ['收到', 'rating'],
    ['一车水泥', 'rating'],
    ['又结块了', 'rating'],
    ['', 'rating'],
  ])('%s is asked again', (text, reason) => {
    expect(readRating(text, ratingNames)).toMatchObject({ ok: false, reason })
  })
})
