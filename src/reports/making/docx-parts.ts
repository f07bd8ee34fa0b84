/** What Word documents of ours are put together from: paragraphs, cells, the foot of a page. */
import {
  AlignmentType,
  BorderStyle,
  Footer,
  NoBreakHyphen,
  PageNumber,
  Paragraph,
  TableCell,
  TextRun,
  VerticalAlign,
  WidthType,
} from 'docx'
import type { PageFoot } from './tasks.js'

export const SONG = { ascii: 'Times New Roman', hAnsi: 'Times New Roman', eastAsia: '宋体', cs: 'Times New Roman' }
export const HEI = { ascii: 'Arial', hAnsi: 'Arial', eastAsia: '黑体', cs: 'Arial' }
/** Twentieths of a point: A4 with margins of 2 cm leaves 9,638. */
export const WIDTH = 9638
export const LABEL = 1700
const BORDER = { style: BorderStyle.SINGLE, size: 4, color: '000000' }
const BORDERS = { top: BORDER, bottom: BORDER, left: BORDER, right: BORDER }
export const text = (value: string, size = 21, bold = false, font = SONG) =>
  value
    .split('\n')
    .map((line, index) => new TextRun({ children: unbroken(breakable(line)), size, bold, font, ...(index > 0 && { break: 1 }) }))

/** A list of numbers breaks between them, not within one: `49.4、49.6` is a single word to LibreOffice. */
const breakable = (line: string): string => line.replace(/、(?=[A-Za-z0-9])/g, '、\u200B')

/** A number or a time is not divided between two lines: `TS-20261103-001`, `2026-11-03 07:01`. */
function unbroken(line: string): (string | NoBreakHyphen)[] {
  const parts = line.replace(/(?<=\d{4}-\d\d-\d\d) (?=\d\d:\d\d)/g, '\u00A0').split(/(?<=[A-Za-z0-9])-(?=[A-Za-z0-9])/)
  return parts.flatMap((part, index) => (index === 0 ? [part] : [new NoBreakHyphen(), part]))
}

export const paragraph = (value: string, options: { center?: boolean; size?: number; bold?: boolean; heading?: boolean } = {}) =>
  new Paragraph({
    alignment: options.center ? AlignmentType.CENTER : AlignmentType.LEFT,
    spacing: { before: 30, after: 30 },
    children: text(value, options.size, options.bold, options.heading ? HEI : SONG),
  })

export const cell = (children: Paragraph[], width: number, options: { span?: number; shaded?: boolean } = {}) =>
  new TableCell({
    children,
    width: { size: width, type: WidthType.DXA },
    borders: BORDERS,
    verticalAlign: VerticalAlign.CENTER,
    margins: { left: 80, right: 80 },
    ...(options.span && { columnSpan: options.span }),
    ...(options.shaded && { shading: { fill: 'F2F2F2' } }),
  })

/** What is empty leaves no gap. */
export const joined = (...parts: readonly string[]) => parts.filter(Boolean).join('　')

export function footer({ number, revision, no, made, page }: PageFoot): Footer {
  const [before = '', between = '', after = ''] = page.split('#')
  const run = (value: string) => new TextRun({ text: value, size: 18, font: SONG })
  return new Footer({
    children: [
      new Paragraph({
        alignment: AlignmentType.CENTER,
        children: [
          run(joined(number, revision, no, before)),
          new TextRun({ children: [PageNumber.CURRENT], size: 18, font: SONG }),
          run(between),
          new TextRun({ children: [PageNumber.TOTAL_PAGES], size: 18, font: SONG }),
          run(after),
        ],
      }),
      new Paragraph({ alignment: AlignmentType.CENTER, children: [run(made)] }),
    ],
  })
}
