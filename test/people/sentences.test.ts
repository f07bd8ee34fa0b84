/** 修改文字 and 文字记录: what people read, said otherwise in chat by the administrator, everywhere and at once (section 8). */
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { refusalModel } from '../../src/cases/refusals.js'
import { type Bot, startBot } from '../setup/bot.js'
import { freshName } from '../setup/database.js'
import { setRoles } from '../setup/roles.js'

let bot: Bot
beforeEach(async () => {
  bot = await startBot()
})
afterEach(() => bot.stop())

const person = (id: string) => bot.person(id)
const begins = (words: string) => person('linjing').says(`修改文字 ${words}`)
const writes = async (words: string, ...said: string[]) => {
  await begins(words)
  return person('linjing').saysAll(...said)
}
const changes = (words: string, ...said: string[]) => writes(words, ...said, '提交')

const ASKED = '是哪一类投诉？'
const FILE_KEPT = '照片收到，已作为证据保留'

describe('a sentence', () => {
  it('is found by its words, shown whole with where it stands, and said otherwise to everybody from then on', async () => {
    expect(await begins('哪一类投诉')).toContain(`1. 登记投诉 · 投诉类别 · 问题：${ASKED}`)
    expect(await person('linjing').says('1')).toContain(`登记投诉 · 投诉类别 · 问题\n现在是：\n${ASKED}`)
    expect(await person('linjing').says('您要反映哪一类问题？')).toContain(`原来：${ASKED}\n改成：您要反映哪一类问题？`)
    expect(await person('linjing').says('提交')).toContain('✓ 已记录，马上生效')
    expect(await person('wangqiang').says('投诉')).toContain('您要反映哪一类问题？')
    await person('wangqiang').saysAll('取消', '繁體')
    expect(await person('wangqiang').says('投诉')).toContain('您要反映哪一類問題？')
  })

  it('is read at once in the middle of a dialogue, and on another replica within a second', async () => {
    let elapsed = 0
    const databaseName = freshName()
    const one = await startBot({ databaseName })
    const two = await startBot({ databaseName, elapsed: () => elapsed, clock: one.clock, simulator: one.simulator })
    try {
      await one.person('wangqiang').says('投诉')
      await one.person('linjing').saysAll('修改文字 哪个客户？名称', '客户是哪一家？', '提交')
      expect(await one.person('wangqiang').says('破损过大')).toContain('客户是哪一家？')
      elapsed += 1_000
      await two.runJobs()
      expect(two.app.dialogues.texts.find('zh-CN', 'complaint:steps.customer.ask')).toBe('客户是哪一家？')
    } finally {
      await two.stop()
      await one.connection.dropDatabase()
      await one.stop()
    }
  }, 90_000)

  it('keeps what it shows of the moment: by its name alone, and nothing that is not supplied', async () => {
    expect(await begins(FILE_KEPT)).toContain('现在是：\n照片收到，已作为证据保留（共 {{count}} 份）。请继续回答：\n{{count}} 会自动换成')
    expect(await person('linjing').says('收好了，共 {{number}} 份。请接着答：')).toContain('这里没有「{{number}}」可以显示')
    await person('linjing').saysAll('收好了，共｛｛ count ｝｝份。请接着答：', '提交')
    await person('wangqiang').says('投诉')
    expect(await person('wangqiang').sendsPhoto()).toContain('收好了，共1份。请接着答：')
  })

  it('that leaves out what it showed is asked about, and written again', async () => {
    expect(await writes(FILE_KEPT, '收好了。请接着答：')).toContain('新的文字里没有 {{count}}')
    await person('linjing').taps('重新写')
    expect(await person('linjing').says('收好了（{{count}} 份）。请接着答：')).toMatch(
      /改成：收好了（\{\{count\}\} 份）。请接着答：\n[^不]*提交/,
    )
    await person('linjing').says('取消')
    await writes(FILE_KEPT, '收好了。请接着答：')
    expect(await person('linjing').taps('不再显示')).toContain('不再显示：{{count}}')
    await person('linjing').says('提交')
    await person('wangqiang').says('投诉')
    expect(await person('wangqiang').sendsPhoto()).toContain('收好了。请接着答：')
  })

  it('that a platform would cut is refused, with how much room there is', async () => {
    expect(await begins('凝结时间')).toContain('登记投诉 · 具体问题 · 选项\n现在是：\n凝结时间\n这里最多 10 个字。')
    expect(await person('linjing').says('凝结得太快或者太慢的时间')).toContain('这里最多 10 个字，您写了 12 个，显示不全，没有改动')
    await person('linjing').says('取消')
    expect(await person('linjing').says('文字记录')).toContain('文字还没有改过')
  })

  it('that is an option is understood by its new name, and by those that it had', async () => {
    await changes('凝结时间', '凝固时间')
    await changes('凝固时间', '重写一句', '凝固快慢')
    for (const said of ['凝结时间', '凝固时间', '凝固快慢']) {
      const wang = person('wangqiang')
      expect(await wang.saysAll('投诉', '水泥质量')).toContain('凝固快慢')
      expect(await wang.says(said)).toContain('具体问题：凝固快慢')
      await wang.says('取消')
    }
  })

  it('to customers is changed apart from that to colleagues', async () => {
    await changes('您遇到的是哪一类问题', '您好，请说说是什么问题。')
    expect(await person('zhanggong').says('投诉')).toContain('您好，请说说是什么问题。')
    expect(await person('wangqiang').says('投诉')).toContain(ASKED)
  })

  it('of another language is changed in that language', async () => {
    await person('linjing').saysAll('English', 'change-text What kind of complaint is it', 'What is it about?', 'submit')
    await person('wangqiang').says('English')
    expect(await person('wangqiang').says('complaint')).toContain('What is it about?')
    expect(await person('liuna').says('投诉')).toContain(ASKED)
  })

  it('is said again as it was', async () => {
    await changes(ASKED, '什么问题？')
    expect(await begins('什么问题')).toContain('改之前是：\n是哪一类投诉？')
    expect(await person('linjing').taps('恢复原来的文字')).toContain(`原来：什么问题？\n改成：${ASKED}`)
    await person('linjing').says('提交')
    expect(await person('wangqiang').says('投诉')).toContain(ASKED)
    expect(await person('liuna').says('文字记录')).toMatch(
      /共 2 条.*\n.*林静 改 登记投诉 · 投诉类别 · 问题：什么问题？ → 是哪一类投诉？（恢复原来的）\n.*：是哪一类投诉？ → 什么问题？/,
    )
  })
})

describe('whoever may', () => {
  it('is the administrator; others are told so at once, and it is logged', async () => {
    for (const id of ['liuna', 'zhaojianguo', 'zhoumin'])
      expect(await person(id).says('修改文字 投诉')).toContain('文字由系统管理员修改，没有改动')
    expect(await refusalModel(bot.connection).countDocuments({ action: 'checkSentences', reason: 'sentences.notAllowed' })).toBe(3)
    for (const words of ['修改文字', '文字记录']) expect(await person('zhanggong').says(words)).not.toMatch(/哪一句|文字记录|改过/)
    await setRoles(bot, 'wudawei')
    expect(await person('wudawei').says('文字记录')).toContain('只给有岗位的同事看')
  })

  it('hears of what another one changed, and changes nothing over it', async () => {
    await setRoles(bot, 'wudawei', { role: 'ADMIN' })
    await person('wudawei').saysAll(`修改文字 ${ASKED}`, '什么事？')
    await changes(ASKED, '什么问题？')
    expect(person('wudawei').heard()).toContain('林静 改了文字：登记投诉 · 投诉类别 · 问题')
    expect(await person('wudawei').says('提交')).toContain('刚刚被别人改过')
    expect(await person('wangqiang').says('投诉')).toContain('什么问题？')
  })
})

it('a change outlives a restart, and is set aside where the files show something else there now', async () => {
  const databaseName = freshName()
  const first = await startBot({ databaseName })
  await first.person('linjing').saysAll(`修改文字 ${ASKED}`, '什么问题？', '提交')
  await first.stop()
  const second = await startBot({ databaseName, clock: first.clock })
  expect(await second.person('wangqiang').says('投诉')).toContain('什么问题？')
  await second.connection
    .collection<{ _id: number }>('settingchanges')
    .updateOne({ _id: 1 }, { $set: { 'settings.0.after.written': '{{customer}}，是哪一类投诉？' } })
  await second.stop()
  const third = await startBot({ databaseName, clock: first.clock })
  try {
    expect(await third.person('liuna').says('投诉')).toContain(ASKED)
    expect(await third.person('linjing').says('文字记录')).toContain(
      '下面的改动用不上了，现在显示程序自带的文字。要改请回复「修改文字」：\n· 登记投诉 · 投诉类别 · 问题：什么问题？',
    )
    await third.person('linjing').says(`修改文字 ${ASKED}`)
    await third.person('linjing').taps('恢复原来的文字')
    await third.person('linjing').says('提交')
    expect(await third.person('linjing').says('文字记录')).not.toContain('用不上')
  } finally {
    await third.connection.dropDatabase()
    await third.stop()
  }
}, 90_000)
