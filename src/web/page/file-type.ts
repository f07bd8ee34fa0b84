/** What a file is by its content, whatever its sender calls it. What a browser might run is none of these. */

export interface FileType {
  readonly kind: 'image' | 'voice' | 'video' | 'file'
  readonly contentType: string
  /** The usual one first. */
  readonly endings: readonly string[]
}

interface Known extends FileType {
  readonly fits: (head: Buffer) => boolean
}

const begins =
  (hex: string, at = 0) =>
  (head: Buffer): boolean =>
    head.subarray(at, at + hex.length / 2).toString('hex') === hex
const hasBrand =
  (brands: RegExp) =>
  (head: Buffer): boolean =>
    head.subarray(4, 8).toString('latin1') === 'ftyp' && brands.test(head.subarray(8, 12).toString('latin1'))
const isRiff =
  (form: string) =>
  (head: Buffer): boolean =>
    head.subarray(0, 4).toString('latin1') === 'RIFF' && head.subarray(8, 12).toString('latin1') === form

const OFFICE = 'application/vnd.openxmlformats-officedocument'
/** Names of parts that every such document begins with. */
const OFFICE_PART = /\[Content_Types\]\.xml|_rels\/|docProps\/|word\/|xl\/|ppt\//
const isOffice = (head: Buffer): boolean => begins('504b0304')(head) && OFFICE_PART.test(head.toString('latin1'))
const isOldOffice = begins('d0cf11e0a1b11ae1')

const KNOWN: readonly Known[] = [
  { kind: 'image', contentType: 'image/jpeg', endings: ['jpg', 'jpeg'], fits: begins('ffd8ff') },
  { kind: 'image', contentType: 'image/png', endings: ['png'], fits: begins('89504e470d0a1a0a') },
  { kind: 'image', contentType: 'image/gif', endings: ['gif'], fits: begins('47494638') },
  { kind: 'image', contentType: 'image/webp', endings: ['webp'], fits: isRiff('WEBP') },
  { kind: 'image', contentType: 'image/heic', endings: ['heic', 'heif'], fits: hasBrand(/^(heic|heix|hevc|mif1|msf1)$/) },
  { kind: 'voice', contentType: 'audio/amr', endings: ['amr'], fits: begins('2321414d52') },
  { kind: 'voice', contentType: 'audio/mpeg', endings: ['mp3'], fits: (head) => begins('494433')(head) || begins('fffb')(head) },
  { kind: 'voice', contentType: 'audio/wav', endings: ['wav'], fits: isRiff('WAVE') },
  { kind: 'voice', contentType: 'audio/mp4', endings: ['m4a'], fits: hasBrand(/^M4A/) },
  { kind: 'video', contentType: 'video/quicktime', endings: ['mov'], fits: hasBrand(/^qt/) },
  { kind: 'video', contentType: 'video/mp4', endings: ['mp4'], fits: hasBrand(/./) },
  { kind: 'file', contentType: 'application/pdf', endings: ['pdf'], fits: begins('255044462d') },
  { kind: 'file', contentType: `${OFFICE}.wordprocessingml.document`, endings: ['docx'], fits: isOffice },
  { kind: 'file', contentType: `${OFFICE}.spreadsheetml.sheet`, endings: ['xlsx'], fits: isOffice },
  { kind: 'file', contentType: `${OFFICE}.presentationml.presentation`, endings: ['pptx'], fits: isOffice },
  { kind: 'file', contentType: 'application/msword', endings: ['doc'], fits: isOldOffice },
  { kind: 'file', contentType: 'application/vnd.ms-excel', endings: ['xls'], fits: isOldOffice },
]

/** @param head the beginning of the file. Kinds that begin alike are told apart by the name */
export function fileTypeOf(head: Buffer, name: string): FileType | undefined {
  const fitting = KNOWN.filter(({ fits }) => fits(head))
  return fitting.find(({ endings }) => endings.includes(endingOf(name))) ?? fitting[0]
}

const NAME_CHARS = 120

/** As it was called, without a path or anything that cannot be seen, and with an ending of what it is. */
export function fileNameOf(name: string, { endings }: FileType): string {
  const plain = name
    .replace(/^.*[/\\]/s, '')
    .replace(/[\p{C}<>:"|?*]/gu, '')
    .trim()
  const whole = endings.includes(endingOf(plain)) ? plain : `${plain}.${endings[0]}`
  const characters = [...whole]
  return characters.length <= NAME_CHARS ? whole : characters.slice(-NAME_CHARS).join('')
}

const endingOf = (name: string): string => /\.([a-z0-9]+)$/i.exec(name)?.[1]?.toLowerCase() ?? ''
