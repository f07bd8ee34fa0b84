/** The code of a customer where people have no chat with us: whoever scans it has a page of their own, files one complaint there and sees that one. */
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { type Bot, startBot } from '../setup/bot.js'
import { begin, giveLink, linkIn, scan, type Visitor } from '../setup/page.js'
import { more } from '../setup/stories.js'
import { cast, fileShortage, type Story } from '../setup/story.js'

const HONGJI = '渭南宏基商品混凝土有限公司'
const DAY_MS = 86_400_000
const JPEG = Buffer.from([0xff, 0xd8, 0xff, 0xe0, 0, 16, 0x4a, 0x46, 0x49, 0x46])
let bot: Bot
beforeEach(async () => {
  bot = await startBot()
})
afterEach(() => bot.stop())

/** What a colleague who asks for it is given. */
async function codeOf(customer = '宏基'): Promise<string> {
  const wang = bot.person('wangqiang')
  await wang.says(`客户码 ${customer}`)
  await bot.pass(10_000)
  return linkIn(wang.transcript().split('的客户码').at(-1) ?? '')
}

async function complains(visitor: Visitor, company: string, contact: string, delivery = 'T2611-021'): Promise<Story> {
  await visitor.says('我要投诉')
  await visitor.taps('袋数不足')
  await visitor.saysAll(company, contact)
  await visitor.taps('渭南厂')
  await visitor.saysAll('PO42.5', `${delivery} 陕E12345 昨天`)
  await visitor.taps('厂家送货')
  await visitor.saysAll('700 692', '今天上午收货员老李点的')
  await visitor.sends('单子.jpg', JPEG)
  await visitor.saysAll('卸车少了8袋，要求补上', '前进路12号工地')
  return cast(bot, /TS-\d{8}-\d{3}/.exec(await visitor.taps('提交'))?.[0] ?? '')
}
const hongji = async () => (await bot.app.customers.named(HONGJI))[0]!

describe('客户码', () => {
  it('is a picture of a page where no chat reaches customers, with until when it is good', async () => {
    const code = await codeOf()
    expect(code).toMatch(new RegExp(`^${bot.address}/c#new\\.[\\w-]{12}\\.[\\w-]{32}$`))
    const heard = bot.person('wangqiang').transcript()
    expect(heard).toContain('[image]')
    expect(heard).toContain('不用装软件')
    expect(heard).toContain('2027年11月3日')
    expect(heard).not.toContain('微信')
  })

  it('of a plant brings whoever has its cement, who is not asked of which plant it is', async () => {
    const visitor = await scan(bot, await codeOf('渭南厂'))
    await visitor.says('我要投诉')
    await visitor.taps('袋数不足')
    expect(await visitor.saysAll('老曹建材', '曹大力 13700001111')).toContain('什么品种等级')
    await visitor.saysAll('PO42.5', 'T2611-021 陕E12345 昨天')
    await visitor.taps('厂家送货')
    await visitor.saysAll('700 692', '今天上午收货员老李点的')
    await visitor.sends('单子.jpg', JPEG)
    expect(await visitor.saysAll('卸车少了8袋，要求补上', '前进路12号工地')).toContain('渭南厂')
    await visitor.taps('提交')
    expect((await bot.complaints())[0]).toMatchObject({ plant: 'weinan', customer: { name: '老曹建材' } })
    expect(await bot.person('wangqiang').says('收回客户码 渭南厂')).toContain('渭南厂 的客户码都打不开了')
  })

  it('of a plant that somebody has made up leaves everything to be asked', async () => {
    const visitor = await scan(bot, await codeOf('渭南厂'))
    await bot.connection.collection('invitations').updateMany({}, { $set: { customer: 'plant.nowhere' } })
    await visitor.says('我要投诉')
    await visitor.taps('袋数不足')
    expect(await visitor.saysAll('老曹建材', '曹大力 13700001111')).toContain('哪个厂')
  })

  it('is asked whose, where a name is of a plant and of customers', async () => {
    expect(await bot.person('wangqiang').says('客户码 渭南')).toMatch(/「渭南」找到这些[\s\S]*渭南厂[\s\S]*宏基商混/)
  })

  it('is of the chat where one reaches customers, and the page stands beside it', async () => {
    await bot.stop()
    bot = await startBot({ kf: true })
    const wang = bot.person('wangqiang')
    await wang.says('客户码 宏基')
    await bot.pass(10_000)
    expect(wang.transcript()).toMatch(
      /微信扫一扫[\s\S]*https:\/\/\S+scene_param=c[0-9a-f]{16}[\s\S]*不用微信的客户，给他这个网页：\S+\/c#new\./,
    )
    expect(await wang.says('收回客户码 宏基')).toContain('微信客户码收不回')
  })

  it('is for those who deal with customers alone, and so is taking it back', async () => {
    const code = await codeOf()
    const chen = bot.person('chenjing')
    expect(await chen.says('收回客户码 宏基')).toContain('客户码由客服、销售人员或市场部负责人来要')
    expect((await begin(bot, code)).status).toBe(200)
  })

  it('is kept as a hash alone, and stands in no log', async () => {
    const lines: string[] = []
    await bot.stop()
    bot = await startBot({ onLog: (line) => lines.push(line) })
    const code = await codeOf()
    const visitor = await scan(bot, code)
    await visitor.opens()
    const secret = code.split('.').at(-1)!
    expect(JSON.stringify(await bot.connection.db!.collection('customercodes').find().toArray())).not.toContain(secret)
    expect(lines.join('')).not.toContain(secret)
    expect(lines.join('')).not.toContain(visitor.key.split('.')[1])
  })
})

describe('who scans it', () => {
  it('is greeted, files a complaint, and sees how it stands when the page is opened again', async () => {
    const visitor = await scan(bot, await codeOf())
    expect(await visitor.opens()).toContain('水泥有问题')
    const { no } = await complains(visitor, '某某工地', '老曹 13991309999')
    bot.clock.moveBy(3_600_000)
    expect(await visitor.opens()).toContain(no)
    expect((await bot.complaints())[0]).toMatchObject({ customer: { name: '某某工地' }, complainant: '老曹' })
  })

  it('is offered to customer service as the customer whose code it was, and then hears what customers hear of this one', async () => {
    const visitor = await scan(bot, await codeOf())
    await visitor.opens()
    const story = await complains(visitor, '某某工地', '老曹 13991309999')
    await story.liu.taps('认一下是哪位客户')
    await story.liu.taps('宏基商混')
    expect((await story.complaint()).customer.name).toBe(HONGJI)
    expect(await visitor.looks()).toContain(`编号 ${story.no} 的进展，都在这个网页上告诉您`)
    await story.chen.taps('受理')
    await visitor.looks()
    expect(visitor.transcript()).toContain('我们已开始核实')
  })

  it('proves nothing by it: they see nothing of the customer', async () => {
    const { no } = await fileShortage(bot)
    const visitor = await scan(bot, await codeOf())
    await visitor.opens()
    for (const asked of [`查 ${no}`, '查 宏基', '我的投诉']) await visitor.says(asked)
    expect(visitor.transcript()).not.toContain('张工')
    expect(visitor.transcript()).not.toContain('反映时间')
    expect(await visitor.says('我要投诉')).toContain('哪一类')
    expect(await visitor.taps('袋数不足')).toContain('哪个单位')
  })

  it('sees the one complaint alone, also once it is known of which customer they are', async () => {
    const other = await fileShortage(bot)
    const visitor = await scan(bot, await codeOf())
    await visitor.opens()
    const story = await complains(visitor, '某某工地', '老曹 13991309999', 'T2611-077')
    await story.liu.taps('认一下是哪位客户')
    await story.liu.taps('宏基商混')
    await visitor.looks()
    const before = visitor.transcript()
    await other.chen.tapsOn(other.chen.cards().find((card) => JSON.stringify(card).includes(other.no))!, '受理')
    await bot.pass(10_000)
    await visitor.looks()
    expect(visitor.transcript()).toBe(before)
    expect(story.liu.transcript()).not.toContain('请给客户打电话')
    expect(await visitor.says('我的投诉')).toContain(story.no)
    expect(await visitor.says(`查 ${other.no}`)).not.toContain('反映时间')
    expect(visitor.transcript()).not.toContain(`${other.no} ·`)
  })

  it('is of the customer that their complaint is corrected to', async () => {
    const visitor = await scan(bot, await codeOf())
    await visitor.opens()
    const story = await complains(visitor, '某某工地', '老曹 13991309999')
    await story.liu.taps('认一下是哪位客户')
    await story.liu.taps('宏基商混')
    await more(story, story.liu, '更正')
    await story.liu.saysAll('投诉人和电话', '老马 13991308888', '换了人联系。')
    await more(story, story.liu, '更正')
    await story.liu.saysAll('客户', '宏远', '登记时选错了。')
    await story.chen.taps('受理')
    await visitor.looks()
    expect(visitor.transcript()).toContain('我们已开始核实')
    expect(await visitor.says('我的投诉')).toContain(story.no)
  })

  it('adds to the one that they have filed what would begin another one', async () => {
    const visitor = await scan(bot, await codeOf())
    await visitor.opens()
    const story = await complains(visitor, '某某工地', '老曹 13991309999')
    await visitor.saysAll('我要投诉', '剩下的也少袋数')
    expect(await bot.complaints()).toHaveLength(1)
    expect((await story.complaint()).events.at(-1)).toMatchObject({ type: 'supplemented', data: { text: '剩下的也少袋数' } })
  })

  it('is rung up where they have not looked at it for two days', async () => {
    const visitor = await scan(bot, await codeOf())
    await visitor.opens()
    const story = await complains(visitor, '某某工地', '老曹 13991309999')
    await story.liu.taps('认一下是哪位客户')
    await story.liu.taps('宏基商混')
    bot.clock.moveBy(49 * 3_600_000)
    await story.chen.taps('受理')
    await bot.pass(10_000)
    expect(story.liu.transcript()).toMatch(/请给客户打电话[\s\S]*老曹 13991309999/)
  })

  it('is told of another complaint on its own page, which they are given a link to', async () => {
    const other = await fileShortage(bot)
    const visitor = await scan(bot, await codeOf())
    await visitor.opens()
    const story = await complains(visitor, '某某工地', '张工 13991300001', 'T2611-077')
    await story.liu.taps('认一下是哪位客户')
    await story.liu.taps('宏基商混')
    await bot.connection
      .collection('customers')
      .updateOne({ name: HONGJI } as never, { $pull: { contacts: { chatId: /^wecom/ } } } as never)
    const second = await giveLink(bot, other)
    await second.opens()
    await visitor.says('好的，谢谢')
    const before = visitor.transcript()
    await other.chen.tapsOn(other.chen.cards().find((card) => JSON.stringify(card).includes(other.no))!, '受理')
    await bot.pass(10_000)
    await Promise.all([visitor.looks(), second.looks()])
    expect(second.transcript()).toContain('我们已开始核实')
    expect(visitor.transcript()).toBe(before)
  })
})

it('two who scan the same code at once never see each other', async () => {
  const code = await codeOf()
  const [one, two] = [await scan(bot, code), await scan(bot, code)]
  expect(one.key).not.toBe(two.key)
  await Promise.all([one.opens(), two.opens()])
  const first = await complains(one, '东风工地', '老曹 13991309999')
  const second = await complains(two, '红旗工地', '老马 13991308888', 'T2611-033')
  expect(first.no).not.toBe(second.no)
  for (const [visitor, own, other, company] of [
    [one, first, second, '红旗工地'],
    [two, second, first, '东风工地'],
  ] as const) {
    await visitor.says('我的投诉')
    expect(await visitor.says(`查 ${other.no}`)).not.toContain('反映时间')
    expect(visitor.transcript()).toContain(own.no)
    expect(visitor.transcript()).not.toContain(company)
    expect(visitor.transcript()).not.toMatch(new RegExp(`< [^\\n]*${other.no}[^\\n]*袋数不足`))
  }
})

describe('a code', () => {
  it('that is taken back begins nothing more, and whoever has begun goes on', async () => {
    const [first, second] = [await codeOf(), await codeOf()]
    const visitor = await scan(bot, first)
    await visitor.opens()
    const heard = await bot.person('liuna').says('收回客户码 宏基')
    expect(heard).toContain('已收回')
    expect(heard).not.toContain('微信')
    for (const code of [first, second]) expect((await begin(bot, code)).status).toBe(401)
    await complains(visitor, '某某工地', '老曹 13991309999')
    expect(await bot.person('liuna').says('收回客户码 宏基')).toContain('没有能用的网页客户码')
    expect((await begin(bot, await codeOf())).status).toBe(200)
  })

  it('of another customer stays', async () => {
    const code = await codeOf('宏基')
    await bot.app.customers.add('test', { name: '渭南宏泰商品混凝土有限公司', contacts: [], createdBy: 'test', isIncomplete: false })
    await bot.person('liuna').says('收回客户码 宏泰')
    expect((await begin(bot, code)).status).toBe(200)
  })

  it('is good for a year, and what was begun by it for thirty days', async () => {
    const code = await codeOf()
    const visitor = await scan(bot, code)
    bot.clock.moveBy(31 * DAY_MS)
    expect((await visitor.post('open', { key: 'some-key-or-other' })).status).toBe(401)
    bot.clock.moveBy(333 * DAY_MS)
    expect((await begin(bot, code)).status).toBe(200)
    bot.clock.moveBy(2 * DAY_MS)
    expect((await begin(bot, code)).status).toBe(401)
    bot.clock.moveBy(91 * DAY_MS)
    await bot.app.jobs.find(({ name }) => name === 'pages')!.run()
    expect(await bot.connection.db!.collection('customercodes').countDocuments()).toBe(0)
  })
})

it('收回链接 shuts the page on which a complaint was begun, too', async () => {
  const visitor = await scan(bot, await codeOf())
  await visitor.opens()
  const story = await complains(visitor, '宏基', '张工 13991300001')
  await story.liu.taps('认一下是哪位客户')
  await story.liu.taps('宏基商混')
  expect(await story.liu.says(`收回链接 ${story.no}`)).toContain('已收回')
  expect((await visitor.post('open', { key: 'some-key-or-other' })).status).toBe(401)
  expect((await hongji()).contacts.find(({ chatId }) => chatId?.startsWith('page:'))?.linked).toEqual([])
})
