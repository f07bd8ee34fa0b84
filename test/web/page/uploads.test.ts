/** Files through the page: in pieces, over a line that breaks, and nothing that is not what it says it is. */
import { randomBytes } from 'node:crypto'
import { request } from 'node:http'
import JSZip from 'jszip'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { createFileStore } from '../../../src/database/files.js'
import { type Bot, startBot } from '../../setup/bot.js'
import { giveLink, linkIn, PIECE, type Visitor, visit } from '../../setup/page.js'
import { fileShortage, type Story } from '../../setup/story.js'

const KEY = 'a-key-of-the-page'
let bot: Bot
let story: Story
beforeEach(async () => {
  bot = await startBot()
  story = await fileShortage(bot)
})
afterEach(() => bot.stop())

async function wordFile(bytes: number): Promise<Buffer> {
  const zip = new JSZip()
  zip.file('[Content_Types].xml', '<Types/>')
  zip.file('word/document.xml', '<w:document/>')
  zip.file('word/media/image1.bin', randomBytes(bytes))
  return zip.generateAsync({ type: 'nodebuffer', compression: 'STORE' })
}

async function begun(visitor: Visitor, name: string, size: number, key = KEY): Promise<{ id: string; received: number }> {
  return (await (await visitor.post('uploads', { key, name, size })).json()) as { id: string; received: number }
}

/** The line is cut when so many bytes of a piece have gone out. */
function cut(visitor: Visitor, id: string, offset: number, piece: Buffer, after: number): Promise<void> {
  return new Promise((resolve) => {
    const headers = { authorization: `Bearer ${visitor.key}`, 'upload-offset': `${offset}`, 'content-length': piece.length }
    const call = request(`${bot.address}/c/api/uploads/${id}`, { method: 'PUT', headers })
    call.on('error', () => resolve())
    call.write(piece.subarray(0, after), () => call.destroy())
  })
}

const kept = (name: string) => bot.connection.db!.collection('attachments').findOne({ name })

describe('a Word file of 15 MB, sent by a colleague in the middle of a dialogue', () => {
  it('arrives as evidence though the line is cut twice', async () => {
    const { liu, no } = story
    await liu.says(`查 ${no}`)
    await liu.taps('更多')
    await liu.taps('撤销投诉')
    await liu.says('点错了数')
    const page = visit(bot, linkIn(await liu.says('上传')))
    const file = await wordFile(15 * 1024 * 1024)

    const first = await begun(page, '情况说明.docx', file.length)
    for (let offset = 0; offset < 20 * PIECE; offset += PIECE) await page.sendsPiece(first.id, offset, file)
    await cut(page, first.id, 20 * PIECE, file.subarray(20 * PIECE, 21 * PIECE), 100_000)
    const second = await begun(page, '情况说明.docx', file.length)
    expect(second).toEqual({ id: first.id, received: 20 * PIECE })
    for (let offset = second.received; offset < 40 * PIECE; offset += PIECE) await page.sendsPiece(second.id, offset, file)
    await cut(page, first.id, 40 * PIECE, file.subarray(40 * PIECE, 41 * PIECE), 200_000)
    const third = await begun(page, '情况说明.docx', file.length)
    for (let offset = third.received; offset < file.length; offset += PIECE)
      expect((await page.sendsPiece(third.id, offset, file)).status).toBe(200)
    await bot.app.settled()

    expect(liu.heard()).toContain('已收到 1 份')
    await liu.saysAll('完成', '提交')
    const [complaint] = await bot.complaints()
    const evidence = complaint!.events.at(-1)!
    expect(evidence).toMatchObject({ type: 'withdrawn', by: { name: '刘娜' } })
    const id = `page-${first.id}`
    expect(JSON.stringify(evidence)).toContain(id)
    expect(await kept('情况说明.docx')).toMatchObject({ _id: id, state: 'stored', from: 'wecom:liuna' })
    const stored = await createFileStore(bot.connection).read(id)
    expect(stored).toMatchObject({ name: '情况说明.docx', contentType: expect.stringContaining('wordprocessingml') })
    expect(stored.bytes.equals(file)).toBe(true)
  })

  it('can be sent on a page that takes files and nothing else', async () => {
    const page = visit(bot, linkIn(await story.liu.says('上传')))
    expect(await (await page.post('open', { key: KEY })).json()).toMatchObject({ name: '刘娜', only: null, entries: [] })
    expect((await page.post('messages', { key: KEY, type: 'text', text: '我的任务' })).status).toBe(403)
    bot.clock.moveBy(2 * 3_600_000 + 1)
    expect((await page.post('open', { key: KEY })).status).toBe(401)
  })
})

describe('a file of a customer', () => {
  let li: Visitor
  beforeEach(async () => {
    li = await giveLink(bot, story)
    await li.opens()
  })

  it('stands on their page under its name, once, however often its last piece comes', async () => {
    await li.taps('现在补充')
    const file = await wordFile(1_000)
    const { id } = await begun(li, 'C:\\temp\\签收单.docx', file.length)
    for (let again = 0; again < 3; again++) await li.sendsPiece(id, 0, file)
    await bot.app.settled()
    await li.looks()
    expect(li.transcript().match(/> 签收单\.docx/g)).toHaveLength(1)
    expect(await bot.connection.db!.collection('attachments').countDocuments({ channel: 'page' })).toBe(1)
  })

  it.each([
    ['a page of the web', '说明.docx', Buffer.from('<!doctype html><script>alert(1)</script>')],
    ['a drawing with script', '照片.png', Buffer.from('<svg xmlns="http://www.w3.org/2000/svg" onload="alert(1)"/>')],
    ['a program', '说明.pdf', Buffer.from('MZ\x90\x00\x03')],
    ['an archive of anything', '说明.docx', Buffer.from('PK\x03\x04 evil.exe')],
    ['nothing that is known', '说明.txt', Buffer.from('abc')],
  ])('is refused where it is %s, whatever it is called', async (_what, name, bytes) => {
    const { id } = await begun(li, name, bytes.length)
    expect((await li.sendsPiece(id, 0, bytes)).status).toBe(415)
    expect(await bot.connection.db!.collection('attachments').countDocuments({ channel: 'page' })).toBe(0)
  })

  it('gets the ending of what it is', async () => {
    await li.sends('说明.html', Buffer.from('%PDF-1.7 and so on'))
    expect(await kept('说明.html.pdf')).toMatchObject({ kind: 'file', state: 'stored' })
  })

  it('is refused where it is too large, or one of too many', async () => {
    expect((await li.post('uploads', { key: KEY, name: 'a.pdf', size: 101 * 1024 * 1024 })).status).toBe(413)
    for (let index = 0; index < 60; index++)
      expect(await begun(li, 'a.pdf', 10, `key-with-number-${1000 + index}`)).toMatchObject({ received: 0 })
    expect((await li.post('uploads', { key: KEY, name: 'a.pdf', size: 10 })).status).toBe(429)
  })

  it('takes no piece out of its turn, and none that is too long', async () => {
    const { id } = await begun(li, 'a.pdf', PIECE + 10)
    const bytes = Buffer.concat([Buffer.from('%PDF-1.7'), Buffer.alloc(PIECE + 2)])
    expect(await (await li.sendsPiece(id, PIECE, bytes)).json()).toMatchObject({ received: 0 })
    const headers = { 'upload-offset': '0' }
    expect((await li.call(`uploads/${id}`, { method: 'PUT', body: new Uint8Array(bytes), headers })).status).toBe(413)
    expect(await (await li.sendsPiece(id, 0, bytes)).json()).toMatchObject({ received: PIECE })
  })

  it('cannot be gone on with by another link', async () => {
    const other = await giveLink(bot, story)
    const { id } = await begun(li, 'a.pdf', 10)
    expect((await other.sendsPiece(id, 0, Buffer.from('%PDF-12345'))).status).toBe(404)
  })

  it('goes with what was uploaded a week later, when it is long kept with the complaint', async () => {
    await li.sends('a.pdf', Buffer.from('%PDF-1.7 and so on'))
    const count = (name: string) => bot.connection.db!.collection(name).countDocuments({})
    expect([await count('uploads'), await count('uploadpieces')]).toEqual([1, 1])
    bot.clock.moveBy(9 * 86_400_000)
    await bot.app.jobs.find(({ name }) => name === 'pages')!.run()
    expect([await count('uploads'), await count('uploadpieces')]).toEqual([0, 0])
    expect((await createFileStore(bot.connection).read((await kept('a.pdf'))!._id as unknown as string)).name).toBe('a.pdf')
  })
})

it('no more than a day holds is begun, though all of it is asked for at once', async () => {
  const li = await giveLink(bot, story)
  const asked = Array.from({ length: 90 }, (_, index) =>
    li.post('uploads', { key: `a-key-of-the-page-${index}`, name: 'a.jpg', size: 1_000 }),
  )
  const statuses = (await Promise.all(asked)).map(({ status }) => status)
  expect(new Set(statuses)).toEqual(new Set([200, 429]))
  expect(await bot.connection.db!.collection('uploads').countDocuments()).toBeLessThanOrEqual(60)
})
