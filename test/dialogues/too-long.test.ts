/** Whatever somebody types, however long or far away: a friendly refusal, and nothing of it is kept. */
import { expect, it } from 'vitest'
import { useBot } from '../setup/bot.js'
import { FACTS } from '../setup/scripts.js'

const bot = useBot()
const FORWARDED = '昨天到的一车水泥，客户说少了八袋，司机也在场，'.repeat(200)

it('a message of more than 5,000 characters is refused before the dialogue, which stays where it was', async () => {
  const wang = bot().person('wangqiang')
  await wang.says('投诉 结块')
  expect(await wang.says('长'.repeat(5_001))).toMatch(/这条消息有 5001 个字，太长了，没有记下来。.*每条最多 5000 个字/)
  expect(await wang.says('宏基')).toContain('谁反映的')
  await wang.says('取消')
})

it('a chronicle where the customer’s name was asked is refused with what to do', async () => {
  const wang = bot().person('wangqiang')
  await wang.says('投诉 结块')
  expect(await wang.says(FORWARDED.slice(0, 4_000))).toContain('这里只要客户名称，收到了 4000 个字，最多 60 个字')
  expect(await wang.says('大'.repeat(61))).toContain('最多 60 个字')
  expect(await wang.says(`${'大'.repeat(58)}公司`)).toContain('档案里没有找到')
  await wang.says('取消')
})

it('a place that is an essay is refused, and a long label is cut', async () => {
  const liu = bot().person('liuna')
  await liu.saysAll('投诉 其他', '宏远', '李会计', 'PO42.5', '袋装', '跳过', '跳过', '送来的和订的不是一种。', '其他', ...FACTS)
  await liu.says('修改使用地点')
  expect(await liu.says('路'.repeat(101))).toContain('最多 100 个字')
  expect(await liu.sendsPlace('路'.repeat(300))).toContain(`${'路'.repeat(99)}…`)
  await liu.says('取消')
})

it('a list of conditions without end is refused', async () => {
  const liu = bot().person('liuna')
  expect(await liu.says(`本月 ${Array(9).fill('渭南').join(' ')}`)).toContain('一次最多写 8 个条件')
})

it('a date of another age is refused with what to write instead', async () => {
  const wang = bot().person('wangqiang')
  await wang.says('投诉 结块')
  await wang.saysAll('宏基', '张工', 'PO42.5')
  expect(await wang.says('HB2611-07 1999年1月1日 昨天')).toContain('只能是前后 5 年以内的日子')
  await wang.says('取消')
})
