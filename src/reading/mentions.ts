/** Values that stand somewhere in a running text: 「宏基昨天拉的P.O42.5有60袋结块了，批号HB2611-07，张工13991300001」. */
import { NEGATION_BEFORE } from './choice.js'
import { keyOf } from './normalise.js'
import type { Reading } from './reading.js'

export interface Mention<T = unknown> {
  /** Where it begins and ends in the text, which is tidy. */
  readonly from: number
  readonly to: number
  readonly value: T
  /** Too short or too plain to be one by itself: it counts only beside the name of what it is. */
  readonly needsName?: true
}

/** Whatever has the shape of a value and can be read as one. @param shape with the flag g */
export function mentionsOf<T>(text: string, shape: RegExp, read: (piece: string) => Reading<T>): Mention<T>[] {
  return [...text.matchAll(shape)].flatMap((match) => {
    const reading = read(match[0])
    return reading.ok ? [{ from: match.index, to: match.index + match[0].length, value: reading.value }] : []
  })
}

const HAN_NUMERAL = '[零〇一二两三四五六七八九十百千万]'
const NUMERAL = `(?:\\d[\\d,]*(?:\\.\\d+)?(?:万|千|百)?|${HAN_NUMERAL}+(?:点${HAN_NUMERAL}+)?)`

export const AMOUNT_SHAPE = new RegExp(
  `(?<![\\d.A-Za-z-])${NUMERAL}\\s*(?:吨半?|顿|t(?![A-Za-z])|公斤|千克|kg(?![A-Za-z])|袋(?!装)|包(?!装))`,
  'gi',
)
/** Behind it a word for what is counted may stand. */
export const COUNT_SHAPE = new RegExp(
  `(?<![\\d.A-Za-z-])(?:\\d[\\d,]*(?:\\.\\d+)?\\s*(?:袋(?!装)|包(?!装)|天|℃|度|‰)?|(?!一[袋包])${HAN_NUMERAL}+\\s*(?:袋(?!装)|包(?!装)|天|度))`,
  'gi',
)

const DAY_NUMERAL = '(?:\\d{1,2}|[一二三四五六七八九十]{1,3})'
export const DATE_SHAPE = new RegExp(
  [
    '大前天|前[天儿]|昨[天日儿]|今[天日儿]|昨晚|今早|夜来',
    '(?:上上|上个?|这个?|本)?(?:周|星期|礼拜)[一二三四五六日天]',
    '(?<!\\d)\\d{4}\\s*[年./-]\\s*\\d{1,2}\\s*[月./-]\\s*\\d{1,2}\\s*[日号]?',
    `(?<![廿卅])${DAY_NUMERAL}\\s*月\\s*${DAY_NUMERAL}\\s*[日号]?`,
    `(?<![\\d.廿卅])${DAY_NUMERAL}[日号](?![楼道仓库线磅车机码门站路])`,
    '(?<![\\d./-])\\d{1,2}[./]\\d{1,2}(?![\\d./-])',
  ].join('|'),
  'g',
)
export const PHONE_SHAPE = /(?<!\d)(?:\+?86[\s-]?)?1[3-9]\d[\s-]?\d{4}[\s-]?\d{4}(?!\d)|(?<!\d)0\d{2,3}[\s-]\d{7,8}(?!\d)/g
export const PLATE_SHAPE = /\p{Script=Han}[A-Z][\s·.-]?[A-Z0-9]{5,6}(?![A-Z0-9])/giu
export const CODE_SHAPE =
  /(?<![A-Za-z0-9.·]|[京津沪渝冀豫云辽黑湘皖鲁新苏浙赣鄂桂甘晋蒙陕吉闽贵粤青藏川宁琼])[A-Za-z0-9][A-Za-z0-9_/#-]{2,38}[A-Za-z0-9](?![.\d])/g
/** HB2611-07, but neither 20261103 nor PO425. */
export const isCodeByItself = (text: string): boolean => /^[A-Za-z]{1,4}-?\d{4,}/.test(text) && !/^[A-Za-z]{2}-?\d{8}-?\d{3,}$/.test(text)

const SURNAMES =
  '王李张刘陈杨黄赵吴周徐孙马朱胡郭何林罗高郑梁谢宋唐许韩邓冯曹彭曾萧田董潘袁蔡蒋余于杜叶程魏苏吕丁任卢姚沈钟姜崔谭陆范汪廖石金韦贾夏付方邹熊白孟秦邱侯江尹薛阎雷龙黎史陶贺毛郝顾龚邵万覃武钱戴严莫孔向常汤康易乔赖樊兰殷施洪翟安倪牛温芦季俞鲁葛申毕焦巩党屈雒惠强南师同麻栾蔺荆阎解曲车申柳倪郝蔡雷邱'
const POSTS =
  '(?:经理|师傅|会计|主任|老板|科长|队长|厂长|站长|部长|主管|库管|保管|先生|女士|工长|班长|材料员|采购|老师|书记|总(?![共计数是重包的])|工(?![地程人厂艺作资期段])|哥|姐)'
/** 张工, 李会计, 老王, 王小明: the last only beside a phone number or behind a word such as 联系人. */
export const PERSON_SHAPE = new RegExp(
  `[${SURNAMES}]\\p{Script=Han}{0,2}?${POSTS}|[老小][${SURNAMES}](?!\\p{Script=Han}{0,1}[厂镇村路区])`,
  'gu',
)
export const FULL_NAME_SHAPE = new RegExp(`(?<![\\p{Script=Han}])[${SURNAMES}]\\p{Script=Han}{1,2}(?!\\p{Script=Han})`, 'gu')
const PHONE_FOLLOWS =
  /^[\s,，:：(（]*(?:的?(?:联系)?(?:电话|手机|号码|tel))?[\s:：是]*(?:\+?86[\s-]?)?(?:1[3-9]\d[\s-]?\d{4}[\s-]?\d{4}(?!\d)|0\d{2,3}[\s-]\d{7,8}(?!\d))/i

/** 何主任 of 金桥何主任: the firm before somebody is no part of the name. */
export const personOf = (called: string): string => {
  for (let from = called.length - 1; from > 0; from--)
    if (SURNAMES.includes(called[from]!) && ONE_PERSON.test(called.slice(from))) return called.slice(from)
  return called
}
const ONE_PERSON = new RegExp(`^[${SURNAMES}]${POSTS}$`, 'u')

/** Blanks, a word for it and the number itself are no longer. */
const NEAR_CHARS = 40

/** True where a phone number stands right behind this place. */
export const isBeforePhone = (text: string, at: number): boolean => PHONE_FOLLOWS.test(text.slice(at, at + NEAR_CHARS))

/** One of the words that stand for an option; # in a word is a number: 少#袋. */
export interface Wording {
  readonly id: string
  readonly words: readonly string[]
}

/** 不是 and one letter more. */
const NEGATION_CHARS = 4

/** The options that a text names and does not deny; of names inside each other the longest. */
export function optionMentions(text: string, options: readonly Wording[]): Mention<string>[] {
  const found = options.flatMap(({ id, words }) =>
    words.flatMap((word) =>
      [...text.matchAll(shapeOf(word))].map(({ index, 0: piece }) => ({ from: index, to: index + piece.length, value: id })),
    ),
  )
  return found.filter(
    (one) =>
      !found.some((other) => other.from <= one.from && other.to >= one.to && other.to - other.from > one.to - one.from) &&
      !NEGATION_BEFORE.test(text.slice(Math.max(0, one.from - NEGATION_CHARS), one.from)) &&
      !/^[吗么?？]/.test(text.slice(one.to)),
  )
}

const shapes = new Map<string, RegExp>()

function shapeOf(word: string): RegExp {
  const known = shapes.get(word)
  if (known) return known
  const letters = word
    .split('#')
    .map((piece) => [...keyOf(piece)].map((one) => one.replace(/[+*?^$()[\]{}|\\/]/g, '\\$&')).join('[\\s·.-]*'))
  const [head = '', tail = ''] = [keyOf(word).at(0), keyOf(word).at(-1)]
  const isPlain = (letter: string) => /[a-z0-9]/i.test(letter)
  const shape = new RegExp(
    `${isPlain(head) ? '(?<![A-Za-z0-9.])' : ''}${letters.join(`[了咧着]?\\s*${NUMERAL}\\s*[多来]?`)}${isPlain(tail) ? '(?![A-Za-z0-9])(?!\\.\\d)' : ''}`,
    'gi',
  )
  shapes.set(word, shape)
  return shape
}
