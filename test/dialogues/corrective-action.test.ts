/** The corrective action of a complaint is followed to its effect: by its owner, and verified by somebody else once it was due (F2.G01 to G04). */
import { expect, it } from 'vitest'
import type { CaseRecord } from '../../src/cases/case.js'
import type { Bot } from '../setup/bot.js'
import { printed } from '../setup/printed.js'
import { eachStory, handle, type Story, verify } from '../setup/story.js'

let bot: Bot
let story: Story
eachStory(async (started, filed) => {
  bot = started
  story = filed
  await verify(story)
})

const action = async (): Promise<CaseRecord> => (await story.cases('correctiveAction'))[0]!
async function reportDone(): Promise<void> {
  await story.sun.taps('报告措施完成')
  await story.sun.says('计数器已换好。')
  await story.sun.sendsPhoto('proof of the counter')
  await story.sun.says('完成')
}

/** With every job of each minute. */
const THREE_WEEKS_PASS_MS = 90_000

it(
  'is a case of its own once the form is filed, verified from its due date on with its proof, and printed',
  async () => {
    await handle(story)
    expect(await action()).toMatchObject({
      parent: story.no,
      state: 'OPEN',
      assignee: { name: '孙强' },
      fields: { due: '2026-11-20', checkOn: '2026-11-23' },
    })
    expect(story.sun.transcript()).toContain('待办：报告措施完成')
    expect(printed(await story.complaint()).跟踪验证).toBe('待验证（2026-11-23）')
    await reportDone()
    expect(story.chen.transcript()).toContain('待办：验证措施')
    await story.chen.taps('验证措施')
    await story.chen.says('有效')
    expect(await story.chen.says('抽查 5 车，全部相符。')).toContain('措施限 2026年11月20日（周五） 完成，到期以后再验证')
    await bot.until('2026-11-23', '09:00')
    const asked = await story.chen.taps('验证措施')
    expect(asked).toContain('完成情况：「计数器已换好。」')
    expect(story.chen.entries().some(({ body }) => body.msgtype === 'image')).toBe(true)
    await story.chen.saysAll('有效', '抽查 5 车，全部相符。')
    expect((await action()).state).toBe('VERIFIED')
    expect(story.sun.heard()).toContain('验证措施有效：抽查 5 车，全部相符。')
    expect(printed(await story.complaint()).跟踪验证).toMatch(/^有效：抽查 5 车，全部相符。　陈静　2026-11-23 /)
  },
  THREE_WEEKS_PASS_MS,
)

it(
  'begins again where it had no effect, and the owner hears why and until when',
  async () => {
    await handle(story)
    await reportDone()
    await bot.until('2026-11-23', '09:00')
    await story.chen.taps('验证措施')
    await story.chen.saysAll('无效', '抽查 5 车，仍有 1 车少 2 袋。', '11月30日 12月2日')
    expect(await action()).toMatchObject({ state: 'OPEN', fields: { due: '2026-11-30', checkOn: '2026-12-02', failed: 1 } })
    expect(story.sun.heard()).toMatch(/仍有 1 车少 2 袋[\s\S]*时限：11月30日 18:00[\s\S]*\[报告措施完成/)
    await reportDone()
    expect((await action()).state).toBe('DONE')
  },
  THREE_WEEKS_PASS_MS,
)
