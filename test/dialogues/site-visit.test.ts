/** A visit to the place of use is told to everybody whom it concerns (R19.2.b, transition 7). */
import { expect, it } from 'vitest'
import type { Bot, TestPerson } from '../setup/bot.js'
import { eachStory, type Story } from '../setup/story.js'

let bot: Bot
let story: Story
eachStory(async (started, filed) => {
  bot = started
  story = filed
  await story.chen.taps('受理')
  await story.chen.taps('厂内核查')
  await story.chen.saysAll('698 0 3号道 李明', '不清楚', '是', '否', '提交')
})

const SITE = '前进路12号工地'
const cardOf = (person: TestPerson, title: string) =>
  JSON.stringify(person.cards().findLast(({ main_title }) => main_title?.title?.startsWith(title)) ?? null)
const arranges = async ({ liu }: Story) => {
  await liu.taps('安排现场核实')
  return liu.saysAll('明天上午9点', '刘娜、陈静、孙强', '提交')
}
const recordsVisit = async ({ chen }: Story) => {
  expect(await chen.taps('记录现场核实')).toContain('和客户一起点数，双方签字')
  await chen.saysAll('刚才', '刘娜 陈静 孙强', '张工、老李', '共 692 袋，缺 8 袋。', '垛位整齐，封签完好。')
  await chen.sendsPhoto()
  await chen.sendsPhoto()
  await chen.saysAll('完成', '提交')
}
const more = async ({ liu, no }: Story, button: string) => {
  await liu.says(`查 ${no}`)
  await liu.taps('更多')
  await liu.taps(button)
}

it('a card that asks for two things stays while one of them is still to be done', async () => {
  const [next] = story.chen.cards().filter(({ main_title: title }) => title?.title === '待办：记录现场核实')
  await arranges(story)
  expect(story.chen.isReplaced(next!)).toBeUndefined()
})

it('whoever goes hears the time, the place, whom to ask for and what to look at; so does the salesperson', async () => {
  const { liu, chen, wang } = story
  await liu.taps('安排现场核实')
  await liu.says('明天上午9点')
  expect(await liu.says('刘娜、陈静、孙强')).toMatch(new RegExp(`${SITE}[\\s\\S]*现场联系人 张工`))
  await liu.says('提交')
  for (const person of [chen, wang]) {
    const card = cardOf(person, '现场核实：11月4日 09:00 出发')
    for (const part of [SITE, '张工 13991300001', '刘娜、陈静、孙强', '和客户一起点数，双方签字']) expect(card).toContain(part)
  }
  expect(cardOf(liu, '现场核实：')).toBe('null')
})

it('where nobody has said where the cement is used, that is asked', async () => {
  const { wang, liu, chen } = story
  await wang.saysAll('投诉 袋数不足', '宏基', '张工', 'PO42.5', 'T2611-099 陕E12345 昨天 我方承运', '700 692', '收货员点的')
  await wang.sendsPhoto()
  await wang.saysAll('卸车又少了8袋，要求补上', '一般 电话 刚才', '不清楚', '提交')
  await chen.taps('受理')
  await chen.taps('厂内核查')
  await chen.saysAll('698 0 3号道 李明', '不清楚', '是', '否', '提交')
  await liu.taps('安排现场核实')
  expect(await liu.saysAll('明天上午9点', '刘娜、陈静、孙强')).toContain('到哪里？发位置或写地址')
  expect(await liu.says('渭清路8号')).toContain('渭清路8号')
})

it('the department hears of it with the phone masked (section 8)', async () => {
  await arranges(story)
  const card = cardOf(story.sun, '现场核实：')
  expect(card).toContain('张工 139****0001')
  expect(card).not.toContain('13991300001')
})

it('the customer hears of it in their words, without names of ours', async () => {
  await arranges(story)
  const heard = bot.person('zhanggong').transcript()
  expect(heard).toContain(`我们会派人到现场核实，2026年11月4日（周三） 09:00 出发，到 ${SITE}`)
  expect(heard).not.toContain('陈静')
})

it('a place that the customer has sent counts', async () => {
  const zhang = bot.person('zhanggong')
  await zhang.says(`查 ${story.no}`)
  await zhang.taps('现在补充')
  await zhang.sendsPlace('临渭区杜化路工地')
  await zhang.says('工地在这里，门口有保安。')
  await story.liu.taps('安排现场核实')
  expect(await story.liu.saysAll('明天上午9点', '刘娜、陈静、孙强')).toContain('地点 临渭区杜化路工地')
})

it('a visit that is moved is told to all, and who need not go any more hears that', async () => {
  await arranges(story)
  await more(story, '安排现场核实')
  const heard = await story.liu.saysAll('后天上午9点', '刘娜、陈静')
  expect(heard).toContain(`地点 ${SITE}`)
  await story.liu.says('提交')
  expect(cardOf(story.chen, '现场核实改了：11月5日 09:00 出发')).toContain(SITE)
  expect(cardOf(story.sun, '现场核实改了')).toContain('刘娜、陈静')
  expect(bot.person('zhanggong').transcript()).toContain('现场核实改为 2026年11月5日（周四） 09:00 出发')
})

it('a visit that is called off is told to all, to the customer without our reason; then it is to be arranged again', async () => {
  await arranges(story)
  await more(story, '取消现场核实')
  await story.liu.says('车坏了。')
  for (const person of [story.chen, story.sun, story.wang]) expect(cardOf(person, '不用去了：原定 11月4日 09:00')).toContain('车坏了')
  const heard = bot.person('zhanggong').transcript()
  expect(heard).toContain('原定 2026年11月4日（周三） 09:00 的现场核实取消了')
  expect(heard).not.toContain('车坏了')
  expect(await story.liu.says('我的任务')).toContain('安排现场核实')
})

it('nothing can be called off where nothing is arranged', async () => {
  await story.liu.says(`查 ${story.no}`)
  await story.liu.taps('更多')
  expect(story.liu.heard()).not.toContain('取消现场核实')
})

it('the time for the visit is kept by leaving for it, and runs on where they turn back (T2b)', async () => {
  const clock = async () => (await story.complaint()).clocks.find(({ id }) => id === 'T2b')
  await arranges(story)
  await bot.until('2026-11-04', '09:10')
  expect(await story.chen.taps('出发了')).toContain('出发去现场')
  expect((await clock())?.stoppedAt).toEqual((await story.complaint()).events.at(-1)?.at)
  await bot.until('2026-11-04', '18:05')
  expect(story.chen.transcript()).not.toContain('到时间了：现场核实')
  expect(story.chen.isReplaced(story.chen.cards().findLast((card) => JSON.stringify(card).includes('出发了'))!)).toBeDefined()
  await more(story, '取消现场核实')
  await story.liu.says('路断了。')
  expect((await clock())?.stoppedAt).toBeUndefined()
  await bot.until('2026-11-05', '08:35')
  expect(bot.person('zhaojianguo').heard()).toContain('已超期：现场核实')
})

it('the record takes the departure from when they left', async () => {
  await arranges(story)
  await bot.until('2026-11-04', '09:10')
  await story.chen.taps('出发了')
  const left = (await story.complaint()).events.at(-1)?.at
  await recordsVisit(story)
  expect((await story.complaint()).events.findLast(({ type }) => type === 'visitRecorded')?.data).toMatchObject({
    departedOn: left?.toISOString(),
  })
})

it('or from the plan, and keeps everybody who was there, the department too', async () => {
  await arranges(story)
  await bot.pass(24 * 3_600_000)
  await recordsVisit(story)
  const { events } = await story.complaint()
  const recorded = events.findLast(({ type }) => type === 'visitRecorded')
  expect(recorded?.data).toMatchObject({
    departedOn: '2026-11-04T01:00:00.000Z',
    people: [{ name: '刘娜' }, { name: '陈静' }, { name: '孙强' }],
    csPeople: ['刘娜'],
    qcPeople: ['陈静'],
    deptPeople: ['孙强'],
  })
})

it('what was found there is told to everybody else whom it concerns', async () => {
  await arranges(story)
  await bot.pass(24 * 3_600_000)
  await story.liu.taps('记录现场核实')
  await story.liu.saysAll('刚才', '刘娜 陈静', '张工、老李', '共 692 袋，缺 8 袋。', '垛位整齐，封签完好。')
  await story.liu.sendsPhoto()
  await story.liu.sendsPhoto()
  await story.liu.saysAll('完成', '提交')
  for (const person of [story.chen, story.sun, story.wang]) expect(person.heard()).toContain('现场核实：垛位整齐，封签完好。')
})

it('whoever was to go hears that the complaint was withdrawn', async () => {
  await arranges(story)
  await more(story, '撤销投诉')
  await story.liu.says('司机记错，袋数是对的。')
  await story.liu.sendsPhoto()
  await story.liu.saysAll('完成', '提交')
  expect((await story.complaint()).state).toBe('WITHDRAWN')
  expect(cardOf(story.sun, '不用去了')).toContain('司机记错，袋数是对的。')
  for (const person of [story.wang, story.sun, story.chen]) expect(person.transcript()).toContain('客户撤销投诉：司机记错，袋数是对的。')
})

it.each([
  ['twice', '孙强'],
  ['and then the other', '王强'],
])('of unclear names the next one is asked for again where an old card is tapped %s', async (_name, again) => {
  const { liu } = story
  await liu.taps('安排现场核实')
  await liu.saysAll('明天上午9点', '强、静')
  const card = liu.cards().at(-1)!
  await liu.tapsOn(card, '孙强')
  await liu.tapsOn(card, again)
  await liu.taps('陈静')
  await liu.says('提交')
  const planned = (await story.complaint()).events.findLast(({ type }) => type === 'visitPlanned')
  expect(planned?.data).toMatchObject({ visitPeople: '孙强、陈静' })
})
