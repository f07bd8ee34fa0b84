/** A customer in chat while their complaint is handled: how it stands in their words, and who hears what they say. */
import { describe, expect, it } from 'vitest'
import type { Bot, TestPerson } from '../setup/bot.js'
import { eachStory, investigate, propose, type Story, setLiability } from '../setup/story.js'

let bot: Bot
let story: Story
let zhang: TestPerson
eachStory((started, filed) => {
  bot = started
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

describe('what a customer says beside every dialogue', () => {
  it('is kept with the open complaint, and customer service hears it at once with a number to call', async () => {
    for (const said of ['什么时候处理好？', '我要找你们领导']) {
      expect(await zhang.says(said)).toBe(`您的话已记在 ${story.no}（已登记），客服人员马上收到，会尽快联系您。`)
      const heard = story.liu.heard()
      expect(heard).toContain('客户来话：张工')
      expect(heard).toContain(`张工 补充：${said}\n`)
      expect(heard).toContain('联系人：张工 13991300001')
      expect(story.chen.transcript()).not.toContain(said)
      expect((await story.complaint()).events.at(-1)).toMatchObject({ type: 'supplemented', role: 'CUSTOMER', data: { text: said } })
    }
    expect(await story.liu.says(`记录 ${story.no}`)).toContain('张工（客户，企业微信）补充：我要找你们领导')
  })

  it('is kept and rings nobody where it is only thanks (R3.1)', async () => {
    const before = story.liu.transcript()
    expect(await zhang.says('好的，谢谢！')).toBe(`不客气。${story.no} 现在是「已登记」，有进展马上告诉您。`)
    expect(story.liu.transcript()).toBe(before)
    expect((await story.complaint()).events.at(-1)).toMatchObject({ type: 'supplemented', data: { text: '好的，谢谢！' } })
    await zhang.says('好的，那什么时候来？')
    expect(story.liu.heard()).toContain('客户来话：张工')
  })

  it('is heard by quality control too, where it asks for arbitration', async () => {
    await zhang.says('要仲裁')
    for (const person of [story.liu, story.chen]) expect(person.heard()).toContain('张工 补充：要仲裁')
  })

  it('is heard where it is no answer to what they are asked', async () => {
    await investigate(story)
    await zhang.taps('确认情况')
    const heard = await zhang.says('叫你们经理来')
    expect(heard).toContain('没有这个选项')
    expect(heard).toContain(`您的话已记在 ${story.no}`)
    expect(story.liu.heard()).toContain('张工 补充：叫你们经理来')
    await zhang.says('确认')
    expect((await story.complaint()).events.at(-1)).toMatchObject({ type: 'customerConfirmed' })
  })

  it('may be a new complaint where it is long: it is asked, and heard all the same', async () => {
    expect(await zhang.says('今天又到了一车，袋子破了三十多袋，你们来看看')).toContain(`您的话已记在 ${story.no}`)
    expect(zhang.heard()).toContain('要作为投诉登记、由我们来处理吗？')
    expect(story.liu.heard()).toContain('袋子破了三十多袋')
    expect(await zhang.says('是')).toContain('破损')
  })

  it('with 现在补充 is heard too', async () => {
    await zhang.says(`查 ${story.no}`)
    await zhang.taps('现在补充')
    await zhang.says('司机说路上停过一次车。')
    expect(story.liu.heard()).toContain('张工 补充：司机说路上停过一次车。')
  })

  it.each(['没解决', '不满意', '还是没解决，到底管不管'])(
    '%s is kept as well: a complaint that is still handled is not to be reopened',
    async (said) => {
      expect(await zhang.says(said)).toContain(`您的话已记在 ${story.no}（已登记）`)
      expect(story.liu.transcript()).toContain(`张工 补充：${said}`)
    },
  )

  it('of dissatisfaction, where nothing of theirs is open, leads to a new complaint', async () => {
    await zhang.says('撤销投诉')
    await zhang.saysAll('我们点错了。', '提交')
    expect(await zhang.says('不满意')).toBe('没有找到近期处理完的投诉。有问题请回复「投诉」，我们马上处理。')
  })

  it('is answered as before where nothing of theirs is open, and nobody hears it', async () => {
    await zhang.says('撤销投诉')
    await zhang.saysAll('我们点错了。', '提交')
    expect(await zhang.says('在吗')).toContain('直接发文字、照片或位置就行')
    expect(story.liu.transcript()).not.toContain('客户来话')
  })
})

it('转人工 says where to call, and about what', async () => {
  await zhang.says('转人工')
  expect(story.liu.heard()).toMatch(new RegExp(`待办：已联系客户[^]*谁：张工[^]*电话：13991300001\\n在办：${story.no}`))
})

describe('of several complaints that are open', () => {
  it('the one takes it of whose kind it speaks, and the customer reads which it is and what else there is', async () => {
    await bot
      .person('wangqiang')
      .saysAll(
        '投诉 宏基的P·O 42.5结块了60袋，批号HB2611-09，10月28日包装，昨天到的，发货700袋，捏不碎，露天堆着没垫，已停用，要换货，张工13991300001',
        '暂无法提供',
        '一般 电话 刚才',
        '不清楚',
        '提交',
      )
    const [, lumps] = await bot.complaints()
    expect(lumps).toMatchObject({ kind: 'CAKING' })
    const heard = await zhang.says('你们那车又少了5袋，什么时候处理')
    expect(heard).toContain(`您的话已记在 ${story.no}（袋数不足，`)
    expect(heard).toContain(`贵单位反映的还有：${lumps!._id}（受潮结块）`)
    expect((await story.complaint()).events.at(-1)).toMatchObject({ type: 'supplemented' })
  })
})
