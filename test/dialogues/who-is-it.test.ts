/** Somebody in WeChat whom nobody knows complains; customer service says with two taps who it is, and they are a contact of that customer from then on. */
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { type Bot, startBot } from '../setup/bot.js'
import { CAO, fileAsStranger, type KfCustomer } from '../setup/kf.js'
import { cast, fileShortage, type Story } from '../setup/story.js'

const HONGJI = '渭南宏基商品混凝土有限公司'
let bot: Bot
let cao: KfCustomer
let story: Story

/** As a stranger whose company and number are on file, or are not. */
async function complains(company: string, contact: string): Promise<void> {
  story = cast(bot, /TS-\d{8}-\d{3}/.exec(await fileAsStranger(cao, company, contact))?.[0] ?? '')
}
const hongji = async () => (await bot.app.customers.named(HONGJI))[0]!
const identify = async (label: string) => {
  await story.liu.taps('认一下是哪位客户')
  return story.liu.taps(label)
}

beforeEach(async () => {
  bot = await startBot({ kf: true })
  cao = bot.customer(CAO)
})
afterEach(() => bot.stop())

describe('a stranger who says what is on file', () => {
  beforeEach(() => complains('宏基', '张工 13991300001'))

  it('is offered to customer service as the customer with that number, and then hears what customers hear', async () => {
    expect(await story.liu.taps('认一下是哪位客户')).toContain('的投诉人：宏基，张工，13991300001')
    await story.liu.taps('宏基商混')
    expect((await story.complaint()).customer).toMatchObject({ id: (await hongji())._id, name: HONGJI })
    expect(await bot.app.customers.named('宏基')).toHaveLength(0)
    expect(cao.messages().join('\n')).toContain(`已经确认您是${HONGJI}的联系人`)
    await story.chen.taps('受理')
    expect(cao.messages().join('\n')).toContain('我们已开始核实')
  })

  it('is one contact more where the number is another’s already, and no second time', async () => {
    const before = (await hongji()).contacts.length
    await identify('宏基商混')
    const { contacts } = await hongji()
    expect(contacts.filter(({ chatId }) => chatId === `wecom-kf:${CAO}`)).toHaveLength(1)
    expect(contacts).toHaveLength(before + 1)
    await bot.app.customers.linkContact((await hongji())._id, { name: '张工', phone: '13991300001', chatId: `wecom-kf:${CAO}` })
    expect((await hongji()).contacts).toHaveLength(before + 1)
  })

  it('is of one customer only, and a wrong tap is mended by another', async () => {
    const id = await bot.app.customers.add('other', {
      name: '渭南宏泰商品混凝土有限公司',
      contacts: [],
      createdBy: 'test',
      isIncomplete: false,
    })
    await story.liu.taps('认一下是哪位客户')
    await story.liu.says('宏泰')
    const holders = () => bot.connection.collection('customers').distinct('_id', { 'contacts.chatId': `wecom-kf:${CAO}` })
    expect(await holders()).toEqual([id])
    await story.liu.says(`查 ${story.no}`)
    await story.liu.taps('更多')
    await story.liu.taps('认一下是哪位客户')
    await story.liu.says('宏基')
    expect(await holders()).toEqual([(await hongji())._id])
    expect((await story.complaint()).customer.name).toBe(HONGJI)
  })

  it('is whoever was found out last, though what was found first is announced after it', async () => {
    const id = await bot.app.customers.add('other', {
      name: '渭南宏泰商品混凝土有限公司',
      contacts: [],
      createdBy: 'test',
      isIncomplete: false,
    })
    await identify('宏基商混')
    await story.liu.says(`查 ${story.no}`)
    await story.liu.taps('更多')
    await story.liu.taps('认一下是哪位客户')
    await story.liu.says('宏泰')
    const complaint = await story.complaint()
    const first = complaint.events.find(({ type }) => type === 'identified')
    await bot.connection
      .collection('cases')
      .updateOne({ _id: story.no as never }, { $push: { notices: first!.id }, $set: { noticeDueAt: new Date(0) } } as never)
    await bot.pass(60_000)
    expect(await bot.connection.collection('customers').distinct('_id', { 'contacts.chatId': `wecom-kf:${CAO}` })).toEqual([id])
  })

  it('is asked for once: whoever comes second sees who it is by now', async () => {
    const card = story.liu.cards().find(({ button_list }) => button_list?.some(({ text }) => text === '认一下是哪位客户'))!
    await identify('宏基商混')
    await story.liu.tapsOn(card, '认一下是哪位客户')
    expect(story.liu.heard()).toContain(`的投诉人：${HONGJI}`)
    expect((await story.complaint()).events.filter(({ type }) => type === 'identified')).toHaveLength(1)
  })
})

it('sees nothing of the customer before they are known, and everything a customer sees after that', async () => {
  const { no } = await fileShortage(bot)
  await complains('宏基', '张工 13991300001')
  expect(await cao.says(`查 ${no}`)).not.toContain('宏基')
  await identify('宏基商混')
  expect(await cao.says(`查 ${no}`)).toContain('反映时间')
  expect(await cao.says('我要投诉')).not.toContain('哪个单位')
})

describe('a stranger of whom nothing is on file', () => {
  beforeEach(() => complains('华山砂浆 老曹', '老曹 13991309999'))

  it('is a contact of the company that they have named', async () => {
    await identify('华山砂浆')
    const [customer] = await bot.app.customers.named('华山砂浆')
    expect(customer?.contacts).toEqual([{ name: '老曹', phone: '13991309999', chatId: `wecom-kf:${CAO}` }])
    expect((await story.complaint()).customer.id).toBe(customer?._id)
  })

  it('stays one where customer service cannot find out: they see their own complaint and are asked for no more', async () => {
    await story.liu.says('我的任务')
    await story.liu.taps('查不到是谁')
    await story.liu.says('我的任务')
    expect(story.liu.heard()).not.toContain('认一下是哪位客户')
    await cao.says('我的投诉')
    expect(cao.heard()).toContain(story.no)
  })
})

describe('the code of a customer', () => {
  it('comes into the chat as a picture with an address, and whoever scans it is offered as theirs first', async () => {
    const wang = bot.person('wangqiang')
    await wang.says('客户码 宏基')
    await bot.pass(10_000)
    expect(wang.transcript()).toContain('[image]')
    const url = /https:\S+/.exec(wang.transcript())?.[0] ?? ''
    await cao.after(() => bot.kf!.enters(CAO, url))
    expect(cao.heard()).toContain('水泥有问题')
    await complains('某某工地', '老曹 13991309999')
    await story.liu.taps('认一下是哪位客户')
    expect(await story.liu.taps('宏基商混')).not.toContain('没有')
    expect((await story.complaint()).customer.name).toBe(HONGJI)
  })

  it('proves nothing: whoever scans it is a stranger until customer service has said who it is', async () => {
    const { no } = await fileShortage(bot)
    await cao.after(() => bot.kf!.enters(CAO, `https://work.weixin.qq.com/kf/x?enc_scene=ENCaW52aXRlZA&scene_param=${'c'.repeat(17)}`))
    const { _id } = await hongji()
    await cao.after(() => bot.kf!.enters(CAO, `https://work.weixin.qq.com/kf/x?enc_scene=ENCaW52aXRlZA&scene_param=${_id}`))
    expect(await cao.says(`查 ${no}`)).not.toContain('宏基')
    expect(await cao.says('我要投诉')).toContain('哪一类')
    expect(await cao.taps('袋数不足')).toContain('哪个单位')
  })

  it('is not for quality control, and not for customers', async () => {
    await bot.person('chenjing').says('客户码 宏基')
    await bot.pass(10_000)
    expect(bot.person('chenjing').transcript()).toContain('客户码由客服、销售人员或市场部负责人来要')
    expect(await cao.says('客户码 宏基')).not.toContain('链接')
  })
})
