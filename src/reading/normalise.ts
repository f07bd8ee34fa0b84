import { Converter } from 'opencc-js/t2cn'

const simplify = Converter({ from: 'tw', to: 'cn' })
const HAS_HAN = /\p{Script=Han}/u

/** Full-width to half-width, Traditional to Simplified, outer blanks off. What the person meant, still in their words. */
export function tidy(text: string): string {
  const narrow = text.normalize('NFKC').trim()
  return HAS_HAN.test(narrow) ? simplify(narrow) : narrow
}

/** The form in which words are compared: tidy, lower case, without blanks and punctuation. */
export function keyOf(text: string): string {
  return tidy(text)
    .toLowerCase()
    .replace(/[\s,，。.!！?？:：;；、~～"'“”‘’·•()（）[\]【】「」_-]+/gu, '')
}
