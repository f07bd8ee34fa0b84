/** A customer in chat while their complaint is handled: how it stands in their words. */
import { expect, it } from 'vitest'
import type { TestPerson } from '../setup/bot.js'
import { eachStory, investigate, propose, type Story, setLiability } from '../setup/story.js'

let story: Story
let zhang: TestPerson
eachStory((bot, filed) => {
  story = filed
  zhang = bot.person('zhanggong')
})

it('how it stands is true at every step: nobody is asked for what they have answered, or have not been sent yet', async () => {
  expect(await zhang.says('我的投诉')).toContain('｜已登记｜')
  await investigate(story)
  expect(await zhang.says('我的投诉')).toContain('｜待您确认｜')
  await zhang.taps('确认情况')
  await zhang.says('确认')
  expect(await zhang.says('我的投诉')).toContain('｜处理中｜')
  await setLiability(story, '我方')
  await propose(story.sun)
  await story.zhao.taps('批准方案')
  expect(await zhang.says(`查 ${story.no}`)).toContain('处理中')
  expect(zhang.heard()).not.toContain('待您确认')
  await story.liu.taps('发给客户')
  expect(zhang.heard()).toContain('待您确认')
  await zhang.taps('答复方案')
  await zhang.says('接受')
  expect(await zhang.says('我的投诉')).toContain('｜处理中｜')
})
