/** What people send lies encrypted at an address, with a key of its own (https://developer.work.weixin.qq.com/document/path/101463). */
import { createCipheriv, createDecipheriv, createHash, createHmac } from 'node:crypto'
import { ChannelApiError, ChannelNetworkError } from '../../errors.js'
import type { Download } from '../channel.js'
import { openMedia } from '../open-media.js'

const METHOD = 'media'
/** Padding of the platform fills blocks of 32 bytes, twice those of the cipher. */
const PADDED_BYTES = 32
const BLOCK_BYTES = 16
const IV_BYTES = 12
const TAG_BYTES = 16

export interface Medium {
  readonly url: string
  /** Base64. */
  readonly aesKey: string
}

/** Names for media that say nothing to whoever reads them in a log or a database, and tell every replica where a medium is. */
export function createMediaIds(secret: string) {
  const key = createHash('sha256').update(`media of ${secret}`).digest()

  return {
    /** The same for the same medium. */
    idOf({ url, aesKey }: Medium): string {
      const plain = JSON.stringify([aesKey, url])
      const iv = createHmac('sha256', key).update(plain).digest().subarray(0, IV_BYTES)
      const cipher = createCipheriv('aes-256-gcm', key, iv)
      const sealed = Buffer.concat([cipher.update(plain, 'utf8'), cipher.final()])
      return Buffer.concat([iv, cipher.getAuthTag(), sealed]).toString('base64url')
    },
    /** @throws ChannelApiError for a name that is none */
    mediumOf(id: string): Medium {
      try {
        const bytes = Buffer.from(id, 'base64url')
        const decipher = createDecipheriv('aes-256-gcm', key, bytes.subarray(0, IV_BYTES))
        decipher.setAuthTag(bytes.subarray(IV_BYTES, IV_BYTES + TAG_BYTES))
        const sealed = bytes.subarray(IV_BYTES + TAG_BYTES)
        const [aesKey, url] = JSON.parse(`${decipher.update(sealed, undefined, 'utf8')}${decipher.final('utf8')}`) as [string, string]
        return { url, aesKey }
      } catch {
        throw new ChannelApiError(METHOD, 'unknown', 'permanent', 'no such medium')
      }
    },
  }
}

/** @throws ChannelApiError where the platform has it no more; ChannelNetworkError, also while it is read */
export async function openEncrypted({ url, aesKey }: Medium, signal?: AbortSignal): Promise<Download> {
  const gone = (detail: string) => new ChannelApiError(METHOD, 'gone', 'permanent', detail)
  const refuse = async (response: Response) => {
    // what is sealed comes in whole blocks, whatever type the file in it has
    if (Number(response.headers.get('content-length') ?? 0) % BLOCK_BYTES !== 0) throw gone('an answer in place of the medium')
  }
  const isGone = (status: number) => status >= 400 && status < 500 && status !== 429 && status !== 408
  const { stream, name } = await openMedia(METHOD, new URL(url), refuse, {
    ...(signal && { signal }),
    refused: (status) => (isGone(status) ? gone(`HTTP ${status}`) : undefined),
  })
  return { stream: decrypted(stream, Buffer.from(aesKey, 'base64')), contentType: 'application/octet-stream', ...(name && { name }) }
}

/** AES-256-CBC; the padding is known only at the end, so that much is always held back. */
async function* decrypted(stream: AsyncIterable<Uint8Array>, key: Buffer): AsyncGenerator<Uint8Array> {
  const decipher = createDecipheriv('aes-256-cbc', key, key.subarray(0, 16)).setAutoPadding(false)
  let held: Buffer = Buffer.alloc(0)
  for await (const chunk of stream) {
    held = Buffer.concat([held, decipher.update(chunk)])
    if (held.length <= PADDED_BYTES) continue
    yield held.subarray(0, -PADDED_BYTES)
    held = held.subarray(-PADDED_BYTES)
  }
  yield withoutPadding(Buffer.concat([held, last(decipher)]))
}

function last(decipher: { final(): Buffer }): Buffer {
  try {
    return decipher.final()
  } catch (cause) {
    throw new ChannelNetworkError(METHOD, { cause }) // cut off on its way
  }
}

function withoutPadding(bytes: Buffer): Buffer {
  const padding = bytes.at(-1) ?? 0
  const isPadding =
    padding > 0 && padding <= Math.min(PADDED_BYTES, bytes.length) && bytes.subarray(-padding).every((one) => one === padding)
  if (!isPadding) throw new ChannelNetworkError(METHOD, { cause: new Error('the end of the medium is damaged') })
  return bytes.subarray(0, bytes.length - padding)
}
