/** A filled form as a Word document, as a Chinese company would sign and file it. */
import {
  AlignmentType,
  BorderStyle,
  Document,
  Footer,
  ImageRun,
  Packer,
  PageNumber,
  Paragraph,
  Table,
  TableCell,
  TableRow,
  TextRun,
  VerticalAlign,
  WidthType,
} from 'docx'
import type { Form, FormCell } from '../form.js'
import { type Picture, printable } from './photo.js'
import type { FormTask, LetterTask, PhotoPart } from './tasks.js'

interface Photo {
  readonly name: string
  /** Absent where it is no picture. */
  readonly picture?: Picture
}

/** All photos of one document: half of what platforms take, so that it also arrives where the network is slow. */
const PHOTO_BYTES = 7 * 1024 * 1024

const SONG = { ascii: 'Times New Roman', hAnsi: 'Times New Roman', eastAsia: '宋体', cs: 'Times New Roman' }
const HEI = { ascii: 'Arial', hAnsi: 'Arial', eastAsia: '黑体', cs: 'Arial' }
/** Twentieths of a point: A4 with margins of 2 cm leaves 9,638. */
const WIDTH = 9638
const LABEL = 1500
const BORDER = { style: BorderStyle.SINGLE, size: 4, color: '000000' }
const BORDERS = { top: BORDER, bottom: BORDER, left: BORDER, right: BORDER }
/** In pixels of 96 to the inch: two photos on a page of A4. */
const PHOTO_ROOM = { width: 620, height: 400 }

const text = (value: string, size = 21, bold = false, font = SONG) =>
  value.split('\n').map((line, index) => new TextRun({ text: line, size, bold, font, ...(index > 0 && { break: 1 }) }))

const paragraph = (value: string, options: { center?: boolean; size?: number; bold?: boolean; heading?: boolean } = {}) =>
  new Paragraph({
    alignment: options.center ? AlignmentType.CENTER : AlignmentType.LEFT,
    spacing: { before: 30, after: 30 },
    children: text(value, options.size, options.bold, options.heading ? HEI : SONG),
  })

const cell = (children: Paragraph[], width: number, options: { span?: number; shaded?: boolean } = {}) =>
  new TableCell({
    children,
    width: { size: width, type: WidthType.DXA },
    borders: BORDERS,
    verticalAlign: VerticalAlign.CENTER,
    margins: { left: 80, right: 80 },
    ...(options.span && { columnSpan: options.span }),
    ...(options.shaded && { shading: { fill: 'F2F2F2' } }),
  })

/** The bytes of a .docx: a form and its photos, or a further volume of photos alone. */
export async function makeForm(task: FormTask, parts: AsyncIterable<PhotoPart>): Promise<Buffer> {
  const { form, company, title, wording } = task
  const photos = await photosFrom(parts, PHOTO_BYTES / Math.max(1, task.photos))
  const numberLine = `${task.footer.number}　${task.footer.no}`
  const document = new Document({
    creator: company,
    title: `${title} ${task.footer.no}`,
    styles: { default: { document: { run: { font: SONG, size: 21 } } } },
    sections: [
      {
        properties: { page: { size: { width: 11906, height: 16838 }, margin: { top: 1134, bottom: 1134, left: 1134, right: 1134 } } },
        footers: { default: footer(task.footer, wording.page) },
        children: [
          paragraph(company, { center: true, size: 24 }),
          paragraph(title, { center: true, size: 36, bold: true, heading: true }),
          new Paragraph({ alignment: AlignmentType.RIGHT, spacing: { after: 80 }, children: text(numberLine) }),
          ...(form ? [tableOf(form, wording.signLine)] : []),
          ...annex(photos, wording, form !== undefined),
        ],
      },
    ],
  })
  return Packer.toBuffer(document)
}

/** Each photo is made small as soon as it is there, so that only one is held as it came. */
async function photosFrom(parts: AsyncIterable<PhotoPart>, maxBytes: number): Promise<Photo[]> {
  const photos: Photo[] = []
  let name: string | undefined
  let pieces: Uint8Array[] = []
  const finish = async () => {
    if (name === undefined) return
    const picture = pieces.length > 0 ? await printable(Buffer.concat(pieces), maxBytes) : undefined
    photos.push({ name, ...(picture && { picture }) })
    pieces = []
  }
  for await (const part of parts) {
    if (part instanceof Uint8Array) {
      pieces.push(part)
      continue
    }
    await finish()
    name = part.photo
  }
  await finish()
  return photos
}

function tableOf(form: Form, signLine: string): Table {
  const half = (WIDTH - 2 * LABEL) / 2
  const row = (cells: readonly FormCell[]) => {
    const label = (one: FormCell) => cell([paragraph(one.label, { center: true })], LABEL, { shaded: true })
    const value = (one: FormCell, span?: number) => cell([paragraph(one.value)], span ? WIDTH - LABEL : half, span ? { span } : {})
    return new TableRow({
      cantSplit: true,
      children: cells.flatMap((one) => [label(one), cells.length > 1 ? value(one) : value(one, 3)]),
    })
  }
  const heading = (title: string) =>
    new TableRow({ cantSplit: true, children: [cell([paragraph(title, { heading: true, bold: true })], WIDTH, { span: 4, shaded: true })] })
  const signature = ({ title, opinion, name, at }: Form['signatures'][number]) =>
    new TableRow({
      cantSplit: true,
      children: [
        cell([paragraph(title, { center: true })], LABEL, { shaded: true }),
        cell(
          [
            paragraph(opinion),
            new Paragraph({
              alignment: AlignmentType.RIGHT,
              spacing: { before: 240, after: 60 },
              children: text(`${signLine}${name}　　${at}`),
            }),
          ],
          WIDTH - LABEL,
          { span: 3 },
        ),
      ],
    })
  return new Table({
    width: { size: WIDTH, type: WidthType.DXA },
    columnWidths: [LABEL, half, LABEL, half],
    rows: [...form.sections.flatMap(({ title, rows }) => [heading(title), ...rows.map(row)]), ...form.signatures.map(signature)],
  })
}

export async function makeLetter({ company, title, number, paragraphs, signature }: LetterTask): Promise<Buffer> {
  const body = (value: string) => new Paragraph({ spacing: { line: 420, after: 80 }, children: text(value, 24) })
  const right = (value: string) => new Paragraph({ alignment: AlignmentType.RIGHT, spacing: { before: 80 }, children: text(value, 24) })
  const document = new Document({
    creator: company,
    title,
    sections: [
      {
        properties: { page: { size: { width: 11906, height: 16838 }, margin: { top: 1440, bottom: 1440, left: 1588, right: 1588 } } },
        children: [
          paragraph(title, { center: true, size: 36, bold: true, heading: true }),
          right(number),
          ...paragraphs.map(body),
          body(''),
          ...signature.map(right),
        ],
      },
    ],
  })
  return Packer.toBuffer(document)
}

function footer({ number, revision, no }: FormTask['footer'], page: string): Footer {
  const [before = '', between = '', after = ''] = page.split('#')
  const run = (value: string) => new TextRun({ text: value, size: 18, font: SONG })
  return new Footer({
    children: [
      new Paragraph({
        alignment: AlignmentType.CENTER,
        children: [
          run(`${number}　${revision}　${no}　${before}`),
          new TextRun({ children: [PageNumber.CURRENT], size: 18, font: SONG }),
          run(between),
          new TextRun({ children: [PageNumber.TOTAL_PAGES], size: 18, font: SONG }),
          run(after),
        ],
      }),
    ],
  })
}

/** Photos on pages of their own; what cannot be shown is named. */
function annex(photos: readonly Photo[], { annex: title, unreadable }: FormTask['wording'], isOnNewPage: boolean): Paragraph[] {
  if (photos.length === 0) return []
  return [
    new Paragraph({ pageBreakBefore: isOnNewPage, spacing: { after: 120 }, children: text(title, 24, true, HEI) }),
    ...photos.flatMap(({ name, picture }) => {
      if (!picture) return [paragraph(`${name}${unreadable}`)]
      const image = new ImageRun({ type: 'jpg', data: picture.jpeg, transformation: sizeOf(picture) })
      return [new Paragraph({ keepNext: true, children: [image] }), paragraph(name, { size: 18 })]
    }),
  ]
}

function sizeOf({ width, height }: Picture): { width: number; height: number } {
  const scale = Math.min(1, PHOTO_ROOM.width / width, PHOTO_ROOM.height / height)
  return { width: Math.round(width * scale), height: Math.round(height * scale) }
}
