/** What is said of bags that somebody has weighed (domain.md 4.2): of the cement alone where they were weighed without, and of no cement where the bag is not known. */
import { expect, it } from 'vitest'
import { useBot } from '../setup/bot.js'

const bot = useBot()
const TWENTY = Array.from({ length: 20 }, () => '49.8').join(' ')

async function weighed(...answers: readonly string[]): Promise<string> {
  const wang = bot().person('wangqiang')
  await wang.saysAll('投诉 袋重异议', '宏远', '李会计', 'PO42.5', 'HB2611-07 10月28日 昨天 35吨')
  const heard: string[] = []
  for (const answer of answers) heard.push(await wang.says(answer))
  await wang.says('取消')
  return heard.join('\n')
}

it('twenty bags weighed without their bags', async () => {
  const heard = await weighed(TWENTY, '净重', '第三方 2027年3月1日')
  expect(heard).toContain('已记录 20 袋，是去袋称的：最轻净重 49.8 公斤，平均净重 49.8 公斤，连袋的总重没有称')
  expect(heard).not.toContain('20 袋连袋共')
})

it('three bags weighed with bags of which nobody knows the weight', async () => {
  const heard = await weighed('49.9 49.8 49.6', '毛重', '不清楚', '不清楚')
  expect(heard).toContain('已记录 3 袋，是连袋称的，空袋重不清楚，算不出净重：最轻毛重 49.6 公斤')
  expect(heard).not.toContain('最轻净重')
})
