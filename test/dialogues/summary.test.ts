/** What is looked over before a complaint is filed. */
import { describe, expect, it } from 'vitest'
import { useBot } from '../setup/bot.js'
import { CAKING } from '../setup/caking.js'
import { type OpenQuestion, openQuestion } from '../setup/open-question.js'

/** A phone shows so many lines of a message, and so many Chinese letters in each. */
const SCREEN_LINES = 24
const LINE_LETTERS = 22

const review = (answers: object = {}) =>
  openQuestion('complaint', 'confirm', { ...CAKING, ...answers }, { isCustomer: false, isLate: false, duplicateNo: null })

/** Whoever is misread twice sees it again. */
function shownAgain(question: OpenQuestion): string {
  question.says('哦')
  return question.says('哦')
}

describe('the summary of a complaint', () => {
  it('is on one screen of a phone, every answer in it', () => {
    const shown = shownAgain(review())
    const lines = shown.slice(shown.indexOf('请核对')).split('\n')
    const screen = lines.reduce((sum, line) => sum + Math.max(1, Math.ceil([...line].length / LINE_LETTERS)), 0)
    expect(screen).toBeLessThanOrEqual(SCREEN_LINES)
    for (const value of [
      '受潮结块',
      '渭南宏基商品混凝土有限公司',
      '张工',
      '13991300001',
      'HB2611-07',
      '700 袋',
      '60 袋',
      '工地料棚内',
      '一般',
      '前进路12号工地',
    ])
      expect(shown).toContain(value)
  })

  it('names in a line each what is left open, by why it is', () => {
    const shown = shownAgain(review({ batchNo: { none: 'missing' }, lumpHard: { none: 'unknown' } }))
    expect(shown).toMatch(/\n· 客户暂无法提供：出厂编号、照片\n· 不清楚：结块硬度\n· 未填：发货日期/)
  })
})

describe('what nobody has said', () => {
  const bot = useBot()

  it('is not the customer that was named in the first sentence', async () => {
    const told = '投诉 宏基少了8袋，P·O 42.5，提货单T2611-030，陕E12345，昨天到的，厂里送的，单上700袋实点692袋，要补货，张工13991300001'
    const shown = await bot().person('liuna').saysAll(told, '李明', '暂无法提供', '一般 电话 刚才', '前进路12号工地')
    expect(shown).toMatch(/· 客户：渭南宏基[\s\S]*我替您填的，请看一眼：生产企业 渭南厂、包装形式 袋装\n/)
  })

  it('stands apart, until it is said', async () => {
    const wang = bot().person('wangqiang')
    const rest = [
      'T2611-030 陕E12345 昨天',
      '自提',
      '700 692',
      '李明',
      '暂无法提供',
      '少了8袋，司机在场一起点的',
      '补货',
      '一般 电话 刚才',
      '前进路12号工地',
    ]
    const shown = await wang.saysAll('投诉 袋数不足', '宏基', '张工', 'PO42.5', ...rest)
    expect(shown).toMatch(/\n\n我替您填的，请看一眼：[^\n]*生产企业 渭南厂/)
    expect(shown).not.toMatch(/· [^\n]*生产企业/)
    expect(await wang.says('生产企业改成铜川厂')).toMatch(/· [^\n]*生产企业：铜川厂/)
    expect(wang.heard()).toMatch(/我替您填的，请看一眼：包装形式 袋装\n/)
    expect(await wang.says('包装形式是袋装')).toMatch(/· [^\n]*包装形式：袋装/)
    expect(wang.heard()).not.toContain('我替您填的')
  })
})
