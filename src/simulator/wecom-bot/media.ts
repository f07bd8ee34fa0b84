/** What members send lies encrypted at an address, each with a key of its own; what the bot uploads comes in pieces. */
import { createCipheriv, createHash, randomBytes } from 'node:crypto'
import { type Fields, isObject, type Refusal } from '../wecom/check-message.js'

const SERVED_FOR_MS = 5 * 60_000
const UPLOAD_FOR_MS = 30 * 60_000
const KEPT_FOR_MS = 3 * 86_400_000
const BLOCK = 32
const CHUNK_BYTES = 512 * 1024
const MB = 1024 * 1024
const LARGEST: Readonly<Record<string, number>> = { image: 10 * MB, voice: 2 * MB, video: 10 * MB, file: 20 * MB }

interface Upload {
  readonly type: string
  readonly name: string
  readonly size: number
  readonly count: number
  readonly md5: string
  readonly at: number
  readonly chunks: Map<number, Buffer>
}
interface Uploaded {
  readonly type: string
  readonly name: string
  readonly bytes: Buffer
  readonly at: number
}

const refuse = (errcode: number, errmsg: string): Refusal => ({ errcode, errmsg })
const newId = () => randomBytes(16).toString('hex')

export function createBotMedia(time: () => number) {
  const served = new Map<string, { readonly bytes: Buffer; readonly name: string; readonly at: number }>()
  const uploads = new Map<string, Upload>()
  const uploaded = new Map<string, Uploaded>()

  function begin({ type, filename, total_size, total_chunks, md5 }: Fields): Refusal | Fields {
    const [size, count] = [Number(total_size), Number(total_chunks)]
    if (!(String(type) in LARGEST) || !filename) return refuse(40004, 'invalid media type')
    if (!(size > 5) || size > LARGEST[String(type)]!) return refuse(40006, 'invalid media size')
    if (count !== Math.ceil(size / CHUNK_BYTES) || count > 100) return refuse(40058, 'invalid total_chunks')
    const upload_id = newId()
    uploads.set(upload_id, { type: String(type), name: String(filename), size, count, md5: String(md5), at: time(), chunks: new Map() })
    return { upload_id }
  }

  function find(upload_id: unknown): Upload | undefined {
    const upload = uploads.get(String(upload_id))
    return upload && time() - upload.at <= UPLOAD_FOR_MS ? upload : undefined
  }

  function add({ upload_id, chunk_index, base64_data }: Fields): Refusal | Fields {
    const upload = find(upload_id)
    const index = Number(chunk_index)
    if (!upload) return refuse(40058, 'invalid upload_id')
    if (!Number.isInteger(index) || index < 0 || index >= upload.count) return refuse(40058, 'invalid chunk_index')
    const bytes = Buffer.from(String(base64_data), 'base64')
    if (bytes.length > CHUNK_BYTES) return refuse(40006, 'invalid chunk size')
    upload.chunks.set(index, bytes)
    return {}
  }

  function finish({ upload_id }: Fields): Refusal | Fields {
    const upload = find(upload_id)
    if (!upload) return refuse(40058, 'invalid upload_id')
    const bytes = Buffer.concat(Array.from({ length: upload.count }, (_, index) => upload.chunks.get(index) ?? Buffer.alloc(0)))
    if (bytes.length !== upload.size || createHash('md5').update(bytes).digest('hex') !== upload.md5)
      return refuse(40006, 'chunks are missing')
    uploads.delete(String(upload_id))
    const media_id = newId()
    uploaded.set(media_id, { type: upload.type, name: upload.name, bytes, at: time() })
    return { type: upload.type, media_id, created_at: String(Math.floor(time() / 1000)) }
  }

  const mediumOf = (content: unknown): Uploaded | undefined => (isObject(content) ? uploaded.get(String(content.media_id)) : undefined)

  return {
    begin,
    add,
    finish,
    mediumOf,
    has(id: string, type: string): boolean {
      const medium = uploaded.get(id)
      return medium !== undefined && medium.type === type && time() - medium.at <= KEPT_FOR_MS
    },
    /** @returns where it lies, and with which key */
    serve(bytes: Buffer, name: string): { readonly path: string; readonly aeskey: string } {
      const key = randomBytes(32)
      const padding = BLOCK - (bytes.length % BLOCK)
      const cipher = createCipheriv('aes-256-cbc', key, key.subarray(0, 16)).setAutoPadding(false)
      const encrypted = Buffer.concat([cipher.update(Buffer.concat([bytes, Buffer.alloc(padding, padding)])), cipher.final()])
      const id = newId()
      served.set(id, { bytes: encrypted, name, at: time() })
      return { path: `/media/${id}`, aeskey: key.toString('base64') }
    },
    /** Undefined where it lies there no more. */
    fetch(path: string): { readonly bytes: Buffer; readonly name: string } | undefined {
      const medium = served.get(path.replace('/media/', ''))
      return medium && time() - medium.at <= SERVED_FOR_MS ? medium : undefined
    },
  }
}
