/** 看附件: all evidence of a complaint in the chat, by kind of proof, within what each may see (R19.2.b, R19.3; domain.md 8). */
import { expect, it } from 'vitest'
import type { Bot } from '../setup/bot.js'
import { more } from '../setup/stories.js'
import { acceptPlan, eachStory, execute, plan, type Story, verify } from '../setup/story.js'

let bot: Bot
let story: Story
eachStory((started, filed) => {
  bot = started
  story = filed
})

const look = async (person: Story['liu']): Promise<string> => {
  await person.says(`查 ${story.no}`)
  const button = person
    .cards()
    .flatMap(({ button_list = [] }) => button_list)
    .findLast(({ text }) => text.startsWith('看附件'))
  return person.taps(button!.text)
}

it('shows what was sent with it, what was added and what proves what was done, each under its name', async () => {
  await verify(story)
  await plan(story)
  await acceptPlan(story)
  await execute(story)
  const heard = await look(story.chen)
  expect(heard).toMatch(/投诉照片和单据（1 份）：\n\[image\]\n.*凭证（2 份）：\n\[image\]\n\[image\]/s)
})

it('plays what was spoken and filmed', async () => {
  await more(story, story.wang, '现在补充')
  await story.wang.sendsRecording('voice')
  await story.wang.sendsRecording('video')
  await story.wang.says('司机说的，和卸车录像。')
  await bot.pass(60_000)
  expect(await look(story.liu)).toMatch(/后来补充的（2 份）：\n\[voice\]\n\[video\]/)
})

it('more than ten come in parts', async () => {
  await more(story, story.wang, '现在补充')
  for (let count = 0; count < 11; count++) await story.wang.sendsPhoto()
  await story.wang.says('现场又拍了几张。')
  const heard = await look(story.liu)
  expect(heard.match(/\[image\]/g)).toHaveLength(10)
  expect(heard).toContain('还有 2 份')
  expect((await story.liu.taps('更多')).match(/\[image\]/g)).toHaveLength(2)
})

it('a customer is not shown what was added inside', async () => {
  await more(story, story.liu, '现在补充')
  await story.liu.sendsPhoto()
  await story.liu.says('客服补拍。')
  const zhang = bot.person('zhanggong')
  expect(await zhang.says(`查 ${story.no}`)).not.toContain('看附件')
  await bot.simulator.taps('zhanggong', zhang.cards().at(-1)!.task_id!, `do:showPhotos:${story.no}`)
  await bot.app.settled()
  expect(zhang.heard()).toContain('没有您能看的附件')
})
