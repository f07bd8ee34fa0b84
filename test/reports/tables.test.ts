/** 导出表格: whatever list chat shows, as a workbook with the same rows, for whoever may see them (domain.md 8). */
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { exportModel } from '../../src/reports/export-log.js'
import { type Bot, startBot } from '../setup/bot.js'
import { setRoles } from '../setup/roles.js'
import { CAKING } from '../setup/scripts.js'
import { confirmFacts, fileShortage, filesOf, handle, investigate, type Story, verify } from '../setup/story.js'
import { lastWorkbook } from '../setup/workbooks.js'

let bot: Bot
let story: Story
beforeEach(async () => {
  bot = await startBot()
  story = await fileShortage(bot)
})
afterEach(() => bot.stop())

/** Presses what no card of theirs offers. */
async function forges(userid: string, key: string): Promise<string> {
  const person = bot.person(userid)
  const before = person.entries().length
  const content = { type: 'tap' as const, key, card: 'forged', selected: [] }
  await bot.app.handle({ key: `${key} ${before}`, from: { channel: 'wecom', userId: userid }, at: bot.clock.now(), content }, () => false)
  await bot.app.settled()
  return person.heard()
}

const nosIn = async (userid: string) => (await lastWorkbook(bot.person(userid))).rows.map((row) => row.投诉编号 ?? row.编号)

describe('a list that is counted', () => {
  it('holds all rows where chat shows ten, says who exported it when, and is logged', async () => {
    for (let count = 1; count <= 11; count++) await fileShortage(bot, `T2611-1${count + 10}`)
    const { liu } = story
    const heard = await liu.says('本月 袋数不足 渭南')
    expect(heard).toMatch(/共 12 件[\s\S]*还有 2 件没列出，点「导出表格」看全部。[\s\S]*\[导出表格\|/)
    expect(await liu.taps('导出表格')).toBe('正在生成，做好了发给您。\n本月 袋数不足 渭南厂，共 12 件：\n[file]')
    const { title, by, rows } = await lastWorkbook(liu)
    expect(title).toBe('本月 袋数不足 渭南厂')
    expect(by).toMatch(/^导出人：刘娜　导出时间：2026年11月3日（周二） 1\d:\d\d　共 12 件$/)
    expect(rows.map(({ 投诉编号 }) => 投诉编号)).toEqual(
      Array.from({ length: 12 }, (_, index) => `TS-20261103-0${String(12 - index).padStart(2, '0')}`),
    )
    expect(rows[0]).toMatchObject({ 联系人: '张工', 联系电话: '13991300001', 状态: '已上报待受理' })
    const logged = await exportModel(bot.connection).find().lean()
    expect(logged).toMatchObject([
      { by: { name: '刘娜' }, wanted: { kind: 'table', list: 'asked.本月 袋数不足 渭南' }, files: ['本月 袋数不足 渭南厂.xlsx'] },
    ])
  })

  it('holds one that is damaged by its number, and is made and counted with all the others', async () => {
    const { operationKey: _, ...whole } = await story.complaint()
    const damaged = (no: string, more: object) => ({ ...whole, _id: no, operationKey: no, ...more })
    const records = bot.connection.collection('cases')
    await records.insertMany([
      damaged('TS-20261103-901', { events: 'none' }),
      damaged('TS-20261103-902', { events: {}, clocks: 7 }),
    ] as never)
    expect(await forges('zhaojianguo', 'do:exportTable:asked.本月')).toContain('共 3 件：\n[file]')
    expect(new Set(await nosIn('zhaojianguo'))).toEqual(new Set([story.no, 'TS-20261103-901', 'TS-20261103-902']))
    expect(await story.zhao.says('分析 本月')).toContain('投诉 1 件，去年同期 0 件')
    expect(story.zhao.heard()).toContain('2 件记录损坏，没有算进去')
  })

  it('is read with the rights that its reader has when it is made', async () => {
    await bot.app.reporting.requests.ask({
      key: 'former',
      run: 'former',
      wanted: { kind: 'table', list: 'asked.本月' },
      by: { id: 'wecom:songbo', name: '宋博' },
      to: ['wecom:songbo'],
    })
    await bot.app.settled()
    expect(bot.person('songbo').heard()).toBe('没有可以导出的内容。')
  })
})

describe('whoever exports', () => {
  it('gets the rows of their plant, and none of another', async () => {
    await bot.person('qianweimin').says('本月')
    await bot.person('qianweimin').taps('导出表格')
    expect(await nosIn('qianweimin')).toEqual([story.no])
    expect(await forges('fengyuan', 'do:exportTable:asked.本月')).toContain('没有可以导出的内容')
    expect(await forges('hepeng', 'do:exportTable:found.宏基')).toContain('没有可以导出的内容')
    expect([...filesOf(bot.person('fengyuan')), ...filesOf(bot.person('hepeng'))]).toEqual([])
  })

  it('reads phone numbers only where they are theirs to know, also in what was said', async () => {
    await bot.connection.collection('cases').updateOne({ _id: story.no as never }, { $set: { description: '少8袋，打 13991300001 问' } })
    const seen = async (userid: string) => {
      await bot.person(userid).says('本月')
      await bot.person(userid).taps('导出表格')
      const [row] = (await lastWorkbook(bot.person(userid))).rows
      return [row?.联系电话, row?.投诉内容]
    }
    expect(await seen('liuna')).toEqual(['13991300001', '少8袋，打 13991300001 问'])
    for (const userid of ['qianweimin', 'sunqiang']) expect(await seen(userid)).toEqual(['139****0001', '少8袋，打 139****0001 问'])
  })

  it('is a department: those that it answers for, with the inside; of what it only registered, what it told', async () => {
    const sun = bot.person('sunqiang')
    await story.wang.saysAll(...CAKING, '提交')
    const registered = { 'registeredBy.id': 'wecom:sunqiang' }
    await bot.connection.collection('cases').updateOne({ _id: 'TS-20261103-002' as never }, { $set: registered })
    await sun.says('本月')
    await sun.taps('导出表格')
    const { rows } = await lastWorkbook(sun)
    const byNo = new Map(rows.map((row) => [row.投诉编号, row]))
    expect(byNo.get(story.no)).toMatchObject({ 等级: '一般', 登记人: '王强' })
    expect(byNo.get('TS-20261103-002')).toMatchObject({ 投诉类别: '受潮结块', 等级: null, 登记人: null, 生产企业: null })
  })

  it('is a salesperson: their own customers, and nobody else’s', async () => {
    await bot.person('wangqiang').says('本月')
    await bot.person('wangqiang').taps('导出表格')
    expect(await nosIn('wangqiang')).toEqual([story.no])
    await setRoles(bot, 'hepeng', { role: 'SALES' })
    expect(await forges('hepeng', 'do:exportTable:asked.本月')).toContain('没有可以导出的内容')
    expect(filesOf(bot.person('hepeng'))).toEqual([])
  })

  it('is a customer who has answered: nothing is asked of them any more', async () => {
    const zhang = bot.person('zhanggong')
    async function progress(): Promise<unknown> {
      await zhang.says('本月')
      await zhang.taps('导出表格')
      return (await lastWorkbook(zhang)).rows[0]?.进度
    }
    await investigate(story)
    expect(await progress()).toBe('待您确认')
    await confirmFacts(story)
    bot.clock.moveBy(60_000)
    expect(await progress()).toBe('处理中')
  })

  it('is the customer: what they told and how it stands, in their words and without anything of the house', async () => {
    await verify(story)
    const zhang = bot.person('zhanggong')
    expect(await zhang.says('本月')).not.toMatch(/表单打包|统计分析/)
    await zhang.taps('导出表格')
    const { header, rows } = await lastWorkbook(zhang)
    expect(header).toEqual([
      '编号',
      '反映时间',
      '单位',
      '联系人',
      '联系电话',
      '类别',
      '品种等级',
      '出厂编号',
      '提货单号',
      '涉及数量',
      '反映的问题',
      '进度',
    ])
    expect(rows).toMatchObject([{ 编号: story.no, 联系电话: '13991300001', 进度: '处理中' }])
    for (const list of ['behind.overdue', 'asked.逾期', 'tasks', 'late', 'nothing', ''])
      expect(await forges('zhanggong', `do:exportTable:${list}`)).toContain('您可以回复「我的投诉」')
  })
})

describe('every other list', () => {
  beforeEach(async () => {
    await fileShortage(bot, 'T2611-022')
  })

  it.each([
    ['what was looked for', 'liuna', '查 宏基', '查询 宏基'],
    ['what somebody has registered', 'wangqiang', '我的投诉', '我的投诉'],
  ])('%s', async (_name, userid, says, title) => {
    await bot.person(userid).says(says)
    expect(await bot.person(userid).taps('导出表格')).toContain(`${title}，共 2 件：`)
    expect(await nosIn(userid)).toEqual(['TS-20261103-002', 'TS-20261103-001'])
  })

  it('what is late, beside the push for all of them', async () => {
    await bot.until('2026-11-04', '08:45')
    await story.zhao.taps('超期（2）')
    expect(story.zhao.heard()).toContain('催办全部|导出表格|表单打包')
    expect(await story.zhao.taps('导出表格')).toContain('超期投诉，共 2 件：')
    expect(await nosIn('zhaojianguo')).toEqual(['TS-20261103-001', 'TS-20261103-002'])
  })

  it('what somebody has to do: each with what it is, until when, and in whose place', async () => {
    const { chen } = story
    await chen.says('我的任务')
    expect(await chen.taps('导出表格')).toContain('我的任务，共 2 件：')
    expect((await lastWorkbook(chen)).rows).toEqual([
      expect.objectContaining({ 编号: story.no, 事项: '待办：受理', 状态: '已上报待受理', 超期: null, 登记人: '王强', 代谁办: null }),
      expect.objectContaining({ 编号: 'TS-20261103-002' }),
    ])
    await bot.until('2026-11-04', '08:45')
    await chen.says('我的任务')
    await chen.taps('导出表格')
    expect((await lastWorkbook(chen)).rows).toMatchObject([{ 超期: '是' }, { 超期: '是' }])
    // reports that wait for 收到 are no step of the case, and stand there too
    await bot.person('zhoumin').says('我的任务')
    await bot.person('zhoumin').taps('导出表格')
    expect((await lastWorkbook(bot.person('zhoumin'))).rows).toContainEqual(
      expect.objectContaining({ 编号: story.no, 事项: `待确认收到：${story.no}` }),
    )
  })

  it('one that is empty, or of nothing that there is, is no file', async () => {
    expect(await forges('songbo', 'do:exportTable:tasks')).toContain('没有可以导出的内容')
    expect(await forges('liuna', 'do:exportTable:behind.constructor')).toContain('日报和名单只给')
    expect(await forges('liuna', 'do:exportTable:asked.本月 天外飞仙')).toContain('没看懂「天外飞仙」')
  })
})

it('a list that holds a closed complaint says how it ended', async () => {
  await verify(story)
  await handle(story)
  await story.liu.says('本月')
  await story.liu.taps('导出表格')
  expect((await lastWorkbook(story.liu)).rows).toMatchObject([{ 原因分类: '包装/装车', 责任: '我方', '损失（元）': 420 }])
})
