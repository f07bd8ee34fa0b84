/** What a customer in WeChat did not get is said by phone: by whom, in which words, and with what comes of it. */
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { type Bot, startBot } from '../setup/bot.js'
import { addKfCustomer, CAO, type KfCustomer, LI, PHONE, tellShortage } from '../setup/kf.js'
import { linkIn, visit } from '../setup/page.js'
import { cast, confirmFacts, investigateFrom, type Story } from '../setup/story.js'

const HOUR_MS = 3_600_000
let bot: Bot
let li: KfCustomer
let story: Story
beforeEach(async () => {
  bot = await startBot({ kf: true })
  li = await addKfCustomer(bot)
  await tellShortage(li)
  story = cast(bot, /TS-\d{8}-\d{3}/.exec(await li.taps('提交'))?.[0] ?? '')
})
afterEach(() => bot.stop())

/** The sweep tells of what has failed, together. */
const told = () => bot.pass(10_000)
const events = async (type: string) => (await story.complaint()).events.filter((event) => event.type === type)
const calls = () => story.liu.cards().filter(({ main_title }) => main_title?.title === '请给客户打电话')
const about = (words: string, id = words) => ({
  id,
  to: `wecom-kf:${LI}`,
  message: { type: 'text', text: words } as const,
  topic: { kind: 'complaint', reference: story.no, event: 'told' },
})

describe('a question after the window was shut', () => {
  beforeEach(async () => {
    bot.clock.moveBy(49 * HOUR_MS)
    await story.chen.taps('受理')
    await told()
    await investigateFrom(story)
    await told()
  })

  it('is for customer service to say: to whom, under which number, in which words', async () => {
    expect(li.heard()).not.toContain('请您答复')
    const [begun, asked, ...others] = calls()
    expect([begun?.sub_title_text, others]).toEqual([expect.stringContaining('我们已开始核实'), []])
    expect(asked?.horizontal_content_list?.[0]).toEqual({ keyname: '联系人', value: `李会计 ${PHONE}` })
    expect(asked?.sub_title_text).toMatch(/我们已开始核实[\s\S]*请您答复[\s\S]*核实结果：装车道计数器漏计/)
    expect(asked?.button_list?.map(({ text }) => text)).toEqual(['已电话告知', '客户确认事实', '给客户链接', '查看详情'])
  })

  it('is done once it has been said, all of it in one call, and the story names who failed and who called', async () => {
    expect(await story.liu.taps('已电话告知')).toContain('已电话告知客户')
    expect(await events('toldByPhone')).toMatchObject([{ by: { name: '刘娜' }, role: 'CS' }])
    expect((await story.complaint()).waitingFor).toContain('CS@weinan')
    await story.liu.tapsOn(calls()[0]!, '已电话告知')
    expect(story.liu.heard()).toContain('已经有人电话告知客户了')
    expect(await events('toldByPhone')).toHaveLength(1)
    await story.liu.says(`经过 ${story.no}`)
    expect(story.liu.heard()).toMatch(/没能发给李会计：请您答复[\s\S]*刘娜[\s\S]*已电话告知客户/)
    expect(story.liu.heard()).not.toContain(PHONE)
  })

  it('can be sent by text message as a link, on whose page the customer answers it', async () => {
    await story.liu.taps('给客户链接')
    const page = visit(bot, linkIn(story.liu.heard()))
    expect(await page.opens()).toContain('[确认情况|')
    await page.taps('确认情况')
    await page.taps('确认')
    expect(await events('customerConfirmed')).toMatchObject([{ by: { name: '李会计', id: `wecom-kf:${LI}` }, role: 'CUSTOMER' }])
    expect((await story.complaint()).waitingFor).not.toContain('CUSTOMER')
  })

  it('is done too by whoever notes what the customer answered on the phone', async () => {
    await confirmFacts(story)
    await story.liu.tapsOn(calls().at(-1)!, '已电话告知')
    expect(story.liu.heard()).toContain('已经有人电话告知客户了')
    expect(await events('toldByPhone')).toEqual([])
  })

  it('stands whole in the details, where no card has room for it', async () => {
    await story.liu.tapsOn(calls().at(-1)!, '查看详情')
    expect(story.liu.heard()).toMatch(/请打电话告知 李会计 13991300002：\n.*我们已开始核实[\s\S]*核实结果：装车道计数器漏计/)
  })

  it('stays open for a colleague when one of the two has answered', async () => {
    const { customer } = await story.complaint()
    await bot.app.customers.addContact(customer.id, { name: '老曹', phone: '13991300003', chatId: `wecom-kf:${CAO}` })
    await bot.app.delivery.enqueue([{ ...about('请您答复'), to: `wecom-kf:${CAO}` }])
    await told()
    await confirmFacts(story)
    expect(await events('customerConfirmed')).toHaveLength(1)
    expect((await story.complaint()).waitingFor).toContain('CS@weinan')
    await story.liu.tapsOn(calls().at(-1)!, '已电话告知')
    expect(await events('toldByPhone')).toHaveLength(1)
  })

  it('leaves open what failed after the card that is pressed', async () => {
    await story.liu.tapsOn(calls()[0]!, '已电话告知')
    expect(calls().at(-1)?.sub_title_text).toMatch(/^请您答复/)
    await story.liu.taps('已电话告知')
    expect(await events('toldByPhone')).toHaveLength(2)
  })
})

describe('what fails within seconds', () => {
  it('is one task with all the words', async () => {
    bot.clock.moveBy(49 * HOUR_MS)
    for (const words of ['明天上午到现场', '请准备样品', '请准备样品']) {
      await bot.app.delivery.enqueue([about(words, `${words}${Math.random()}`)])
      await bot.app.settled()
    }
    await told()
    expect(calls().map(({ sub_title_text }) => sub_title_text)).toEqual(['明天上午到现场\n\n请准备样品'])
    expect(await events('messageFailed')).toHaveLength(3)
  })
})

describe('what is about no complaint', () => {
  const said = { id: 'said', to: `wecom-kf:${LI}`, message: { type: 'text', text: '请接着填' } as const }

  it('is said with the newest that is open', async () => {
    bot.clock.moveBy(49 * HOUR_MS)
    await bot.app.delivery.enqueue([said])
    await bot.app.settled()
    await told()
    expect(calls().map(({ sub_title_text }) => sub_title_text)).toEqual(['请接着填'])
  })

  it('is said with one that is closed, where none is open', async () => {
    await bot.connection.collection('cases').updateOne({ _id: story.no as never }, { $set: { isOpen: false } })
    bot.clock.moveBy(49 * HOUR_MS)
    await bot.app.delivery.enqueue([said])
    await bot.app.settled()
    await told()
    expect(calls().map(({ sub_title_text }) => sub_title_text)).toEqual(['请接着填'])
    await story.liu.says('我的任务')
    expect(story.liu.heard()).toContain('已电话告知')
  })

  it('is told to all of customer service where there has been none', async () => {
    await bot.app.customers.add('test-2', {
      name: '韩城宏基建材有限公司',
      shortName: '宏基建材',
      region: '韩城',
      plant: 'weinan',
      contacts: [{ name: '老曹', phone: '13991300003', chatId: `wecom-kf:${CAO}` }],
      createdBy: 'test',
      salesperson: 'wecom:wangqiang',
      isIncomplete: false,
    })
    await bot.app.delivery.enqueue([{ ...said, to: `wecom-kf:${CAO}` }])
    await bot.app.settled()
    expect(story.liu.transcript()).toContain('没能发给 韩城宏基建材有限公司 老曹，请打电话 13991300003 告知：\n请接着填')
  })
})

describe('what the platform took and then did not deliver', () => {
  it('is in the record and to be said by phone, whatever kind of failure it is', async () => {
    const types = [0, 1, 2, 4, 5, 6, 7, 8, 9, 10, 11, 12]
    for (const type of types) {
      bot.kf!.faults.sendFails = undefined
      await li.says('在吗')
      bot.kf!.faults.sendFails = type
      await bot.app.delivery.enqueue([about(`第 ${type} 条`)])
      await bot.app.settled()
      await bot.kf!.settled()
      await bot.app.settled()
    }
    const failed = await events('messageFailed')
    expect(failed.map(({ data }) => (data as { words: string }).words)).toEqual(types.map((type) => `第 ${type} 条`))
    await told()
    for (const type of types) expect(calls().at(-1)?.sub_title_text).toContain(`第 ${type} 条`)
  })
})
