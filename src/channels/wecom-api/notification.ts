import type { IncomingContent } from '../channel.js'
import { textOf, type XmlFields } from './xml.js'

/**
 * That customers have written (https://developer.work.weixin.qq.com/document/path/94670): it comes to the address of the account, or to that of the app
 * which manages it (wecom.md 1.6). It says nothing of who wrote what. Undefined for every other event.
 */
export function readNotification(fields: XmlFields): Extract<IncomingContent, { type: 'toFetch' }> | undefined {
  if (textOf(fields, 'Event') !== 'kf_msg_or_event') return undefined
  const [account, pass] = [textOf(fields, 'OpenKfId'), textOf(fields, 'Token')]
  return { type: 'toFetch', ...(account && { account }), ...(pass && { pass }) }
}
