/** What tired people type at a question of the real dialogues: read for what it says, or asked about, and never guessed. */
import { describe, expect, it } from 'vitest'
import { openQuestion } from '../setup/open-question.js'

describe('a date of a delivery', () => {
  it.each([
    ['编号看不清了 前天到的', { arrivedAt: '2026-11-01' }],
    ['昨天拉的', { arrivedAt: '2026-11-02' }],
    ['10月28日 前天送来的', { packedOn: '2026-10-28', arrivedAt: '2026-11-01' }],
    ['前天到货 10月28日包装', { packedOn: '2026-10-28', arrivedAt: '2026-11-01' }],
    ['昨天发的', { shippedAt: '2026-11-02' }],
    ['10月28日 昨天', { packedOn: '2026-10-28', arrivedAt: '2026-11-02' }],
  ])('is of what the word behind it says: %s', (typed, dates) => {
    const question = openQuestion('complaint', 'cakingShipment', { kind: 'CAKING' })
    question.says(typed)
    expect(question.answers).toEqual({ kind: 'CAKING', ...dates })
  })

  it('is no date of packing where the arrival is known already', () => {
    const question = openQuestion('complaint', 'cakingShipment', { kind: 'CAKING', arrivedAt: '2026-11-02' })
    question.says('HB2611-07 昨天到的')
    expect(question.answers).not.toHaveProperty('packedOn')
  })
})

describe('a word that only moves the dialogue', () => {
  it.each([
    ['filing', 'qcOpinion', '提交', '「提交」不能当作「质检部意见」。请把「质检部意见」写出来。'],
    ['filing', 'qcOpinion', '没问题', '「没问题」不能当作「质检部意见」。请把「质检部意见」写出来。'],
    ['correct', 'reason', '确认', '「确认」不能当作「更正原因」。请把「更正原因」写出来。'],
    ['correct', 'reason', '诉求', '「诉求」不能当作「更正原因」。请把「更正原因」写出来。'],
    ['sample', 'unsealedReason', '完成', '「完成」不能当作「未签封原因」。请把「未签封原因」写出来。'],
    ['sample', 'keeper', '完成', '「完成」不能当作「保管人」。请把「保管人」写出来。'],
    ['complaint', 'site', '提交', '「提交」不能当作「使用地点」。请把「使用地点」写出来。'],
  ])('is no text that is printed: at %s.%s %s', (flow, step, typed, heard) => {
    const question = openQuestion(flow, step)
    expect(question.says(typed)).toBe(heard)
    expect(question.answers).toEqual({})
  })

  it('may stand in a sentence, and answers yes or no', () => {
    const question = openQuestion('sample', 'sealed', { sampleKind: 'SITE' })
    question.says('对')
    expect(question.answers).toMatchObject({ sealed: true })
    const opinion = openQuestion('filing', 'qcOpinion', {}, { liability: 'NOT_OURS' })
    expect(opinion.says('没问题，同意备案。')).toContain('✓ 质检部意见：没问题，同意备案。')
  })
})

describe('what answers the next question as well', () => {
  const planned = { plan: '补发 8 袋', innerNote: '无', planMeasures: ['REPLENISH'], planAmount: 420 }

  it('is kept behind the name of a person', () => {
    const question = openQuestion('plan', 'planOwner', planned)
    expect(question.says('孙强 12月3日')).toBe('✓ 完成期限：2026年12月3日（周四）')
    expect(question.lookup).toMatchObject({ text: '孙强' })
    expect(question.finds('孙强')).toContain('✓ 负责人：孙强')
    expect(question.answers).toMatchObject({ planOwner: { name: '孙强' }, planDue: '2026-12-03' })
    expect(question.step).toBe('confirm')
  })

  it('is said as left over where it answers nothing', () => {
    const question = openQuestion('plan', 'planOwner', planned)
    question.says('孙强 尽快吧')
    expect(question.finds('孙强')).toContain('✓ 负责人：孙强\n「尽快吧」没有记下，问到时请再写一次。\n')
    expect(question.step).toBe('planDue')
  })

  it('is kept behind an option, as far as it goes', () => {
    const question = openQuestion('sample', 'sampleKind')
    expect(question.says('现场样 YP-1128 12公斤 20点')).toContain('✓ 取样点数：20')
    expect(question.answers).toEqual({ sampleKind: 'SITE', sampleNo: 'YP-1128', sampleKg: { value: 12, unit: 'kg' }, samplePoints: 20 })
    expect(question.step).toBe('sampleData')
  })

  it('is said as left over behind an option too', () => {
    expect(openQuestion('sample', 'sampleKind').says('现场样 刚取的')).toContain('✓ 样品来源：现场样\n「刚取的」没有记下')
  })
})

describe('what is to be corrected', () => {
  const SAMPLE = { sampleNo: 'YP-001', sampledOn: '2026-11-03', sampleKg: { value: 12, unit: 'kg' }, samplePoints: 20 }
  const sampled = { sampleKind: 'SITE', ...SAMPLE, sealed: true, ourSealer: '陈静', customerSealer: '张工', keeper: '陈静', basis: 'GOODS' }
  const asked = () => {
    const question = openQuestion('sample', 'castOn', { ...sampled, sealPhoto: { none: 'skipped' } })
    question.says('修改')
    return question
  }

  it.each([
    ['签封人', '要修改哪一项？\n[我方签封人|客户签封人]'],
    ['取样', '要修改哪一项？\n[取样日期|取样重量|取样点数]'],
    ['样品', '要修改哪一项？\n[样品编号|取样日期|取样重量|取样点数]'],
  ])('is asked about where a word fits several names: %s', (typed, heard) => {
    expect(asked().says(typed).trim()).toBe(heard)
  })

  it.each([
    ['客户签封人', 'sealers', 'customerSealer'],
    ['点数', 'sampleData', 'samplePoints'],
    ['我方', 'sealers', 'ourSealer'],
  ])('is found by its name or a part of it: %s', (typed, step, field) => {
    const question = asked()
    const before = question.answers[field]
    expect(question.says(typed)).toContain('改成什么？')
    expect(question.step).toBe(step)
    expect(question.answers[field]).toEqual(before)
  })

  it('is asked about behind the word too, and the question itself may be answered instead', () => {
    expect(openQuestion('sample', 'castOn', sampled).says('修改签封人').trim()).toBe('要修改哪一项？\n[我方签封人|客户签封人]')
    const question = asked()
    expect(question.says('今天')).toContain('✓ 成型日期：')
  })
})

describe('no more than what was asked about', () => {
  it.each([
    ['双方签封', true],
    ['都签封了', true],
    ['没签封', false],
    ['未签封', false],
  ])('is a yes, or denied a no: %s', (typed, sealed) => {
    const question = openQuestion('sample', 'sealed', { sampleKind: 'SITE' })
    question.says(typed)
    expect(question.answers).toMatchObject({ sealed })
  })
})

describe('“没有”, where a fact is asked for', () => {
  it.each([
    ['countedBy', 'countedBy', 'missing'],
    ['photosOne', 'photosOne', 'missing'],
    ['tareKg', 'tareKg', 'unknown'],
    ['reporter', 'complainant', 'unknown'],
    ['carriage', 'carrier', 'unknown'],
  ])('is what may be said there instead: %s', (step, field, none) => {
    const question = openQuestion('complaint', step, { kind: 'BAG_COUNT' })
    question.says('没有')
    expect(question.answers).toMatchObject({ [field]: { none } })
  })

  it('is asked about where it may mean both', () => {
    const question = openQuestion('complaint', 'otherShipment', { kind: 'OTHER' })
    expect(question.says('没有').trim()).toBe('是没有，还是不清楚？\n[跳过|不清楚]')
    expect(question.says('不清楚')).toContain('✓ 到货日期：不清楚')
  })

  it('is an answer where it is one', () => {
    const question = openQuestion('callback', 'resolved')
    question.says('没有')
    expect(question.answers).toMatchObject({ resolved: 'UNRESOLVED' })
    const sum = openQuestion('filing', 'cost')
    sum.says('没有')
    expect(sum.answers).toMatchObject({ cost: 0 })
  })
})

describe('a demand of a customer', () => {
  const demanded = (typed: string, isCustomer = true) => {
    const question = openQuestion('complaint', 'demand', { kind: 'OTHER', description: '水泥没法用' }, { isCustomer })
    return { heard: question.says(typed), question }
  }

  it.each([
    ['换货，赔停工损失', ['RETURN', 'COMPENSATE']],
    ['赔偿停工三天的损失', ['COMPENSATE']],
    ['退货、要求赔偿误工费', ['RETURN', 'COMPENSATE']],
  ])('is kept whole: %s', (typed, demand) => {
    const { question } = demanded(typed)
    expect(question.answers).toMatchObject({ demand })
    expect(question.answers).not.toHaveProperty('siteAddress')
  })

  it('that is none of the list is asked about, and is no address', () => {
    const { heard, question } = demanded('换货，当面道个歉')
    expect(heard).toBe('没有这个选项，请点选，或回复它的名字。')
    expect(question.answers).not.toHaveProperty('siteAddress')
  })

  it('may be followed by the answers to the next questions', () => {
    const { question } = demanded('换货，赔停工损失 一般 电话 刚才', false)
    expect(question.answers).toMatchObject({ demand: ['RETURN', 'COMPENSATE'], severity: 'GENERAL', source: 'PHONE' })
    expect(question.step).toBe('site')
  })
})

describe('what may be one of several goods', () => {
  const goods = () => openQuestion('complaint', 'product', { kind: 'CAKING' })

  it('is asked about with those that fit, and taken from the answer', () => {
    const question = goods()
    expect(question.says('42.5')).toBe('「42.5」不止一种。\n是哪一种？\n[P·O 42.5|P·C 42.5|P·S 42.5|P·I 42.5|P·II 42.5|P·P 42.5|P·F 42.5]')
    expect(question.answers).not.toHaveProperty('product')
    expect(question.says('2')).toContain('✓ 品种及强度等级：P·C 42.5')
  })

  it.each([
    ['P·S 42.5', 'PS425'],
    ['42.5', 'PF425', 'P·F 42.5'],
    ['42.5袋装', 'PO425', 'PO42.5'],
    ['12.5', 'M125'],
    ['三十二点五', 'PS325', 'PS32.5'],
  ])('%s is %s once it is clear', (typed, product, more = '') => {
    const question = goods()
    question.says(typed)
    if (more) {
      expect(question.answers).not.toHaveProperty('product')
      question.says(more)
    }
    expect(question.answers).toMatchObject({ product })
  })

  it('may be something else after all', () => {
    const question = goods()
    question.says('42.5')
    expect(question.says('没有这个')).toBe('没有这个选项，请点选，或回复它的名字。')
    expect(question.says('不清楚')).toContain('✓ 品种及强度等级：不清楚')
  })
})
