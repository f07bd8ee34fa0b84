/** Forms 2 and 3 and the ledger: every filled field equals the record, and an office suite opens them. */
import JSZip from 'jszip'
import readWorkbook from 'read-excel-file/node'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type Bot, startBot } from '../setup/bot.js'
import { convert, hasOffice } from '../setup/office.js'
import { callBack, fileShortage, filesOf, handle, type Story, verify } from '../setup/story.js'
import { xmlOf } from '../setup/word.js'

let bot: Bot
let story: Story
let form2: Buffer
let form3: Buffer

beforeAll(async () => {
  bot = await startBot()
  story = await fileShortage(bot)
  await story.zhao.taps('收到')
  await verify(story)
  await handle(story)
  await callBack(story, '已解决', '5 4 4', '满意')
  await story.liu.says(`导出 ${story.no}`)
  ;[form2, form3] = filesOf(story.liu).slice(-2) as [Buffer, Buffer]
})
afterAll(async () => {
  await bot.stop()
})

/** Every line of text, in order. */
async function textsOf(docx: Buffer, part = 'document'): Promise<string[]> {
  const xml = await xmlOf(docx, part)
  return [...xml.matchAll(/<w:t(?: [^>]*)?>([^<]*)</g)].map(([, text]) => text!)
}

/** label → value of every cell of the table. */
async function cellsOf(docx: Buffer): Promise<Map<string, string>> {
  const xml = await xmlOf(docx)
  const cells = new Map<string, string>()
  for (const row of xml.split('<w:tr>').slice(1)) {
    const texts = row
      .split('<w:tc>')
      .slice(1)
      .map((cell) => cell.replaceAll(/<w:br\/>/g, '\n').replaceAll(/<[^>]+>/g, ''))
    for (let index = 0; index + 1 < texts.length; index += 2) cells.set(texts[index]!, texts[index + 1]!)
  }
  return cells
}

const timeOfDay = (at: Date | undefined) => new Date(at!.getTime() + 8 * 3_600_000).toISOString().slice(11, 16)

describe('form 2', () => {
  it('is 附件2 under its exact title, says who exported it and when, and invents no number', async () => {
    const texts = await textsOf(form2)
    expect(texts.slice(0, 4)).toEqual(['附件2', '秦源水泥股份有限公司', '顾客产品质量投诉调查处理记录', story.no])
    expect((await textsOf(form3)).slice(0, 3)).toEqual(['附件3', '秦源水泥股份有限公司', '客户投诉回访记录'])
    const foot = await textsOf(form2, 'footer1')
    expect(foot.join('')).toMatch(new RegExp(`^${story.no}　第  页，共  页导出：刘娜　2026-11-03 \\d\\d:\\d\\d$`))
  })

  it('annexes photos and documents under what they prove', async () => {
    const texts = await textsOf(form2)
    expect(texts.filter((text) => text.startsWith('附：'))).toEqual(['附：投诉照片和单据', '附：凭证'])
    for (const name of ['投诉照片和单据 1', '凭证 1', '凭证 2'])
      expect(
        texts.some((text) => text.startsWith(name)),
        name,
      ).toBe(true)
    expect(texts).toContain(`登记时 王强 2026-11-03 ${timeOfDay((await story.complaint()).registeredAt)}`)
  })

  it('holds in each cell what was recorded', async () => {
    const cells = await cellsOf(form2)
    const { registeredAt, report, events } = await story.complaint()
    const at = (type: string) => timeOfDay(events.find((event) => event.type === type)?.at)
    const expected: Record<string, string> = {
      投诉编号: story.no,
      处理轮次: '1',
      '登记人/时间': `王强 2026-11-03 ${timeOfDay(registeredAt)}`,
      客户名称: '渭南宏基商品混凝土有限公司',
      投诉方式: '电话',
      联系电话: '13991300001',
      生产企业: '渭南秦源水泥有限公司',
      品种及强度等级: 'P·O 42.5',
      提货单号: 'T2611-021',
      车号: '陕E12345',
      到货日期: '2026-11-02',
      投诉类别: '袋数不足',
      单上袋数: '700',
      实点袋数: '692',
      少袋数: '少 8 袋（每袋 50 公斤）',
      清点情况: '今天上午收货员老李点的',
      '照片/单据': '1 份',
      上报方式: '系统消息',
      '工程/使用单位': '—',
      初步等级: '一般',
      职务: '材料科长',
      使用地点: '前进路12号工地',
      运输方式: '我方承运',
      发货吨数: '35 吨',
      涉及吨数: '0.4 吨',
      '每袋重量（公斤）': '—',
      取样签封: '—',
      投诉内容: '卸车少了8袋，要求补上',
      客户诉求: '补货',
      是否当日上报: '是',
      上报时间: `2026-11-03 ${timeOfDay(report.reportedAt)}`,
      受理人: `陈静　2026-11-03 ${at('accepted')}`,
      装车袋数: '698',
      补差袋数: '0',
      正常袋数: '698',
      过磅记录: '—',
      装车道: '3号道',
      装车工: '李明',
      // looked for, and none found
      同编号其他客户: '—',
      类似投诉: '—',
      需现场核实: '否',
      需取样: '否',
      核实结论: '装车道计数器漏计，少装 8 袋，与客户清点一致。',
      原因分类: '包装/装车',
      责任判定: '我方',
      原因分析: '3 号道计数器故障，人工点数漏记。',
      责任部门: '渭南厂包装发运部',
      客户确认: `确认　张工（电话，凭证 1 份，刘娜 代记）　2026-11-03 ${at('customerConfirmed')}`,
      质检部确认: `陈静　2026-11-03 ${at('liabilitySet')}`,
      解决方案: '补发 8 袋，随下一车送到，并当面道歉。',
      方案措施: '补货、道歉',
      金额: '420.00 元',
      数量: '0.4 吨',
      执行凭证: '1 份',
      负责人: '孙强',
      完成期限: '2026-11-04',
      '方案提出/时限': `2026-11-03 ${at('planProposed')} 提出，时限 2026-11-06 18:00`,
      方案审批: `赵建国（市场营销部负责人）　2026-11-03 ${at('planApproved')}`,
      客户对方案意见: `接受，电话（刘娜 记）　2026-11-03 ${at('planAccepted')}`,
      执行情况: '8 袋今天上午送到，张工签收。',
      执行人: `孙强　2026-11-03 ${at('executed')}`,
      纠正措施: '3 号道恢复自动计数并复核。',
      预防措施: '每班抽查一车。',
      纠正责任人: '孙强',
      纠正期限: '2026-11-20',
      跟踪验证: '待验证（2026-11-23）',
      损失金额: '420.00 元',
      备案人: `刘娜　2026-11-03 ${at('filingAccepted')}`,
      档案号: '—',
    }
    for (const [label, value] of Object.entries(expected)) expect(cells.get(label), label).toBe(value)
    expect(cells.get('上报对象')).toMatch(/赵建国（市场营销部负责人）　送达 .*　确认 .*\n周敏（质检部负责人）　送达 .*\n孙强（责任部门）/)
    expect(cells.get('客户')).toMatch(/^签字（盖章）：　+年　　月　　日$/)
    expect(cells.get('责任部门意见')).toMatch(/^已对 3 号道班组重新培训。系统记录：孙强/)
    expect(cells.get('总经理批示')).toMatch(/^签字（盖章）：/)
    expect(cells.get('质检部意见')).toMatch(/^处理得当，同意备案。系统记录：陈静　2026-11-03 .*签字（盖章）：　+年　　月　　日$/)
    expect(cells.get('市场营销部意见')).toMatch(/^同意备案。系统记录：刘娜　.*签字（盖章）：/)
  })
})

describe('form 3', () => {
  it('holds in each cell what the customer said', async () => {
    const cells = await cellsOf(form3)
    const at = timeOfDay((await story.complaint()).events.find(({ type }) => type === 'calledBack')?.at)
    const expected: Record<string, string> = {
      回访编号: `HF-${story.no}-1-1`,
      投诉事项及处理结果: '卸车少了8袋，要求补上。处理结果：8 袋今天上午送到，张工签收。',
      第几次回访: '1',
      回访方式: '电话',
      被访人: '张工',
      被访人职务: '材料科长',
      被访人电话: '13991300001',
      '回访人/时间': `刘娜　2026-11-03 ${at}`,
      接触结果: '已接通',
      问题是否解决: '已解决',
      总体满意程度: '满意',
      处理速度: '非常满意',
      服务态度: '满意',
      处理结果: '满意',
      是否再次处理: '否',
      新的要求: '—',
      意见建议: '—',
      '录音/聊天记录': '—',
      备注: '—',
      记入档案时间: `2026-11-03 ${at}　已随回访结果记入客户档案（渭南宏基商品混凝土有限公司）`,
    }
    for (const [label, value] of Object.entries(expected)) expect(cells.get(label), label).toBe(value)
  })
})

describe('the file of the customer', () => {
  it('holds the complaint with what came of the callback, as form 3 says (R20.1)', async () => {
    expect(await story.liu.says('查 渭南宏基')).toMatch(new RegExp(`${story.no}[\\s\\S]*回访：满意`))
    // in a list of several
    expect(await story.wang.says('我的投诉')).toContain('｜已结案，回访满意｜')
  })
})

describe('the ledger', () => {
  it('has a row for each complaint of the year, with filters', async () => {
    await story.liu.says('台账 2026年')
    const xlsx = filesOf(story.liu).at(-1)!
    const sheet = await (await JSZip.loadAsync(xlsx)).file('xl/worksheets/sheet1.xml')!.async('string')
    expect(sheet).toContain('<autoFilter ref="A3:V4"/>')
    const [{ data }] = (await readWorkbook(xlsx)) as unknown as [{ data: unknown[][] }]
    const [, made, header, ...rows] = data
    expect(rows).toHaveLength(1)
    const row = Object.fromEntries(rows[0]!.map((value, index) => [header![index], value]))
    expect(row).toMatchObject({
      投诉编号: story.no,
      客户名称: '渭南宏基商品混凝土有限公司',
      生产企业: '渭南秦源水泥有限公司',
      投诉类别: '袋数不足',
      当日上报: '是',
      状态: '已结案',
      轮次: 1,
      原因分类: '包装/装车',
      责任: '我方',
      方案按时: '是',
      '损失（元）': 420,
      满意程度: '满意',
    })
    expect(made![0]).toContain('导出人：刘娜')
  })

  it('can be read on paper: all columns across A3, and their names and the number of the page on each', async () => {
    await story.liu.says('台账 2026年')
    const { files } = await JSZip.loadAsync(filesOf(story.liu).at(-1)!)
    const sheet = await files['xl/worksheets/sheet1.xml']!.async('string')
    const [A3, CHARACTERS_OF_A3] = [8, 216]
    expect(sheet).toContain(`<pageSetup paperSize="${A3}" orientation="landscape" fitToWidth="1" fitToHeight="0"/>`)
    const width = [...sheet.matchAll(/<col [^>]*width="(\d+)"/g)].reduce((sum, [, one]) => sum + Number(one), 0)
    expect(CHARACTERS_OF_A3 / width).toBeGreaterThan(0.7) // 11 points become 8
    expect(sheet).toContain('<oddFooter>&amp;L2026年投诉台账&amp;R&amp;P / &amp;N</oddFooter>')
    expect(await files['xl/workbook.xml']!.async('string')).toContain("'2026年投诉台账'!$3:$3</definedName>")
  })

  it('and every form are logged: who had them made, when, and what', async () => {
    const log = await bot.connection.collection('exports').find().sort({ at: 1 }).toArray()
    const asked = log.filter(({ role }) => role === undefined)
    expect(asked).toMatchObject([
      { by: { name: '刘娜' }, wanted: { kind: 'forms', no: story.no }, to: ['wecom:liuna'] },
      { by: { name: '刘娜' }, wanted: { kind: 'ledger', year: 2026 }, files: ['2026年投诉台账.xlsx'] },
      { wanted: { kind: 'ledger' } },
    ])
    expect(asked[0]?.files).toHaveLength(2)
    // what the bot sends by itself
    expect(log.filter(({ role }) => role === 'CS').map(({ wanted }) => wanted.kind)).toEqual(['forms', 'forms'])
  })

  it('is refused to those who may not export it', async () => {
    expect(await story.sun.says('台账')).toContain('台账由客服人员')
  })
})

describe.skipIf(!hasOffice)('an office suite', () => {
  it('opens the forms and prints them as PDF', async () => {
    for (const [name, docx] of [
      ['form2.docx', form2],
      ['form3.docx', form3],
    ] as const) {
      const { bytes } = await convert(name, docx, 'pdf')
      expect(bytes.subarray(0, 5).toString()).toBe('%PDF-')
      // hyphens that keep a number in one line
      const text = (await convert(name, docx, 'txt:Text')).bytes.toString('utf8').replaceAll('\u2011', '-')
      expect(text).toContain(story.no)
      expect(text).toContain('渭南宏基商品混凝土有限公司')
    }
  }, 180_000)

  it('opens the ledger', async () => {
    const { bytes } = await convert('ledger.xlsx', filesOf(story.liu).at(-1)!, 'csv')
    expect(bytes.toString('utf8')).toContain(story.no)
  }, 120_000)
})
