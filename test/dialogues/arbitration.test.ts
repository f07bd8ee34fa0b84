/** What a laboratory says of a batch: the factory's own tests, and those of a body that both sides trust (F2.C02, D14). */
import { expect, it } from 'vitest'
import { useBot } from '../setup/bot.js'
import { FACTS } from '../setup/scripts.js'
import { more } from '../setup/stories.js'
import { cast, fileShortage } from '../setup/story.js'

const bot = useBot()

it('of a quality complaint stands on form 2: soundness and chemistry of the batch, and what an arbitration has found', async () => {
  const wang = bot().person('wangqiang')
  await wang.saysAll(
    '投诉 水泥质量',
    '强度',
    '宏基',
    '张工',
    'PO42.5',
    '袋装',
    'HB2611-07 T2611-021 昨天',
    '35吨 12吨',
    '二层梁板',
    '不清楚',
    '已停用',
  )
  await wang.sendsPhoto()
  const heard = await wang.saysAll('28 天强度不够', '检测', ...FACTS, '提交')
  const { chen, complaint } = cast(bot(), /TS-\d{8}-\d{3}/.exec(heard)![0])
  await chen.taps('受理')
  await chen.taps('厂内核查')
  const checked = await chen.says('185 245 27.6 48.9 HY2611-07 合格 化学SO3:2.4%')
  expect(checked).toContain('✓ 安定性：合格')
  expect(checked).toContain('✓ 化学指标：SO3:2.4%')
  await chen.saysAll('否', '否', '提交')
  await chen.says(`查 ${(await complaint())._id}`)
  await chen.taps('更多')
  await chen.taps('报检验结果')
  expect(await chen.says('仲裁')).toContain('送到哪家机构')
  await chen.saysAll('省建材质检站 11月2日 应出11月20日', '3 天抗压 27.6 MPa', 'GB/T 17671 ≥17.0 MPa', '符合', '提交')
  const { events } = await complaint()
  expect(events.findLast(({ type }) => type === 'labResult')?.data).toMatchObject({
    age: 'ARBITRATION',
    arbitrationBody: '省建材质检站',
    sentOn: '2026-11-02',
    due: '2026-11-20',
    method: 'GB/T17671',
    limit: '≥17.0MPa',
    result: '3 天抗压 27.6 MPa',
  })
})

it('is pointed out to quality control where the customer objects and a sample lies sealed by both (transition 11)', async () => {
  const story = await fileShortage(bot())
  const { chen, liu } = story
  await chen.taps('受理')
  await chen.taps('厂内核查')
  await chen.saysAll('698 0 3号道 李明', '否', '是', '提交')
  await chen.taps('取样签封')
  await chen.saysAll('现场样', 'YP-001 今天 12公斤 20', '是', '陈静 张工', '跳过', '陈静', '实物样品验收', '今天', '提交')
  await more(story, chen, '取样签封')
  await chen.saysAll('现场样', 'YP-002 今天 12公斤 20', '否', '客户不在场', '陈静', '实物样品验收', '今天', '提交')
  await chen.taps('写核实结论')
  await chen.saysAll('样品合格。', '客户使用', '养护不足。', '提交')
  expect(chen.transcript()).not.toContain('可送仲裁检验')
  await liu.taps('客户确认事实')
  await liu.saysAll('有异议', '我们的检测不合格。')
  expect(chen.heard()).toMatch(/待办：写核实结论[\s\S]*封存样：YP-001，双方签封，可送仲裁检验/)
  expect(await chen.says('我的任务')).toContain('封存样：YP-001，双方签封')
  expect(bot().person('zhanggong').transcript()).not.toContain('仲裁')
})
