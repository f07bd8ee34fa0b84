/** A filled form as a Word document, as a Chinese company would sign and file it. */
import { AlignmentType, Document, Packer, Paragraph, Table, TableRow, WidthType } from 'docx'
import type { Form, FormCell } from '../form.js'
import { cell, footer, joined, LABEL, paragraph, SONG, text, WIDTH } from './docx-parts.js'
import { annexes, photosFrom } from './docx-photos.js'
import type { FormTask, PhotoPart } from './tasks.js'

/** Above the line to sign on, in twentieths of a point. */
const SEAL_ROOM = 480

/** The bytes of a .docx: a form and its photos, or a further volume of photos alone. */
export async function makeForm(task: FormTask, parts: AsyncIterable<PhotoPart>): Promise<Buffer> {
  const { form, company, annex, title, foot, wording } = task
  const photos = await photosFrom(parts, task.photos)
  const document = new Document({
    creator: company,
    title: `${title} ${foot.no}`,
    styles: { default: { document: { run: { font: SONG, size: 21 } } } },
    sections: [
      {
        properties: { page: { size: { width: 11906, height: 16838 }, margin: { top: 1134, bottom: 1134, left: 1134, right: 1134 } } },
        footers: { default: footer(foot) },
        children: [
          paragraph(annex),
          paragraph(company, { center: true, size: 24 }),
          paragraph(title, { center: true, size: 36, bold: true, heading: true }),
          new Paragraph({ alignment: AlignmentType.RIGHT, spacing: { after: 80 }, children: text(joined(foot.number, foot.no)) }),
          ...(form ? [tableOf(form, wording.signLine)] : []),
          ...annexes(photos, wording.unreadable),
        ],
      },
    ],
  })
  return Packer.toBuffer(document)
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
  // room for a hand and a seal, also where what was said is printed already
  const signature = ({ title, opinion, noted }: Form['signatures'][number]) =>
    new TableRow({
      cantSplit: true,
      children: [
        cell([paragraph(title, { center: true })], LABEL, { shaded: true }),
        cell(
          [
            paragraph(opinion),
            ...(noted ? [paragraph(noted, { size: 18 })] : []),
            new Paragraph({ alignment: AlignmentType.RIGHT, spacing: { before: SEAL_ROOM, after: 60 }, children: text(signLine) }),
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
