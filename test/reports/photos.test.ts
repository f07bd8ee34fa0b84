/** Photos as people send them become proof that can be printed and sent, whatever their number, size and state. */
import { createHash } from 'node:crypto'
import JSZip from 'jszip'
import sharp from 'sharp'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { complaintModels } from '../../src/complaints/collections.js'
import { createFileStore } from '../../src/database/files.js'
import { printable } from '../../src/reports/making/photo.js'
import { type Bot, startBot, type TestPerson } from '../setup/bot.js'
import { fileShortage, type Story } from '../setup/story.js'

const MB = 1024 * 1024

/** Noise is what a JPEG cannot make small: as large as a phone's. Each is another part of it. */
function noisyPhotos(count: number, width: number, height: number): Promise<Buffer[]> {
  const pixels = Buffer.alloc(width * (height + count) * 3)
  let block = Buffer.from('photo')
  for (let at = 0; at < pixels.length; at += block.length) {
    block = createHash('sha512').update(block).digest()
    block.copy(pixels, at)
  }
  const one = (top: number) =>
    sharp(pixels, { raw: { width, height: height + count, channels: 3 } }).extract({ left: 0, top, width, height })
  return Promise.all(Array.from({ length: count }, (_, index) => one(index).jpeg({ quality: 82 }).toBuffer()))
}
const noisyPhoto = async (width: number, height: number) => (await noisyPhotos(1, width, height))[0]!
/** Left half red, right half blue. */
const halves = () =>
  sharp({ create: { width: 200, height: 100, channels: 3, background: 'blue' } }).composite([
    { input: { create: { width: 100, height: 100, channels: 3, background: 'red' } }, left: 0, top: 0 },
  ])

describe('a photo for print', () => {
  it('is 1,600 pixels long and fits the room that it has', async () => {
    const photo = await noisyPhoto(3000, 2000)
    expect(photo.length).toBeGreaterThan(3 * MB)
    const wide = await printable(photo, 8 * MB)
    expect(wide).toMatchObject({ width: 1600, height: 1067 })
    const tight = await printable(photo, 0.3 * MB)
    expect(tight!.jpeg.length).toBeLessThan(0.3 * MB)
    expect(tight!.width).toBeGreaterThanOrEqual(640)
  })

  it('that is small already is not made larger', async () => {
    expect(await printable(await halves().png().toBuffer(), MB)).toMatchObject({ width: 200, height: 100 })
  })

  it('stands upright, as the camera was held', async () => {
    const turned = await halves().jpeg().withMetadata({ orientation: 6 }).toBuffer()
    const { width, height, jpeg } = (await printable(turned, MB))!
    expect({ width, height }).toEqual({ width: 100, height: 200 })
    const { data } = await sharp(jpeg).raw().toBuffer({ resolveWithObject: true })
    expect(data[0]).toBeGreaterThan(200) // red was left and is on top now
  })

  it('whose end is missing shows what there is', async () => {
    const photo = await noisyPhoto(800, 600)
    expect(await printable(photo.subarray(0, photo.length / 2), MB)).toMatchObject({ width: 800, height: 600 })
  })

  it.each([
    ['nothing', Buffer.alloc(0)],
    ['a text', Buffer.from('jpeg 0.5')],
    ['a program', Buffer.from('MZ\u0090\u0000')],
    ['a drawing that may name other files', Buffer.from('<svg xmlns="http://www.w3.org/2000/svg" width="9" height="9"></svg>')],
    ['only the head of a JPEG', Buffer.from([0xff, 0xd8, 0xff, 0xe0, 0, 16])],
  ])('is not made of %s', async (_name, bytes) => {
    expect(await printable(bytes, MB)).toBeUndefined()
  })

  it('is not made of a picture that claims to have a billion pixels', async () => {
    const png = await sharp({ create: { width: 8, height: 8, channels: 3, background: 'red' } })
      .png()
      .toBuffer()
    png.writeUInt32BE(40_000, 16)
    png.writeUInt32BE(40_000, 20)
    expect(await printable(png, MB)).toBeUndefined()
  })
})

describe('a form', () => {
  let bot: Bot
  let story: Story
  beforeAll(async () => {
    bot = await startBot()
    story = await fileShortage(bot)
  })
  afterAll(() => bot.stop())

  async function attach(photos: readonly (Buffer | undefined)[]): Promise<void> {
    const files = createFileStore(bot.connection)
    const ids = photos.map((_, index) => `wecom-photo-${index}-of-${photos.length}`)
    for (const [index, bytes] of photos.entries())
      if (bytes) await files.store(ids[index]!, { bytes, name: 'photo.jpg', contentType: 'image/jpeg' })
    const attachments = ids.map((id) => ({ id, kind: 'image' }))
    await complaintModels(bot.connection).complaints.updateOne({ _id: story.no }, { $set: { attachments } })
  }
  const documentsOf = (person: TestPerson) =>
    person.entries().flatMap(({ body }) => {
      const medium = body.msgtype === 'file' ? bot.simulator.medium((body.file as { media_id: string }).media_id) : undefined
      return medium ? [medium] : []
    })
  async function pictureCount(docx: Buffer): Promise<number> {
    return Object.keys((await JSZip.loadAsync(docx)).files).filter((name) => /^word\/media\/.+\.jpg$/.test(name)).length
  }

  it('with eight photos of a phone arrives, with all of them, in less than 8 MB', async () => {
    const photos = await noisyPhotos(8, 3000, 2000)
    expect(photos.reduce((sum, { length }) => sum + length, 0)).toBeGreaterThan(20 * MB)
    await attach(photos)
    await story.liu.says(`导出 ${story.no}`)
    const { bytes } = documentsOf(story.liu).at(-1)!
    expect(bytes.length).toBeLessThan(8 * MB)
    expect(await pictureCount(bytes)).toBe(8)
  }, 150_000)

  it('names the photos that cannot be shown', async () => {
    await attach([await noisyPhoto(300, 200), Buffer.from('no picture at all'), undefined])
    await story.liu.says(`导出 ${story.no}`)
    const { bytes } = documentsOf(story.liu).at(-1)!
    const xml = await (await JSZip.loadAsync(bytes)).file('word/document.xml')!.async('string')
    expect(xml).toContain('>投诉照片和单据 1<')
    for (const count of [2, 3]) expect(xml).toContain(`>投诉照片和单据 ${count}（打不开，请看原图或向投诉人要）<`)
  })

  it('with more photos than one document holds comes in volumes, each of which arrives', async () => {
    await attach(await noisyPhotos(45, 400, 300))
    await story.liu.says(`导出 ${story.no}`)
    const [first, second] = documentsOf(story.liu).slice(-2)
    expect([first!.name, second!.name]).toEqual([
      `${story.no}-1-顾客产品质量投诉调查处理记录.docx`,
      `${story.no}-1-顾客产品质量投诉调查处理记录-照片续2.docx`,
    ])
    expect([await pictureCount(first!.bytes), await pictureCount(second!.bytes)]).toEqual([40, 5])
  })
})
