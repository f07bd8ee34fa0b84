import { describe, expect, it } from 'vitest'
import { isThanks } from '../../src/reading/thanks.js'

describe('words of thanks, and nothing more', () => {
  it.each(['谢谢', '好的', '收到', '好的，谢谢！', '收到，辛苦你们了', '謝謝您', '嗯嗯', '知道了', '非常感谢 🙏', 'OK', 'Thank you'])(
    '%s',
    (text) => expect(isThanks(text)).toBe(true),
  )
  it.each(['', '您好', '好的，什么时候来？', '收到了吗', '谢谢，还差 8 袋', '好不了', '不好', '可以', '感谢信', '🙏', '1'])(
    'not %s',
    (text) => expect(isThanks(text)).toBe(false),
  )
})
