import { ChannelApiError } from '../../errors.js'
import type { Limits, OutgoingMessage, SendContext } from '../channel.js'
import type { ServerApi } from './server-api.js'

type FileMessage = Extract<OutgoingMessage, { type: 'file' }>

const MB = 1024 * 1024
/** https://developer.work.weixin.qq.com/document/path/90253 */
export const MEDIA_LIMITS: Pick<Limits, 'fileBytes' | 'mediaKeptMs'> = {
  fileBytes: { image: 10 * MB, voice: 2 * MB, video: 10 * MB, file: 20 * MB },
  mediaKeptMs: 72 * 3_600_000,
}
const SMALLEST_BYTES = 6
/** The platform keeps an uploaded file for three days; what is nearly over is not relied on. */
const REUSED_FOR_MS = 2 * 86_400_000
const INVALID_MEDIA = 40007
const INVALID_SIZE = 40006

/**
 * Sends a file under the media id of an earlier try where there is one, else uploads it and remembers the id first: a second try is then the same
 * message, which the platform recognises. An id that the platform no longer knows is replaced once.
 */
export async function sendFile<T>(
  message: FileMessage,
  { progress, remember, readFile }: Pick<SendContext, 'progress' | 'remember' | 'readFile'>,
  { client, now, send }: { client: Pick<ServerApi, 'upload'>; now: () => Date; send: (mediaId: string) => Promise<T> },
): Promise<T> {
  const known = progress?.media
  if (!known || now().getTime() - known.at.getTime() > REUSED_FOR_MS) return send(await upload())
  try {
    return await send(known.id)
  } catch (error) {
    if (!(error instanceof ChannelApiError) || error.code !== INVALID_MEDIA) throw error
    return send(await upload())
  }

  async function upload(): Promise<string> {
    const { bytes } = await readFile(message.fileId)
    checkSize(message, bytes.length)
    const id = await client.upload(message.kind, bytes, message.name)
    await remember({ media: { id, at: now() } })
    return id
  }
}

/** @throws ChannelApiError with the platform's own code, before the bytes are sent for nothing */
function checkSize({ kind }: FileMessage, bytes: number): void {
  const megabytes = (count: number) => `${(count / MB).toFixed(1)} MB`
  const largest = MEDIA_LIMITS.fileBytes[kind]
  if (bytes > largest) {
    const detail = `the ${kind} has ${megabytes(bytes)}, the platform takes up to ${megabytes(largest)}`
    throw new ChannelApiError('media/upload', INVALID_SIZE, 'permanent', detail)
  }
  if (bytes < SMALLEST_BYTES)
    throw new ChannelApiError('media/upload', INVALID_SIZE, 'permanent', `the ${kind} has ${bytes} bytes, the platform wants more than 5`)
}
