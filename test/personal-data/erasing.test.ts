/** 我的资料 and 删除我的资料: whoever is none of ours sees what is kept of them, and is gone from everywhere once they wish it and no case of theirs is open. */
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { allCases } from '../../src/cases/collection.js'
import { createConversationStore } from '../../src/conversation/store.js'
import { SessionConflictError } from '../../src/errors.js'
import { createErasures } from '../../src/personal-data/erasures.js'
import { type Bot, startBot } from '../setup/bot.js'
import { addKfCustomer, CAO, fileAsStranger, type KfCustomer, LI, PHONE, tellShortage } from '../setup/kf.js'
import { giveLink, type Visitor } from '../setup/page.js'
import { cast, expectReplayed, type Story } from '../setup/story.js'

const MINUTE_MS = 60_000
let bot: Bot
let li: KfCustomer
let story: Story
let page: Visitor

/** Of their own platform, which is not ours; of what colleagues were told, in chats that fade (docs/retention.md). */
const ELSEWHERE = /^(?:simulated|conversations wecom:|mailboxes wecom:)/

/** Wherever one of these words stands in the database. */
async function kept(...words: readonly string[]): Promise<string[]> {
  const collections = await bot.connection.db!.collections()
  const found = await Promise.all(
    collections.map(async (collection) => {
      const documents = await collection.find({}).toArray()
      const named = documents.filter((document) => words.some((word) => JSON.stringify(document).includes(word)))
      return named.map(({ _id }) => `${collection.collectionName} ${_id}`)
    }),
  )
  return found.flat().filter((place) => !ELSEWHERE.test(place))
}
const ofLi = () => kept(LI, '李会计', PHONE)
const complaint = async () => (await bot.complaints())[0]!
async function withdraws(customer: KfCustomer): Promise<void> {
  await customer.says(`撤销投诉 ${story.no}`)
  await customer.saysAll('已经补上了', '提交')
}

/** A complaint of a stranger about 渭南厂, taken back. */
async function tellAs(cao: KfCustomer, company: string, contact: string): Promise<void> {
  story = cast(bot, /TS-\d{8}-\d{3}/.exec(await fileAsStranger(cao, company, contact))?.[0] ?? '')
  const { liu } = story
  await liu.says(`查 ${story.no}`)
  await liu.taps('更多')
  await liu.taps('撤销投诉')
  await liu.says('曹大力说是点错了数')
  await liu.sendsPhoto()
  await liu.saysAll('完成', '提交')
}
/** What the job of the night deletes: the empty talk. */
const night = () => bot.app.jobs.find(({ name }) => name === 'retention')!.run()

async function erases(customer: KfCustomer): Promise<void> {
  await customer.says('删除我的资料')
  await customer.taps('删除')
  await bot.pass(15 * MINUTE_MS)
  await night()
}

beforeEach(async () => {
  bot = await startBot({ kf: true })
  await bot.kf!.servicerGoes('liuna', false)
  li = await addKfCustomer(bot)
})
afterEach(async () => {
  await expectReplayed(bot)
  await bot.stop()
})

describe('a customer in WeChat with a complaint', () => {
  beforeEach(async () => {
    await li.says('转人工')
    await tellShortage(li)
    story = cast(bot, /TS-\d{8}-\d{3}/.exec(await li.taps('提交'))?.[0] ?? '')
    page = await giveLink(bot, story)
    await page.opens()
    await page.says('李会计在网页上说')
  })

  it('sees what is kept of them, what for and how long', async () => {
    expect(await li.says('我的资料')).toBe(
      [
        '您的资料',
        '下面这些只用来处理投诉、给您回话和回访，不给别人。',
        '聊天记录 2 年不用就删；投诉记录办结后留 5 年。',
        '有不对的，请告诉客服改。',
        '单位：渭南宏泰商品混凝土有限公司',
        '姓名：李会计',
        `电话：${PHONE}`,
        '投诉和求助：2 件',
        '[删除我的资料|转人工]',
      ].join('\n'),
    )
  })

  it('is erased once what is open has been closed, and not before', async () => {
    await li.says('删除我的资料')
    expect(await li.taps('删除')).toMatch(/^好的。RG-20261103-001、TS-20261103-001 还在办，/)
    await bot.pass(60 * MINUTE_MS)
    expect(await complaint()).toMatchObject({ complainant: '李会计', phone: PHONE, isOpen: true })
    await story.liu.taps('已联系客户')
    await withdraws(li)
    expect(await complaint()).toMatchObject({ isOpen: false, phone: PHONE })
    await bot.pass(11 * MINUTE_MS)
    expect(await ofLi()).toEqual(expect.arrayContaining([`conversations wecom-kf:${LI}`]))
    await night()
    expect(await ofLi()).toEqual([])
    const { events, ...after } = await complaint()
    expect(after).toMatchObject({ complainant: '***', phone: '***', customer: { name: '渭南宏泰商品混凝土有限公司' } })
    expect(events.at(-1)).toMatchObject({ type: 'erased' })
    expect(await story.liu.says(`查 ${story.no}`)).toContain('卸车少了8袋')
    await story.liu.taps('更多')
    await story.liu.taps('处理经过')
    expect(story.liu.transcript()).toContain('按本人要求去掉了联系人的姓名和电话')
    // whoever writes from there is a stranger
    expect(await li.says(`查 ${story.no}`)).toContain('没有找到')
    expect(await li.says('我的资料')).toBe(
      '您的姓名和电话还没有登记\n只有这里的聊天，2 年不用就删。想现在就删，点「删除我的资料」。\n[删除我的资料|转人工]',
    )
  })

  it('is not erased while they tell of something new, and loses nothing of it', async () => {
    await story.liu.taps('已联系客户')
    await withdraws(li)
    await li.says('删除我的资料')
    await li.taps('删除')
    bot.clock.moveBy(8 * MINUTE_MS)
    await li.says('我要投诉')
    await li.taps('袋数不足')
    await bot.pass(5 * MINUTE_MS)
    expect((await complaint()).phone).toBe(PHONE)
    await bot.pass(60 * MINUTE_MS)
    expect(await li.says('继续')).toContain('什么品种等级')
  })

  it('may take it back, and nothing is lost', async () => {
    await li.says('删除我的资料')
    await li.taps('删除')
    expect(await li.says('我的资料')).toContain('您要求过删除')
    expect(await li.taps('先不删了')).toBe('好的，您的资料都留着。')
    await story.liu.taps('已联系客户')
    await withdraws(li)
    await bot.pass(60 * MINUTE_MS)
    expect(await complaint()).toMatchObject({ complainant: '李会计', phone: PHONE })
    expect(await li.says('先不删了')).toContain('没有要删除的')
  })

  it('cannot be looked at or erased by whoever was passed a link', async () => {
    expect(await page.says('我的资料')).toContain('这个网页是给一件投诉用的')
    expect(await page.says('删除我的资料')).toContain('这个网页是给一件投诉用的')
    expect(await bot.connection.collection('erasures').countDocuments()).toBe(0)
  })

  it('hears no number of what is handled about them inside', async () => {
    await story.liu.taps('已联系客户')
    await withdraws(li)
    const { customer } = await complaint()
    const inside = {
      _id: 'LP-1',
      caseKind: 'gift',
      isOpen: true,
      customer,
      registeredBy: { id: 'wecom:wangqiang' },
      fields: { recipientName: '李会计' },
    }
    const cases = bot.connection.collection<{ _id: string }>('cases')
    await cases.insertOne({ ...inside, events: [], operationKey: 'LP-1' } as never)
    await li.says('删除我的资料')
    expect(await li.taps('删除')).toMatch(/^好的。还在办/)
    await cases.deleteOne({ _id: 'LP-1' })
  })

  it('who stands on file twice is erased from both', async () => {
    const { customer } = await complaint()
    const twice = { name: '李会计', phone: PHONE, chatId: 'page:twice' }
    await bot.connection.collection<{ _id: string }>('customers').updateOne({ _id: customer.id }, { $push: { contacts: twice } } as never)
    expect(await li.says('我的资料')).toContain(`电话：${PHONE}`)
  })

  it('is not erased while a colleague finishes what they were telling', async () => {
    await story.liu.taps('已联系客户')
    await withdraws(li)
    await li.says('删除我的资料')
    await li.taps('删除')
    const draft = { id: 'd', flow: 'complaint', answers: {}, facts: {}, takenBy: { id: 'wecom:liuna', name: '刘娜' } }
    const talks = bot.connection.collection<{ _id: string }>('conversations')
    await talks.updateOne({ _id: `wecom-kf:${LI}` }, { $push: { drafts: draft } } as never)
    await bot.pass(30 * MINUTE_MS)
    expect((await complaint()).phone).toBe(PHONE)
  })

  it('who says no, or nothing clear, keeps everything', async () => {
    await li.says('删除我的资料')
    for (const unclear of ['嗯？', '好', '1300']) expect(await li.says(unclear)).not.toContain('好的。')
    expect(await li.taps('不删')).toContain('好的，没有删除。')
    expect(await bot.connection.collection('erasures').countDocuments()).toBe(0)
  })

  it('is erased to the end by the next run where the process ended in between', async () => {
    await story.liu.taps('已联系客户')
    await withdraws(li)
    await li.says('删除我的资料')
    expect(await li.taps('删除')).toContain('十分钟里您没再说别的就删除')
    const { customer } = await complaint()
    const cases = bot.connection.collection<{ _id: string }>('cases')
    await cases.insertOne({
      _id: 'ZZ-1',
      caseKind: 'unknown',
      customer,
      registeredBy: {},
      registeredAt: bot.clock.now(),
      events: [],
      operationKey: 'ZZ-1',
    } as never)
    await bot.pass(12 * MINUTE_MS)
    expect((await complaint()).phone).toBe('***')
    expect(await ofLi()).not.toEqual([])
    // whoever writes from there meanwhile is somebody new, and loses nothing
    await li.says('转人工')
    await li.says('我要投诉')
    await li.taps('袋数不足')
    await cases.deleteOne({ _id: 'ZZ-1' })
    await bot.pass(60 * MINUTE_MS)
    expect(await bot.connection.collection('erasures').countDocuments()).toBe(0)
    expect(await allCases(bot.connection).findById('RG-20261103-002').lean()).toMatchObject({ registeredBy: { id: `wecom-kf:${LI}` } })
    expect(await li.says('继续')).toContain('哪个单位')
    expect(await kept('李会计', PHONE)).toEqual([])
    expect((await complaint()).events.filter(({ type }) => type === 'erased')).toHaveLength(1)
  })

  it('leaves a colleague of the same customer as they were', async () => {
    const customer = (await bot.app.customers.named('渭南宏泰商品混凝土有限公司'))[0]!
    await bot.app.customers.addContact(customer._id, { name: '李会', phone: '13991300009' })
    await story.liu.taps('已联系客户')
    await withdraws(li)
    await li.says('删除我的资料')
    await li.taps('删除')
    await bot.pass(15 * MINUTE_MS)
    expect((await bot.app.customers.byId(customer._id))!.contacts).toEqual([{ name: '李会', phone: '13991300009' }])
    expect(await bot.app.customers.search('13991300009')).toHaveLength(1)
    expect(await bot.app.customers.search(PHONE)).toEqual([])
  })
})

it('a stranger is gone with what they said of themselves and the photo of what they gave up', async () => {
  const cao = bot.customer(CAO)
  await cao.says('转人工')
  await cao.says('我要投诉')
  await cao.taps('袋数不足')
  await cao.saysAll('不存在的公司', '曹大力 13700001111')
  await cao.says('取消')
  await cao.sendsPhoto()
  await cao.taps('否')
  await bot.person('liuna').taps('已联系客户')
  await cao.says('删除我的资料')
  await cao.taps('删除')
  await bot.pass(15 * MINUTE_MS)
  await night()
  expect(await kept(CAO, '曹大力', '13700001111')).toEqual([])
  expect(await bot.connection.collection('attachments').countDocuments()).toBe(0)
  expect(await allCases(bot.connection).find().lean()).toMatchObject([{ caseKind: 'helpRequest', state: 'HELPED' }])
})

it('a stranger takes nobody out of the archive whom they have only named', async () => {
  const cao = bot.customer(CAO)
  await tellAs(cao, '宏基', '张工 13991300001')
  await erases(cao)
  const { contacts } = (await bot.app.customers.named('宏基商混'))[0]!
  expect(contacts).toContainEqual(expect.objectContaining({ name: '张工', phone: '13991300001' }))
  expect(await complaint()).toMatchObject({ complainant: '***', phone: '***' })
})

it('a stranger who is a customer by their own name leaves none', async () => {
  const cao = bot.customer(CAO)
  await tellAs(cao, '曹大力', '曹大力 13700001111')
  await erases(cao)
  expect(await kept(CAO, '曹大力', 'caodali', '13700001111')).toEqual([])
  expect((await complaint()).customer.name).toBe('***')
})

it('is done once, whoever does it at the same time, and a turn that is under way brings nothing back', async () => {
  await li.says('帮助')
  await li.says('转人工')
  await bot.person('liuna').taps('已联系客户')
  await li.says('删除我的资料')
  await li.taps('删除')
  const store = createConversationStore(bot.connection, bot.clock.now)
  const underWay = await store.read(`wecom-kf:${LI}`)
  bot.clock.moveBy(11 * MINUTE_MS)
  const erase = bot.app.jobs.find(({ name }) => name === 'erasures')!
  await Promise.all([erase.run(), erase.run()])
  await erase.run()
  await expect(store.commit(underWay, underWay)).rejects.toThrow(SessionConflictError)
  const [request] = await allCases(bot.connection).find().lean()
  expect(request!.events.map(({ type }) => type)).toEqual(['helpAsked', 'helped', 'erased'])
  await night()
  expect(await ofLi()).toEqual([])
})

it('what was taken back in the last moment is not begun', async () => {
  const erasures = createErasures(bot.connection, bot.clock.now)
  const person = { id: 'x:1', contacts: ['x:1'], name: '', side: 'stranger', roles: [] } as const
  const known = { ids: [], names: [], phones: [], customers: [], filed: [], alone: [], others: [] }
  await erasures.ask(person)
  expect(await erasures.takeBack('x:1')).toBe(true)
  expect(await erasures.begin('x:1', known)).toBe(false)
  await erasures.ask(person)
  expect([await erasures.begin('x:1', known), await erasures.takeBack('x:1'), await erasures.begin('x:1', known)]).toEqual([
    true,
    false,
    false,
  ])
})

it('whoever is of ours is told that this is for customers, and nothing is erased', async () => {
  const wang = bot.person('wangqiang')
  expect(await wang.says('我的资料')).toContain('是给客户用的')
  expect(await wang.says('删除我的资料')).toContain('是给客户用的')
  expect(await bot.connection.collection('erasures').countDocuments()).toBe(0)
})
