import { describe, expect, it } from 'vitest'
import { maskPhone, maskPhonesIn, withoutPhones } from '../../src/complaints/phones.js'

describe('phone numbers', () => {
  it.each([
    ['13991300001', '139****0001'],
    ['139 9130 0001', '139****0001'],
    ['139-9130-0001', '139****0001'],
    ['+8613991300001', '139****0001'],
    ['+86 139 9130 0001', '139****0001'],
    ['0086-13991300001', '139****0001'],
    ['１３９９１３００００１', '139****0001'],
    ['0913-2123456', '091****3456'],
    ['09132123456', '091****3456'],
    ['(0913) 2123456', '091****3456'],
    ['+86 913 2123456', '913****3456'],
    ['010-88123456', '010****3456'],
    ['400-820-8820', '400****8820'],
    ['0913-2123456 转 802', '091****3456 转 802'],
    ['13991300001/13991300002', '139****0001/139****0002'],
    ['88123456', '****3456'],
    ['2123456', '****'],
    ['', ''],
  ])('%s is shown as %s', (phone, shown) => {
    expect(maskPhone(phone)).toBe(shown)
  })
  it('are masked in sentences, and nothing else is', () => {
    expect(maskPhonesIn('电话13991300001找张工，或 0913-2123456。')).toBe('电话139****0001找张工，或 091****3456。')
    for (const text of [
      'T2611-021',
      'TS-20261103-001',
      '2026-11-03 14:30',
      '700 692',
      '50.20 15.20 35.00',
      'HB2611-07',
      '35吨 12吨',
      '2026110300123',
    ])
      expect(maskPhonesIn(text)).toBe(text)
  })
  it('are masked wherever a record holds them, and what identifies things stays', () => {
    const record = {
      phone: '13991300001',
      by: { id: 'wecom:13991300001', name: '王' },
      data: { text: ['打 13991300001'], deliveryNo: '13991300001' },
    }
    expect(withoutPhones(record)).toEqual({
      phone: '139****0001',
      by: { id: 'wecom:13991300001', name: '王' },
      data: { text: ['打 139****0001'], deliveryNo: '13991300001' },
    })
  })
})
