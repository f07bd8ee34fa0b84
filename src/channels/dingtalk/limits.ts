import type { Limits, WebhookLimits } from '../channel.js'

const MB = 1024 * 1024
const DAY_MS = 86_400_000

/**
 * Of the robot of an app of one's own: dingtalk.md 3.4, 4.1, 4.2 and 7.1
 * (https://open.dingtalk.com/document/development/call-frequency-limit, robot-message-type and upload-media-files).
 */
export const DINGTALK_LIMITS: Limits = {
  // 20 a minute in one conversation; more of a robot are refused for ten minutes
  toPerson: { aMinute: 18, anHour: 600 },
  // half of 20 a second, which is what one app may call of one method
  sendsAMinute: 600,
  // calls of the standard and of the professional edition (dingtalk.md 3.4)
  sendsAMonth: [5_000, 200_000],
  atOnce: { messages: 10, files: 2 },
  // 15,000 bytes of a message with its escapes, of which each character may need two
  textBytes: 6_000,
  card: {
    chars: { title: 60, button: 20, rowLabel: 20 },
    // an action card has five buttons, one below the other
    buttons: 5,
    options: 5,
    form: { selects: 0, options: 0 },
    changesForMs: 0,
  },
  fileBytes: { image: 20 * MB, voice: 2 * MB, video: 20 * MB, file: 20 * MB },
  // nothing is promised of how long a code for a download serves
  mediaKeptMs: DAY_MS,
  // a message that was captured can be played back as long as its time is near ours
  repeatsForMs: DAY_MS,
}

/** What a card of a published template shows can be changed; how long, nothing says. */
export const CARDS_CHANGE_FOR_MS = 30 * DAY_MS

/** The platform gives up after 2.5 s, and after 2 s where a card was pressed (dingtalk.md 1.6 and 5.3). No reply goes out in the answer. */
export const ROBOT_LIMITS: WebhookLimits = { bodyBytes: 256 * 1024, answerWithinMs: 2_300, replyWithinMs: 0 }
export const EVENT_LIMITS: WebhookLimits = { bodyBytes: 256 * 1024, answerWithinMs: 1_400, replyWithinMs: 0 }
export const CARD_LIMITS: WebhookLimits = { bodyBytes: 64 * 1024, answerWithinMs: 1_800, replyWithinMs: 1_500 }
