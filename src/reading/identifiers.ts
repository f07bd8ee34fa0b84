import { tidy } from './normalise.js'
import { type Reading, refuse } from './reading.js'

const PLATE = /^[京津沪渝冀豫云辽黑湘皖鲁新苏浙赣鄂桂甘晋蒙陕吉闽贵粤青藏川宁琼][A-Z][A-Z0-9]{5,6}$/
const LOOKS_LIKE_DATE = /^(\d{4}[-/]\d{1,2}[-/]\d{1,2}|\d{1,2}[-/]\d{1,2})$/

/**
 * A mobile number of 11 digits, or an area code with 7 or 8 digits; blanks, hyphens and +86 do not matter. Given back as `13991300001` or
 * `0913-2101234`; refused as `phone` with how many `digits` there were.
 */
export function readPhone(text: string): Reading<string> {
  const plain = tidy(text)
    .replace(/[\s()-]/g, '')
    .replace(/^\+?86(?=1\d{10}$)/, '')
  if (/^1[3-9]\d{9}$/.test(plain)) return { ok: true, value: plain }
  const landline = /^(0(?:10|2\d|[3-9]\d{2}))(\d{7,8})$/.exec(plain)
  return landline ? { ok: true, value: `${landline[1]}-${landline[2]}` } : refuse('phone', { digits: plain.replace(/\D/g, '').length })
}

/** Province character, letter, five or six letters or digits. Given back in capitals and without blanks; refused as `plate`. */
export function readPlate(text: string): Reading<string> {
  const plain = tidy(text)
    .toUpperCase()
    .replace(/[\s·.-]/g, '')
  return PLATE.test(plain) ? { ok: true, value: plain } : refuse('plate')
}

/** A delivery-note or batch number, kept as typed but in half-width characters; refused as `code`. */
export function readCode(text: string): Reading<string> {
  const plain = tidy(text)
  const fits = /^[A-Za-z0-9][A-Za-z0-9_/#-]{2,39}$/.test(plain) && /\d/.test(plain) && !LOOKS_LIKE_DATE.test(plain)
  return fits ? { ok: true, value: plain } : refuse('code')
}

/** How a person is called: no number in it, at most 30 characters; refused as `name`. */
export function readName(text: string): Reading<string> {
  const plain = tidy(text)
  return plain.length >= 1 && plain.length <= 30 && !/\d/.test(plain) ? { ok: true, value: plain } : refuse('name')
}
