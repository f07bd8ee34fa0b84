import { describe, expect, it } from 'vitest'
import { newNameIn } from '../../src/complaints/customer-name.js'

describe('what is offered as the name of a new customer', () => {
  it.each([
    '西安新城建材',
    '秦汉新城建设',
    '老王',
    '宏',
    '不老屯搅拌站',
    '张三工地',
    '渭南宏基商品混凝土有限公司',
    '没六鱼建材',
    'ABC Cement',
    '水一方项目',
  ])('%s', (typed) => {
    expect(newNameIn(typed)).toBe(typed)
  })

  it.each([
    '改一下客户不对',
    '七百袋 六十袋',
    '在露天堆着的，没垫',
    '改一下',
    '35.2吨',
    '13991300001',
    '怎么弄',
    '还没卸车呢',
    '卸车的时候发现底下一层都硬掉',
    '新增',
    '新增客户',
    '新客户：',
  ])('%s is none', (typed) => {
    expect(newNameIn(typed)).toBeUndefined()
  })

  it('is whatever stands behind 新增', () => {
    expect(['新增王改改', '新增 没了饭店', '新客户：了凡客栈'].map(newNameIn)).toEqual(['王改改', '没了饭店', '了凡客栈'])
  })
})
