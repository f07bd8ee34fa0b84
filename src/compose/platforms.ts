/** Every platform, in the order in which faults of one hide those of another. */
import { dingtalk } from './platforms/dingtalk.js'
import type { Platform } from './platforms/platform.js'
import { wecom } from './platforms/wecom.js'
import { wecomBot } from './platforms/wecom-bot.js'
import { wecomKf } from './platforms/wecom-kf.js'

export const PLATFORMS: readonly Platform[] = [wecom, wecomBot, wecomKf, dingtalk]
