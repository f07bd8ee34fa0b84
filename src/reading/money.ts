/** Sums of money as people write them, in yuan. */
import { tidy } from './normalise.js'
import { readNumber } from './number.js'
import { piecesOf } from './pieces.js'
import { type Reading, refuse } from './reading.js'

/** Where a dialogue names no bound of its own. */
const MOST_YUAN = 1e9
/** Words for: nothing is paid. */
const NOTHING = /^(无|没有|零|免费|不(用|需|要)?(赔|花|收|付|补)(钱|偿|款|费)?|没(花|有)?(钱|费用|损失)|无(费用|损失|金额))$/
const BEFORE = /^(约|大约|大概|共|一共|合计|总价|金额|赔偿?|人民币|rmb)+[:：]?\s*/i
/** As much of a reply as is said again. */
const SAID_CHARS = 20
const MARKED = /^(?:[¥￥])?([\d.,零〇一二两三四五六七八九十百千万点半+-]+?)(万)?(元|块钱|块|圆)?(整)?$/
const IN_COINS = /^(.+?)(?:元|块|圆)(?:(\d)角?)?(?:(\d)分)?$/

export interface MoneyBounds {
  readonly min?: number | undefined
  readonly max?: number | undefined
}

/**
 * `420元`, `¥420.50`, `4百2`, `1.2万`, `420块5`; `不赔钱` is 0. Of what stands beside it (`5件 200元`) nothing is dropped.
 * @returns yuan with two decimals; refused as `money` with what was `said`, as `moneySurplus` with `amount` and `rest`, as `tooSmall` with `min` or `tooLarge` with `max`
 */
export function readMoney(text: string, { min = 0, max = MOST_YUAN }: MoneyBounds): Reading<number> {
  const pieces = piecesOf(
    text
      .trim()
      .replace(BEFORE, '')
      .replace(/(?<=\d),(?=\d{3}(\D|$))/g, ''),
  )
  const sums = pieces.map((piece) => ({ piece, yuan: yuanIn(piece), isMarked: /[¥￥元块圆]/.test(piece) }))
  const read = sums.filter(({ yuan }) => yuan !== undefined)
  const marked = read.filter(({ isMarked }) => isMarked)
  const [one, ...others] = marked.length > 0 ? marked : read
  if (one?.yuan === undefined || others.length > 0) return refuse('money', { said: text.slice(0, SAID_CHARS) })
  const rest = pieces.filter((piece) => piece !== one.piece).join(' ')
  if (rest !== '') return refuse('moneySurplus', { amount: one.yuan, rest })
  if (one.yuan < min) return refuse('tooSmall', { min })
  return one.yuan > max ? refuse('tooLarge', { max }) : { ok: true, value: one.yuan }
}

/** Undefined where it is no sum of money, as what has another unit is none. */
function yuanIn(piece: string): number | undefined {
  const plain = tidy(piece).replace(/[。.!！]+$/, '')
  if (NOTHING.test(plain)) return 0
  const [, whole = '', tens = '0', cents = '0'] = IN_COINS.exec(plain.replace(/^[¥￥]/, '').replace(/整$/, '')) ?? []
  const [, digits = '', ten] = MARKED.exec(plain) ?? []
  const number = digits ? readNumber(ten ? `${digits}${ten}` : digits) : readNumber(whole)
  if (number === undefined) return undefined
  return Math.round((number + (digits ? 0 : Number(tens) / 10 + Number(cents) / 100)) * 100) / 100
}
