import type { Limits } from '../channel.js'
import { MEDIA_LIMITS } from '../wecom-api/media.js'

const HOUR_MS = 3_600_000

/** Of a self-built app: wecom.md 3.2, 3.3 and 3.8 (https://developer.work.weixin.qq.com/document/path/90236, 90312 and 90253). */
export const WECOM_LIMITS: Limits = {
  // what exceeds 30 a minute and 1,000 an hour is dropped without a word
  toPerson: { aMinute: 25, anHour: 900 },
  // half of what a company may send: room for its other programs
  sendsAMinute: 5_000,
  // calls at the same time are counted too (45033)
  atOnce: { messages: 20, files: 4 },
  textBytes: 2048,
  card: {
    chars: { title: 36, button: 10, rowLabel: 5 },
    buttons: 6,
    options: 20,
    form: { selects: 3, options: 10 },
    changesForMs: 72 * HOUR_MS,
  },
  ...MEDIA_LIMITS,
  // its repetitions come within minutes, but a captured call can be played back for two hours by the time inside it
  repeatsForMs: 3 * HOUR_MS,
}
