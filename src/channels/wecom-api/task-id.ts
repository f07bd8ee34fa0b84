import { cardName } from '../card-name.js'

/** Digits, letters and `_-@`, at most 128 bytes, unique in the app (https://developer.work.weixin.qq.com/document/path/90236). */
const ALLOWED = /^[\w@-]{1,128}$/

export const taskId = (card: string): string => cardName(card, ALLOWED)
