import { tidy } from './normalise.js'

const DIGITS: Readonly<Record<string, number>> = {
  零: 0,
  〇: 0,
  一: 1,
  二: 2,
  两: 2,
  俩: 2,
  仨: 3,
  三: 3,
  四: 4,
  五: 5,
  六: 6,
  七: 7,
  八: 8,
  九: 9,
}
const TENS: Readonly<Record<string, string>> = { 廿: '二十', 卅: '三十' }
const SCALES: Readonly<Record<string, number>> = { 十: 10, 百: 100, 千: 1000, 万: 10_000 }

/** `35.2`, `1,200`, `三十五`, `一百二`, `三点五`, `半`, `1.2万`, `4百2`; undefined for anything else. */
export function readNumber(text: string): number | undefined {
  const plain = tidy(text)
    .replace(/(?<=\d)[,，](?=\d{3}(\D|$))/g, '')
    .replace(/[廿卅]十?/g, (tens) => TENS[tens[0]!]!)
  if (/^[+-]?\d+(\.\d+)?$/.test(plain)) return Number(plain)
  if (/^\d/.test(plain)) return readMixed(plain)
  if (plain === '半') return 0.5
  if (!/^[零〇一二两俩仨三四五六七八九十百千万点]+$/.test(plain)) return undefined
  const [whole = '', fraction, ...more] = plain.split('点')
  if (more.length > 0 || fraction === '') return undefined
  const integer = readInteger(whole)
  if (integer === undefined || fraction === undefined) return integer
  const digits = [...fraction].map((character) => DIGITS[character])
  return digits.includes(undefined) ? undefined : Number(`${integer}.${digits.join('')}`)
}

/** The same text with a decimal that is spoken in digits: `PO四十二点五R` is `PO42.5R`. */
export const withDecimals = (text: string): string =>
  text.replace(/[一二两三四五六七八九十百]+点[零〇一二两三四五六七八九]+/g, (spoken) => String(readNumber(spoken) ?? spoken))

/** Digits with the word for what they count: `1.2万`, `12万`, `4百2`, `3千5百`. */
function readMixed(text: string): number | undefined {
  const [, digits = '', word = '', tail = '0'] = /^(\d+(?:\.\d+)?)([百千万])(\d)?$/.exec(text) ?? []
  const scale = SCALES[word]
  if (tail !== '0' && digits.includes('.')) return undefined // 1.2万5
  if (scale !== undefined) return Math.round((Number(digits) * scale + (Number(tail) * scale) / 10) * 1e6) / 1e6
  if (!/^(\d[十百千万]){2,}\d?$/.test(text)) return undefined
  return readInteger(text.replace(/\d/g, (digit) => '零一二三四五六七八九'[Number(digit)]!))
}

function readInteger(text: string): number | undefined {
  if (text === '') return undefined
  if (/^[零〇一二两俩仨三四五六七八九]+$/.test(text)) return Number([...text].map((character) => DIGITS[character]).join(''))
  let total = 0
  let section = 0
  let digit: number | undefined
  let scale = 1
  for (const character of text) {
    const step = SCALES[character]
    if (step === undefined) {
      // 两三百 is one of two numbers, not the second
      if (digit) return undefined
      digit = DIGITS[character]
      if (digit === 0) scale = 1
      continue
    }
    if (step === 10_000) {
      if (total + section + (digit ?? 0) === 0) return undefined
      total += (section + (digit ?? 0)) * step
      section = 0
    } else {
      section += (digit ?? 1) * step
    }
    digit = undefined
    scale = step
  }
  // 三百五 means 350, 三百零五 means 305
  return total + section + (digit ?? 0) * (scale > 10 && digit ? scale / 10 : 1)
}
