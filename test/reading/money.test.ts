import { describe, expect, it } from 'vitest'
import { readMoney } from '../../src/reading/money.js'

describe('money, in yuan (F2.F06)', () => {
  it.each([
    ['420元', 420],
    ['420', 420],
    ['４２０元', 420],
    ['4百2', 420],
    ['四百二十块', 420],
    ['1.2万', 12_000],
    ['1.2万元', 12_000],
    ['三万元', 30_000],
    ['两万零五百', 20_500],
    ['十万', 100_000],
    ['1万5', 15_000],
    ['¥420.50', 420.5],
    ['￥1,420.5元', 1420.5],
    ['约 420 元', 420],
    ['人民币420元整', 420],
    ['420块5', 420.5],
    ['420元5角', 420.5],
    ['420元5角6分', 420.56],
    ['420.505', 420.51],
    ['不赔钱', 0],
    ['无', 0],
    ['0', 0],
  ])('%s', (text, yuan) => {
    expect(readMoney(text, {})).toEqual({ ok: true, value: yuan })
  })

  it.each([
    ['0.4吨', 'money', { said: '0.4吨' }],
    ['5件', 'money', { said: '5件' }],
    ['两三百元', 'money', { said: '两三百元' }],
    ['三五千', 'money', { said: '三五千' }],
    ['万元', 'money', { said: '万元' }],
    ['1.2万5', 'money', { said: '1.2万5' }],
    ['很多', 'money', { said: '很多' }],
    ['', 'money', { said: '' }],
    ['200元 300元', 'money', { said: '200元 300元' }],
    ['200 300', 'money', { said: '200 300' }],
    ['5件 200元', 'moneySurplus', { amount: 200, rest: '5件' }],
    ['5件200元', 'moneySurplus', { amount: 200, rest: '5件' }],
    ['420元 0.4吨', 'moneySurplus', { amount: 420, rest: '0.4吨' }],
    ['-420', 'tooSmall', { min: 0 }],
    ['2亿', 'money', { said: '2亿' }],
    ['12万万', 'money', { said: '12万万' }],
  ])('of %s it says why not', (text, reason, values) => {
    expect(readMoney(text, {})).toEqual({ ok: false, reason, values })
  })

  it('keeps to the bounds of the question', () => {
    expect(readMoney('0', { min: 1 })).toMatchObject({ reason: 'tooSmall', values: { min: 1 } })
    expect(readMoney('101元', { max: 100 })).toMatchObject({ reason: 'tooLarge', values: { max: 100 } })
  })
})
