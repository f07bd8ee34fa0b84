/** Whether what was typed may be the name of a customer who is not on file yet. */
import { tidy } from '../reading/normalise.js'

/** 新增 王改改: whoever says that it is a name is believed. */
const ADDED = /^(?:新增|新客户|新建)(?:客户)?[\s:：]*/
/** What companies, sites and shops are called at the end. */
const ENDING = /(?:公司|集团|厂|站|店|部|队|工地|项目|建材|商混|商砼|混凝土|砂浆|经销处|经营部|门市|中心|学校|医院|局|社|村|镇|户|院)$/
/** What stands in sentences and in no short name. */
const SENTENCE = /[，。！？；,;!?]|\n|[了着没不吗呢吧]|的$|一下|改[成为]|怎么|什么|哪个/
const AMOUNT = /[\d零一二两三四五六七八九十百千半]+(?:多|来)?(?:袋|吨|公斤|千克|车|t\b|kg\b)/i
/** What has no ending of a company is a person's name, or a short one. */
const SHORT_CHARS = 12

/** The name that would be added; undefined where the text is a sentence, an amount, or nothing that anybody is called. */
export function newNameIn(text: string): string | undefined {
  const plain = text.trim()
  const named = plain.replace(ADDED, '')
  if (named !== plain) return named === '' ? undefined : named
  const read = tidy(plain)
  if (!/\p{L}/u.test(read) || AMOUNT.test(read)) return undefined
  if (ENDING.test(read) && !/[，。！？；,;!?\n]/.test(read)) return plain
  return SENTENCE.test(read) || [...read].length > SHORT_CHARS ? undefined : plain
}
