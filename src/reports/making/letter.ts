import { AlignmentType, Document, Footer, Packer, Paragraph } from 'docx'
import { paragraph, text } from './docx-parts.js'
import { annexes, photosFrom } from './docx-photos.js'
import type { LetterTask, PhotoPart } from './tasks.js'

/** Twentieths of a point. */
const PAGE = 11906
const MARGIN = 1588

/** A formal letter; at the lower right who sends it and when, with room for the seal over both. */
export async function makeLetter(task: LetterTask, parts: AsyncIterable<PhotoPart>): Promise<Buffer> {
  const { company, title, number, paragraphs, signature, made, unreadable } = task
  const photos = await photosFrom(parts, task.photos)
  const body = (value: string) => new Paragraph({ spacing: { line: 420, after: 80 }, children: text(value, 24) })
  const right = (value: string) => new Paragraph({ alignment: AlignmentType.RIGHT, spacing: { before: 80 }, children: text(value, 24) })
  const document = new Document({
    creator: company,
    title,
    sections: [
      {
        properties: { page: { size: { width: PAGE, height: 16838 }, margin: { top: 1440, bottom: 1440, left: MARGIN, right: MARGIN } } },
        footers: { default: new Footer({ children: [paragraph(made, { center: true, size: 18 })] }) },
        children: [
          paragraph(title, { center: true, size: 36, bold: true, heading: true }),
          right(number),
          ...paragraphs.map(body),
          body(''),
          body(''),
          ...signature.map(right),
          ...annexes(photos, unreadable, { width: PAGE - 2 * MARGIN, isOwn: true }),
        ],
      },
    ],
  })
  return Packer.toBuffer(document)
}
