import type { OutgoingMessage } from '../channel.js'
import { type SealSecrets, seal } from '../sealed.js'
import { secondsOf } from '../wecom-api/envelope.js'
import { plainText } from '../wecom-api/plain-text.js'
import { taskId } from '../wecom-api/task-id.js'
import { cdata } from '../wecom-api/xml.js'
import { WECOM_LIMITS } from './limits.js'

/** A text that is not cut, or the change of the card that was just tapped (https://developer.work.weixin.qq.com/document/path/90241). */
export function isPassive(message: OutgoingMessage, tappedCard: string | undefined): boolean {
  if (tappedCard === undefined) return message.type === 'text' && Buffer.byteLength(plainText(message.text)) <= WECOM_LIMITS.textBytes
  return message.type === 'cardDone' && taskId(message.card) === tappedCard
}

/** The body of the HTTP answer. @throws for a message that `isPassive` did not allow */
export function encodePassive(message: OutgoingMessage, to: string, secrets: SealSecrets, now: Date): string {
  const head = `<ToUserName>${cdata(to)}</ToUserName><FromUserName>${cdata(secrets.receiveId)}</FromUserName><CreateTime>${secondsOf(now)}</CreateTime>`
  const { encrypted, signature, timestamp, nonce } = seal(`<xml>${head}${content(message)}</xml>`, secrets, secondsOf(now))
  return `<xml><Encrypt>${cdata(encrypted)}</Encrypt><MsgSignature>${cdata(signature)}</MsgSignature><TimeStamp>${timestamp}</TimeStamp><Nonce>${cdata(nonce)}</Nonce></xml>`
}

function content(message: OutgoingMessage): string {
  if (message.type === 'text') return `<MsgType>${cdata('text')}</MsgType><Content>${cdata(plainText(message.text))}</Content>`
  if (message.type === 'cardDone')
    return `<MsgType>${cdata('update_button')}</MsgType><Button><ReplaceName>${cdata(message.text)}</ReplaceName></Button>`
  throw new Error(`a ${message.type} is no passive reply`)
}
