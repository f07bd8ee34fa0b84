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
import { imageSize } from 'image-size'
import type { Form, FormCell } from './form.js'

export interface Photo {
  readonly name: string
  readonly bytes: Buffer
}

const SONG = { ascii: 'Times New Roman', hAnsi: 'Times New Roman', eastAsia: '宋体', cs: 'Times New Roman' }
const HEI = { ascii: 'Arial', hAnsi: 'Arial', eastAsia: '黑体', cs: 'Arial' }
/** Twentieths of a point: A4 with margins of 2 cm leaves 9,638. */
const WIDTH = 9638
const LABEL = 1500
const BORDER = { style: BorderStyle.SINGLE, size: 4, color: '000000' }
const BORDERS = { top: BORDER, bottom: BORDER, left: BORDER, right: BORDER }
const PHOTO_WIDTH = 280

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

/** The bytes of a .docx. */
export async function formToDocx(
  form: Form,
  photos: readonly Photo[],
  wording: { annex: string; page: string; signLine: string; company: string },
): Promise<Buffer> {
  const half = (WIDTH - 2 * LABEL) / 2
  const row = (cells: readonly FormCell[]) => {
    const [first, second] = cells as readonly [FormCell, FormCell?]
    const label = (one: FormCell) => cell([paragraph(one.label, { center: true })], LABEL, { shaded: true })
    const value = (one: FormCell, span?: number) => cell([paragraph(one.value)], span ? WIDTH - LABEL : half, span ? { span } : {})
    return new TableRow({
      cantSplit: true,
      children: second ? [label(first), value(first), label(second), value(second)] : [label(first), value(first, 3)],
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
              children: text(`${wording.signLine}${name}　　${at}`),
            }),
          ],
          WIDTH - LABEL,
          { span: 3 },
        ),
      ],
    })
  const table = new Table({
    width: { size: WIDTH, type: WidthType.DXA },
    columnWidths: [LABEL, half, LABEL, half],
    rows: [...form.sections.flatMap(({ title, rows }) => [heading(title), ...rows.map(row)]), ...form.signatures.map(signature)],
  })
  const document = new Document({
    creator: form.company,
    title: `${form.title} ${form.no}`,
    styles: { default: { document: { run: { font: SONG, size: 21 } } } },
    sections: [
      {
        properties: { page: { size: { width: 11906, height: 16838 }, margin: { top: 1134, bottom: 1134, left: 1134, right: 1134 } } },
        footers: { default: footer(form, wording.page) },
        children: [
          paragraph(form.company, { center: true, size: 24 }),
          paragraph(form.title, { center: true, size: 36, bold: true, heading: true }),
          new Paragraph({ alignment: AlignmentType.RIGHT, spacing: { after: 80 }, children: text(`${form.number}　${form.no}`) }),
          table,
          ...annex(photos, wording.annex),
        ],
      },
    ],
  })
  return Packer.toBuffer(document)
}

export interface Letter {
  readonly company: string
  readonly title: string
  readonly number: string
  readonly paragraphs: readonly string[]
  readonly signature: readonly string[]
}

/** A letter on plain paper, signed at the lower right. */
export async function letterToDocx({ company, title, number, paragraphs, signature }: Letter): Promise<Buffer> {
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

function footer({ number, revision, no }: Form, page: string): Footer {
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

/** Photos on pages of their own; what is no picture is named. */
function annex(photos: readonly Photo[], title: string): Paragraph[] {
  if (photos.length === 0) return []
  return [
    new Paragraph({ pageBreakBefore: true, spacing: { after: 120 }, children: text(title, 24, true, HEI) }),
    ...photos.flatMap(({ name, bytes }) => {
      const size = sizeOf(bytes)
      if (!size) return [paragraph(name)]
      const width = Math.min(PHOTO_WIDTH, size.width)
      const transformation = { width, height: Math.round((size.height * width) / size.width) }
      const picture = new ImageRun({ type: size.type, data: bytes, transformation })
      return [new Paragraph({ keepNext: true, children: [picture] }), paragraph(name, { size: 18 })]
    }),
  ]
}

function sizeOf(bytes: Buffer): { width: number; height: number; type: 'jpg' | 'png' } | undefined {
  try {
    const { width, height, type } = imageSize(bytes)
    return type === 'jpg' || type === 'png' ? { width, height, type } : undefined
  } catch {
    return undefined // not a picture at all
  }
}
