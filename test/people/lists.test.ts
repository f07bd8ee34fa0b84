/** 清单, 修改清单 and 清单记录: kinds of complaint and causes, changed in chat by those whose lists they are (section 8). */
import JSZip from 'jszip'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { refusalModel } from '../../src/cases/refusals.js'
import { type Bot, startBot } from '../setup/bot.js'
import { freshName } from '../setup/database.js'
import { setRoles } from '../setup/roles.js'
import { more } from '../setup/stories.js'
import { cast, expectReplayed, fileShortage, filesOf, investigate, type Story } from '../setup/story.js'

let bot: Bot
beforeEach(async () => {
  bot = await startBot()
})
afterEach(async () => {
  await expectReplayed(bot)
  await bot.stop()
})

const person = (id: string) => bot.person(id)
const REASON = '按月度例会的决定'
const begins = (...said: string[]) => person('liuna').saysAll('修改清单', ...said)
const changes = (...said: string[]) => begins(...said, REASON, '提交')
const addCause = () => changes('原因分类', '增加', '二次搬运')
const addKind = (photos = '否') => changes('投诉类别', '增加', '外加剂不适应', '渭南厂包装发运部', photos)

/** Accepts it and goes on to the question for the cause. */
async function askForCause({ chen }: Story): Promise<string> {
  await chen.taps('受理')
  await chen.taps('厂内核查')
  await chen.saysAll('698 0 3号道 李明', '不清楚', '否', '否', '提交')
  await chen.taps('写核实结论')
  return chen.says('客户卸车后又倒了一次库，途中丢失 8 袋。')
}

async function printedOf({ liu, no }: Story): Promise<string> {
  await liu.says(`导出 ${no}`)
  const [form2] = filesOf(liu).slice(-2)
  return (await JSZip.loadAsync(form2!)).file('word/document.xml')!.async('string')
}

/** As 其他 is filed, with what stands for the photos. */
async function fileOwnKind(...photos: string[]): Promise<Story> {
  const wang = person('wangqiang')
  await wang.saysAll('投诉 外加剂不适应', '宏基', '张工', 'PO42.5', '散装', '跳过')
  const asked = wang.heard()
  const heard = await wang.saysAll(...photos, '加了减水剂以后坍落度损失很快。', '检测', '一般 电话 刚才', '前进路12号工地', '提交')
  return cast(bot, /TS-\d{8}-\d{3}/.exec(heard)?.[0] ?? asked + heard)
}

describe('the lists', () => {
  it('are shown, with what is switched off', async () => {
    expect(await person('sunqiang').says('清单')).toContain('原因分类：生产、包装/装车、计量、运输')
    await changes('原因分类', '停用', '气候')
    expect(await person('sunqiang').says('清单')).toContain('误解、无法判定\n　已停用：气候')
  })

  it('are none of a customer’s business, nor of somebody’s who holds no role', async () => {
    for (const words of ['清单', '清单记录', '修改清单'])
      expect(await person('zhanggong').says(words)).not.toMatch(/外加剂|清单记录|哪张清单|原因分类/)
    await setRoles(bot, 'wudawei')
    expect(await person('wudawei').says('清单')).toContain('清单只给有岗位的同事看')
  })

  it('are changed by customer service and the administrator alone; others are told so at once, and it is logged', async () => {
    for (const id of ['zhaojianguo', 'sunqiang', 'zhoumin'])
      expect(await person(id).says('修改清单')).toContain('清单由客服人员、系统管理员修改，没有改动')
    expect(await refusalModel(bot.connection).countDocuments({ reason: 'companyLists.notAllowed' })).toBe(3)
    expect(await person('linjing').saysAll('修改清单', '原因分类', '增加', '二次搬运', REASON, '提交')).toContain('已记录')
  })
})

describe('a cause', () => {
  it('that is added is said back, kept in the record, and offered, recorded, printed and counted at once', async () => {
    const story = await fileShortage(bot)
    const heard = await addCause()
    expect(heard).toContain('✓ 已记录，马上生效：原因分类「二次搬运」新增。')
    expect(person('linjing').heard()).toContain(`刘娜 改了清单：原因分类「二次搬运」新增。\n原因：${REASON}`)
    expect(await person('sunqiang').says('清单记录')).toContain(`刘娜 改 原因分类「二次搬运」新增（${REASON}）`)
    expect(await askForCause(story)).toContain('二次搬运')
    await story.chen.saysAll('二次搬运', '自行倒库时丢失，有监控。', '提交')
    expect(await story.liu.says(`记录 ${story.no}`)).toContain('（原因：二次搬运，自行倒库时丢失，有监控。）')
    expect(await printedOf(story)).toContain('二次搬运')
    expect(await story.zhao.says('分析')).toContain('原因：二次搬运 1')
  })

  it('that is switched off is offered no more; a case that has it keeps it, also where something else is corrected', async () => {
    const story = await fileShortage(bot)
    await investigate(story)
    await changes('原因分类', '停用', '包装/装车')
    expect(await story.liu.says(`记录 ${story.no}`)).toContain('（原因：包装/装车，')
    await more(story, story.chen, '更正调查处理')
    await story.chen.taps('核实结论')
    await story.chen.saysAll('修改原因分析', '3 号道计数器故障，换了传感器。', '提交', '补充一句。')
    expect(await story.liu.says(`记录 ${story.no}`)).toContain('更正核实结论：原因分析')
    expect((await story.complaint()).causeCode).toBe('PACKING')
    const other = await fileShortage(bot, 'T2611-099')
    expect(await askForCause(other)).not.toContain('包装/装车')
    expect(await changes('原因分类', '恢复', '包装/装车')).toContain('原因分类「包装/装车」恢复使用')
    expect(await begins('原因分类', '恢复', '包装/装车')).toContain('「包装/装车」现在就是这样')
  })

  it('is called otherwise, from old to new; the old name is still understood', async () => {
    expect(await person('liuna').saysAll('修改清单', '原因分类', '改名', '包装/装车', '装车', REASON)).toContain(
      '原因分类「包装/装车」改名为「装车」',
    )
    await person('liuna').says('提交')
    expect(await person('sunqiang').says('清单')).toContain('生产、装车、计量')
    const story = await fileShortage(bot)
    await investigate(story) // says 包装/装车
    expect(await story.liu.says(`记录 ${story.no}`)).toContain('（原因：装车，')
    await changes('原因分类', '改名', '装车', '装车发运')
    expect(await person('liuna').says('清单记录')).toMatch(/「装车」改名为「装车发运」.*\n.*「包装\/装车」改名为「装车」/)
  })

  it('has a name of its own, and the one for what fits nothing else stays', async () => {
    expect(await begins('原因分类', '增加', '运输')).toContain('已经有一项叫「运输」')
    await person('liuna').says('取消')
    expect(await begins('原因分类', '停用', '无法判定')).toContain('「无法判定」要留着')
    await person('liuna').says('取消')
    expect(await person('liuna').says('清单记录')).toContain('清单还没有改过')
  })
})

describe('a kind of the company’s own', () => {
  it('asks what 其他 asks, is reported to whoever answers for it, and is named, printed, counted and found like any other', async () => {
    expect(await addKind()).toContain('投诉类别「外加剂不适应」新增')
    expect(await person('liuna').says('部门')).toContain('散装亏吨超标、外加剂不适应；孙强')
    const story = await fileOwnKind('跳过')
    expect(await story.complaint()).toMatchObject({ packing: 'BULK', departments: ['weinan-packing'] })
    expect(story.sun.transcript()).toContain('新投诉：外加剂不适应')
    expect(await printedOf(story)).toContain('外加剂不适应')
    expect(await story.zhao.says('分析')).toContain('类别：外加剂不适应 1')
    expect(await story.liu.says('本月 外加剂')).toContain(story.no)
  })

  it('asks for a photo where the company wants one, and lets whoever has none send it later', async () => {
    await addKind('是')
    const wang = person('wangqiang')
    expect(await wang.saysAll('投诉 外加剂不适应', '宏基', '张工', 'PO42.5', '散装', '跳过')).toContain('至少 1 张')
    await wang.says('取消')
    const story = await fileOwnKind('暂时没有')
    expect((await story.complaint()).followUps).toMatchObject([{ field: 'photosOne' }])
    expect(await changes('投诉类别', '照片要求', '外加剂不适应', '否')).toContain('「外加剂不适应」照片可不传')
    expect(await begins('投诉类别', '照片要求', '破损过大')).toContain('公司制度里已经定了')
  })

  it('is answered for as 其他 is where nobody is named; a complaint is given it by correction, and keeps it when it is switched off', async () => {
    await changes('投诉类别', '增加', '外加剂不适应', '跳过', '否')
    const story = await fileShortage(bot)
    await more(story, story.liu, '更正')
    await story.liu.saysAll('投诉类别', '外加剂不适应', '客户后来说清楚了。')
    expect(await story.complaint()).toMatchObject({ departments: ['weinan-production'] })
    await changes('投诉类别', '停用', '外加剂不适应')
    expect(await story.liu.says(`查 ${story.no}`)).toContain('外加剂不适应')
    expect(await person('wangqiang').says('投诉')).not.toContain('外加剂不适应')
  })
})

it('another replica offers what was added within a second', async () => {
  const databaseName = freshName()
  let elapsed = 0
  const one = await startBot({ databaseName })
  const two = await startBot({ databaseName, elapsed: () => elapsed, clock: one.clock })
  try {
    await two.person('linjing').says('清单')
    await one.person('liuna').saysAll('修改清单', '投诉类别', '增加', '外加剂不适应', '跳过', '否', REASON, '提交')
    elapsed += 1_000
    expect(await two.person('linjing').says('清单')).toContain('外加剂不适应')
  } finally {
    await two.stop()
    await one.connection.dropDatabase()
    await one.stop()
  }
})
