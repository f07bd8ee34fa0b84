/** Values that stand somewhere in a running text: 「宏基昨天拉的P.O42.5有60袋结块了，批号HB2611-07，张工13991300001」. */
import { NEGATION_BEFORE } from './choice.js'
import type { Reading } from './reading.js'
import { HEDGE, NUMERAL, shapeOf } from './wordings.js'

export interface Mention<T = unknown> {
  /** Where it begins and ends in the text, which is tidy. */
  readonly from: number
  readonly to: number
  readonly value: T
  /** Too short or too plain to be one by itself: it counts only beside the name of what it is. */
  readonly needsName?: true
  /** It gives way to another that is no such word. */
  readonly isWeak?: true
}

/** Whatever has the shape of a value and can be read as one. @param shape with the flag g */
export function mentionsOf<T>(text: string, shape: RegExp, read: (piece: string) => Reading<T>): Mention<T>[] {
  return [...text.matchAll(shape)].flatMap((match) => {
    const reading = read(match[0])
    return reading.ok ? [{ from: match.index, to: match.index + match[0].length, value: reading.value }] : []
  })
}

const START = '(?<![\\d.A-Za-z-])'
const END = `(?![\\d,]*\\d)(?!\\s*${HEDGE})`
const BAGS = '袋(?!装)|包(?!装)'

export const AMOUNT_SHAPE = new RegExp(
  `${START}(?!一[袋包])${NUMERAL}${END}\\s*(?:吨(?:半|[一二两三四五六七八九](?![一二三四五六七八九十百千万吨袋包公斤天月号日次车个])|(?![一二三四五六七八九]{2}))|顿|t(?![A-Za-z])|公斤|千克|kg(?![A-Za-z])|${BAGS})(?!\\s*${HEDGE})`,
  'gi',
)
/** A weight on a slip has no unit where all have the same. */
export const WEIGHT_SHAPE = /(?<=[重磅][\s:：是为]{0,3})\d+\.\d+(?![\d.])/g

/** What is counted otherwise: 点了3遍, 48公斤, 5个月. */
const OTHER_UNIT = '(?:[年月日号周星礼时点分秒米层摞垛排遍次车趟人元块钱楼%％]|\\s*(?:[斤公吨顿千克]|[kgtm](?![A-Za-z])))'
const THINGS = `${BAGS}|个(?![多月星礼小钟人])|天|℃|°C|度|‰`
const SPOKEN = '[零〇一二两三四五六七八九十百千]'
/** Behind it a word for what is counted may stand. */
export const COUNT_SHAPE = new RegExp(
  [
    `${START}\\d[\\d,]*(?:\\.\\d+)?${END}(?:\\s*(?:${THINGS})|(?!${OTHER_UNIT}))`,
    `(?!一[袋包个])(?:${SPOKEN}|[廿卅俩仨])+${END}\\s*(?:${THINGS})`,
    `(?<!${SPOKEN})${SPOKEN}*[十百]${SPOKEN}*(?!${SPOKEN})${END}(?!${OTHER_UNIT}|\\s*[分成两])`,
  ].join('|'),
  'gi',
)

const DAY_NUMERAL = '(?:\\d{1,2}|[一二三四五六七八九十廿卅]{1,3})'
export const DATE_SHAPE = new RegExp(
  [
    `(?:大前|前|昨|今|夜)(?:[天日]|[儿个](?!月)(?:个|儿)?)|昨晚|昨夜|今早|今晨|夜来|[昨今](?=[早上下中晚黑])`,
    '(?:上上个?|上个?|这个?|本)?(?:周|星期|礼拜)[一二三四五六日天]',
    `(?<!\\d)\\d{4}\\s*[年./-]\\s*\\d{1,2}\\s*[月./-]\\s*\\d{1,2}\\s*[日号]?`,
    `(?:上个?月|本月|这个月|当月)\\s*${DAY_NUMERAL}\\s*[日号](?![楼仓库线磅机])`,
    `${DAY_NUMERAL}\\s*月\\s*(?:份\\s*)?${DAY_NUMERAL}\\s*[日号]?`,
    `(?<![\\d.十])${DAY_NUMERAL}[日号](?![楼道仓库线磅车机码门站路])`,
    '(?<![\\d./A-Za-z-])\\d{1,2}(?:[./]\\d{1,2}|-\\d{1,2})(?![\\d./A-Za-z-])',
  ].join('|'),
  'g',
)
export const PHONE_SHAPE =
  /(?<!\d)(?:\+?86[\s-]?)?1[3-9]\d[\s-]?\d{4}[\s-]?\d{4}(?!\d)|(?<![\dA-Za-z.-])[(（]?0\d{2,3}[)）]?[\s-]?\d{7,8}(?!\d)/g
export const PLATE_SHAPE = /\p{Script=Han}[A-Z][\s·.-]?[A-Z0-9]{5,6}(?![A-Z0-9])/giu
export const CODE_SHAPE =
  /(?<![A-Za-z0-9.·]|[京津沪渝冀豫云辽黑湘皖鲁新苏浙赣鄂桂甘晋蒙陕吉闽贵粤青藏川宁琼])[A-Za-z0-9][A-Za-z0-9_/#-]{2,38}[A-Za-z0-9](?![\dA-Za-z]|[._/#-][A-Za-z0-9])/g
/** HB2611-07, but neither 20261103 nor PO425. */
export const isCodeByItself = (text: string): boolean => /^[A-Za-z]{1,4}-?\d{4,}/.test(text) && !/^[A-Za-z]{2}-?\d{8}-?\d{3,}$/.test(text)

const SURNAMES =
  '王李张刘陈杨黄赵吴周徐孙马朱胡郭何林罗高郑梁谢宋唐许韩邓冯曹彭曾萧肖田董潘袁蔡蒋余于杜叶程魏苏吕丁任卢姚沈钟姜崔谭陆范汪廖石金韦贾夏付傅方邹熊白孟秦邱侯江尹薛阎闫雷龙黎史陶贺毛郝顾龚邵万覃武钱戴严莫孔向常汤康易乔赖樊兰殷施洪翟安倪牛温芦季俞鲁葛申毕焦巩党屈雒惠强南师同麻栾蔺荆解曲柳卫蒙庞耿冀霍左詹齐梅庄辛管祝靳祁岳裴符欧甘聂段路单尚宁游阮桂关盛宗冉郎岑苗舒耿褚窦谷娄滕应苟晁鲍尤邢骆宫柴卞米车穆仝仇麦涂郁简饶司袁甄尉蒲晏景凌包隋房计丛初'
/** Of these a word begins that is no name: 小时, 老包装. */
const NOT_CALLED =
  '(?:[老小](?:石[子头]|包|车|米|麦|关|路|管|单|应|任|同|师|南|强|金额|方量|毛病|田地|谷|温|计|初|高层|于|白[灰板]|黄[沙砂]))'
/** Of these a word begins more often than a name of several letters: 应找经理. */
const ALONE = '应同强单管计南任于包路初盛车米温解关谷涂安成常向方万时'
const POSTS =
  '(?:副?经理|师傅|会计|出纳|主任|老板娘?|科长|队长|厂长|站长|部长|处长|主管|库管|仓管|保管员?|先生|女士|小姐|太太|工长|班长|组长|[材资]料员|收料员|技术员|采购员?|司磅员?|磅工|老师|书记|村长|大[哥姐叔爷伯]|总工程师|总监|董事长|监理|局长|院长|校长|教授|总(?![共计数是重包的体量])|工(?![地程人厂艺作资期段序区])|哥|姐|叔|嫂|姨|婶)'
/** What ends so is a place or a firm, or no word for anybody. */
const NOT_LAST =
  '[区县市镇乡村站厂部店行队组场街桥院校社司处所室库题货块泥袋包吨度样用了的吗呢吧呀话机号法事间点日期量少多不上下里面到来去过得说问让要叫]'
/** 王哥早: whoever is greeted is told of somebody else. */
const GREETED = '(?:早(?:上好|安|啊)?|[你您]?好|在[吗不])(?=[\\s,，。!！~]|$)'
/** 张工, 李会计, 老王: they are called so by whoever knows them. */
export const PERSON_SHAPE = new RegExp(
  `(?!车工)[${SURNAMES}](?:(?<![${ALONE}])\\p{Script=Han}{1,2}?)?${POSTS}(?!${GREETED})|(?<![我俺])(?!${NOT_CALLED})[老小][${SURNAMES}](?!\\p{Script=Han}{0,1}[厂镇村路区])`,
  'gu',
)
/** What is said of somebody right behind their name. */
const SAYS = '说|讲|反映|反馈|报的|报了|打来|打电话|来电|电话|手机|号码|要求'
/** 王小明: only beside a phone number or behind a word such as 联系人. */
export const FULL_NAME_SHAPE = new RegExp(
  `[${SURNAMES}]\\p{Script=Han}{0,1}(?!${NOT_LAST}|[小老]|${POSTS})\\p{Script=Han}(?=${SAYS}|\\P{Script=Han}|$)`,
  'gu',
)
/** True where a full name stands at the beginning of a clause, before what is said of somebody; of two letters it may be the name of a firm as well. */
export const opensClause = (text: string, { from, to }: Pick<Mention, 'from' | 'to'>): boolean =>
  to - from === 3 && /^$|[\s,，。;；:：]$/.test(text.slice(0, from)) && SAID_OF.test(text.slice(to))
const SAID_OF = /^(?:说|讲|反映|反馈|报的|报了|打来|打电话|来电|要求)/
/** True where somebody's name may as well begin later: 安孟超 of 永安孟超. */
export const mayBeginLater = (text: string, { from, to }: Pick<Mention, 'from' | 'to'>): boolean =>
  to - from === 3 && SURNAMES.includes(text[from + 1]!) && /\p{Script=Han}/u.test(text[from - 1] ?? '')
const PHONE_FOLLOWS =
  /^[\s,，:：(（]*(?:的?(?:联系)?(?:电话|手机|号码|tel))?[\s:：是]*(?:\+?86[\s-]?)?(?:1[3-9]\d[\s-]?\d{4}[\s-]?\d{4}(?!\d)|[(（]?0\d{2,3}[)）]?[\s-]?\d{7,8}(?!\d))/i

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

/** What people say for an option in a longer text; a word that ends in ? counts only where no other option is named otherwise. */
export interface Wording {
  readonly id: string
  readonly words: readonly string[]
}

/** 不是因为 and a few letters more. */
const NEGATION_CHARS = 10

interface Named extends Mention<string> {
  /** Other words may stand in its gap. */
  readonly hasGap: boolean
}

/**
 * The options that a text names and does not deny; of names inside each other the longest.
 * @param isMany several may be named: what stands in the gap of a longer word is named as well, 请说明原因并补齐
 */
export function optionMentions(text: string, options: readonly Wording[], isMany = false): Mention<string>[] {
  // most options are not spoken of at all
  const spokenOf = options.filter(({ words }) => words.length > 0 && shapeOf(words, '*', 'iu').test(text))
  const found = spokenOf.flatMap(({ id, words }) => words.flatMap((word) => namedBy(word, id, text)))
  const isInside = (one: Named, other: Named) =>
    other.from <= one.from &&
    other.to >= one.to &&
    other.to - other.from > one.to - one.from &&
    (!isMany || !other.hasGap || one.hasGap) &&
    (!other.isWeak || one.isWeak === true)
  const said = found.filter(
    (one) =>
      !found.some((other) => isInside(one, other)) &&
      !NEGATION_BEFORE.test(text.slice(Math.max(0, one.from - NEGATION_CHARS), one.from)) &&
      (isMany || !FEARED_BEFORE.test(text.slice(Math.max(0, one.from - NEGATION_CHARS), one.from))) &&
      // 袋重不 of 袋重不够 is no more than a beginning
      (/[不没]/.test(text[one.to - 1] ?? '') || !DENIED_BEHIND.test(text.slice(one.to))),
  )
  return said.some(({ isWeak }) => !isWeak) ? said.filter(({ isWeak }) => !isWeak) : said
}

function namedBy(word: string, value: string, text: string): Named[] {
  const isWeak = word.endsWith('?')
  const listed = isWeak ? word.slice(0, -1) : word
  const hasGap = listed.includes('…')
  return [...text.matchAll(shapeOf(listed))]
    .filter(({ 0: piece }) => !hasGap || !isDeniedWithin(listed, piece))
    .map(({ index, 0: piece }) => ({
      from: index,
      to: index + piece.length,
      value,
      hasGap,
      ...(isWeak && { isWeak: true as const }),
    }))
}

/** 让你们不用补 for 让…补. */
const isDeniedWithin = (word: string, piece: string): boolean => !/[不没别甭]/.test(word) && /[不没别甭]/.test(piece)
/** It is feared, or asked: 担心结块, 会不会受潮. What is wanted is asked for just so. */
const FEARED_BEFORE = /(?:怕|担心|以防|防止|避免|以免|免得|预防|万一|会不会|有没有|是不是|是否|如果|要是)[^\s,，。;；!！\d]{0,3}$/
/** It is asked, or is said not to be so: 结块吗, 结块倒没有. */
const DENIED_BEHIND =
  /^(?:[吗么?？]|不[赔退换补]|(?:的?(?:情况|现象|问题))?(?:倒是?|也|都|是)?(?:没有|没得|么有|不存在|没发现|没见)(?=$|[\s,，。;；!！])|[倒也都是]{0,2}(?:没啥?(?:问题|毛病|少|错|短|差|事|变)|对着|对的|够(?!呛)|正常|合格))/
