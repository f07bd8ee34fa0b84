/** What the heads and the departments read of a complaint at a glance. */
import { describe, expect, it } from 'vitest'
import { useBot } from '../setup/bot.js'
import { FACTS } from '../setup/scripts.js'
import { fileShortage } from '../setup/story.js'

const bot = useBot()

describe('how much it is about', () => {
  it('of a shortage of bags is what was counted, then what it makes in tonnes', async () => {
    const { zhao, sun, liu, no } = await fileShortage(bot())
    for (const person of [zhao, sun]) expect(person.transcript()).toContain('数量：单 700 袋，实 692 袋（0.4 吨）')
    expect(await liu.says(`查 ${no}`)).toContain('数量：单 700 袋，实 692 袋（0.4 吨）')
  })

  it('of breakage likewise, and of any other the amount', async () => {
    const wang = bot().person('wangqiang')
    await wang.saysAll('投诉 破损', '众诚', '老曹', 'M32.5', 'T2611-022 昨天 客户自提', '700 35 卸车时', '暂无法提供')
    await wang.saysAll('卸车发现破了35袋', '补货', ...FACTS, '提交')
    expect(bot().person('zhaojianguo').heard()).toContain('数量：共 700 袋，破 35 袋（1.75 吨）')
    await wang.saysAll('投诉 其他', '宏基', '张工', 'PO42.5', '袋装', '昨天 35吨 2吨', '跳过', '送货司机态度不好')
    await wang.saysAll('解释说明', ...FACTS, '提交')
    expect(bot().person('zhaojianguo').heard()).toContain('数量：2 吨')
  })
})
