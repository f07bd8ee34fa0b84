import { keyOf } from './normalise.js'

const EMOTICONS = /\p{Extended_Pictographic}|[\u{1F3FB}-\u{1F3FF}\u{FE0F}\u{200D}]/gu
const READ = '(?:好|嗯|收到|知道|明白|了解)(?:的|了|啦|啊|哈|哦|呢)*'
const THANKED = '(?:非常|十分|太|真是|真的)?(?:谢谢|多谢|感谢|辛苦)(?:你们|您们|您|你|大家)?(?:了|啦|啊|哈)*'
const WORDS = new RegExp(`^(?:${READ}|${THANKED}|thankyou|thanks|thx|ok|okay|received)+$`, 'u')

/** Words of thanks or that something was read, and nothing more: they ask for nobody. */
export const isThanks = (text: string | undefined): boolean => WORDS.test(keyOf(text ?? '').replace(EMOTICONS, ''))
