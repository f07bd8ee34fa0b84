/** A customer with nothing but a link: what they see on their page, and what they answer there. */
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { type Bot, startBot } from '../setup/bot.js'
import { giveLink, linkIn, type Visitor, visit } from '../setup/page.js'
import { more } from '../setup/stories.js'
import { cast, execute, expectForms, expectReplayed, file, investigate, plan, propose, type Story, setLiability } from '../setup/story.js'

const PHONE = '13991300002'
const JPEG = Buffer.from([0xff, 0xd8, 0xff, 0xe0, 0, 16, 0x4a, 0x46, 0x49, 0x46])
let bot: Bot
let story: Story

/** Known by a phone number alone. */
const addCustomer = () =>
  bot.app.customers.add('test', {
    name: '渭南宏泰商品混凝土有限公司',
    shortName: '宏泰商混',
    region: '渭南',
    plant: 'weinan',
    contacts: [{ name: '李会计', phone: PHONE }],
    createdBy: 'test',
    salesperson: 'wecom:wangqiang',
    isIncomplete: false,
  })

/** The salesperson writes down what came in a letter from a customer who uses no platform. */
async function fileLetter(delivery = 'T2611-021'): Promise<Story> {
  const wang = bot.person('wangqiang')
  await wang.saysAll(
    '投诉 袋数不足',
    '宏泰商混',
    '李会计',
    'PO42.5',
    `${delivery} 陕E12345 昨天 我方承运`,
    '700 692',
    '今天上午收货员老李点的',
  )
  await wang.sendsPhoto()
  const heard = await wang.saysAll('卸车少了8袋，要求补上', '一般 书面 刚才', '前进路12号工地', '提交')
  const no = /TS-\d{8}-\d{3}/.exec(heard)?.[0]
  if (!no) throw new Error(`not filed: ${heard}`)
  return cast(bot, no)
}

beforeEach(async () => {
  bot = await startBot()
  await addCustomer()
  story = await fileLetter()
})
afterEach(() => bot.stop())

describe('链接', () => {
  it('gives a link with for whom it is, for what and until when', async () => {
    const heard = await story.liu.says(`链接 ${story.no}`)
    expect(heard).toMatch(new RegExp(`李会计 的链接，只看得到 ${story.no}：\\n${bot.address}/c#[\\w-]{12}\\.[\\w-]{32}\\n.*12月3日`))
    expect(await story.wang.says(`链接 ${story.no}`)).toContain('/c#')
  })

  it('is given by those who speak with the customer, and the refusal says who they are', async () => {
    expect(await story.chen.says(`链接 ${story.no}`)).toContain('链接由客服人员、销售员给客户')
    expect(await bot.connection.db!.collection('refusals').countDocuments({ action: 'giveLink' })).toBe(1)
  })

  it('that is taken back opens nothing any more', async () => {
    const li = await giveLink(bot, story)
    await li.opens()
    expect(await story.liu.says(`收回链接 ${story.no}`)).toContain('已收回')
    expect((await li.post('open', { key: 'another-key-of-it' })).status).toBe(401)
    expect(await story.liu.says(`收回链接 ${story.no}`)).toContain('没有能用的链接')
  })

  it('that went to a wrong number is taken back too, after the number has been mended', async () => {
    const wrong = await giveLink(bot, story)
    await bot.connection.collection('cases').updateOne({ _id: story.no as never }, { $set: { phone: '13991300009' } })
    expect(await story.liu.says(`收回链接 ${story.no}`)).toContain('已收回')
    expect((await wrong.post('open', { key: 'another-key-of-it' })).status).toBe(401)
  })

  it('is not given in the name of somebody else: whoever complained has no number that is known', async () => {
    await bot.connection
      .collection('cases')
      .updateOne({ _id: story.no as never }, { $set: { complainant: '王工' }, $unset: { phone: true } })
    expect(await story.liu.says(`链接 ${story.no}`)).toContain('还没有客户的联系人和电话')
  })
})

it('a whole complaint, from the letter to the callback, with what the customer answers on the page, and both forms at the end', async () => {
  const li = await giveLink(bot, story)
  await li.opens()
  await li.taps('现在补充')
  await li.sends('签收单.jpg', JPEG)
  await li.says('签收单上写的是 692 袋。')
  await investigate(story)
  await li.looks()
  await li.taps('确认情况')
  await li.taps('确认')
  await setLiability(story, '我方')
  await plan(story)
  await story.liu.taps('发给客户')
  expect(await li.looks()).toContain('处理方案：补发 8 袋')
  await li.taps('答复方案')
  await li.taps('接受')
  await execute(story)
  await file(story)
  await li.says(`查 ${story.no}`)
  await li.taps('评价')
  for (const answer of ['已解决', '5', '5', '4', '4', '跳过', '提交']) await li.says(answer)
  const closed = await story.complaint()
  expect(closed).toMatchObject({ state: 'CLOSED', overall: 4, waitingFor: [] })
  expect(closed.events.filter(({ role }) => role === 'CUSTOMER').map(({ type }) => type)).toEqual(
    expect.arrayContaining(['customerConfirmed', 'planAccepted', 'calledBack']),
  )
  expect(closed.events.find(({ type }) => type === 'calledBack')?.data).toMatchObject({ method: 'PAGE' })
  await expectForms(story)
  await expectReplayed(bot)
}, 150_000)

describe('the page', () => {
  let li: Visitor
  beforeEach(async () => {
    li = await giveLink(bot, story)
  })

  it('shows how the complaint stands, and what the customer can do', async () => {
    expect(await li.opens()).toMatch(new RegExp(`${story.no}[\\s\\S]*\\[.*补充.*\\]`))
    expect(li.transcript()).not.toContain('陈静')
  })

  it('takes the customer to the plan by taps alone', async () => {
    await li.opens()
    await investigate(story)
    expect(await li.looks()).toContain('核实结果：装车道计数器漏计')
    expect(await li.taps('确认情况')).toContain('[确认|有异议]')
    await li.taps('确认')
    expect((await story.complaint()).events.at(-1)).toMatchObject({ type: 'customerConfirmed', by: { name: '李会计' }, role: 'CUSTOMER' })
    expect(await story.liu.says(`记录 ${story.no}`)).toContain('李会计（客户，客户页面）')
    await setLiability(story, '我方')
    await propose(story.sun)
    await story.zhao.taps('批准方案')
    await story.liu.taps('发给客户')
    expect(await li.looks()).toContain('处理方案：补发 8 袋')
    await li.taps('答复方案')
    expect(await li.taps('接受')).toContain('感谢您的答复')
    expect((await story.complaint()).state).toBe('EXECUTING')
  })

  it('asks for nothing else and shows nothing else of the customer', async () => {
    const other = await fileLetter('T2611-099')
    await li.opens()
    for (const asked of [
      `查 ${other.no}`,
      '我的投诉',
      '查 宏泰',
      `记录 ${other.no}`,
      `经过 ${other.no}`,
      '我的任务',
      `撤销投诉 ${other.no}`,
    ])
      expect(await li.says(asked), asked).not.toMatch(new RegExp(`${other.no}[^「]*(已登记|处理|撤销)`))
    expect(li.transcript()).not.toContain('T2611-099')
    expect(await li.says('我的投诉')).toContain(story.no)
    const tap = { type: 'tap', card: `show-${other.no}`, pressed: `do:showComplaint:${other.no}` }
    expect((await li.post('messages', { key: 'a-key-of-sixteen', ...tap })).status).toBe(409)
  })

  it('adds to this complaint what would begin another one, of which nobody here would hear', async () => {
    await li.opens()
    await li.says('我要投诉')
    await li.says('剩下的也少袋数')
    await li.sends('袋子.jpg', JPEG)
    await li.says('这是袋子的照片')
    const complaint = await story.complaint()
    expect(await bot.complaints()).toHaveLength(1)
    expect(complaint.events.filter(({ type }) => type === 'supplemented').map(({ data }) => (data as { text?: string }).text)).toEqual([
      '剩下的也少袋数',
      '这是袋子的照片',
    ])
  })

  it('counts as looked at by whoever writes there', async () => {
    await li.opens()
    bot.clock.moveBy(40 * 3_600_000)
    await li.says('在吗')
    bot.clock.moveBy(20 * 3_600_000)
    await story.chen.taps('受理')
    await bot.pass(10_000)
    expect(await li.looks()).toContain('我们已开始核实')
    expect(story.liu.transcript()).not.toContain('请给客户打电话')
  })

  it('of one complaint is not told of another, and whoever has looked at none of them is rung up', async () => {
    await li.opens()
    const other = await fileLetter('T2611-099')
    await giveLink(bot, other)
    const before = li.transcript()
    await other.chen.taps('受理')
    await bot.pass(10_000)
    await li.looks()
    expect(li.transcript()).toBe(before)
    expect(other.liu.transcript()).toMatch(/请给客户打电话[\s\S]*李会计 13991300002/)
  })

  it('is for one complaint: nobody is rung up about another one, of which the customer was given no link', async () => {
    const other = await fileLetter('T2611-099')
    await other.chen.taps('受理')
    await bot.pass(10_000)
    expect(other.liu.transcript()).not.toContain('请给客户打电话')
  })

  it('gives customer service a call to make once nobody has looked at it for two days', async () => {
    await li.opens()
    bot.clock.moveBy(49 * 3_600_000)
    await story.chen.taps('受理')
    await bot.pass(10_000)
    expect(story.liu.transcript()).toContain('请给客户打电话')
  })

  it('keeps two that came at once, and what was sent again once', async () => {
    await li.opens()
    const texts = ['什么时候处理好？', '我要找你们领导']
    await Promise.all(texts.map((text) => li.post('messages', { key: `key-of-the-${text.length}-signs-`, type: 'text', text })))
    await bot.app.settled()
    for (let again = 0; again < 3; again++)
      await li.post('messages', { key: `key-of-the-${texts[0]!.length}-signs-`, type: 'text', text: texts[0] })
    await bot.app.settled()
    await li.looks()
    const said = (await story.complaint()).events.filter(({ type }) => type === 'supplemented')
    expect(said).toHaveLength(2)
    for (const text of texts) expect(li.transcript().split(`> ${text}`)).toHaveLength(2)
  })

  it('finds what was said when it is opened again on another phone', async () => {
    await li.opens()
    await li.says('什么时候处理好？')
    const other = visit(bot, `#${li.key}`)
    await other.opens()
    expect(other.transcript()).toBe(li.transcript())
  })

  it('opens for nobody who guesses, and for nobody after its time', async () => {
    const [id = '', secret = ''] = li.key.split('.')
    const wrong = [`${id}.${'A'.repeat(32)}`, `${'A'.repeat(12)}.${secret}`, id, '', `${li.key}A`, `${id}.${secret.slice(0, 31)}`]
    for (const key of wrong) expect((await visit(bot, `#${key}`).post('open', { key: 'some-key-or-other' })).status, key).toBe(401)
    bot.clock.moveBy(31 * 86_400_000)
    expect((await li.post('open', { key: 'some-key-or-other' })).status).toBe(401)
  })

  it('says what the person may do in Traditional characters', async () => {
    await li.opens()
    await li.says('繁體')
    expect(await li.says('我的投诉')).toContain('已登記')
  })
})

describe('whoever has a link', () => {
  const correctCustomer = async () => {
    await more(story, story.liu, '更正')
    await story.liu.saysAll('客户', '宏远', '登记时选错了。')
  }

  it('goes with the complaint to the customer that it is of, sees it there and is told of it', async () => {
    const li = await giveLink(bot, story)
    await li.opens()
    await correctCustomer()
    await story.chen.taps('受理')
    await li.looks()
    expect(li.transcript()).toContain('我们已开始核实')
    expect(await li.says(`查 ${story.no}`)).toContain('核实中')
    await li.says('司机的电话变了')
    expect((await story.complaint()).events.at(-1)).toMatchObject({ type: 'supplemented', by: { name: '李会计' } })
  })

  it('of two complaints of one customer, goes with the one and stays with the other', async () => {
    const li = await giveLink(bot, story)
    const other = await fileLetter('T2611-099')
    const there = await giveLink(bot, other)
    await Promise.all([li.opens(), there.opens()])
    await correctCustomer()
    for (const [page, { no }] of [
      [li, story],
      [there, other],
    ] as const)
      expect(await page.says(`查 ${no}`)).toContain('已登记')
    await other.chen.taps('受理')
    expect(await there.looks()).toContain('我们已开始核实')
    expect(await li.looks()).not.toContain('我们已开始核实')
  })

  it('stays where they are, when it was given to somebody of the customer that it is not of', async () => {
    await bot.connection.collection('cases').updateOne({ _id: story.no as never }, { $unset: { complainant: true, phone: true } })
    const li = await giveLink(bot, story)
    await li.opens()
    await correctCustomer()
    expect(await li.says(`查 ${story.no}`)).toContain('没有找到')
    await story.chen.taps('受理')
    await li.looks()
    expect(li.transcript()).not.toContain('我们已开始核实')
  })

  it('is told of the complaint that theirs is handled with: by a call, until they have a link to that one', async () => {
    const other = await fileLetter('T2611-099')
    await more(other, other.liu, '更正')
    await other.liu.saysAll('提货单号', 'T2611-021', '客户电话里说的。')
    const li = await giveLink(bot, other)
    await li.opens()
    await more(other, other.liu, '合并到另一件')
    await other.liu.says(story.no)
    expect(await other.complaint()).toMatchObject({ state: 'MERGED', mergedInto: story.no })
    await story.chen.taps('受理')
    await bot.pass(10_000)
    expect(story.liu.transcript()).toMatch(new RegExp(`请给客户打电话[\\s\\S]*${story.no}[\\s\\S]*李会计 ${PHONE}`))
    const there = await giveLink(bot, story)
    expect(await there.opens()).toContain(story.no)
  })
})

it('a link stands in no log, nor what was said behind it', async () => {
  const lines: string[] = []
  await bot.stop()
  bot = await startBot({ onLog: (line) => lines.push(line) })
  await addCustomer()
  story = await fileLetter()
  const heard = await story.liu.says(`链接 ${story.no}`)
  const li = visit(bot, linkIn(heard))
  await li.opens()
  await li.says('什么时候处理好？')
  expect(lines.some((line) => line.includes('"page"'))).toBe(true)
  expect(lines.join('')).not.toContain(li.key.split('.')[1])
  expect(lines.join('')).not.toContain('什么时候')
})
