import type { Limits, SendContext } from '../channel.js'
import { type FileMessage, sendFile } from '../send-file.js'
import { isInvalidMedia } from './api-errors.js'
import type { ServerApi } from './server-api.js'

const MB = 1024 * 1024
/** https://developer.work.weixin.qq.com/document/path/90253 */
export const MEDIA_LIMITS: Pick<Limits, 'fileBytes' | 'mediaKeptMs'> = {
  fileBytes: { image: 10 * MB, voice: 2 * MB, video: 10 * MB, file: 20 * MB },
  mediaKeptMs: 72 * 3_600_000,
}

/** Sends a file by what an upload gives, or an earlier one gave. */
export const sendMedia = <T>(
  message: FileMessage,
  context: Pick<SendContext, 'progress' | 'remember' | 'readFile'>,
  { client, now, send }: { client: Pick<ServerApi, 'upload'>; now: () => Date; send: (mediaId: string) => Promise<T> },
): Promise<T> =>
  sendFile(message, context, { limits: MEDIA_LIMITS.fileBytes, upload: client.upload, send, isForgotten: isInvalidMedia, now })
