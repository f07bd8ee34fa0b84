/** A row of a workbook is as high as what is wrapped in it. */
import JSZip from 'jszip'
import { expect, it } from 'vitest'
import { makeWorkbook } from '../../src/reports/making/workbook.js'

async function heightsOf(...texts: readonly string[]): Promise<(number | undefined)[]> {
  const columns = [{ title: '投诉内容', width: 11, format: 'text' as const }]
  const task = { type: 'workbook' as const, title: '台账', by: '刘娜', columns }
  async function* rows() {
    yield texts.map((text) => [text])
  }
  const pieces: Uint8Array[] = []
  for await (const bytes of makeWorkbook(task, rows())) pieces.push(bytes)
  const sheet = await (await JSZip.loadAsync(Buffer.concat(pieces))).files['xl/worksheets/sheet1.xml']!.async('string')
  return texts.map((_, index) => {
    const height = new RegExp(`<row r="${index + 4}" ht="(\\d+)" customHeight="1">`).exec(sheet)?.[1]
    return height === undefined ? undefined : Number(height)
  })
}

it('where it is more than a line, by the width of Chinese letters', async () => {
  expect(await heightsOf('袋数不足', '渭南秦源水泥', '渭南秦源水泥有限公司一厂', 'TS-1\nTS-2')).toEqual([undefined, 30, 45, 30])
})

it('and no higher than a program shows', async () => {
  expect(await heightsOf('长'.repeat(5_000))).toEqual([405])
})
