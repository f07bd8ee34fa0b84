import type { Limits } from '../channel.js'

const MB = 1024 * 1024
const HOUR_MS = 3_600_000

/** Of a smart bot over its long connection (https://developer.work.weixin.qq.com/document/path/101463, wecom.md 9.3). */
export const BOT_LIMITS: Limits = {
  // 30 a minute and 1,000 an hour in one conversation
  toPerson: { aMinute: 25, anHour: 900 },
  // nothing is said of all conversations together; one connection carries them
  sendsAMinute: 1_200,
  atOnce: { messages: 10, files: 1 },
  // 20,480 bytes of markdown, of which a line end or a sign may need three
  textBytes: 6_000,
  card: {
    chars: { title: 26, button: 10, rowLabel: 5 },
    buttons: 6,
    options: 20,
    form: { selects: 3, options: 10 },
    // only in the answer to a press, within seconds
    changesForMs: 0,
  },
  fileBytes: { image: 10 * MB, voice: 2 * MB, video: 10 * MB, file: 20 * MB },
  // an address for a download serves five minutes
  mediaKeptMs: 5 * 60_000,
  // a message that a dying process had in hand is taken by the next one, whenever that starts
  repeatsForMs: 24 * HOUR_MS,
}

/** What is answered to a press or to a first visit must be there within five seconds. */
export const ANSWER_WITHIN_MS = 4_000
/** A message takes answers for a day; a little less is relied on. */
export const PASS_GOOD_FOR_MS = 23 * HOUR_MS
