/** A table as a workbook, written row by row: nothing of it is held but the row at hand. ECMA-376, part 1, section 18. */
import { Readable } from 'node:stream'
import yazl from 'yazl'
import type { CellValue, Column, RowsPart, WorkbookTask } from './tasks.js'

const HEADER_ROW = 3
const DAY_MS = 86_400_000
/** 1 January 1970, counted from where workbooks begin. */
const EPOCH_DAYS = 25_569
const LONGEST_TEXT = 32_767
/** What lies across, by its number (18.3.1.63), and how many characters of the columns' widths a line of it has. */
const PAPERS = [
  { number: 9, characters: 150 }, // A4
  { number: 8, characters: 216 }, // A3
] as const
/** By how much a table may be made smaller to fit, and still be read: 11 points become 8. */
const SMALLEST = 0.7
/** Indexes into `cellXfs` of STYLES. */
const STYLE = { title: 1, header: 2, text: 3, time: 4, money: 5 } as const

/** The bytes of an .xlsx with a fixed header, filters on every column, and who made it when. */
export async function* makeWorkbook(task: WorkbookTask, rows: AsyncIterable<RowsPart>): AsyncGenerator<Uint8Array> {
  const zip = new yazl.ZipFile()
  const name = sheetName(task.title)
  for (const [path, xml] of Object.entries(packageParts(name))) zip.addBuffer(Buffer.from(xml), path)
  const output = Readable.from(zip.outputStream)
  zip.on('error', (error) => output.destroy(error)) // of the rows
  zip.addReadStream(Readable.from(sheetXml(task, rows), { objectMode: false }), 'xl/worksheets/sheet1.xml')
  zip.end()
  for await (const bytes of output) yield bytes
}

async function* sheetXml({ title, by, columns }: WorkbookTask, batches: AsyncIterable<RowsPart>): AsyncGenerator<Buffer> {
  const last = columnName(columns.length)
  yield Buffer.from(
    `${XML}<worksheet xmlns="${MAIN}"><sheetPr><pageSetUpPr fitToPage="1"/></sheetPr>
<sheetViews><sheetView workbookViewId="0"><pane xSplit="1" ySplit="${HEADER_ROW}" topLeftCell="B${HEADER_ROW + 1}" activePane="bottomRight" state="frozen"/></sheetView></sheetViews>
<cols>${columns.map(({ width }, index) => `<col min="${index + 1}" max="${index + 1}" width="${width}" customWidth="1"/>`).join('')}</cols>
<sheetData>${row(1, [textCell('A1', STYLE.title, title)])}${row(2, [textCell('A2', 0, by)])}${row(
      HEADER_ROW,
      columns.map((column, index) => textCell(`${columnName(index + 1)}${HEADER_ROW}`, STYLE.header, column.title)),
    )}`,
  )
  let number = HEADER_ROW
  for await (const batch of batches) {
    const lines = batch.map((values) => {
      number++
      return row(
        number,
        columns.map((column, index) => cell(`${columnName(index + 1)}${number}`, column, values[index] ?? null)),
        linesOf(columns, values),
      )
    })
    yield Buffer.from(lines.join(''))
  }
  yield Buffer.from(
    `</sheetData><autoFilter ref="A${HEADER_ROW}:${last}${number}"/><mergeCells count="2"><mergeCell ref="A1:${last}1"/><mergeCell ref="A2:${last}2"/></mergeCells>
<pageMargins left="0.4" right="0.4" top="0.5" bottom="0.6" header="0.3" footer="0.3"/><pageSetup paperSize="${paperFor(columns)}" orientation="landscape" fitToWidth="1" fitToHeight="0"/><headerFooter><oddFooter>&amp;L${escapeText(title.replace(/&/g, '&&'))}&amp;R&amp;P / &amp;N</oddFooter></headerFooter></worksheet>`,
  )
}

/** The smallest on which all columns stand beside each other and can be read. */
function paperFor(columns: readonly Column[]): number {
  const characters = columns.reduce((sum, { width }) => sum + width, 0)
  return (PAPERS.find((paper) => paper.characters >= characters * SMALLEST) ?? PAPERS.at(-1)!).number
}

const LINE_POINTS = 15
/** No program shows a row that is higher. */
const MOST_LINES = 27

/** Not every program makes a row as high as what is wrapped in it: what is longer than a line is told its height. */
function row(number: number, cells: readonly string[], lines = 1): string {
  const height = lines > 1 ? ` ht="${Math.min(lines, MOST_LINES) * LINE_POINTS}" customHeight="1"` : ''
  return `<row r="${number}"${height}>${cells.join('')}</row>`
}

const linesOf = (columns: readonly Column[], values: RowsPart[number]): number =>
  Math.max(...columns.map(({ width }, index) => linesIn(values[index], width)))

function linesIn(value: CellValue | undefined, width: number): number {
  if (typeof value !== 'string') return 1
  // a little of each line is left free at its edges
  return value.split('\n').reduce((lines, line) => lines + Math.max(1, Math.ceil(widthOf(line) / (width - 1))), 0)
}

/** In characters of a column's width: a Chinese one has that of two. */
const widthOf = (line: string): number => [...line].reduce((sum, letter) => sum + (letter > '\u2e7f' ? 2 : 1), 0)

function cell(place: string, { format }: Column, value: CellValue): string {
  const style = STYLE[format]
  if (value === null || value === '') return `<c r="${place}" s="${style}"/>`
  if (typeof value === 'number') return `<c r="${place}" s="${style}"><v>${value}</v></c>`
  if (value instanceof Date) return `<c r="${place}" s="${style}"><v>${value.getTime() / DAY_MS + EPOCH_DAYS}</v></c>`
  return textCell(place, style, value)
}

/** Always a string, so that what begins with = is no formula. */
const textCell = (place: string, style: number, value: string) =>
  `<c r="${place}" s="${style}" t="inlineStr"><is><t xml:space="preserve">${escapeText(value)}</t></is></c>`

/** What XML cannot hold is left out; `_x0041_` would be read as an escape and is escaped itself. */
function escapeText(value: string): string {
  return (
    value
      .slice(0, LONGEST_TEXT)
      .replace(/\p{Surrogate}/gu, '\uFFFD')
      // biome-ignore lint/suspicious/noControlCharactersInRegex: these are what XML forbids
      .replace(/[\u0000-\u0008\u000B\u000C\u000E-\u001F\uFFFE\uFFFF]/g, '')
      .replace(/_(?=x[0-9A-Fa-f]{4}_)/g, '_x005F_')
      .replace(/&/g, '&amp;')
      .replace(/</g, '&lt;')
      .replace(/>/g, '&gt;')
  )
}

/** 1 → A, 27 → AA */
function columnName(number: number): string {
  const first = Math.floor((number - 1) / 26)
  return `${first > 0 ? columnName(first) : ''}${String.fromCharCode(65 + ((number - 1) % 26))}`
}

/** At most 31 characters, without those that a name may not have. */
const sheetName = (title: string) => title.replace(/[[\]:*?/\\']/g, '').slice(0, 31) || 'Sheet1'

const XML = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
const MAIN = 'http://schemas.openxmlformats.org/spreadsheetml/2006/main'
const OFFICE = 'http://schemas.openxmlformats.org/officeDocument/2006/relationships'
const RELATIONS = 'http://schemas.openxmlformats.org/package/2006/relationships'
const TYPE = 'application/vnd.openxmlformats-officedocument.spreadsheetml'

const packageParts = (name: string): Readonly<Record<string, string>> => ({
  '[Content_Types].xml': `${XML}<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"><Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/><Override PartName="/xl/workbook.xml" ContentType="${TYPE}.sheet.main+xml"/><Override PartName="/xl/worksheets/sheet1.xml" ContentType="${TYPE}.worksheet+xml"/><Override PartName="/xl/styles.xml" ContentType="${TYPE}.styles+xml"/></Types>`,
  '_rels/.rels': `${XML}<Relationships xmlns="${RELATIONS}"><Relationship Id="rId1" Type="${OFFICE}/officeDocument" Target="xl/workbook.xml"/></Relationships>`,
  'xl/_rels/workbook.xml.rels': `${XML}<Relationships xmlns="${RELATIONS}"><Relationship Id="rId1" Type="${OFFICE}/worksheet" Target="worksheets/sheet1.xml"/><Relationship Id="rId2" Type="${OFFICE}/styles" Target="styles.xml"/></Relationships>`,
  'xl/workbook.xml': `${XML}<workbook xmlns="${MAIN}" xmlns:r="${OFFICE}"><sheets><sheet name="${escapeText(name)}" sheetId="1" r:id="rId1"/></sheets><definedNames><definedName name="_xlnm.Print_Titles" localSheetId="0">'${escapeText(name)}'!$${HEADER_ROW}:$${HEADER_ROW}</definedName></definedNames></workbook>`,
  'xl/styles.xml': `${XML}<styleSheet xmlns="${MAIN}">
<numFmts count="1"><numFmt numFmtId="164" formatCode="yyyy-mm-dd hh:mm"/></numFmts>
<fonts count="3"><font><sz val="11"/><name val="Calibri"/></font><font><b/><sz val="16"/><name val="黑体"/></font><font><b/><sz val="11"/><name val="宋体"/></font></fonts>
<fills count="3"><fill><patternFill patternType="none"/></fill><fill><patternFill patternType="gray125"/></fill><fill><patternFill patternType="solid"><fgColor rgb="FFE7EEF7"/></patternFill></fill></fills>
<borders count="2"><border/><border><left style="thin"/><right style="thin"/><top style="thin"/><bottom style="thin"/></border></borders>
<cellStyleXfs count="1"><xf/></cellStyleXfs>
<cellXfs count="6"><xf/>
<xf fontId="1" applyFont="1" applyAlignment="1"><alignment horizontal="center"/></xf>
<xf fontId="2" fillId="2" borderId="1" applyFont="1" applyFill="1" applyBorder="1" applyAlignment="1"><alignment horizontal="center" vertical="center" wrapText="1"/></xf>
${[0, 164, 4].map((format) => `<xf numFmtId="${format}" borderId="1" applyNumberFormat="1" applyBorder="1" applyAlignment="1"><alignment vertical="top" wrapText="1"/></xf>`).join('\n')}</cellXfs>
</styleSheet>`,
})
