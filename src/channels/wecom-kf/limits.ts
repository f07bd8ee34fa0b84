import type { Limits } from '../channel.js'
import { MEDIA_LIMITS } from '../wecom-api/media.js'

const HOUR_MS = 3_600_000

/** Of one menu (https://developer.work.weixin.qq.com/document/path/94677, wecom.md 7.5). */
export const MENU = { entries: 10, headBytes: 1024, idBytes: 128, entryBytes: 128 } as const

/** Of a customer service account: wecom.md 7.4 and 7.5 (https://developer.work.weixin.qq.com/document/path/94670 and 94677). */
export const KF_LIMITS: Limits = {
  // the platform counts messages since the customer's last one, not by time; these only keep a fault of ours from flooding anybody
  toPerson: { aMinute: 60, anHour: 1_000 },
  // no number is published; a customer's account is far from any
  sendsAMinute: 2_000,
  atOnce: { messages: 10, files: 2 },
  textBytes: 2048,
  card: {
    // 128 bytes of an entry; a head takes 1,024 bytes together with its rows
    chars: { title: 64, button: 32, rowLabel: 16 },
    buttons: MENU.entries,
    options: MENU.entries,
    form: { selects: 3, options: 10 },
    changesForMs: 0,
  },
  ...MEDIA_LIMITS,
  // whoever has lost the cursor is given the last three days again
  repeatsForMs: 96 * HOUR_MS,
  hasServicers: true,
  replyWindow: { messages: 5, ms: 48 * HOUR_MS, cardBytes: MENU.headBytes },
}
