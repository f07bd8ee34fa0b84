import { describe, expect, it } from 'vitest'
import { redactor } from '../../src/personal-data/redact.js'

const redact = redactor({ ids: ['wecom-kf:wmA', 'page:x/wecom-kf:wmA'], names: ['张建国', '张'], phones: ['13991300001'] }, 'erased-1')

describe('whoever is erased', () => {
  it('is gone from every text, in however it is written', () => {
    expect(redact({ words: ['张建国说打 139 9130-0001', { phone: '13991300001' }], key: 'wecom-kf:wmA.help.7' })).toEqual({
      words: ['***说打 ***', { phone: '***' }],
      key: 'erased-1.help.7',
    })
  })

  it('keeps nobody else from being named, who has a longer number or id, or the same name', () => {
    const others = {
      by: { id: 'wecom:zhang', name: '张建国' },
      number: '139913000012',
      id: 'wecom-kf:wmAB wecom-kf:wmA-1',
      short: '张工',
    }
    expect(redact(others)).toBe(others)
  })

  it('is no more than an id without a meaning where they did something', () => {
    expect(redact({ by: { id: 'wecom-kf:wmA', name: '小李' }, at: '2026' })).toEqual({ by: { id: 'erased-1', name: '***' }, at: '2026' })
  })

  it('leaves what is no text as it is', () => {
    const kept = { at: new Date(0), count: 3, bytes: Buffer.from('张建国'), none: null, more: [undefined, true] }
    expect(redact(kept)).toBe(kept)
  })
})
