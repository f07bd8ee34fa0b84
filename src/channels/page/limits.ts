import type { Limits } from '../channel.js'

const MB = 1024 * 1024
const DAY_MS = 86_400_000

/** Our own page: it shows whatever fits on a phone, at any time, and its cards change as long as it lives. */
export const PAGE_LIMITS: Limits = {
  toPerson: { aMinute: 120, anHour: 2_000 },
  sendsAMinute: 6_000,
  atOnce: { messages: 10, files: 4 },
  textBytes: 16_384,
  card: {
    chars: { title: 200, button: 60, rowLabel: 60 },
    buttons: 24,
    options: 60,
    form: { selects: 10, options: 60 },
    changesForMs: 365 * DAY_MS,
  },
  fileBytes: { image: 20 * MB, voice: 20 * MB, video: 100 * MB, file: 100 * MB },
  mediaKeptMs: 7 * DAY_MS,
  repeatsForMs: 4 * DAY_MS,
}
