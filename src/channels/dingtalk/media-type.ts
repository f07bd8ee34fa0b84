/** What somebody sent comes without a name or a type: the first bytes tell (dingtalk.md 7.2). */
import type { Download } from '../channel.js'

const BEGINNINGS: readonly (readonly [type: string, beginning: string, at?: number])[] = [
  ['image/jpeg', '\xff\xd8\xff'],
  ['image/png', '\x89PNG'],
  ['image/gif', 'GIF8'],
  ['image/bmp', 'BM'],
  ['image/webp', 'WEBP', 8],
  ['application/pdf', '%PDF'],
  ['application/zip', 'PK\x03\x04'],
  ['video/mp4', 'ftyp', 4],
  ['audio/amr', '#!AMR'],
  ['audio/ogg', 'OggS'],
  ['audio/mpeg', 'ID3'],
  ['audio/wav', 'RIFF'],
]
const LONGEST = 16

/** The same, with the type that its bytes say where they say one. */
export async function typed({ stream, contentType, ...rest }: Download): Promise<Download> {
  const bytes = stream[Symbol.asyncIterator]()
  const head: Uint8Array[] = []
  let isAll = false
  while (!isAll && lengthOf(head) < LONGEST) {
    const { done, value } = await bytes.next()
    if (done) isAll = true
    else head.push(value)
  }
  const start = Buffer.concat(head).toString('latin1')
  const known = BEGINNINGS.find(([, beginning, at = 0]) => start.startsWith(beginning, at))
  return { ...rest, contentType: known?.[0] ?? contentType, stream: all() }

  async function* all(): AsyncGenerator<Uint8Array> {
    try {
      yield* head
      for (;;) {
        const { done, value } = await bytes.next()
        if (done) return
        yield value
      }
    } finally {
      await bytes.return?.()
    }
  }
}

const lengthOf = (parts: readonly Uint8Array[]): number => parts.reduce((sum, { length }) => sum + length, 0)
