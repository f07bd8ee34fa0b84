/** 我的资料 and 删除我的资料: whoever is none of ours sees what is kept of them, and is gone from everywhere once they wish it and no case of theirs is open. */
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { allCases } from '../../src/cases/collection.js'
import { type Bot, startBot } from '../setup/bot.js'
import { addKfCustomer, CAO, type KfCustomer, LI, PHONE, tellShortage } from '../setup/kf.js'
import { giveLink } from '../setup/page.js'
import { cast, expectReplayed, type Story } from '../setup/story.js'

const MINUTE_MS = 60_000
let bot: Bot
let li: KfCustomer
let story: Story

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
    const page = await giveLink(bot, story)
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
        '投诉和求助：2 件，回复「我的投诉」可查',
        '[删除我的资料|转人工]',
      ].join('\n'),
    )
  })

  it('is erased once what is open has been closed, and not before', async () => {
    await li.says('删除我的资料')
    expect(await li.taps('是')).toMatch(/^好的。RG-20261103-001、TS-20261103-001 还在办，/)
    await bot.pass(60 * MINUTE_MS)
    expect(await complaint()).toMatchObject({ complainant: '李会计', phone: PHONE, isOpen: true })
    await story.liu.taps('已联系客户')
    await withdraws(li)
    expect(await complaint()).toMatchObject({ isOpen: false, phone: PHONE })
    await bot.pass(MINUTE_MS)
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
    expect(await li.says('我的资料')).toContain('我们没有记您的姓名和电话')
  })

  it('may take it back, and nothing is lost', async () => {
    await li.says('删除我的资料')
    await li.taps('是')
    expect(await li.says('我的资料')).toContain('您要求过删除')
    expect(await li.taps('先不删了')).toBe('好的，您的资料都留着。')
    await story.liu.taps('已联系客户')
    await withdraws(li)
    await bot.pass(60 * MINUTE_MS)
    expect(await complaint()).toMatchObject({ complainant: '李会计', phone: PHONE })
    expect(await li.says('先不删了')).toContain('没有要删除的')
  })

  it('who says no keeps everything', async () => {
    await li.says('删除我的资料')
    expect(await li.taps('否')).toContain('好的，没有删除。')
    expect(await bot.connection.collection('erasures').countDocuments()).toBe(0)
  })

  it('is erased to the end by the next run where the process ended in between', async () => {
    await story.liu.taps('已联系客户')
    await withdraws(li)
    await li.says('删除我的资料')
    expect(await li.taps('是')).toContain('十分钟后删除')
    const { customer } = await complaint()
    const cases = bot.connection.collection<{ _id: string }>('cases')
    await cases.insertOne({ _id: 'ZZ-1', caseKind: 'unknown', customer, registeredBy: {}, events: [], operationKey: 'ZZ-1' } as never)
    await bot.pass(12 * MINUTE_MS)
    expect((await complaint()).phone).toBe('***')
    expect(await ofLi()).not.toEqual([])
    await cases.deleteOne({ _id: 'ZZ-1' })
    await bot.pass(60 * MINUTE_MS)
    expect(await ofLi()).toEqual([])
    expect((await complaint()).events.filter(({ type }) => type === 'erased')).toHaveLength(1)
  })

  it('leaves a colleague of the same customer as they were', async () => {
    const customer = (await bot.app.customers.named('渭南宏泰商品混凝土有限公司'))[0]!
    await bot.app.customers.addContact(customer._id, { name: '李会', phone: '13991300009' })
    await story.liu.taps('已联系客户')
    await withdraws(li)
    await li.says('删除我的资料')
    await li.taps('是')
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
  await cao.taps('是')
  await bot.pass(15 * MINUTE_MS)
  expect(await kept(CAO, '曹大力', '13700001111')).toEqual([])
  expect(await bot.connection.collection('attachments').countDocuments()).toBe(0)
  expect(await allCases(bot.connection).find().lean()).toMatchObject([{ caseKind: 'helpRequest', state: 'HELPED' }])
})

it('whoever is of ours is told that this is for customers, and nothing is erased', async () => {
  const wang = bot.person('wangqiang')
  expect(await wang.says('我的资料')).toContain('是给客户用的')
  await wang.says('删除我的资料')
  expect(await wang.taps('是')).toContain('是给客户用的')
  expect(await bot.connection.collection('erasures').countDocuments()).toBe(0)
})
