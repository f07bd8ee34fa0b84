/** A confirmation that listens, and a message that tells all of it at once. */
import { describe, expect, it } from 'vitest'
import { CAKING } from '../setup/caking.js'
import { openQuestion } from '../setup/open-question.js'

const review = () => openQuestion('complaint', 'confirm', CAKING, { isCustomer: false, isLate: false, duplicateNo: null })

describe('at the summary', () => {
  it.each([
    ['等级改成重大', { severity: 'SUSPECTED_MAJOR', product: 'PO425' }],
    ['电话改成13991300009', { phone: '13991300009', complainant: '张工' }],
    ['電話改為13991300009', { phone: '13991300009' }],
    ['把包装日期改成11月1号', { packedOn: '2026-11-01' }],
    ['使用地点 白水县城关镇工地', { siteAddress: { label: '白水县城关镇工地' } }],
    ['结块数量不对，是80袋', { affectedQty: { value: 80, unit: 'bag' }, deliveredQty: { value: 700, unit: 'bag' } }],
    ['数量 80袋', { affectedQty: { value: 80, unit: 'bag' } }],
    ['电话13991300009，等级较重', { phone: '13991300009', severity: 'SERIOUS' }],
    ['电话改成13991300009，数量改成80袋', { phone: '13991300009', affectedQty: { value: 80, unit: 'bag' } }],
    ['存放地点改成露天，没垫', { storage: '露天，没垫' }],
  ])('%s', (typed, answers) => {
    const question = review()
    question.says(typed)
    expect(question.answers).toMatchObject(answers)
  })
})

describe('a correction', () => {
  it('of a contact takes the phone number that comes with it, and drops what belonged to the other', () => {
    const question = review()
    expect(question.says('修改联系人')).toContain('「投诉人」现在是 张工。改成什么？')
    question.says('李会计 13991300009')
    expect(question.answers).toMatchObject({ complainant: '李会计', phone: '13991300009' })
    expect(question.answers.complainantTitle).toBeUndefined()
  })

  it('of the contact alone asks for the number, which was that of the other', () => {
    const question = review()
    question.says('修改联系人')
    expect(question.says('李会计')).toContain('还缺：联系电话')
  })

  it('says what stands there, and leaves it until another one was read', () => {
    const question = review()
    expect(question.says('数量')).toBe('「涉及数量」现在是 60 袋。改成什么？\n（客户暂时给不了就回复「暂无法提供」）')
    question.says('改不了')
    expect(question.answers.affectedQty).toEqual({ value: 60, unit: 'bag' })
    question.says('80袋')
    expect(question.answers).toMatchObject({ affectedQty: { value: 80, unit: 'bag' }, deliveredQty: { value: 700, unit: 'bag' } })
  })

  it('with two amounts means both', () => {
    const question = review()
    question.says('数量')
    question.says('800袋 50袋')
    expect(question.answers).toMatchObject({ affectedQty: { value: 50, unit: 'bag' }, deliveredQty: { value: 800, unit: 'bag' } })
  })

  it('of what two fields are called asks which', () => {
    const question = review()
    expect(question.says('修改等级')).toContain('[品种及强度等级|初步等级]')
    question.says('初步等级')
    question.says('较重')
    expect(question.answers.severity).toBe('SERIOUS')
  })

  it('that does not fit says why, and changes nothing', () => {
    const question = review()
    expect(question.says('数量改成900袋')).toContain('「涉及数量」900 大于「发货数量」700')
    expect(question.says('电话改成139')).toContain('电话号码没看懂')
    expect(question.answers).toMatchObject({ affectedQty: { value: 60, unit: 'bag' }, phone: '13991300001' })
  })

  it('that is given up leaves what stood there', () => {
    const question = review()
    question.says('数量')
    question.says('没问题')
    expect(question.step).not.toBe('cakingAmounts')
    expect(question.answers.affectedQty).toEqual({ value: 60, unit: 'bag' })
  })

  it('of another field may follow instead', () => {
    const question = review()
    question.says('修改联系人')
    expect(question.says('数量')).toContain('「涉及数量」现在是 60 袋')
    expect(question.answers.complainant).toBe('张工')
  })
})

describe('what only a question of its own can settle', () => {
  it('is looked up: a customer', () => {
    const question = review()
    question.says('客户改成宏远')
    expect(question.lookup).toEqual({ name: 'customer', text: '宏远' })
    question.finds('渭南宏远建材有限公司')
    expect(question.answers.customer).toEqual({ name: '渭南宏远建材有限公司' })
  })

  it('is asked for: the time of a day', () => {
    const question = review()
    expect(question.says('接诉时间改成昨天')).toContain('几点')
    question.says('下午两点')
    expect(question.answers.receivedAt).toBe('2026-11-02T06:00:00.000Z')
  })
})

describe('an answer in many words', () => {
  it('is not what the customer complains of', () => {
    const question = openQuestion('complaint', 'cakingShipment', { kind: 'CAKING' })
    question.says('出厂编号 HB2611-07，包装上周五，到货前天，发了35.2t')
    expect(question.facts).not.toHaveProperty('heard')
  })
})

describe('a tired answer', () => {
  const stored = { kind: 'CAKING', batchNo: 'HB2611-07', packedOn: '2026-10-28', arrivedAt: '2026-11-02' }

  it.each(['不知道啊', '不清楚呀', '不知道'])('%s is no place where something lies', (typed) => {
    const amounts = { deliveredQty: { value: 700, unit: 'bag' }, affectedQty: { value: 60, unit: 'bag' } }
    const question = openQuestion('complaint', 'storage', { ...stored, ...amounts })
    question.says(typed)
    expect(question.answers.storage).not.toBe(typed)
  })

  it('返回 asks the whole question again, not for what nobody has to say', () => {
    const question = openQuestion('complaint', 'cakingAmounts', stored)
    expect(question.says('返回')).toContain('请写出厂编号、包装日期和到货日期')
    question.says('没错')
    expect(question.answers).toMatchObject(stored)
  })
})

describe('what does not go together', () => {
  it.each(['对调', '是', '1', '写反了'])('is exchanged with one word: %s', (typed) => {
    const question = openQuestion('complaint', 'cakingShipment', { kind: 'CAKING' })
    question.says('HB2611-08 昨天 10月28日')
    expect(question.says(typed)).toContain('✓ 到货日期：2026年11月2日（周一）')
    expect(question.answers).toMatchObject({ batchNo: 'HB2611-08', packedOn: '2026-10-28', arrivedAt: '2026-11-02' })
  })

  it('is asked again where it was not the wrong way round, and nothing of it is kept', () => {
    const question = openQuestion('complaint', 'cakingAmounts', { kind: 'CAKING' })
    expect(question.says('50袋 800袋')).toContain('「涉及数量」800 大于「发货数量」50，请核对。\n是不是写反了？')
    question.says('没写反')
    expect(question.answers).not.toHaveProperty('affectedQty')
    question.says('800袋 50袋')
    expect(question.answers).toMatchObject({ deliveredQty: { value: 800, unit: 'bag' }, affectedQty: { value: 50, unit: 'bag' } })
  })

  it('may be said anew at once, and is offered at the summary too', () => {
    const question = review()
    expect(question.says('数量改成900袋')).toContain('是不是写反了？')
    question.says('对调')
    expect(question.answers).toMatchObject({ deliveredQty: { value: 900, unit: 'bag' }, affectedQty: { value: 700, unit: 'bag' } })
  })
})

describe('a batch', () => {
  it('that arrived before it was packed is asked about', () => {
    const question = openQuestion('complaint', 'cakingShipment', { kind: 'CAKING' })
    expect(question.says('HB2611-08 昨天 10月28日')).toContain(
      '「到货日期」2026年10月28日（周三） 比「包装日期」2026年11月2日（周一） 还早。\n是不是写反了？\n[对调|没写反，重写]',
    )
    expect(question.answers).not.toHaveProperty('arrivedAt')
    question.says('包装10月28日 到货昨天 HB2611-08')
    expect(question.answers).toMatchObject({ batchNo: 'HB2611-08', packedOn: '2026-10-28', arrivedAt: '2026-11-02' })
  })

  it('may be told of with what is asked next, and nothing is lost', () => {
    const question = openQuestion('complaint', 'cakingShipment', { kind: 'CAKING' })
    question.says('出厂编号 HB2611-07，包装上周五，到货前天，发了35.2t')
    expect(question.answers).toMatchObject({
      batchNo: 'HB2611-07',
      packedOn: '2026-10-30',
      arrivedAt: '2026-11-01',
      deliveredQty: { value: 35.2, unit: 't' },
    })
    question.says('发货35.2吨 结块大概8吨')
    expect(question.answers).toMatchObject({ affectedQty: { value: 8, unit: 't' } })
  })

  it('of which more is said than is heard says what is left', () => {
    const question = openQuestion('complaint', 'cakingShipment', { kind: 'CAKING' }, { heard: '说过的话' })
    expect(question.says('编号 HB2611-07，客户急死了，发了35.2t')).toContain('「客户急死了」没有记下')
  })
})
