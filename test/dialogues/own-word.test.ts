/** A customer takes a complaint back, or says that it is not settled after all: by a word or by the button on their own complaint (transitions 23, 24). */
import { describe, expect, it } from 'vitest'
import type { Bot } from '../setup/bot.js'
import { eachStory, fileShortage, handle, investigate, type Story, verify } from '../setup/story.js'

let bot: Bot
let story: Story
eachStory((started, filed) => {
  bot = started
  story = filed
})

const zhang = () => bot.person('zhanggong')
const last = async () => (await story.complaint()).events.findLast(({ by }) => by?.name === '张工')
async function settle(): Promise<void> {
  await verify(story)
  await handle(story)
  await zhang().taps('评价')
  await zhang().saysAll('已解决', '5', '5', '5', '满意', '跳过', '提交')
}

describe('a customer who takes a complaint back', () => {
  it.each(['撤销投诉', '撤诉', '撤回', '不投诉了'])('says “%s” and why, and shows nothing', async (word) => {
    expect(await zhang().says(word)).toMatch(/^要撤销的是 TS-20261103-001：[\s\S]*\n请问为什么要撤销？$/)
    expect(await zhang().says('是我们数错了')).toMatch(/撤销以后我们就不再继续处理，请您核对：\n· 原因：是我们数错了/)
    expect(await zhang().says('提交')).toContain(`已按您的意思撤销。以后有问题，随时告诉我们。（编号 ${story.no}）`)
    expect(await story.complaint()).toMatchObject({ state: 'WITHDRAWN' })
    expect(await last()).toMatchObject({ type: 'withdrawn', role: 'CUSTOMER', data: { reason: '是我们数错了' } })
    expect(story.zhao.heard()).toContain('客户撤销投诉：是我们数错了')
  })

  it('finds it among their own, whoever registered it, and is asked for nothing more once it is taken back', async () => {
    expect(await zhang().says('我的投诉')).toContain(story.no)
    const { complaints } = bot.app.complaints.models
    await complaints.updateOne(
      { _id: story.no },
      { $set: { followUps: [{ field: 'batchNo', dueAt: bot.clock.now() }], followUpDueAt: bot.clock.now() } },
    )
    await zhang().saysAll('撤销投诉', '是我们数错了', '提交')
    expect(await complaints.findById(story.no).lean()).not.toHaveProperty('followUpDueAt')
    await complaints.updateOne({ _id: story.no }, { $set: { followUps: [] } })
  })

  it('has the button on it, and none once it is over', async () => {
    await zhang().says(`查 ${story.no}`)
    await zhang().taps('撤销投诉')
    await zhang().saysAll('是我们数错了', '提交')
    expect(await zhang().says(`查 ${story.no}`)).not.toContain('撤销投诉')
    expect(await zhang().says('撤销投诉')).toContain('没有可以在这里撤销的投诉')
  })

  it('of several says which', async () => {
    const other = await fileShortage(bot, 'T2611-022')
    const asked = await zhang().says('撤销投诉')
    expect(asked.match(/要撤销哪一件？/g)).toHaveLength(2)
    await zhang().tapsOn(zhang().cards().at(-1)!, '撤销投诉')
    await zhang().saysAll('是我们数错了', '提交')
    expect(await story.complaint()).toMatchObject({ state: 'WITHDRAWN' })
    expect(await other.complaint()).toMatchObject({ state: 'REPORTED' })
    expect(await zhang().says(`撤销投诉 ${story.no}`)).toContain('不用办这一步')
  })

  it('is not let go while it may be a major incident, and reads nothing of that', async () => {
    await story.liu.says(`查 ${story.no}`)
    await story.liu.taps('更多')
    await story.liu.taps('上报重大事故')
    await story.liu.saysAll('两家客户都说强度不够。', '提交')
    const heard = await zhang().saysAll('撤销投诉', '是我们数错了', '提交')
    expect(heard).toContain('这件事比较重要，我们还在核实，暂时不能撤销')
    expect(heard).not.toMatch(/重大|生产技术部/)
  })

  it('cannot take back what is not theirs', async () => {
    await bot.person('wangqiang').saysAll('投诉 其他', '众诚', 'PO42.5', '袋装', '跳过', '跳过', '送货司机态度不好。', '其他', '提交')
    expect(await zhang().says('撤销投诉 TS-20261103-002')).toBe(
      '没有找到 TS-20261103-002。请核对编号，如 TS-20261103-001；需要帮助请回复「转人工」。',
    )
  })

  it('is asked for evidence where a colleague says it for them', async () => {
    expect(await story.liu.says(`撤销投诉 ${story.no}`)).toMatch(/^要撤销的是 TS-20261103-001：[\s\S]*\n客户为什么撤销？$/)
    expect(await story.liu.says('客户来电说数错了')).toContain('发凭证')
  })
})

describe('a customer for whom it is not settled after all', () => {
  it('says so, and it is handled again', async () => {
    await settle()
    expect(await story.complaint()).toMatchObject({ state: 'CLOSED' })
    expect(await zhang().says('又坏了')).toBe('很抱歉又给您添麻烦了。请说说现在的情况，我们重新处理。')
    expect(await zhang().says('补的 8 袋又破了 2 袋')).toContain(`很抱歉又给您添麻烦了，我们马上重新处理。（编号 ${story.no}）`)
    expect(await story.complaint()).toMatchObject({ state: 'INVESTIGATING', round: 2 })
    expect(await last()).toMatchObject({ type: 'reopened', role: 'CUSTOMER', data: { reason: '补的 8 袋又破了 2 袋' } })
  })

  it('has the button on the complaint that was settled', async () => {
    await settle()
    await zhang().says(`查 ${story.no}`)
    expect(await zhang().taps('又出问题了')).toContain('请说说现在的情况')
  })

  it('is kept with the complaint that is still handled, where nothing was settled lately, and customer service hears', async () => {
    await investigate(story)
    expect(await zhang().says('又坏了')).toContain(`您的话已记在 ${story.no}`)
    expect(story.liu.heard()).toContain('张工 补充：又坏了')
  })
})

describe('a customer who answers in words of their own', () => {
  it.each([
    ['不满意', 'UNRESOLVED'],
    ['没解决', 'UNRESOLVED'],
    ['解决了', 'RESOLVED'],
  ])('says “%s” to whether it is settled, though a colleague starts something else with it', async (word, resolved) => {
    await verify(story)
    await handle(story)
    await zhang().taps('评价')
    expect(await zhang().says(word)).toContain('请问您对处理速度满意吗')
    await zhang().saysAll('1', '1', '1', '2', '1', '补的又破了。', '跳过', '提交')
    expect((await last())?.data).toMatchObject({ resolved, overall: 2 })
  })

  it('says 没错 to the facts', async () => {
    await investigate(story)
    await zhang().taps('确认情况')
    expect(await zhang().says('没错')).not.toContain('没有这个选项')
    expect((await last())?.type).toBe('customerConfirmed')
  })

  it('reads the help where a colleague’s word means nothing to them', async () => {
    for (const word of ['日报', '台账', '请假', '礼品申请']) expect(await zhang().says(word)).not.toMatch(/不能看|没有权限|负责人/)
  })
})
