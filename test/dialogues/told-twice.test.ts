/** One case from the first word to the signed form, told twice: by an angry customer, and by a clerk at the end of a long day. */
import { afterEach, beforeEach, expect, it } from 'vitest'
import { type Bot, startBot, type TestPerson } from '../setup/bot.js'
import { cast, execute, expectForms, expectReplayed, file, investigate, propose, type Story, setLiability } from '../setup/story.js'

let bot: Bot
beforeEach(async () => {
  bot = await startBot()
})
afterEach(async () => {
  await expectReplayed(bot)
  await bot.stop()
})

const numberIn = (heard: string): string => /TS-\d{8}-\d{3}/.exec(heard)?.[0] ?? ''

/** Each with what is heard at once. */
async function talks(person: TestPerson, ...lines: readonly (readonly [said: string, heard: string])[]): Promise<void> {
  for (const [said, heard] of lines) expect(await person.says(said)).toContain(heard)
}

async function sendPlan({ sun, zhao, liu }: Story): Promise<void> {
  await propose(sun)
  await zhao.taps('批准方案')
  await liu.says('我的任务')
  await liu.taps('发给客户')
}

/** From the facts to the file, the customer answering for themselves. */
async function answers(zhang: TestPerson, story: Story): Promise<void> {
  expect(await zhang.taps('确认情况')).toContain('请您核对以上情况是否属实')
  await talks(zhang, ['没错', '感谢您的答复'])
  await setLiability(story, '我方')
  await sendPlan(story)
  expect(await zhang.taps('答复方案')).toContain('这个方案您看可以吗')
  await talks(zhang, ['行', '感谢您的答复'])
  await execute(story)
  await file(story)
}

it('in the words of an angry customer', async () => {
  const zhang = bot.person('zhanggong')
  await talks(
    zhang,
    ['你们什么破水泥！！一车少了我8袋，工地都停了，今天不给我补上我就找你们老总', '收到您的消息。要作为投诉登记、由我们来处理吗？'],
    // 少了我8袋 and 补上 in the first message say what it is about and what is demanded
    ['是', '请问是什么品种等级？'],
    ['就那个42.5的', '「就那个42.5的」不止一种'],
    ['1', '✓ 品种及强度等级：P·O 42.5'],
    ['T2611-021陕E12345昨天到的', '✓ 提货单号：T2611-021\n✓ 车号：陕E12345\n✓ 到货日期：2026年11月2日（周一）'],
    ['你们自己送的', '✓ 运输方式：厂家送货'],
    ['700袋只有692袋', '✓ 单上袋数：700\n✓ 实点袋数：692'],
    ['老李点的，一袋一袋数的', '照片'],
  )
  await zhang.sendsPhoto()
  await talks(zhang, ['完成', '用在哪里'], ['宏基家园工地', '补货'], ['没错', '已登记'])
  const story = cast(bot, numberIn(zhang.heard()))
  expect((await story.complaint()).description).toContain('破水泥')
  await investigate(story)
  await answers(zhang, story)
  expect(await zhang.taps('评价')).toContain('问题解决了吗')
  await talks(zhang, ['没解决', '处理速度'])
  await zhang.saysAll('1', '1', '1', '1', '1')
  await talks(zhang, ['补来的又破了两袋！', '希望我们怎么做'])
  await zhang.saysAll('跳过', '提交')
  expect(await story.complaint()).toMatchObject({ state: 'INVESTIGATING', round: 2 })
  await story.chen.taps('厂内核查')
  await story.chen.saysAll('700 0 3号道 李明', '不清楚', '否', '否', '提交')
  await story.chen.taps('写核实结论')
  await story.chen.saysAll('补的 8 袋里 2 袋在途中磨破。', '包装/装车', '垫板有钉子。', '提交')
  await answers(zhang, story)
  await zhang.taps('评价')
  await talks(zhang, ['这次解决了', '处理速度'])
  await zhang.saysAll('4', '4', '4', '满意', '跳过', '提交')
  expect(await story.complaint()).toMatchObject({ state: 'CLOSED', round: 2 })
  await expectForms(story)
})

it('in the words of a tired clerk', async () => {
  const liu = bot.person('liuna')
  await talks(
    liu,
    ['投诉', '是哪一类投诉'],
    ['少袋', '✓ 投诉类别：袋数不足'],
    ['宏基', '✓ 客户：渭南宏基商品混凝土有限公司'],
    ['张工', '✓ 投诉人：张工'],
    ['普通425', '✓ 品种及强度等级：P·O 42.5'],
    ['T2611-021 e12345 昨天到的 我们送的', '请写完整车牌'],
    ['陕e12345', '✓ 车号：陕E12345'],
    ['我们送的', '✓ 运输方式：我方承运'],
    ['单700点了692', '✓ 单上袋数：700\n✓ 实点袋数：692'],
    ['他们老李上午点的', '照片'],
  )
  await liu.sendsPhoto()
  await talks(
    liu,
    ['卸车少8袋 要补', '✓ 客户诉求：补货'],
    ['补', '✓ 客户诉求：补货'],
    ['一般 电话 刚刚', '✓ 接诉时间：2026年11月3日（周二） 10:00'],
    ['不知道', '✓ 使用地点：不清楚'],
    ['提交', '已登记 TS-20261103-001'],
  )
  const story = cast(bot, numberIn(liu.heard()))
  await investigate(story)
  await liu.says('我的任务')
  await liu.taps('客户确认事实')
  await talks(liu, ['对', '谁'], ['张工', '怎么'], ['电话', '凭证'])
  await liu.sendsPhoto()
  await liu.says('完成')
  await setLiability(story, '我方')
  await sendPlan(story)
  await liu.taps('客户答复方案')
  await liu.saysAll('可以', '电话')
  await execute(story)
  await file(story)
  await liu.taps('投诉回访')
  await talks(liu, ['通了', '没有这个选项'], ['已接通', '解决'], ['好了', '处理速度'])
  await liu.saysAll('5 5 4', '满意', '跳过', '张工', '提交')
  expect(await story.complaint()).toMatchObject({ state: 'CLOSED', overall: 4 })
  await expectForms(story)
})
