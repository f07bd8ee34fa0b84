/** 涉密上报 (R11.4): the head of marketing reads it at once, and nobody else ever does. */
import { expect, it } from 'vitest'
import { allCases } from '../../src/cases/collection.js'
import { useBot } from '../setup/bot.js'

const bot = useBot()
const SECRET = '熟料配比'
const OTHERS = ['wangqiang', 'liuna', 'zhoumin', 'chenjing', 'sunqiang', 'qianweimin', 'songbo', 'linjing', 'zhanggong']

async function report(id: string): Promise<string> {
  const person = bot().person(id)
  await person.saysAll('涉密上报', '李某，自称设计院的', `问${SECRET}和出厂价`, '没说，把话题岔开了', '只是打听')
  const heard = await person.says('提交')
  return /SM-\d{8}-\d{3}/.exec(heard)?.[0] ?? heard
}

it('is told to the head at once, at any hour, and chased though it is night', async () => {
  await bot().until('2026-11-03', '23:00')
  const no = await report('wangqiang')
  const wang = bot().person('wangqiang')
  const zhao = bot().person('zhaojianguo')
  expect(wang.heard()).toBe(`✓ ${no} 已报市场营销部负责人。`)
  const card = zhao.entries().at(-1)!
  expect(zhao.transcript()).toContain(`问什么：问${SECRET}和出厂价`)
  expect(JSON.stringify(card.body)).toContain('写处理意见')
  await bot().until('2026-11-03', '23:30')
  expect(zhao.cards().at(-1)?.main_title?.title).toBe('今天要处理：涉密上报')
  await bot().until('2026-11-04', '00:05')
  expect(zhao.cards().at(-1)?.main_title?.title).toBe('还没处理：涉密上报')

  for (const id of OTHERS) {
    const person = bot().person(id)
    for (const words of [`查 ${no}`, `记录 ${no}`, `为什么是这一天 ${no}`, `导出 ${no}`, '我的任务', '查 李某', '为什么是这一天', '日报']) {
      const heard = await person.says(words)
      expect([id, words, heard]).not.toEqual([id, words, expect.stringMatching(`${SECRET}|李某|岔开`)])
      await person.says('取消')
    }
    expect(await person.says(`查 ${no}`)).toBe((await person.says('查 SM-20200101-001')).replace('SM-20200101-001', no))
    expect(await person.says('我的任务')).not.toContain('SM-')
    for (const button of ['showCase', 'showMore', 'showRecord', 'explainDue'])
      await bot().simulator.taps(id, 'forged', `do:${button}:${no}`)
    await bot().app.settled()
    if (id !== 'wangqiang') expect(person.transcript().replaceAll(/> .*/g, '')).not.toMatch(`${SECRET}|岔开`)
  }
  await zhao.says(`查 ${no}`)
  expect(zhao.heard()).toMatch(
    new RegExp(`涉密上报 ${no}[\\s\\S]*王强 上报：李某，自称设计院的打听「问${SECRET}和出厂价」。我方说：没说，把话题岔开了`),
  )
  await zhao.taps('写处理意见')
  expect(await zhao.says('已提醒当事人')).toContain(`✓ ${no} 的处理意见已记下。`)
  expect(await allCases(bot().connection).findById(no).lean()).toMatchObject({ state: 'HANDLED', isOpen: false, waitingFor: [] })
})

it('may be reported by the head as well', async () => {
  const zhao = bot().person('zhaojianguo')
  const no = await report('zhaojianguo')
  expect(await zhao.says('我的任务')).toContain(no)
  await zhao.taps('写处理意见')
  expect(await zhao.says('已提醒门卫')).toContain(`✓ ${no} 的处理意见已记下。`)
})

it('is not for customers, who are not even told that there is such a thing', async () => {
  expect(await bot().person('zhanggong').says('涉密上报')).toMatch(/^我是回声(?!.*涉密)/s)
})
