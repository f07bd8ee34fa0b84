import { describe, expect, it } from 'vitest'
import { redactor } from '../../src/personal-data/redact.js'

const identity = { ids: ['wecom-kf:wmA', 'page:x/wecom-kf:wmA'], names: ['张建国', '张', 'Li Wei', 'wei'], phones: ['13991300001'] }
const around = { token: 'erased-1', others: ['张建国强'], customers: ['c2'] }
const redact = redactor({ ...identity, ...around, isTheirs: true })

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

  it('is gone however the number is written', () => {
    const written = ['+8613991300001', '86 139-9130 0001', '１３９９１３００００１', '（139）91300001', '139 9130 00012', '213991300001']
    expect(redact(written)).toEqual(['***', '***', '***', '（***', '139 9130 00012', '213991300001'])
  })

  it('is in no word of ours, and in no longer name of another', () => {
    const kept = {
      _id: 'TS-wei',
      type: 'weighing',
      plant: 'weinan',
      step: 'wei',
      words: '张建国强和 weinan',
      more: { name: '王工', note: 'weigh' },
    }
    expect(redact(kept)).toBe(kept)
    expect(redact({ words: 'said by wei: 张建国和张建国强', complainant: 'wei' })).toEqual({
      words: 'said by ***: ***和张建国强',
      complainant: '***',
    })
  })

  it('is gone from a story in which they had no part where they stand as a name or number alone', () => {
    const elsewhere = redactor({ ...identity, ...around, isTheirs: false })
    expect(elsewhere({ words: '张建国来过', complainant: '张建国', phone: '13991300001' })).toEqual({
      words: '张建国来过',
      complainant: '***',
      phone: '***',
    })
  })

  it('who is a customer alone loses the name there, and the customer stays the same one', () => {
    expect(redact({ customer: { id: 'c2', name: '张建国' }, other: { id: 'c3', name: '张建国' } })).toEqual({
      customer: { id: 'c2', name: '***' },
      other: { id: 'c3', name: '张建国' },
    })
  })

  it('whose name is no pattern, or far too long, is gone as it was written', () => {
    const endless = '张'.repeat(50_000)
    const odd = redactor({ ...identity, names: ['a+b (c', endless], ...around, isTheirs: true })
    expect(odd({ words: 'a+b (c 和 aab (c', complainant: endless })).toEqual({ words: '*** 和 aab (c', complainant: '***' })
  })
})
