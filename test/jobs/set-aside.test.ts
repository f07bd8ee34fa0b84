/** What the jobs could not do, as an administrator meets it. */
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { dialogueSources } from '../../src/cli/dialogue-sources.js'
import { inspectDialogues } from '../../src/conversation/load-dialogues.js'
import { createTexts } from '../../src/conversation/texts.js'
import { createDue } from '../../src/database/due.js'
import { tellOfSetAside } from '../../src/jobs/set-aside.js'
import { type Bot, startBot } from '../setup/bot.js'
import { useDatabase } from '../setup/database.js'
import { staff } from '../setup/people.js'
import { fileShortage } from '../setup/story.js'

let bot: Bot
beforeEach(async () => {
  bot = await startBot()
})
afterEach(() => bot.stop())

const passMinutes = (count: number) => bot.pass(count * 60_000)

describe('异常', () => {
  it('an administrator is told once after five failures, sees the list, and has it tried again once it is mended', async () => {
    const lin = bot.person('linjing')
    const story = await fileShortage(bot)
    const complaints = bot.connection.db!.collection('cases')
    const { clocks } = await story.complaint()
    await complaints.updateOne({}, { $set: { clocks: null, remindAt: new Date(0) } })
    expect(await lin.says('异常')).toContain('没有异常')
    await passMinutes(4)
    expect(lin.transcript()).not.toContain('没做成')
    await passMinutes(12)
    expect(lin.transcript().split('「时限提醒」有一项连续 5 次没做成').length - 1).toBe(1)
    expect(lin.transcript()).toContain(`（${story.no}），已先放到一边，其他的照常进行`)
    const listed = await lin.says('异常')
    expect(listed).toContain('没做成：时限提醒')
    expect(listed).toContain(`哪一项：${story.no}`)
    await complaints.updateOne({}, { $set: { clocks: clocks as never } })
    await lin.taps('现在再试')
    await passMinutes(1)
    expect(await lin.says('异常')).toContain('没有异常')
  })

  it('nobody else sees it', async () => {
    expect(await bot.person('wangqiang').says('异常')).toContain('只有系统管理员')
  })

  it('every job has a name that an administrator can read', () => {
    const texts = createTexts(inspectDialogues(dialogueSources()).texts)
    for (const job of [...bot.app.jobs.map(({ name }) => name), 'silence', 'close-unfit'])
      for (const language of ['zh-CN', 'en']) expect(texts.find(language, `setAside.jobs.${job}`), job).toBeDefined()
  })
})

describe('one that cannot be told of', () => {
  const database = useDatabase()
  const now = () => new Date('2026-11-03T02:00:00Z')

  it('keeps administrators from hearing of no other, and is not told of itself', async () => {
    const due = createDue({ connection: database(), now })
    const asides = database().db!.collection('setasides')
    const aside = (item: string) => ({ job: 'reminders', item, failures: 5, failedAt: now(), until: now(), reason: 'no' })
    for (const item of ['a', 'b', 'c']) await asides.insertOne({ _id: `reminders ${item}` as never, ...aside(item) })
    const heard: string[] = []
    const tell = () =>
      tellOfSetAside({
        due,
        directory: { holders: async () => [{ ...staff('wecom:linjing'), name: '林静' }] },
        notifier: {
          async notify([first]) {
            if (first!.id.includes('reminders b')) throw new Error('damaged')
            heard.push(first!.id.split('.')[1]!)
          },
        },
      })
    expect(await tell()).toBe(2)
    expect(heard).toEqual(['reminders a', 'reminders c'])
    await asides.updateOne({ job: 'set-aside' }, { $set: { failures: 99, until: new Date(0) } })
    expect(await tell()).toBe(0)
    expect(heard).toHaveLength(2)
    expect((await due.standing(10)).filter(({ job }) => job === 'set-aside')).toMatchObject([{ item: 'reminders b', failures: 100 }])
  })
})
