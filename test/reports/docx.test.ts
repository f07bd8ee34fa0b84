/** How a paper is laid out: what must not be divided between two lines or pages, and photos two by two with their origin. */
import JSZip from 'jszip'
import sharp from 'sharp'
import { expect, it } from 'vitest'
import { makeForm } from '../../src/reports/making/docx.js'
import { makeLetter } from '../../src/reports/making/letter.js'
import type { PhotoPart } from '../../src/reports/making/tasks.js'
import { formsOf, recordOf, withEvent } from '../setup/printed.js'

const foot = { number: '', revision: '', no: '', made: '', page: '' }
const PAPER = { type: 'form', company: '', annex: '', title: '', foot, wording: { signLine: '', unreadable: '' } } as const

async function* photos(...names: readonly string[]): AsyncGenerator<PhotoPart> {
  const picture = await sharp({ create: { width: 400, height: 300, channels: 3, background: 'gray' } })
    .jpeg()
    .toBuffer()
  for (const [index, photo] of names.entries()) {
    yield { photo, heading: '附：凭证', origin: `报告执行时 孙强 2026-11-03 10:0${index}` }
    yield picture
  }
}
const xmlOf = async (docx: Buffer) => (await JSZip.loadAsync(docx)).file('word/document.xml')!.async('string')
/** What stands in each cell of each row. */
const rowsOf = (xml: string) =>
  xml
    .split('<w:tr>')
    .slice(1)
    .map((row) =>
      row
        .split('<w:tc>')
        .slice(1)
        .map((cell) => cell.replaceAll(/<w:br\/>/g, '|').replaceAll(/<[^>]+>/g, '')),
    )

async function formOf(record = recordOf({ kind: 'BAG_WEIGHT', weights: [49.4, 49.6] }), names: readonly string[] = []): Promise<string> {
  const [form] = formsOf(record)
  return xmlOf(await makeForm({ ...PAPER, form: form!, photos: names.length }, photos(...names)))
}

it('lets a list of numbers break between them, and no number within', async () => {
  expect(await formOf()).toContain('49.4、\u200B49.6')
})

it('divides neither a number nor a time between two lines', async () => {
  const rows = rowsOf((await formOf(withEvent(recordOf({ kind: 'BAG_WEIGHT' }), 'accepted', {}))).replaceAll('<w:noBreakHyphen/>', '‑'))
  expect(rows.find(([label]) => label === '投诉编号')).toEqual(['投诉编号', 'TS‑20261103‑001', '处理轮次', '1'])
  expect(rows.find(([label]) => label === '受理人')?.[1]).toBe('陈静　2026‑11‑03\u00A010:00')
})

it('has photos two by two behind the form, each with when and by whom it came to the record', async () => {
  const xml = await formOf(undefined, ['凭证 1', '凭证 2', '凭证 3'])
  const annexed = xml.slice(xml.indexOf('附：凭证'))
  expect(rowsOf(annexed.replaceAll('<w:noBreakHyphen/>', '-').replaceAll('\u00A0', ' '))).toEqual([
    ['凭证 1|报告执行时 孙强 2026-11-03 10:00', '凭证 2|报告执行时 孙强 2026-11-03 10:01'],
    ['凭证 3|报告执行时 孙强 2026-11-03 10:02', ''],
  ])
  expect(annexed.match(/<w:cantSplit\/>/g)).toHaveLength(2)
  // the page on which the form ends has room for them
  expect(xml).not.toContain('pageBreakBefore')
})

it('has the photos of a letter on a page of their own, behind its seal', async () => {
  const letter = { type: 'letter', company: '', title: '', number: '', paragraphs: [], signature: [], made: '', unreadable: '' } as const
  const xml = await xmlOf(await makeLetter({ ...letter, photos: 1 }, photos('我方数据 1')))
  expect(xml.match(/<w:pageBreakBefore\/>/g)).toHaveLength(1)
})
