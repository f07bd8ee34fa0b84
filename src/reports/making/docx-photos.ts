/** The photos of a document, on pages of their own. */
import { ImageRun, Paragraph } from 'docx'
import { HEI, paragraph, text } from './docx-parts.js'
import { type Picture, printable } from './photo.js'
import type { PhotoHead, PhotoPart } from './tasks.js'

interface Photo {
  readonly head: PhotoHead
  /** Absent where it is no picture. */
  readonly picture?: Picture
}

/** All photos of one document: half of what platforms take, so that it also arrives where the network is slow. */
const PHOTO_BYTES = 7 * 1024 * 1024

/** In pixels of 96 to the inch: two photos on a page of A4. */
const PHOTO_ROOM = { width: 620, height: 400 }

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

/** Photos on pages of their own, each kind of proof under its heading; what cannot be shown is named. */
export function annexes(photos: readonly Photo[], unreadable: string, isOnNewPage: boolean): Paragraph[] {
  return photos.flatMap(({ head: { photo: name, heading, isElsewhere }, picture }, index) => {
    const isFirst = photos[index - 1]?.head.heading !== heading
    const above = { pageBreakBefore: index === 0 && isOnNewPage, keepNext: true, spacing: { before: 120, after: 120 } }
    return [
      ...(isFirst ? [new Paragraph({ ...above, children: text(heading, 24, true, HEI) })] : []),
      ...(picture ? [imageOf(picture), paragraph(name, { size: 18 })] : [paragraph(isElsewhere ? name : `${name}${unreadable}`)]),
    ]
  })
}

const imageOf = (picture: Picture) =>
  new Paragraph({ keepNext: true, children: [new ImageRun({ type: 'jpg', data: picture.jpeg, transformation: sizeOf(picture) })] })

function sizeOf({ width, height }: Picture): { width: number; height: number } {
  const scale = Math.min(1, PHOTO_ROOM.width / width, PHOTO_ROOM.height / height)
  return { width: Math.round(width * scale), height: Math.round(height * scale) }
}
