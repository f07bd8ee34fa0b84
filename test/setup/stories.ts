/** Stories that end every dialogue which does something to a complaint at least once. */
import type { Bot } from './bot.js'
import {
  acceptPlan,
  callBack,
  confirmFacts,
  correctDelivery,
  execute,
  file,
  fileShortage,
  investigate,
  plan,
  propose,
  type Story,
  setLiability,
  verify,
} from './story.js'

const DAY = 24 * 3_600_000

export async function more({ no }: Story, person: Story['liu'], button: string): Promise<void> {
  await person.says(`查 ${no}`)
  await person.taps('更多')
  await person.taps(button)
}

/** Our fault, with everything that can be sent back sent back once; closed and reopened. */
async function ours(bot: Bot): Promise<void> {
  const story = await fileShortage(bot)
  await more(story, story.wang, '现在补充')
  await story.wang.says('司机说路上停过一次车。')
  await investigate(story)
  await story.liu.taps('客户确认事实')
  await story.liu.saysAll('有异议', '我们有卸车录像，少的是 10 袋。')
  await story.chen.taps('写核实结论')
  await story.chen.saysAll('录像显示少 10 袋，计数器漏计。', '计量', '计数器漏计。', '提交')
  await confirmFacts(story)
  await setLiability(story, '我方')
  await propose(story.sun)
  await story.zhao.taps('退回方案')
  await story.zhao.says('请写明补货哪天到。')
  await plan(story)
  await more(story, story.zhao, '收回方案')
  await story.zhao.says('补货数量写错了。')
  await plan(story)
  await story.liu.taps('客户答复方案')
  await story.liu.saysAll('不接受', '要求今天送到。')
  await plan(story)
  await acceptPlan(story)
  await execute(story)
  await story.chen.taps('提交备案')
  await story.chen.saysAll('换计数器。', '跳过', '孙强', '明天 下周五', '跳过', '同意。', '提交')
  await story.liu.taps('退回补正')
  await story.liu.says('缺签收日期。')
  await file(story)
  await callBack(story, '已解决', '5 5 5', '满意')
  await more(story, story.liu, '重新处理')
  await story.liu.says('补的 8 袋又破了 2 袋。')
}

/** Not our fault, with a letter that is signed. */
async function explained(bot: Bot): Promise<void> {
  const story = await fileShortage(bot)
  await verify(story, '非我方')
  await story.liu.taps('解释说明')
  await story.liu.saysAll('装车 700 袋有记录和视频，途中掉落由承运方负责。', '完成')
  await story.liu.saysAll('修改书面回复', '是', '提交')
  await story.zhou.taps('签发回复函')
}

/** A visit, a sample and its strength. */
async function visited(bot: Bot): Promise<void> {
  const story = await fileShortage(bot)
  await more(story, story.chen, '转给其他部门')
  await story.chen.saysAll('渭南厂生产部', '包装前就少了。')
  await more(story, story.chen, '转给其他企业')
  await story.chen.saysAll('铜川厂', '提货单是铜川厂的。')
  const second = await fileShortage(bot, 'T2611-022')
  await second.chen.taps('受理')
  await second.chen.taps('厂内核查')
  await second.chen.saysAll('698 0 3号道 李明', '不清楚', '是', '否', '提交')
  await second.liu.taps('安排现场核实')
  await second.liu.saysAll('明天上午9点', '刘娜、陈静、孙强', '临渭区前进路12号', '提交')
  await bot.pass(DAY)
  await second.chen.taps('记录现场核实')
  await second.chen.saysAll('刚才', '刘娜 陈静', '张工、老李', '共 692 袋，缺 8 袋。', '垛位整齐，封签完好。')
  await second.chen.sendsPhoto()
  await second.chen.sendsPhoto()
  await second.chen.saysAll('完成', '提交')
  const third = await fileShortage(bot, 'T2611-023')
  await third.chen.taps('受理')
  await third.chen.taps('厂内核查')
  await third.chen.saysAll('698 0 3号道 李明', '不清楚', '否', '是', '提交')
  await third.chen.taps('取样签封')
  await third.chen.saysAll('现场样', 'YP-001 今天 12公斤 20', '是', '陈静 张工', '跳过', '陈静', '实物样品验收', '今天', '提交')
  await more(third, third.chen, '报检验结果')
  await third.chen.saysAll('其他项目', '安定性', '煮沸后完整', 'GB/T1346 ≤5mm', '符合', '提交')
}

/** Withdrawn, merged, phoned, suspected and lowered, instructed. */
async function beside(bot: Bot): Promise<void> {
  const story = await fileShortage(bot)
  await more(story, story.qian, '总经理批示')
  await story.qian.says('今天派人到现场。')
  await more(story, story.chen, '上报重大事故')
  await story.chen.saysAll('两家客户强度都不够。', '提交')
  await story.song.taps('解除重大标记')
  await story.song.says('复检合格，属操作误差。')
  const second = await fileShortage(bot, 'T2611-022')
  await correctDelivery(second, 'T2611-021')
  await more(second, second.liu, '合并到另一件')
  await second.liu.says(story.no)
  await more(story, story.liu, '撤销投诉')
  await story.liu.says('司机记错，袋数是对的。')
  await story.liu.sendsPhoto()
  await story.liu.saysAll('完成', '提交')
  const third = await fileShortage(bot, 'T2611-077')
  await more(third, third.liu, '补记上报')
  await third.liu.saysAll('赵建国', '电话', '刚才')
}

/** A major incident to its end. */
async function major(bot: Bot): Promise<void> {
  const story = await fileShortage(bot)
  await more(story, story.liu, '上报重大事故')
  await story.liu.saysAll('两家客户同编号强度都不够，3 号楼停工。', '提交')
  await story.song.taps('界定重大事故')
  await story.song.saysAll('重大责任', '省站复检同编号强度不合格。', '提交')
  await story.song.taps('提处理意见')
  await story.song.says('该编号全部停用封存。')
  await story.qian.taps('总经理批示')
  await story.qian.says('生产副总牵头，今天派组到现场。')
  await story.song.taps('处理完毕')
  await story.song.says('结构检测合格，已补偿。')
}

/** From the proposal to the first measure. */
export async function holdMeeting({ qian, zhao }: Story): Promise<void> {
  await qian.taps('召集质量分析会')
  await qian.says('今天')
  await zhao.taps('写会议纪要')
  await zhao.saysAll('钱总、赵部长、孙主任', '计数器坏了靠人工点数。', '完成', '提交')
  await zhao.taps('加改进措施')
  await zhao.saysAll('3 号道换计数器。', '渭南厂包装发运部', '下周五')
}

/** A meeting that is declined, and one with a measure that is verified. */
async function meetings(bot: Bot): Promise<void> {
  const story = await fileShortage(bot)
  for (const isHeld of [false, true]) {
    await more(story, story.liu, '建议开质量分析会')
    await story.liu.says('一个月内 3 号道第三次少袋。')
    if (isHeld) continue
    await story.qian.taps('不召开')
    await story.qian.says('上周已开过同一问题的会。')
  }
  await holdMeeting(story)
  await story.sun.taps('报告措施完成')
  await story.sun.saysAll('已换好，连续 3 班无差错。', '完成')
  await story.zhao.taps('验证措施')
  await story.zhao.saysAll('有效', '连续 3 班抽查无差错。')
}

export const STORIES = [ours, explained, visited, beside, major, meetings] as const
