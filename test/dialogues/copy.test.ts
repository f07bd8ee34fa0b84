/** 抄送: whoever may read a case asks a colleague who may read it too, and gets the reply. */
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { allCases } from '../../src/cases/collection.js'
import { type Bot, startBot, type TestPerson } from '../setup/bot.js'
import { setRoles } from '../setup/roles.js'
import { more } from '../setup/stories.js'
import { expectReplayed, fileShortage, type Story } from '../setup/story.js'

let bot: Bot
let story: Story
let sun: TestPerson
let chen: TestPerson
beforeEach(async () => {
  bot = await startBot()
  story = await fileShortage(bot)
  ;({ sun, chen } = story)
})
afterEach(async () => {
  await expectReplayed(bot)
  await bot.stop()
})

/** 陈静 asks 孙强, and wants a reply unless said otherwise. */
async function ask(who = '孙强', wantsReply: '是' | '否' = '是'): Promise<string> {
  await more(story, chen, '抄送')
  return chen.saysAll(who, '请看一下3号道的过磅单。', wantsReply)
}

describe('a colleague', () => {
  it('reads who asks and what, and the reply goes to whoever asked, and into the story', async () => {
    expect(await ask()).toContain(`✓ 已记录 ${story.no}：抄送给孙强（请回复）：请看一下3号道的过磅单。`)
    expect(sun.heard()).toContain('待回复：陈静')
    expect(sun.heard()).toContain('陈静 抄送给孙强（请回复）：请看一下3号道的过磅单。')
    await sun.taps('回复')
    expect(await sun.says('看过了，单子少写了一张。')).toContain('✓ 已记录')
    expect(chen.heard()).toContain('孙强 回复了您')
    expect(chen.heard()).toContain('孙强 回复陈静：看过了，单子少写了一张。')
    expect((await story.complaint()).events.slice(-2)).toMatchObject([
      { type: 'copied', by: { name: '陈静' }, data: { note: '请看一下3号道的过磅单。', wantsReply: true } },
      { type: 'replied', by: { name: '孙强' }, data: { reply: '看过了，单子少写了一张。', askers: [{ name: '陈静' }] } },
    ])
    const record = await story.zhao.says(`记录 ${story.no}`)
    expect(record).toContain('陈静 抄送给孙强（请回复）：请看一下3号道的过磅单。')
    expect(record).toContain('孙强 回复陈静：看过了，单子少写了一张。')
  })

  it('has it among the tasks until the reply, and is reminded once after a working day; the case is not late for it', async () => {
    await chen.taps('受理')
    const { overdueAt, nextDueAt, waitingFor } = await story.complaint()
    await ask('孙强、周敏')
    expect(await sun.says('我的任务')).toContain('待回复：陈静')
    await story.zhou.taps('回复')
    await story.zhou.says('我看没问题。')
    expect(await story.zhou.says('我的任务')).not.toContain('待回复')
    await bot.until('2026-11-04', '18:10')
    expect(sun.heard()).toContain('到时间了：回复同事')
    expect(sun.heard()).toContain('陈静 问您：请看一下3号道的过磅单。　还没有收到您的回复')
    expect(story.zhou.transcript()).not.toContain('到时间了：回复同事')
    expect(await story.complaint()).toMatchObject({ overdueAt, nextDueAt, waitingFor })
    await sun.taps('回复')
    await sun.says('对的。')
    expect(await sun.says('我的任务')).not.toContain('待回复')
    await bot.until('2026-11-06', '09:00')
    expect(sun.transcript().split('到时间了：回复同事')).toHaveLength(2)
  })

  it('has it among the tasks beside a case of which nobody knows what was asked', async () => {
    await ask()
    const { operationKey: _, copies = [], ...whole } = await story.complaint()
    const { collection } = allCases(bot.connection)
    const damaged = { ...whole, _id: 'TS-20261101-001', operationKey: 'damaged', copies: [null, ...copies] }
    await collection.insertOne(damaged as never)
    expect(await sun.says('我的任务')).toContain('待回复：陈静')
    await collection.deleteOne({ _id: damaged._id as never })
  })

  it('who is only told of it has nothing to do, and may reply all the same', async () => {
    await ask('孙强', '否')
    expect(sun.heard()).toContain('陈静 抄送给您')
    expect(await sun.says('我的任务')).not.toContain('抄送给您')
    await bot.until('2026-11-05', '09:00')
    expect(sun.transcript()).not.toContain('回复同事')
    await sun.says(`查 ${story.no}`)
    await sun.taps('回复')
    await sun.says('知道了。')
    expect(chen.heard()).toContain('孙强 回复陈静：知道了。')
  })

  it('who may not read it can be sent nothing of it, nor who can be read it no more when it is sent', async () => {
    await more(story, chen, '抄送')
    expect(await chen.says('何鹏')).toContain('能看这一件的同事里没有「何鹏」。只能抄送给本来就看得到它的人')
    await chen.saysAll('孙强', '请看一下。')
    await setRoles(bot, 'sunqiang')
    expect(await chen.says('是')).toContain(`孙强 现在不能看 ${story.no}，没有抄送`)
    expect((await story.complaint()).events.some(({ type }) => type === 'copied')).toBe(false)
    expect(sun.transcript()).not.toContain('待回复')
  })

  it('who lost the right to read it since then is not reminded of what it says', async () => {
    await ask()
    await bot.until('2026-11-04', '12:00')
    await setRoles(bot, 'sunqiang')
    await bot.until('2026-11-04', '18:30')
    expect(sun.transcript()).not.toContain('还没有收到您的回复')
    expect(await sun.says('我的任务')).not.toContain('待回复')
    expect(await sun.taps('回复')).not.toContain('请写您的回复')
  })
})

describe('typed', () => {
  it('@孙强 with the number asks for nothing but whether a reply is wanted', async () => {
    expect(await chen.says(`@孙强 @周敏 ${story.no} 请看一下3号道`)).toContain('要他们回复吗')
    expect(await chen.says('是')).toContain('抄送给孙强、周敏（请回复）：请看一下3号道')
    expect(story.zhou.heard()).toContain('待回复：陈静')
  })

  describe('again, for another case', () => {
    it('begins anew, also where any sentence is an answer, and the one that was not sent is kept', async () => {
      const second = await fileShortage(bot, 'T2611-022')
      await chen.says(`@孙强 ${story.no}`)
      const heard = await chen.says(`@周敏 ${second.no} 请看一下，数对不对`)
      expect(heard).toContain(`刚才的「抄送」（${story.no}）还没提交，先放着，没有丢：回复「继续」接着填。`)
      const sent = await chen.says('是')
      expect(sent).toContain(`✓ 已记录 ${second.no}：抄送给周敏（请回复）：请看一下，数对不对`)
      expect(sent).not.toContain('回到刚才')
      expect(await chen.says('继续')).toContain(`回到刚才没填完的内容（${story.no}）`)
      await chen.says('请看单子')
      expect(await chen.says('否')).toContain(`✓ 已记录 ${story.no}：抄送给孙强：请看单子`)
    })

    it('is offered where several fit, with who is named and what is said kept for after the choice', async () => {
      const second = await fileShortage(bot, 'T2611-022')
      expect(await chen.says('@孙强 请看一下，700 袋对不对')).toContain('要抄送哪一件？')
      expect(await chen.says('2')).toContain('要他们回复吗')
      expect(await chen.says('是')).toContain(`✓ 已记录 ${second.no}：抄送给孙强（请回复）：请看一下，700 袋对不对`)
      await chen.says('抄送 孙强 请再看一次')
      await chen.says('1103-001')
      expect(await chen.says('否')).toContain(`✓ 已记录 ${story.no}：抄送给孙强：请再看一次`)
    })

    it.each(['001', '1103-001', '１１０３－００１'])('by a number as lists write it: %s', async (short) => {
      await fileShortage(bot, 'T2611-022')
      expect(await chen.says(`＠孙强 ${short} 请看一下`)).toContain(`是这一件：${story.no} 渭南宏基`)
      expect(await chen.says('否')).toContain(`✓ 已记录 ${story.no}：抄送给孙强：请看一下`)
    })
  })

  it('takes whoever is named twice once', async () => {
    await chen.says(`@孙强 @孙强 @周敏 ${story.no} 请看一下3号道`)
    expect(await chen.says('是')).toContain('抄送给孙强、周敏（请回复）：请看一下3号道')
  })

  it('goes on with the only case that waits, and asks what is missing', async () => {
    expect(await chen.says('抄送')).toContain('抄送给哪位同事')
    await chen.says('取消')
    expect(await chen.says('@孙强请看一下')).toContain('要他们回复吗')
    await chen.says('取消')
    expect(await chen.says('@何鹏 请看一下')).toContain('能看这一件的同事里没有「何鹏」')
  })

  it('says how it is meant where nothing waits', async () => {
    expect(await story.song.says('@孙强 请看一下')).toContain('请带上编号再写一遍')
    expect(await story.song.says(`@孙强 ${story.no} 请看一下`)).toContain('没有找到')
  })
})

describe('a deputy', () => {
  it('gets it in the place of whoever is away, lists it and replies in their name', async () => {
    await story.zhao.saysAll('请假', '今天', '明天', '吴大为', '提交')
    await ask('赵建国')
    const wu = bot.person('wudawei')
    expect(wu.heard()).toContain('待回复：陈静\n代赵建国 · TS-')
    expect(await wu.says('我的任务')).toContain('待回复：陈静')
    await wu.taps('回复')
    await wu.says('同意。')
    expect((await story.complaint()).events.at(-1)).toMatchObject({
      type: 'replied',
      by: { name: '吴大为' },
      onBehalfOf: { name: '赵建国' },
    })
    expect(chen.heard()).toContain('吴大为（代赵建国） 回复陈静：同意。')
    expect(await story.zhao.says('我的任务')).not.toContain('待回复')
  })
})

describe('what is said', () => {
  it('is found by those who may read it, and nothing of it reaches the customer', async () => {
    await ask()
    await sun.taps('回复')
    await sun.says('地磅坏过一天。')
    const zhang = bot.person('zhanggong')
    expect(await story.liu.says('查 地磅坏过')).toContain(story.no)
    // who registered it and has no role any more sees how it stands, and no more
    await setRoles(bot, 'wangqiang')
    expect(await story.wang.says('查 少了8袋')).toContain(story.no)
    expect(await story.wang.says('查 地磅坏过')).not.toContain(story.no)
    await zhang.says(`查 ${story.no}`)
    expect(zhang.transcript()).not.toMatch(/地磅|过磅单|孙强/)
  })

  it('is for those it was sent to: nobody else replies, and a customer sends nothing', async () => {
    await ask()
    const card = sun.cards().findLast(({ main_title }) => main_title?.title === '待回复：陈静')!
    const about = (await story.complaint()).copies?.[0]?.about
    const forge = async (person: string, key: string) => {
      const from = { channel: 'wecom' as const, userId: person }
      const content = { type: 'tap' as const, key, card: card.task_id!, selected: [] }
      await bot.app.handle({ key: `${key} ${person}`, from, at: bot.clock.now(), content }, () => false)
      await bot.app.settled()
      return bot.person(person).heard()
    }
    expect(await forge('liuna', `do:begin:reply.${story.no}.${about}`)).not.toContain('请写您的回复')
    expect(await forge('zhanggong', `do:begin:copy.${story.no}`)).not.toContain('抄送给哪位同事')
    await more(story, story.liu, '抄送')
    await story.liu.saysAll('孙强', '数量对吗？', '是')
    const later = (await story.complaint()).copies?.[1]?.about
    // 周敏 was sent one of them, and replies to the other one
    await more(story, chen, '抄送')
    await chen.saysAll('周敏', '您也看一下。', '是')
    await forge('zhoumin', `do:begin:reply.${story.no}.${later}`)
    expect(await story.zhou.says('对。')).toContain('这一条不是发给您的')
  })
})

it('of a kind with nothing but a declaration is the same', async () => {
  const { wang, zhao } = story
  await wang.saysAll('礼品申请', '宏基商混', '张工', '材料科长', '否', '中秋节', '茶叶礼盒', '2 600', '合作满十年', '王强', '跳过')
  const no = /LP-\d{8}-\d{3}/.exec(await wang.says('提交'))![0]
  expect(await zhao.says(`@王强 ${no} 为什么要两盒`)).toContain('要他们回复吗')
  await zhao.says('是')
  expect(wang.heard()).toContain('待回复：赵建国')
  expect(await wang.says('我的任务')).toContain('待回复：赵建国')
  await wang.taps('回复')
  await wang.says('张工和科长各一盒。')
  expect(zhao.heard()).toContain('王强 回复赵建国：张工和科长各一盒。')
  expect(await zhao.says(`查 ${no}`)).not.toContain('回复同事')
  expect(await allCases(bot.connection).findById(no).lean()).toMatchObject({ copies: [{ open: [] }] })
})
