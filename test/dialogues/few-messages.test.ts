/** How many messages it takes to file a complaint for somebody who tells it in one sentence. */
import { expect, it } from 'vitest'
import { useBot } from '../setup/bot.js'

const bot = useBot()

it.each([
  {
    what: 'bags that are missing',
    by: 'wangqiang',
    most: 5,
    told: [
      '投诉 宏基少了8袋，P·O 42.5，提货单T2611-030，陕E12345，昨天到的，厂里送的，单上700袋实点692袋，李明点的，要补货，张工13991300001',
      '暂无法提供',
      '一般 电话 刚才',
      '前进路12号工地',
      '提交',
    ],
  },
  {
    what: 'lumps',
    by: 'liuna',
    most: 5,
    told: [
      '投诉 宏基昨天拉的P.O42.5有60袋结块了，批号HB2611-07，10月28日包装，发货700袋，捏不碎，露天堆着没垫，已停用，要换货，张工13991300001',
      '暂无法提供',
      '一般 电话 刚才',
      '前进路12号工地',
      '提交',
    ],
  },
])('a complaint about $what takes at most $most messages', async ({ told, by, most }) => {
  const person = bot().person(by)
  expect(await person.saysAll(...told)).toContain('已登记 TS-')
  expect(told.length).toBeLessThanOrEqual(most)
})
