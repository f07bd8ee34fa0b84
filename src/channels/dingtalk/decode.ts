/** Messages to the robot: https://open.dingtalk.com/document/development/receive-message and dingtalk.md 1.3 and 1.4. */
import { z } from 'zod'
import { WebhookError } from '../../errors.js'
import type { IncomingContent, IncomingMessage } from '../channel.js'
import { momentOf } from '../moment.js'
import { readTapText } from './tap-text.js'

const text = z.string().catch('')
const Element = z.looseObject({ type: text, text, downloadCode: text, pictureDownloadCode: text })
const Content = z.looseObject({
  downloadCode: text,
  pictureDownloadCode: text,
  recognition: text,
  fileName: text,
  richText: z.array(Element).catch([]),
})
const NOTHING = Content.parse({})
const Body = z.looseObject({
  msgtype: text,
  msgId: z.string().min(1),
  createAt: z.coerce.number().catch(0),
  conversationType: text,
  senderStaffId: z.string().nullish(),
  senderCorpId: z.string().nullish(),
  chatbotCorpId: z.string().nullish(),
  robotCode: z.string().nullish(),
  sessionWebhook: z.string().optional().catch(undefined),
  sessionWebhookExpiredTime: z.coerce.number().catch(0),
  text: z.looseObject({ content: text }).optional().catch(undefined),
  content: z.union([z.string(), Content]).optional().catch(undefined),
  errorCode: z.coerce.string().optional().catch(undefined),
})
type Body = z.infer<typeof Body>

/** The platform's quota of what it brings is used up: messages come without their content. */
const QUOTA_USED_UP = '20001'

export interface RobotCall {
  readonly messages: readonly IncomingMessage[]
  /** Where answers to this person can go for a while without a token; of a talk between the two alone. */
  readonly session?: { readonly userId: string; readonly url: string; readonly until: Date }
}

/**
 * One message of the platform as neutral ones: a rich text is its words and then its pictures. Only members of the company are somebody: what an outsider
 * says in a group is acknowledged and has no sender.
 * @throws WebhookError where it is no message, or one for another robot
 */
export function decodeRobot(json: string, robotCode: string, now: Date): RobotCall {
  const body = read(json)
  if (body.robotCode && body.robotCode !== robotCode) throw new WebhookError(401, 'robot code')
  const userId = memberOf(body)
  const contents: readonly IncomingContent[] = userId === undefined ? [{ type: 'other', name: 'outsider' }] : contentsOf(body)
  const messages = contents.map((content, index) => ({
    key: index === 0 ? body.msgId : `${body.msgId}#${index}`,
    ...(userId !== undefined && body.errorCode !== QUOTA_USED_UP && { from: { channel: 'dingtalk', userId } }),
    at: body.createAt > 0 ? momentOf(body.createAt) : now,
    content,
  }))
  const { sessionWebhook: url, sessionWebhookExpiredTime: until, conversationType } = body
  const isAlone = conversationType === '1'
  return { messages, ...(userId && url && isAlone && { session: { userId, url, until: momentOf(until) } }) }
}

function read(json: string): Body {
  try {
    return Body.parse(JSON.parse(json))
  } catch (cause) {
    throw new WebhookError(400, 'message', { cause })
  }
}

/** Ids of members are unique in one company only; outsiders, and everybody before the robot is published, have none. */
function memberOf({ senderStaffId, senderCorpId, chatbotCorpId }: Body): string | undefined {
  const isForeign = senderCorpId && chatbotCorpId && senderCorpId !== chatbotCorpId
  return senderStaffId && !isForeign ? senderStaffId : undefined
}

function contentsOf(body: Body): readonly IncomingContent[] {
  if (body.errorCode === QUOTA_USED_UP) return [{ type: 'other', name: 'quotaUsedUp' }]
  const given = body.content
  const content = typeof given === 'object' ? given : NOTHING
  switch (body.msgtype) {
    case 'text':
      return [textContent(body.text?.content ?? (typeof given === 'string' ? given : ''))]
    case 'richText':
      return richContents(content.richText)
    case 'picture':
      return [fileContent('image', content)]
    case 'audio':
      return [content.recognition.trim() === '' ? fileContent('voice', content) : textContent(content.recognition)]
    case 'video':
      return [fileContent('video', content)]
    case 'file':
      return [fileContent('file', content)]
    default:
      // in small letters: a kind of message, not an event
      return [{ type: 'other', name: body.msgtype.toLowerCase() }]
  }
}

/** In a group the mention is cut off and a blank is left; nothing but the mention is how somebody looks in. */
function textContent(said: string): IncomingContent {
  const words = said.trim()
  return words === '' ? { type: 'enter' } : (readTapText(words) ?? { type: 'text', text: words })
}

function richContents(elements: z.infer<typeof Element>[]): readonly IncomingContent[] {
  const words = elements
    .filter(({ type }) => type === '' || type === 'text')
    .map((element) => element.text)
    .join('')
    .trim()
  const pictures = elements.filter(({ type }) => type === 'picture').map((element) => fileContent('image', element))
  return words === '' && pictures.length > 0 ? pictures : [textContent(words), ...pictures]
}

/** The code for a picture's small copy is met with errors where there is another one. */
function fileContent(
  kind: 'image' | 'voice' | 'video' | 'file',
  { downloadCode, pictureDownloadCode, fileName }: { downloadCode: string; pictureDownloadCode: string; fileName?: unknown },
): IncomingContent {
  const mediaId = downloadCode || pictureDownloadCode
  if (mediaId === '') return { type: 'other', name: kind }
  return { type: 'file', kind, mediaId, ...(typeof fileName === 'string' && fileName !== '' && { name: fileName }) }
}
