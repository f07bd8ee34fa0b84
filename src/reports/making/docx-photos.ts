/** The photos of a document, two by two under the heading of what they prove. */
import { BorderStyle, ImageRun, Paragraph, Table, TableCell, TableRow, WidthType } from 'docx'
import { HEI, paragraph, text, WIDTH } from './docx-parts.js'
import { type Picture, printable } from './photo.js'
import type { PhotoHead, PhotoPart } from './tasks.js'

interface Photo {
  readonly head: PhotoHead
  /** Absent where it is no picture. */
  readonly picture?: Picture
}

/** All photos of one document: half of what platforms take, so that it also arrives where the network is slow. */
const PHOTO_BYTES = 7 * 1024 * 1024

const ABREAST = 2
/** In pixels of 96 to the inch: four photos, or six that are wide, on a page of A4. */
const TALLEST = 400
const TWIPS_A_PIXEL = 15
/** Between a picture and the edges of its cell, both together. */
const CELL_MARGINS = 216

/** Each photo is made small as soon as it is there, so that only one is held as it came. */
export async function photosFrom(parts: AsyncIterable<PhotoPart>, count: number): Promise<Photo[]> {
  const photos: Photo[] = []
  const maxBytes = PHOTO_BYTES / Math.max(1, count)
  let head: PhotoHead | undefined
  let pieces: Uint8Array[] = []
  const finish = async () => {
    if (!head) return
    const picture = pieces.length > 0 ? await printable(Buffer.concat(pieces), maxBytes) : undefined
    photos.push({ head, ...(picture && { picture }) })
    pieces = []
  }
  for await (const part of parts) {
    if (part instanceof Uint8Array) {
      pieces.push(part)
      continue
    }
    await finish()
    head = part
  }
  await finish()
  return photos
}

interface Page {
  /** Of a line, in twentieths of a point. */
  readonly width?: number
  /** Behind a letter, which is signed at its end; a form goes on. */
  readonly isOwn?: true
}

/** Each kind of proof under its heading; what cannot be shown is named. */
export function annexes(photos: readonly Photo[], unreadable: string, { width = WIDTH, isOwn }: Page = {}): (Paragraph | Table)[] {
  return [...new Set(photos.map(({ head }) => head.heading))].flatMap((heading, index) => [
    new Paragraph({
      ...(isOwn && index === 0 && { pageBreakBefore: true }),
      keepNext: true,
      spacing: { before: 240, after: 120 },
      children: text(heading, 24, true, HEI),
    }),
    gridOf(
      photos.filter(({ head }) => head.heading === heading),
      unreadable,
      width,
    ),
  ])
}

/** A row is not divided between two pages. */
function gridOf(photos: readonly Photo[], unreadable: string, width: number): Table {
  const columns = Array.from({ length: ABREAST }, () => width / ABREAST)
  const rows = Array.from({ length: Math.ceil(photos.length / ABREAST) }, (_, row) => photos.slice(row * ABREAST, (row + 1) * ABREAST))
  const cellOf = (photo: Photo | undefined, size: number) =>
    new TableCell({ children: photo ? shown(photo, unreadable, size) : [paragraph('')], width: { size, type: WidthType.DXA } })
  return new Table({
    width: { size: width, type: WidthType.DXA },
    columnWidths: columns,
    borders: NO_BORDERS,
    rows: rows.map((row) => new TableRow({ cantSplit: true, children: columns.map((size, column) => cellOf(row[column], size)) })),
  })
}

/** Its name, and when it came to the record, from whom and on what occasion. */
function shown({ head: { photo: name, origin, isElsewhere }, picture }: Photo, unreadable: string, width: number): Paragraph[] {
  const named = picture || isElsewhere ? name : `${name}${unreadable}`
  return [
    ...(picture ? [imageOf(picture, Math.floor((width - CELL_MARGINS) / TWIPS_A_PIXEL))] : []),
    paragraph(origin ? `${named}\n${origin}` : named, { size: 18 }),
  ]
}

const imageOf = (picture: Picture, widest: number) =>
  new Paragraph({
    keepNext: true,
    spacing: { before: 60 },
    children: [new ImageRun({ type: 'jpg', data: picture.jpeg, transformation: sizeOf(picture, widest) })],
  })

function sizeOf({ width, height }: Picture, widest: number): { width: number; height: number } {
  const scale = Math.min(1, widest / width, TALLEST / height)
  return { width: Math.round(width * scale), height: Math.round(height * scale) }
}

const NONE = { style: BorderStyle.NONE, size: 0, color: 'auto' }
const NO_BORDERS = { top: NONE, bottom: NONE, left: NONE, right: NONE, insideHorizontal: NONE, insideVertical: NONE }
