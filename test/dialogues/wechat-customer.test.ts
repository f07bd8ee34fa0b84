/** A customer in WeChat, from the first word to the plan: over the account's callback, what is fetched, and menus. */
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { type Bot, startBot } from '../setup/bot.js'
import { addKfCustomer, CAO, type KfCustomer, LI, tellShortage } from '../setup/kf.js'
import { cast, investigate, propose, type Story, setLiability } from '../setup/story.js'

const HOUR_MS = 3_600_000
let bot: Bot
let li: KfCustomer
beforeEach(async () => {
  bot = await startBot({ kf: true })
  li = await addKfCustomer(bot)
})
afterEach(() => bot.stop())

async function files(): Promise<Story> {
  await tellShortage(li)
  const no = /TS-\d{8}-\d{3}/.exec(await li.taps('提交'))?.[0]
  if (!no) throw new Error(`not filed: ${li.heard()}`)
  return cast(bot, no)
}

describe('a customer whom the archive knows', () => {
  it('files a complaint with menus, hears its number, and is not asked for what is known of them', async () => {
    expect(await li.says('我要投诉')).toBe(
      '您好，请问您遇到的是哪一类问题？\n[袋数不足|袋重异议|破损过大|受潮结块|散装亏吨超标|水泥质量|其他]',
    )
    await li.says('取消')
    const summary = await tellShortage(li)
    expect(summary).toContain('· 照片：1 份')
    expect(summary).toContain('单位 渭南宏泰商品混凝土有限公司、联系人 李会计、联系电话 13991300002')
    expect(summary).toContain('[提交|修改|取消]')
    expect(await li.taps('提交')).toContain('您反映的问题已登记，编号 TS-20261103-001')
    const [complaint] = await bot.complaints()
    expect(complaint).toMatchObject({ _id: 'TS-20261103-001', source: 'WECHAT' })
    expect(bot.person('chenjing').transcript()).toContain('卸车少了8袋，要求补上')
  })

  it('confirms the facts and accepts the plan with a tap, and every answer is one message', async () => {
    const story = await files()
    await investigate(story)
    expect(li.messages().at(-1)).toMatch(/^请您答复\nTS-20261103-001 · 袋数不足\n核实结果：装车道计数器漏计[\s\S]*\[确认情况\]$/)
    expect(await li.taps('确认情况')).toContain('请您核对以上情况是否属实。\n[确认|有异议]')
    await li.taps('确认')
    expect((await story.complaint()).events.at(-1)).toMatchObject({ type: 'customerConfirmed' })
    await setLiability(story, '我方')
    await propose(story.sun)
    await story.zhao.taps('批准方案')
    await story.liu.taps('发给客户')
    expect(li.messages().at(-1)).toContain('处理方案：补发 8 袋，随下一车送到，并当面道歉。')
    await li.taps('答复方案')
    expect(await li.taps('接受')).toContain('感谢您的答复')
    expect((await story.complaint()).state).toBe('EXECUTING')
    const counts = li.entries().reduce<number[]>((sums, { from }) => {
      if (from === 'customer') sums.push(0)
      else sums[sums.length - 1]!++
      return sums
    }, [])
    expect(Math.max(...counts)).toBeLessThanOrEqual(5)
  })

  it('who clicks an old menu is told how that question stands, and nothing changes', async () => {
    await li.says('我要投诉')
    await li.taps('袋数不足')
    expect(await li.taps('破损过大')).not.toBe('')
    expect(await bot.complaints()).toEqual([])
    await li.says('取消')
  })
})

describe('the window', () => {
  it('that is shut ends a delivery as closed: nothing is sent then or later, and the log says so', async () => {
    const lines: string[] = []
    await bot.stop()
    bot = await startBot({ kf: true, onLog: (line) => lines.push(line) })
    li = bot.customer(CAO)
    await li.says('你好')
    const before = li.messages().length
    bot.clock.moveBy(49 * 3_600_000)
    await bot.app.delivery.enqueue([{ id: 'late', to: `wecom-kf:${CAO}`, message: { type: 'text', text: '请您评价' } }])
    await bot.app.settled()
    expect(li.messages()).toHaveLength(before)
    expect(lines.some((line) => line.includes('the platform lets us answer this person no longer') && line.includes('"late"'))).toBe(true)
    expect(await bot.app.delivery.deadLetters()).toEqual([])
    expect(await li.says('在吗')).not.toBe('')
    expect(li.heard()).not.toContain('请您评价')
    expect(lines.join('')).not.toContain('请您评价')
  })

  it('holds five messages, and no customer gets a sixth', async () => {
    await li.says('你好')
    const before = li.messages().length
    for (let index = 0; index < 8; index++) {
      await bot.app.delivery.enqueue([
        {
          id: `n${index}`,
          to: `wecom-kf:${LI}`,
          message: { type: 'card', card: `c${index}`, title: `通知 ${index}`, rows: [], buttons: [] },
        },
      ])
      await bot.app.settled()
    }
    expect(li.messages().length - before).toBe(5 - before)
    expect(await bot.app.delivery.deadLetters()).toEqual([])
  })

  it('is opened by coming in: whoever is new is greeted with the code that came with it, within 20 seconds', async () => {
    const kf = bot.kf!
    await li.after(() => kf.enters(LI))
    expect(li.heard()).not.toBe('')
    expect(kf.calls()).toContain('kf/send_msg_on_event')
    await li.after(() => kf.enters(LI))
    expect(li.heard()).toBe('')
  })
})

describe('what the platform says afterwards', () => {
  it.each([
    [4, 'closed', 'more than 48 hours'],
    [6, 'closed', 'more than five messages'],
    [10, 'closed', 'rejects messages'],
    [0, 'dead', 'does not say why'],
    [8, 'dead', 'not verified'],
  ])('that a message failed with %i is %s, with its reason in the log', async (type, outcome, reason) => {
    const lines: string[] = []
    await bot.stop()
    bot = await startBot({ kf: true, onLog: (line) => lines.push(line) })
    li = bot.customer(LI)
    bot.kf!.faults.sendFails = type
    await li.says('你好')
    await bot.kf!.settled()
    await bot.app.settled()
    const told = lines.map((line) => JSON.parse(line) as Record<string, unknown>).find((line) => String(line.reason).includes(reason))
    expect(told).toMatchObject({
      reason: expect.stringContaining(`msg_send_fail ${type}`),
      msg: expect.stringContaining(outcome === 'dead' ? 'given up' : 'no longer'),
    })
    expect(li.messages()).toEqual([])
  })
})

describe('while a servicer talks with a customer', () => {
  it('the bot is silent, and answers again once they have ended it', async () => {
    const kf = bot.kf!
    await li.says('你好')
    await li.after(() => kf.servicerTakes(LI, 'liuna'))
    const before = li.messages().length
    await li.says('我要投诉')
    await li.after(() => kf.servicerSays(LI, 'liuna', '您好，我是刘娜'))
    expect(li.messages()).toHaveLength(before)
    await li.after(() => kf.servicerEnds(LI, 'liuna'))
    expect(await li.says('我要投诉')).toContain('哪一类问题')
  })

  it('what is to be said waits, and is said after that', async () => {
    const kf = bot.kf!
    await li.says('你好')
    await li.after(() => kf.servicerTakes(LI, 'liuna'))
    await bot.app.delivery.enqueue([{ id: 'n', to: `wecom-kf:${LI}`, message: { type: 'text', text: '已开始核实' } }])
    await bot.app.settled()
    await li.after(() => kf.servicerEnds(LI, 'liuna'))
    await li.says('好的')
    await bot.pass(120_000)
    expect(li.messages().join('\n')).toContain('已开始核实')
  })

  it('what they say to the servicer keeps their window open, so that nobody is asked to ring them up', async () => {
    const kf = bot.kf!
    await li.says('你好')
    bot.clock.moveBy(49 * HOUR_MS)
    await li.after(() => kf.servicerTakes(LI, 'liuna'))
    await li.says('我再问一下')
    await bot.app.delivery.enqueue([{ id: 'n', to: `wecom-kf:${LI}`, message: { type: 'text', text: '已开始核实' } }])
    await bot.app.settled()
    await li.after(() => kf.servicerEnds(LI, 'liuna'))
    await li.says('好的')
    await bot.pass(120_000)
    expect(li.messages().join('\n')).toContain('已开始核实')
  })
})

describe('a notification', () => {
  it('may come to the address of the app, or not at all', async () => {
    const kf = bot.kf!
    const { query, body } = kf.signedNotification()
    kf.faults.dropRate = 1
    await kf.says(LI, '我要投诉')
    expect((await fetch(`${bot.address}/wecom/callback?${query}`, { method: 'POST', body })).status).toBe(200)
    await bot.app.settled()
    expect(li.messages().at(-1)).toContain('哪一类问题')
    await kf.says(LI, '取消')
    await bot.pass(120_000)
    expect(li.messages().at(-1)).not.toContain('哪一类问题')
  })
})

it('a message that is taken back before it was read is not heard', async () => {
  const kf = bot.kf!
  kf.faults.dropRate = 1
  const { msgid } = await kf.says(LI, '我要投诉')
  await kf.recalls(LI, msgid)
  kf.faults.dropRate = 0
  await li.says('你好')
  expect(li.messages().join()).not.toContain('哪一类问题')
})

it('a message that cannot be read keeps no other customer from being heard', async () => {
  await bot.kf!.sends(LI, 'location', { latitude: '34.5', longitude: [], name: 7 })
  expect(await bot.customer(CAO).says('我要投诉')).not.toBe('')
})
