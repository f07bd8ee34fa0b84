import { Converter } from 'opencc-js/t2cn'

const simplify = Converter({ from: 'tw', to: 'cn' })
const HAS_HAN = /\p{Script=Han}/u

/** Traditional to Simplified. */
export const simplified = (text: string): string => (HAS_HAN.test(text) ? simplify(text) : text)

/** Full-width to half-width, Traditional to Simplified, outer blanks off. What the person meant, still in their words. */
export const tidy = (text: string): string => simplified(text.normalize('NFKC').trim())

/** The form in which words are compared: tidy, lower case, without blanks and punctuation. */
export function keyOf(text: string): string {
  return tidy(text)
    .toLowerCase()
    .replace(/[\s,，。.!！?？:：;；、~～"'“”‘’·•()（）[\]【】「」_-]+/gu, '')
}
