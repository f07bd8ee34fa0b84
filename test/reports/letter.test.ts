/** The written reply (R19.3.b): a formal letter, with our data where they were given. */
import { describe, expect, it } from 'vitest'
import { useBot } from '../setup/bot.js'
import { fileShortage, filesOf, verify } from '../setup/story.js'
import { xmlOf } from '../setup/word.js'

const bot = useBot()

async function linesOf(docx: Buffer): Promise<string[]> {
  const xml = await xmlOf(docx)
  return [...xml.matchAll(/<w:t(?: [^>]*)?>([^<]*)</g)].map(([, text]) => text!.trim()).filter(Boolean)
}

describe('the letter', () => {
  it('goes to the head of quality as a draft, and to customer service once it is signed', async () => {
    const story = await fileShortage(bot())
    await story.zhao.taps('收到')
    await verify(story, '非我方')
    await story.chen.taps('解释说明')
    await story.chen.says('装车记录和客户清点核对一致，短少发生在运输途中，建议向承运方索赔。')
    await story.chen.sendsPhoto()
    await story.chen.saysAll('完成', '修改书面回复', '是', '提交')
    const [draft] = filesOf(story.zhou)
    expect(await linesOf(draft!)).toEqual(expect.arrayContaining([expect.stringMatching(/^编号：.*（草稿，待质检部负责人签发）$/)]))
    await story.zhou.taps('签发回复函')
    const lines = await linesOf(filesOf(story.liu).at(-1)!)
    const { no } = story
    expect(lines).toEqual([
      '关于袋数不足投诉的复函',
      expect.stringMatching(/^编号：\S+　　签发人：周敏$/),
      '渭南宏基商品混凝土有限公司：',
      `贵单位 2026年11月3日反映的问题（投诉编号 ${no}）收悉：卸车少了8袋，要求补上。我公司高度重视，已组织核实，现函复如下：`,
      '一、核实情况。装车道计数器漏计，少装 8 袋，与客户清点一致。',
      '二、原因分析。3 号道计数器故障，人工点数漏记。',
      '上述情况的我方数据见附件。',
      '三、说明和建议。装车记录和客户清点核对一致，短少发生在运输途中，建议向承运方索赔。',
      '感谢贵单位对我公司的支持。如对以上内容有不同意见，请与我公司市场营销部联系。',
      '特此函复。',
      '附件：我方数据 1 份',
      '秦源水泥股份有限公司',
      '2026年11月3日',
      '（盖章）',
      '附：我方数据',
      expect.stringMatching(/^我方数据 1/),
    ])
  })
})
