/** One transcript for each way a complaint can go (domain.md 2.2), from filing to its end; where it ends closed, with both forms of every round. */
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { type Bot, startBot } from '../setup/bot.js'
import { setRoles } from '../setup/roles.js'
import {
  acceptPlan,
  callBack,
  confirmFacts,
  correctDelivery,
  execute,
  expectForms,
  expectReplayed,
  file,
  fileShortage,
  handle,
  investigate,
  plan,
  propose,
  type Story,
  setLiability,
  verify,
} from '../setup/story.js'

/** Of a busy machine. */
const THREE_ROUNDS_MS = 150_000

const DAY = 24 * 3_600_000

let bot: Bot
beforeEach(async () => {
  bot = await startBot()
})
afterEach(async () => {
  await expectReplayed(bot)
  await bot.stop()
})

async function untilFiling(story: Story): Promise<void> {
  await verify(story)
  await plan(story)
  await acceptPlan(story)
  await execute(story)
}

describe('from complaint to closed (R19)', () => {
  it('our fault: every step in the chat of whoever has it to do, and both forms at the end', async () => {
    const story = await fileShortage(bot)
    await investigate(story)
    expect(await story.complaint()).toMatchObject({ state: 'FACTS_PENDING' })
    await confirmFacts(story)
    await setLiability(story, '我方')
    expect(await story.complaint()).toMatchObject({ state: 'PLANNING', liability: 'OURS', departments: ['weinan-packing'] })
    await handle(story)
    expect(story.liu.heard()).toContain('[file]')
    await callBack(story, '已解决', '5 5 4', '满意')
    const { state, overall, isOpen, waitingFor, clocks } = await story.complaint()
    expect({ state, overall, isOpen, waitingFor }).toEqual({ state: 'CLOSED', overall: 4, isOpen: false, waitingFor: [] })
    expect(clocks.filter(({ stoppedAt }) => !stoppedAt)).toEqual([])
    expect(story.wang.transcript()).toContain('回访：满意')
    await expectForms(story)
  })

  it('not our fault: explained, with a written reply that the head of quality signs', async () => {
    const story = await fileShortage(bot)
    await verify(story, '非我方')
    expect(await story.complaint()).toMatchObject({ state: 'NOT_OURS', liability: 'NOT_OURS' })
    await story.liu.taps('解释说明')
    await story.liu.saysAll('装车 700 袋有记录和视频，途中掉落由承运方负责。', '完成')
    await story.liu.saysAll('修改书面回复', '是', '提交')
    expect(await story.complaint()).toMatchObject({ state: 'NOT_OURS' })
    expect(story.zhou.heard()).toMatch(/TS-20261103-001 回复函草稿，请核对后签发：\n\[file\]/)
    expect(await story.zhou.taps('签发回复函')).toContain('签发书面回复')
    expect(story.liu.heard()).toMatch(/TS-20261103-001 回复函已签发，请发给客户：\n\[file\]/)
    await file(story)
    await callBack(story, '已解决', '5 5 4', '一般')
    expect(await story.complaint()).toMatchObject({ state: 'CLOSED', overall: 3 })
    await expectForms(story)
    expect(await story.zhao.taps('审核回访')).toContain('审核回访记录')
  })

  it('both at fault goes the way of a plan', async () => {
    const story = await fileShortage(bot)
    await verify(story, '双方')
    expect(await story.complaint()).toMatchObject({ state: 'PLANNING', liability: 'SHARED' })
    await handle(story)
    await callBack(story, '部分解决', '4 4 4', '非常满意')
    expect(await story.complaint()).toMatchObject({ state: 'CLOSED', overall: 5 })
    await expectForms(story)
  })

  it('the customer objects, and the facts are written anew', async () => {
    const story = await fileShortage(bot)
    await investigate(story)
    await story.liu.taps('客户确认事实')
    await story.liu.saysAll('有异议', '我们有卸车录像，少的是 10 袋。')
    expect(await story.complaint()).toMatchObject({ state: 'INVESTIGATING' })
    expect(story.chen.heard()).toContain('客户有异议：我们有卸车录像')
    await story.chen.taps('写核实结论')
    await story.chen.saysAll('录像显示少 10 袋，计数器漏计。', '计量', '计数器漏计。', '提交')
    await confirmFacts(story)
    await setLiability(story, '我方')
    await handle(story)
    await callBack(story, '已解决', '5 5 5', '满意')
    expect(await story.complaint()).toMatchObject({ state: 'CLOSED', round: 1 })
    await expectForms(story)
  })

  it('the plan is sent back once and refused once before it is accepted', async () => {
    const story = await fileShortage(bot)
    await verify(story)
    await propose(story.sun)
    await story.zhao.taps('退回方案')
    await story.zhao.says('请写明补货哪天到。')
    const [kept] = (await story.complaint()).clocks.filter(({ id }) => id === 'T3')
    expect(kept?.stoppedAt).toBeUndefined()
    await plan(story)
    await story.liu.taps('客户答复方案')
    await story.liu.saysAll('不接受', '要求今天送到。')
    const refused = await story.complaint()
    expect(refused.state).toBe('PLANNING')
    expect(refused.clocks.filter(({ id }) => id === 'T3')).toHaveLength(2)
    expect(story.zhao.transcript()).toContain('客户不接受方案：要求今天送到')
    await handle(story)
    await callBack(story, '已解决', '5 5 5', '满意')
    expect(await story.complaint()).toMatchObject({ state: 'CLOSED' })
    await expectForms(story)
  })

  it(
    'dissatisfied twice, then satisfied: three rounds, each with clocks of its own',
    async () => {
      const story = await fileShortage(bot)
      await untilFiling(story)
      await file(story)
      for (const round of [2, 3]) {
        await callBack(story, '未解决', '2 3 1', '不满意', '结果不认可', '补的袋子又破了。')
        const reopened = await story.complaint()
        expect(reopened).toMatchObject({ state: 'INVESTIGATING', round })
        expect(
          reopened.clocks.filter((clock) => clock.round === round && clock.id.startsWith('T2') && !clock.stoppedAt).map(({ id }) => id),
        ).toEqual(['T2c'])
        expect(story.zhao.heard()).toContain('回访：不满意')
        await story.chen.taps('厂内核查')
        await story.chen.saysAll('698 0 3号道 李明', '不清楚', '否', '否', '提交')
        await story.chen.taps('写核实结论')
        await story.chen.saysAll('补货的袋子确有 2 袋破损。', '包装/装车', '搬运摔落。', '提交')
        await confirmFacts(story)
        await setLiability(story, '我方')
        await handle(story)
      }
      expect(story.qian.transcript()).toContain('召集质量分析会') // round 3 proposes a meeting to the general manager
      await callBack(story, '已解决', '5 5 5', '满意')
      const { state, round, callbacks } = await story.complaint()
      expect({ state, round, scores: callbacks.map(({ overall }) => overall) }).toEqual({ state: 'CLOSED', round: 3, scores: [2, 2, 4] })
      await expectForms(story)
    },
    THREE_ROUNDS_MS,
  )

  it('unreachable on three working days is closed by the head of Marketing and never counted as satisfied', async () => {
    const story = await fileShortage(bot)
    await untilFiling(story)
    await file(story)
    for (const result of ['无人接听', '拒访', '消息未回复']) {
      await story.liu.taps('投诉回访')
      await story.liu.saysAll(result, '电话')
      await bot.pass(DAY)
    }
    expect(await story.zhao.taps('联系不上，结案')).toContain('多次联系不上，结案')
    const { state, callbackOutcome, overall, callbacks } = await story.complaint()
    expect({ state, callbackOutcome, overall, callbacks }).toEqual({
      state: 'CLOSED',
      callbackOutcome: 'unreachable',
      overall: undefined,
      callbacks: [],
    })
    await expectForms(story)
  })

  it('withdrawn by the customer, and called back all the same', async () => {
    const story = await fileShortage(bot)
    await story.liu.says(`查 ${story.no}`)
    await story.liu.taps('更多')
    await story.liu.taps('撤销投诉')
    await story.liu.says('司机记错，袋数是对的。')
    await story.liu.sendsPhoto()
    await story.liu.saysAll('完成', '提交')
    expect(await story.complaint()).toMatchObject({ state: 'WITHDRAWN', isOpen: false })
    await callBack(story, '已解决', '5 5 5', '非常满意')
    expect(await story.complaint()).toMatchObject({ state: 'WITHDRAWN', overall: 5, waitingFor: [] })
    await expectForms(story)
  })

  it('merged into the complaint that is open already; what was sent goes with it', async () => {
    const first = await fileShortage(bot, 'T2611-021')
    const second = await fileShortage(bot, 'T2611-022')
    const merge = async () => {
      await second.liu.says(`查 ${second.no}`)
      await second.liu.taps('更多')
      await second.liu.taps('合并到另一件')
      return second.liu.says(first.no)
    }
    expect(await merge()).toContain(`${second.no} 和 ${first.no} 的提货单号、出厂编号都不一样，不是同一批货，不合并`)
    await second.liu.says('取消')
    await correctDelivery(second, 'T2611-021')
    expect(await merge()).toContain(`合并到 ${first.no}（内容和附件已转过去）`)
    expect(bot.person('zhanggong').heard()).toContain(`您反映的 ${second.no} 和 ${first.no} 是同一件事`)
    expect(second.wang.heard()).toContain(`合并到 ${first.no}`)
    expect(await second.complaint()).toMatchObject({ state: 'MERGED', mergedInto: first.no })
    const kept = await first.complaint()
    expect(kept.attachments).toHaveLength(2)
    expect(kept.events.at(-1)).toMatchObject({ type: 'absorbed', data: { no: second.no } })
  })

  it('not merged into one of another kind (transition 25)', async () => {
    const first = await fileShortage(bot, 'T2611-021')
    const second = await fileShortage(bot, 'T2611-022')
    await second.liu.says(`查 ${second.no}`)
    await second.liu.taps('更多')
    await second.liu.taps('更正')
    await second.liu.saysAll('类别', '破损过大', '是破损。')
    await second.liu.says(`查 ${second.no}`)
    await second.liu.taps('更多')
    await second.liu.taps('合并到另一件')
    expect(await second.liu.says(first.no)).toContain(`${first.no} 是「袋数不足」，${second.no} 是「破损过大」，类别不同的不合并`)
    expect(await second.complaint()).toMatchObject({ isOpen: true })
  })

  it('major: reported at once, classified, opinion, instruction of the general manager, and no withdrawal before', async () => {
    const story = await fileShortage(bot)
    await bot.pass(13 * 3_600_000) // 23:00, quiet hours
    await story.liu.says(`查 ${story.no}`)
    await story.liu.taps('更多')
    await story.liu.taps('上报重大事故')
    await story.liu.saysAll('两家客户同编号强度都不够，3 号楼停工。', '提交')
    expect(story.song.heard()).toContain('上报重大质量事故（疑似）：两家客户')
    expect(story.zhao.heard()).toContain('上报重大质量事故（疑似）：两家客户')
    await story.liu.says(`查 ${story.no}`)
    await story.liu.taps('更多')
    await story.liu.taps('撤销投诉')
    await story.liu.says('不追究了。')
    await story.liu.sendsPhoto()
    expect(await story.liu.saysAll('完成', '提交')).toContain('未解除前不能撤销投诉')
    await story.liu.says('取消')
    await story.song.taps('界定重大事故')
    await story.song.saysAll('重大责任', '省站复检同编号强度不合格。', '提交')
    expect(story.qian.heard()).toContain('总经理批示')
    await story.song.taps('提处理意见')
    await story.song.says('该编号全部停用封存。')
    // whoever has to act on it hears, and whoever raised it
    for (const person of [story.liu, story.chen, story.sun, story.wang]) expect(person.transcript()).toContain('该编号全部停用封存。')
    await story.qian.taps('总经理批示')
    await story.qian.says('生产副总牵头，今天派组到现场。')
    expect(story.zhao.heard()).toContain('批示：生产副总牵头')
    await story.song.taps('处理完毕')
    await story.song.says('结构检测合格，已补偿。')
    expect(story.liu.transcript()).toContain('结构检测合格，已补偿。')
    expect(await story.complaint()).toMatchObject({ state: 'REPORTED', major: 'DONE', majorClass: 'MAJOR_LIABILITY' })
    await bot.pass(11 * 3_600_000)
    await untilFiling(story)
    await file(story)
    await callBack(story, '已解决', '5 5 5', '满意')
    expect(await story.complaint()).toMatchObject({ state: 'CLOSED' })
    await expectForms(story)
  })

  it('no answer of the customer is never a confirmation', async () => {
    const story = await fileShortage(bot)
    await investigate(story)
    await story.liu.taps('客户确认事实')
    await story.liu.saysAll('没联系上', '电话')
    expect(story.zhao.transcript()).not.toContain('按未回复继续') // not before it was tried twice
    await story.liu.taps('客户确认事实')
    await story.liu.saysAll('没联系上', '微信')
    expect(await story.zhao.taps('按未回复继续')).toContain('才能按未回复继续')
    await bot.pass(3 * DAY + 9 * 3_600_000)
    await story.zhao.taps('按未回复继续')
    await setLiability(story, '非我方')
    const { events } = await story.complaint()
    expect(events.some(({ type }) => type === 'customerConfirmed')).toBe(false)
    expect(await story.complaint()).toMatchObject({ state: 'NOT_OURS' })
  })

  it('comes back within 30 days after closing, and not later', async () => {
    const story = await fileShortage(bot)
    await untilFiling(story)
    await file(story)
    await callBack(story, '已解决', '5 5 5', '满意')
    await story.liu.says(`查 ${story.no}`)
    await story.liu.taps('更多')
    await story.liu.taps('重新处理')
    await story.liu.says('补的 8 袋又破了 2 袋。')
    expect(await story.complaint()).toMatchObject({ state: 'INVESTIGATING', round: 2, isOpen: true })
  })

  it('three of a kind at one plant propose a meeting, whose measures are followed to the end (R19.4.c)', async () => {
    await fileShortage(bot, 'T2611-031')
    await fileShortage(bot, 'T2611-032')
    const third = await fileShortage(bot, 'T2611-033')
    expect(third.qian.heard()).toContain('建议召开质量分析会（本厂同类近期多次）')
    await third.qian.taps('召集质量分析会')
    await third.qian.says('今天')
    await third.zhao.taps('写会议纪要')
    await third.zhao.saysAll('钱总、赵部长、孙主任', '计数器坏了靠人工点数。', '完成', '提交')
    await third.zhao.taps('加改进措施')
    await third.zhao.saysAll('3 号道换计数器。', '渭南厂包装发运部', '下周五')
    expect(await third.cases('meeting')).toMatchObject([{ parent: third.no, state: 'MEASURES_OPEN' }])
    expect(await third.cases('correctiveAction')).toMatchObject([{ departments: ['weinan-packing'], state: 'OPEN' }])
    await third.sun.taps('报告措施完成')
    await third.sun.saysAll('已换好，连续 3 班无差错。', '完成')
    await third.zhao.taps('验证措施')
    await third.zhao.saysAll('有效', '连续 3 班抽查无差错。')
    expect(await third.cases('correctiveAction')).toMatchObject([{ state: 'VERIFIED' }])
    expect(await third.cases('meeting')).toMatchObject([{ state: 'VERIFIED', isOpen: false }])
  })
})

describe('two people at once', () => {
  it('press one button on two replicas: one wins, the other is shown what happened', async () => {
    const story = await fileShortage(bot)
    const other = await startBot({ databaseName: bot.connection.name, simulator: bot.simulator, clock: bot.clock })
    await setRoles(bot, 'hepeng', { role: 'QC', plant: 'weinan' })
    const press = (to: Bot, userid: string, key: string) =>
      to.app.handle(
        {
          key,
          from: { channel: 'wecom', userId: userid },
          at: bot.clock.now(),
          content: { type: 'tap', key: `do:act:accepted.${story.no}`, card: `x-${userid}`, selected: [] },
        },
        () => false,
      )
    await Promise.all([press(bot, 'chenjing', 'k1'), press(other, 'hepeng', 'k2')])
    await Promise.all([bot.app.settled(), other.app.settled()])
    const accepted = (await story.complaint()).events.filter(({ type }) => type === 'accepted')
    expect(accepted).toHaveLength(1)
    const loser = accepted[0]!.by!.id === 'wecom:chenjing' ? 'hepeng' : 'chenjing'
    expect(bot.person(loser).transcript()).toContain(`${accepted[0]!.by!.name} 已处理`)
    await other.stop()
  })
})
