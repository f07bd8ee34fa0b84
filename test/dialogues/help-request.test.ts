/** 转人工: whoever is none of ours is promised a time, goes to whoever is on duty, and stays a task of customer service until one of them has spoken with them. */
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import type { CaseRecord } from '../../src/cases/case.js'
import { allCases } from '../../src/cases/collection.js'
import { helpRequest } from '../../src/help-requests/help-request.js'
import { cardOf } from '../../src/simulator/hands.js'
import { expectLawful } from '../contracts/case-contract.js'
import { type Bot, startBot, type TestPerson } from '../setup/bot.js'
import { freshName } from '../setup/database.js'
import { addKfCustomer, CAO, type KfCustomer, LI } from '../setup/kf.js'
import { organisationWith } from '../setup/organisation.js'

const HOUR_MS = 3_600_000
const CALLED = '会打 13991300002 找您。'
const TAKEN_OVER = '客服人员已经接入，请直接在这里说。'
let bot: Bot
let liu: TestPerson
const requests = () => allCases(bot.connection).find({ caseKind: 'helpRequest' }).sort({ _id: 1 }).lean<CaseRecord[]>()

afterEach(() => bot.stop())

async function tellsSome(customer: KfCustomer): Promise<void> {
  await customer.says('我要投诉')
  await customer.taps('袋数不足')
  await customer.says('PO42.5')
}

describe('a customer in WeChat', () => {
  let li: KfCustomer
  beforeEach(async () => {
    bot = await startBot({ kf: true, organisation: organisationWith({ role: 'CS', users: ['songbo'] }) })
    li = await addKfCustomer(bot)
    liu = bot.person('liuna')
  })

  it('is given to a colleague on duty, is helped once these are done, and the bot answers again', async () => {
    const heard = await li.says('转人工')
    expect(heard).toBe(`已请客服人员联系您，最晚 11月3日 14:00 前。${CALLED}\n${TAKEN_OVER}`)
    expect(bot.kf!.stateOf(LI)).toBe(3)
    expect(liu.heard()).toMatch(/待办：已联系客户\nRG-20261103-001 · 渭南宏泰商品混凝土有限公司[\s\S]*谁：李会计/)
    expect(await li.says('我要投诉')).toBe('')
    await li.after(() => bot.kf!.servicerEnds(LI, 'liuna'))
    const [request] = await requests()
    expect(request).toMatchObject({ state: 'HELPED', isOpen: false, events: [{}, { type: 'served', data: { servicer: '刘娜' } }] })
    expectLawful(helpRequest, request!)
    // the colleague who was asked too calls nobody a second time
    const song = bot.person('songbo')
    expect(song.cards().map((card) => song.isReplaced(card))).toEqual([expect.stringContaining('刘娜')])
    expect(await li.says('我要投诉')).toContain('哪一类问题')
  })

  it('hears the promise before whoever takes over, and neither counts twice when the platform brings the message again', async () => {
    const { msgid } = await bot.kf!.says(LI, '转人工')
    await bot.app.settled()
    await li.after(() => bot.kf!.again(msgid))
    expect(li.messages()).toEqual([`已请客服人员联系您，最晚 11月3日 12:00 前。${CALLED}`, TAKEN_OVER])
    expect(await requests()).toHaveLength(1)
  })

  it('stays with the bot and on the list while nobody is on duty, and customer service is reminded', async () => {
    await bot.kf!.servicerGoes('liuna', false)
    expect(await li.says('转人工')).toBe(`已请客服人员联系您，最晚 11月3日 14:00 前。${CALLED}`)
    expect(bot.kf!.stateOf(LI)).toBe(1)
    expect(await li.says('我要投诉')).toContain('哪一类问题')
    bot.clock.moveBy(4 * HOUR_MS)
    await bot.pass(120_000)
    expect(liu.transcript()).toContain('到时间了：联系客户')
    await liu.taps('已联系客户')
    expect(await requests()).toMatchObject([{ state: 'HELPED', isOpen: false }])
  })

  it('goes to customer service of the plant first, and to any other who is on duty where none of these is', async () => {
    await bot.kf!.servicerGoes('liuna', false)
    await bot.kf!.servicerGoes('wangqiang', true)
    await li.says('转人工')
    expect(bot.kf!.stateOf(LI)).toBe(3)
    await li.after(() => bot.kf!.servicerEnds(LI, 'wangqiang'))
    expect(await requests()).toMatchObject([{ events: [{}, { data: { servicer: '王强' } }] }])
  })

  it('that is damaged keeps no other task from being shown, and hides no new request', async () => {
    await bot.kf!.servicerGoes('liuna', false)
    await li.says('转人工')
    await allCases(bot.connection).collection.updateOne({ caseKind: 'helpRequest' }, { $set: { fields: {} } })
    expect(await liu.says('我的任务')).not.toBe('')
    bot.clock.moveBy(11 * 60_000)
    expect(await li.says('转人工')).toContain('已请客服人员联系您')
  })

  it('whose platform is away is given to nobody later, and nobody is rung up for it', async () => {
    const list = bot.kf!.api
    const away = { status: 500, json: {} } as const
    Object.assign(bot.kf!, { api: (call: Parameters<typeof list>[0]) => (call.method === 'kf/servicer/list' ? away : list(call)) })
    expect(await li.says('转人工')).toContain('已请客服人员联系您')
    await bot.pass(600_000)
    Object.assign(bot.kf!, { api: list })
    await bot.pass(600_000)
    expect([bot.kf!.stateOf(LI), li.messages().join()]).toEqual([1, expect.not.stringContaining(TAKEN_OVER)])
    expect(await bot.app.delivery.deadLetters()).toEqual([])
    expect(liu.transcript()).not.toContain(TAKEN_OVER)
  })

  it('in the middle of a dialogue keeps what was answered', async () => {
    await bot.kf!.servicerGoes('liuna', false)
    await li.says('我要投诉')
    await li.taps('袋数不足')
    expect(await li.says('转人工')).toMatch(/^已请客服人员联系您[\s\S]*已填的内容都在，客服没来之前可以接着回答：[\s\S]*什么品种等级/)
  })

  it('in the middle of a complaint is two messages to customer service: what was told, and what to do about it', async () => {
    await bot.kf!.servicerGoes('liuna', false)
    await tellsSome(li)
    const before = liu.entries().length
    await li.says('转人工')
    const [told, card, ...others] = liu.entries().slice(before)
    expect(others).toEqual([])
    expect(JSON.stringify(told!.body)).toMatch(/李会计：\\n正在填「登记投诉」，停在「.+」，已填：\\n· 投诉类别：袋数不足/)
    expect(cardOf(card!)).toMatchObject({
      main_title: { title: '待办：已联系客户' },
      button_list: [{ text: '已联系客户' }, { text: '接着填' }, { text: '查看详情' }],
    })
    expect(await liu.taps('接着填')).toContain('提货单号')
    expect(li.messages().join('\n')).toContain('刘娜 已接手您没填完的「投诉」')
    await liu.taps('已联系客户')
    expect(await requests()).toMatchObject([{ state: 'HELPED' }])
  })

  it('who asked before they began one is asked to be called with what they have told since', async () => {
    await bot.kf!.servicerGoes('liuna', false)
    await li.says('转人工')
    await tellsSome(li)
    await li.says('转人工')
    expect(await liu.taps('接着填')).toContain('提货单号')
    expect(await requests()).toHaveLength(1)
  })

  it('who puts it aside and asks once more keeps it there for a colleague to finish', async () => {
    await bot.kf!.servicerGoes('liuna', false)
    await tellsSome(li)
    await li.says('转人工')
    await li.says('暂停')
    bot.clock.moveBy(11 * 60_000)
    await li.says('转人工')
    expect((await requests())[0]!.events.at(-1)).toMatchObject({ type: 'helpAskedAgain' })
    expect(await liu.taps('接着填')).toContain('提货单号')
  })

  it('after hours stays with the bot, whoever has left their duty on, and is promised no time that has passed', async () => {
    bot.clock.moveBy(10 * HOUR_MS)
    expect(await li.says('转人工')).toContain('现在是下班时间')
    expect(bot.kf!.stateOf(LI)).toBe(1)
    bot.clock.moveBy(16 * HOUR_MS)
    expect(await li.says('转人工')).toMatch(/^已再次提醒客服人员尽快联系您。会打 13991300002 找您。/)
  })

  it('who asks again after they were called asks anew', async () => {
    await bot.kf!.servicerGoes('liuna', false)
    await li.says('转人工')
    await liu.taps('已联系客户')
    await li.says('转人工')
    expect((await requests()).map(({ state }) => state)).toEqual(['HELPED', 'ASKED'])
  })

  it('is told when it is after hours, and that asking again soon tells nobody again', async () => {
    await bot.kf!.servicerGoes('liuna', false)
    bot.clock.moveBy(10 * HOUR_MS)
    const promise = `现在是下班时间。已请客服人员联系您，最晚 11月4日 10:30 前。${CALLED}`
    expect(await li.says('转人工')).toBe(promise)
    expect(await li.says('转人工')).toBe(promise)
    expect((await requests())[0]!.events).toHaveLength(1)
    bot.clock.moveBy(11 * 60_000)
    expect(await li.says('转人工')).toBe(promise)
    expect(await requests()).toMatchObject([{ events: [{}, { type: 'helpAskedAgain' }] }])
    expect(liu.transcript().match(/RG-20261103-001/g)!.length).toBeGreaterThan(1)
  })
})

it('a stranger in WeChat is helped in the same way, and reads nothing of anybody', async () => {
  bot = await startBot({ kf: true })
  const cao = bot.customer(CAO)
  await bot.kf!.servicerGoes('liuna', false)
  expect(await cao.says('转人工')).toContain('已请客服人员联系您，最晚 11月3日 14:00 前。')
  expect(await cao.says('查 RG-20261103-001')).toContain('没有找到')
  expect(await requests()).toMatchObject([{ state: 'ASKED', registeredBy: { id: `wecom-kf:${CAO}` } }])
})

it('two that are asked for at once, on two replicas, are one', async () => {
  const databaseName = freshName()
  bot = await startBot({ databaseName })
  const other = await startBot({ databaseName, simulator: bot.simulator, clock: bot.clock })
  try {
    for (let round = 1; round <= 3; round++) {
      bot.clock.moveBy(60_000)
      const at = bot.clock.now()
      const asks = ({ app }: Bot, index: number) => {
        const said = { at: new Date(at.getTime() + index * 1_000), content: { type: 'text', text: '转人工' } } as const
        return app.handle({ key: `${round}.${index}`, from: { channel: 'wecom', userId: 'zhanggong' }, ...said }, () => false)
      }
      await Promise.all([bot, other].map(asks))
      for (const { app } of [bot, other]) await app.settled()
      expect((await requests()).map(({ state }) => state)).toEqual([...Array(round - 1).fill('HELPED'), 'ASKED'])
      await bot.person('liuna').taps('已联系客户')
    }
  } finally {
    await other.connection.dropDatabase()
    await other.stop()
  }
})

it('asked for once, a request that is answered meanwhile is not asked for again by the same message', async () => {
  bot = await startBot()
  const asks = (key: string) => {
    const said = { at: bot.clock.now(), content: { type: 'text', text: '转人工' } } as const
    return bot.app.handle({ key, from: { channel: 'wecom', userId: 'zhanggong' }, ...said }, () => false)
  }
  await asks('first')
  await bot.app.settled()
  const at = bot.clock.now()
  await bot.person('liuna').taps('已联系客户')
  bot.clock.moveBy(at.getTime() - bot.clock.now().getTime())
  await asks('the turn again')
  expect(await requests()).toMatchObject([{ state: 'HELPED' }])
})

it('a customer in the company’s own app is promised a time, and nobody is said to take over', async () => {
  bot = await startBot()
  expect(await bot.person('zhanggong').says('转人工')).toBe('已请客服人员联系您，最晚 11月3日 14:00 前。会打 13991300001 找您。')
  expect(bot.person('liuna').heard()).toContain('待办：已联系客户')
})
