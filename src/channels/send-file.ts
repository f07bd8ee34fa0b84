import { ChannelApiError } from '../errors.js'
import type { Limits, OutgoingMessage, SendContext } from './channel.js'

export type FileMessage = Extract<OutgoingMessage, { type: 'file' }>

/** A platform, as far as it takes files. */
export interface Uploading<T> {
  readonly limits: Limits['fileBytes']
  /** @returns what the platform calls it */
  upload(kind: FileMessage['kind'], bytes: Buffer, name: string): Promise<string>
  send(mediaId: string): Promise<T>
  /** True where the platform knows no such file any more. */
  isForgotten(error: ChannelApiError): boolean
  now(): Date
}

const SMALLEST_BYTES = 6
/** Platforms keep an uploaded file for three days or more; what is nearly over is not relied on. */
const REUSED_FOR_MS = 2 * 86_400_000
const INVALID_SIZE = 40006

/**
 * Sends a file under the media id of an earlier try where there is one, else uploads it and remembers the id first: a second try is then the same
 * message. An id that the platform no longer knows is replaced once.
 */
export async function sendFile<T>(
  message: FileMessage,
  { progress, remember, readFile }: Pick<SendContext, 'progress' | 'remember' | 'readFile'>,
  platform: Uploading<T>,
): Promise<T> {
  const known = progress?.media
  if (!known || platform.now().getTime() - known.at.getTime() > REUSED_FOR_MS) return platform.send(await upload())
  try {
    return await platform.send(known.id)
  } catch (error) {
    if (!(error instanceof ChannelApiError) || !platform.isForgotten(error)) throw error
    return platform.send(await upload())
  }

  async function upload(): Promise<string> {
    const { bytes } = await readFile(message.fileId)
    checkSize(message, bytes.length, platform.limits)
    const id = await platform.upload(message.kind, bytes, message.name)
    await remember({ media: { id, at: platform.now() } })
    return id
  }
}

/** @throws ChannelApiError before the bytes are sent for nothing */
function checkSize({ kind }: FileMessage, bytes: number, limits: Limits['fileBytes']): void {
  const megabytes = (count: number) => `${(count / 1024 / 1024).toFixed(1)} MB`
  const largest = limits[kind]
  if (bytes > largest) {
    const detail = `the ${kind} has ${megabytes(bytes)}, the platform takes up to ${megabytes(largest)}`
    throw new ChannelApiError('media/upload', INVALID_SIZE, 'permanent', detail)
  }
  if (bytes < SMALLEST_BYTES)
    throw new ChannelApiError('media/upload', INVALID_SIZE, 'permanent', `the ${kind} has ${bytes} bytes, the platform wants more than 5`)
}
