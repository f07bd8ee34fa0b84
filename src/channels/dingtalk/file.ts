import { ChannelApiError } from '../../errors.js'
import type { FileMessage } from '../send-file.js'
import type { RobotMessage } from './body.js'

/** What the platform shows as a file: https://open.dingtalk.com/document/development/robot-message-type */
const FILE_TYPES = ['xlsx', 'pdf', 'zip', 'rar', 'doc', 'docx']
/** Spoken recordings come to 1.6 bytes a millisecond; how long one is shown to be is all that depends on it. */
const VOICE_BYTES_PER_MS = 1.6
const SHORTEST_MS = 1_000

/** @param bytes how large it is, where it was read just now */
export function fileMessage({ kind, name }: FileMessage, mediaId: string, bytes = 0): RobotMessage {
  const message = (msgKey: string, fields: object): RobotMessage => ({ msgKey, msgParam: JSON.stringify(fields) })
  if (kind === 'image') return message('sampleImageMsg', { photoURL: mediaId })
  if (kind === 'voice') {
    const duration = Math.max(SHORTEST_MS, Math.round(bytes / VOICE_BYTES_PER_MS))
    return message('sampleAudio', { mediaId, duration: String(duration) })
  }
  const fileType = (/\.(\w+)$/.exec(name)?.[1] ?? '').toLowerCase()
  // a film needs a picture for its first view, which nobody here can make
  if (kind === 'video' || !FILE_TYPES.includes(fileType))
    throw new ChannelApiError(
      'robot/oToMessages/batchSend',
      'fileType',
      'permanent',
      `the platform shows no ${fileType || kind} that a robot sends`,
    )
  return message('sampleFile', { mediaId, fileName: name, fileType })
}
