/** 表单打包: the forms of a list as one ZIP, with what is left out and why (domain.md 8). */
import JSZip from 'jszip'
import sharp from 'sharp'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { allCases } from '../../src/cases/collection.js'
import { exportModel } from '../../src/reports/export-log.js'
import { createMaker } from '../../src/reports/making/maker.js'
import { type Bot, startBot } from '../setup/bot.js'
import { CAKING } from '../setup/scripts.js'
import { fileShortage, filesOf, handle, type Story, verify } from '../setup/story.js'

let bot: Bot
let story: Story
beforeEach(async () => {
  bot = await startBot()
  story = await fileShortage(bot)
})
afterEach(() => bot.stop())

async function packOf(userid: string): Promise<JSZip> {
  return JSZip.loadAsync(filesOf(bot.person(userid)).at(-1)!)
}
async function addCopies(count: number): Promise<void> {
  const { operationKey: _, ...complaint } = await story.complaint()
  const copies = Array.from({ length: count }, (_, index) => ({
    ...complaint,
    _id: `TS-20261102-${String(index + 1).padStart(3, '0')}`,
    operationKey: `copy ${index}`,
  }))
  await allCases(bot.connection).collection.insertMany(copies as never)
}
const nosIn = (zip: JSZip) => [...new Set(Object.keys(zip.files).map((name) => name.slice(0, 15)))].sort()
const exportsOf = async () =>
  (await bot.complaints()).map(({ events = [] }) => events.filter(({ type }) => type === 'exported').map(({ by }) => by?.name))

describe('the forms of a list', () => {
  it('come as one file, each says who exported it when, and every case notes it', async () => {
    await fileShortage(bot, 'T2611-022')
    await verify(story)
    await handle(story)
    await story.liu.says('查 宏基')
    expect(await story.liu.taps('表单打包')).toBe('正在生成，做好了发给您。\n查询 宏基 表单，共 2 件：\n[file]')
    const zip = await packOf('liuna')
    expect(Object.keys(zip.files)).toEqual(
      expect.arrayContaining([
        expect.stringMatching(/^TS-20261103-001-1-顾客产品质量投诉调查处理记录\.docx$/),
        expect.stringMatching(/^TS-20261103-002-1-.*\.docx$/),
      ]),
    )
    const form = await JSZip.loadAsync(await zip.file(/TS-20261103-001-1-顾客/)[0]!.async('nodebuffer'))
    const xml = (await Promise.all(form.file(/word\/(document|footer\d+)\.xml/).map((one) => one.async('string')))).join('')
    expect(xml).toMatch(/导出：刘娜　2026-11-03/)
    expect(await exportsOf()).toEqual([['刘娜'], ['刘娜']])
    expect(await exportModel(bot.connection).find({ 'wanted.kind': 'pack' }).lean()).toMatchObject([
      { by: { name: '刘娜' }, files: ['查询 宏基 表单.zip'] },
    ])
  })

  it('share the room of one document with all their photos, so that the file can be sent', async () => {
    const noise = await sharp({
      create: { width: 1600, height: 1200, channels: 3, noise: { type: 'gaussian', mean: 128, sigma: 60 }, background: '#888' },
    })
      .jpeg({ quality: 95 })
      .toBuffer()
    await story.wang.says(`查 ${story.no}`)
    await story.wang.taps('更多')
    await story.wang.taps('现在补充')
    await bot.simulator.sendsImage('wangqiang', noise)
    await bot.app.settled()
    await story.wang.says('补一张照片')
    await addCopies(9)
    await story.liu.says('本月')
    expect(await story.liu.taps('表单打包')).toBe('正在生成，做好了发给您。\n本月 表单，共 10 件：\n[file]')
    expect(filesOf(story.liu).at(-1)!.length).toBeGreaterThan(1024 * 1024)
  }, 120_000)

  it('are thirty at most, and it is said how many are not in it', async () => {
    await addCopies(31)
    await story.liu.says('本月')
    expect(await story.liu.taps('表单打包')).toMatch(
      /本月 表单，共 30 件：\n一次最多打包 30 件，另有 2 件没有放，请缩小范围再打包。\n\[file\]/,
    )
    expect(nosIn(await packOf('liuna'))).toHaveLength(30)
  })
})

describe('what is left out', () => {
  beforeEach(async () => {
    await fileShortage(bot, 'T2611-022')
  })
  const records = () => allCases(bot.connection).collection

  it('as its photos are still coming, or as it is damaged, is named', async () => {
    const [first] = await bot.complaints()
    await bot.connection
      .collection<{ _id: string }>('attachments')
      .updateOne({ _id: first!.attachments[0]!.id }, { $set: { state: 'pending' } })
    await records().insertOne({ _id: 'TS-20261103-900', caseKind: 'complaint', registeredAt: first!.registeredAt } as never)
    await story.liu.says('本月')
    expect(await story.liu.taps('表单打包')).toContain(
      '本月 表单，共 1 件：\n没有放进去的：\n· 记录损坏，请找管理员 1 件：TS-20261103-900\n· 照片还在接收，过一会儿再打包 1 件：TS-20261103-001',
    )
    expect(nosIn(await packOf('liuna'))).toEqual(['TS-20261103-002'])
    expect(await exportsOf()).toContainEqual(['刘娜'])
  })

  it('as only its registrar sees it, is named; with nothing else there is no file', async () => {
    await story.wang.saysAll(...CAKING, '提交')
    await records().updateOne({ _id: 'TS-20261103-003' as never }, { $set: { 'registeredBy.id': 'wecom:sunqiang' } })
    const sun = bot.person('sunqiang')
    await sun.says('本月')
    expect(await sun.taps('表单打包')).toContain('共 2 件：\n没有放进去的：\n· 处理情况您不能看 1 件：TS-20261103-003')
    expect(nosIn(await packOf('sunqiang'))).toEqual(['TS-20261103-001', 'TS-20261103-002'])
    const before = filesOf(sun).length
    await sun.says('本月 结块')
    expect(await sun.taps('表单打包')).toContain('没有能打包的表单。\n没有放进去的：\n· 处理情况您不能看 1 件：TS-20261103-003')
    expect(filesOf(sun)).toHaveLength(before)
  })
})

it('what there is no room for is left out, and named', async () => {
  const maker = createMaker()
  const large = await startBot({
    maker: {
      ...maker,
      make: async function* () {
        yield Buffer.alloc(10 * 1024 * 1024)
      },
    },
  })
  const { liu } = await fileShortage(large)
  await fileShortage(large, 'T2611-022')
  await liu.says('本月')
  expect(await liu.taps('表单打包')).toContain('共 1 件：\n没有放进去的：\n· 文件太大放不下，请单独导出 1 件：TS-20261103-001\n[file]')
  await large.stop()
  maker.close()
})

describe('nobody packs', () => {
  const forges = async (userid: string, key: string) => {
    const content = { type: 'tap' as const, key, card: 'forged', selected: [] }
    await bot.app.handle({ key: `${key} ${userid}`, from: { channel: 'wecom', userId: userid }, at: bot.clock.now(), content }, () => false)
    await bot.app.settled()
    return bot.person(userid).heard()
  }

  it('what is of another plant, or of another salesperson; nor does a customer', async () => {
    expect(await forges('fengyuan', 'do:exportPack:asked.本月')).toContain('没有可以导出的内容')
    expect(await forges('hepeng', 'do:exportPack:asked.本月')).toContain('没有可以导出的内容')
    expect(await forges('zhanggong', 'do:exportPack:mine')).toContain('这里不能看这个')
    for (const userid of ['fengyuan', 'hepeng', 'zhanggong']) expect(filesOf(bot.person(userid))).toEqual([])
  })

  it('phone numbers that are not theirs to know: they are masked on the forms, too', async () => {
    await story.qian.says('本月')
    await story.qian.taps('表单打包')
    const form = await JSZip.loadAsync(await (await packOf('qianweimin')).file(/TS-20261103-001/)[0]!.async('nodebuffer'))
    const xml = await form.file('word/document.xml')!.async('string')
    expect(xml).toContain('139****0001')
    expect(xml).not.toContain('13991300001')
  })
})
