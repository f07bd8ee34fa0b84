/** Pushing, and cards whose step somebody else has done: what each person's cards show. */
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import type { Actor } from '../../src/cases/case.js'
import type { EventType } from '../../src/complaints/events.js'
import type { Values } from '../../src/dialogue/session.js'
import { type Bot, startBot, textOf } from '../setup/bot.js'
import { exampleOrganisation } from '../setup/organisation.js'
import { fileShortage, type Story } from '../setup/story.js'

let bot: Bot
let story: Story
beforeEach(async () => {
  const organisation = exampleOrganisation()
  const heads = organisation.roles.map((role) =>
    role.role === 'MKT_HEAD' ? { ...role, wecom: { ...role.wecom!, users: ['zhaojianguo', 'liuna'] } } : role,
  )
  bot = await startBot({ organisation: { ...organisation, roles: heads } })
  story = await fileShortage(bot)
})
afterEach(() => bot.stop())

const at = (day: string, time: string) => bot.until(day, time)

describe('催办', () => {
  it('pushes again, from the same card, when ten minutes have passed; before that it says who pushed and when', async () => {
    await at('2026-11-03', '15:30')
    const card = story.zhao.cards().at(-1)!
    expect(await story.zhao.tapsOn(card, '催办')).toContain('马上收到')
    expect(await story.zhao.tapsOn(card, '催办')).toMatch(/这一步 11月3日 15:30 赵建国 刚催过.*10 分钟后/)
    const pushes = () => story.chen.transcript().split('赵建国 催办「受理」').length - 1
    expect(pushes()).toBe(1)
    bot.clock.moveBy(10 * 60_000)
    expect(await story.zhao.tapsOn(card, '催办')).toContain('马上收到')
    expect(pushes()).toBe(2)
    expect((await story.complaint()).events.filter(({ type }) => type === 'pushed')).toHaveLength(2)
  })
})

/** Somebody acts, and everybody hears who must. */
async function act(type: EventType, userid: string, actor: Actor, data: Values): Promise<void> {
  const { records } = bot.app.complaints
  const by = { id: `wecom:${userid}`, name: userid }
  const outcome = await records.perform(story.no, ({ version }) => ({
    id: `${type}.${version}`,
    type,
    at: bot.clock.now(),
    by,
    actors: [actor],
    data,
  }))
  expect(outcome).toMatchObject({ ok: true })
  await bot.app.cases.dispatch(story.no)
  await bot.app.settled()
}

describe('已处理', () => {
  it('stands on every card that asked for the step: the first one and the one of the push', async () => {
    const first = story.chen.cards().at(-1)!
    await act('pushed', 'zhaojianguo', 'MKT_HEAD', { step: 'accept' })
    const second = story.chen.cards().at(-1)!
    expect(second.task_id).not.toBe(first.task_id)
    await story.zhou.says('我的任务')
    await story.zhou.taps('受理')
    expect([first, second].map((card) => story.chen.isReplaced(card))).toEqual(['周敏 已处理', '周敏 已处理'])
  })

  it('stands on the right card though something else was announced in between', async () => {
    const first = story.chen.cards().at(-1)!
    await act('majorSuspected', 'liuna', 'CS', { majorFacts: '两家都少袋' })
    await story.zhou.says('我的任务')
    await story.zhou.taps('受理')
    expect(story.chen.isReplaced(first)).toBe('周敏 已处理')
  })
})

it('收到 of one head shows on the card of the other, also when the bot stops in between', async () => {
  const [card] = bot.person('liuna').reportCards()
  await bot.app.complaints.reports.acknowledge(story.no, { id: 'wecom:zhaojianguo', name: '赵建国' }, bot.clock.now(), 'wecom')
  expect((await story.complaint()).notices).toEqual([`${story.no}.confirmed.wecom:zhaojianguo`])
  bot.clock.moveBy(5_000)
  await bot.runJobs()
  expect(bot.person('liuna').isReplaced(card!)).toBe('赵建国 已收到')
  expect((await story.complaint()).notices).toEqual([])
})

it.each(['overdue.-5', 'overdue.1e3', 'overdue.', 'constructor.0', '__proto__', 'toString'])(
  'a list by a key that no button has (%s) is refused or begins at the beginning',
  async (reference) => {
    const { showList } = bot.app.reporting.actions
    const by = await bot.app.directory.personOf('wecom:zhaojianguo')
    const shown = showList!({ key: 'k', by, at: bot.clock.now(), channel: 'wecom', answers: {}, facts: {}, reference })
    if (reference.startsWith('overdue')) expect((await shown).say).toEqual([{ type: 'text', text: { key: 'digest.listEmpty' } }])
    else await expect(shown).rejects.toThrow('digest.notAllowed')
  },
)

describe('a button that is pressed twice before its card has changed', () => {
  type Card = Parameters<Story['chen']['tapsOn']>[0]
  const pressedBy = async (person: Story['chen'], card: Card, label: string) => {
    const before = person.entries().length
    const first = person.tapsOn(card, label)
    bot.clock.moveBy(-5_000) // at the same moment
    await Promise.all([first, person.tapsOn(card, label)])
    return person.entries().slice(before)
  }
  const pressedTwice = (card: Card, label: string) => pressedBy(story.chen, card, label)

  it('is done once and answered once, with one card of what comes next', async () => {
    const card = story.chen.cards().at(-1)!
    const heard = await pressedTwice(card, '受理')
    expect(heard.map(textOf)).toEqual([expect.stringMatching(/已记录 .*受理/), expect.stringContaining('厂内核查')])
    expect(story.chen.isReplaced(card)).toContain('已')
    const { events } = await story.complaint()
    expect(events.filter(({ type }) => type === 'accepted')).toHaveLength(1)
  })

  it('later is answered again where it only shows something', async () => {
    const card = story.chen.cards().at(-1)!
    const first = await story.chen.tapsOn(card, '查看详情')
    expect(first).toContain(story.no)
    expect(await story.chen.tapsOn(card, '查看详情')).toBe(first)
  })

  it('begins one dialogue, which asks once', async () => {
    await story.chen.taps('受理')
    const card = story.chen.cards().at(-1)!
    const heard = await pressedTwice(card, '厂内核查')
    expect(
      heard
        .map(textOf)
        .join('\n')
        .match(/装车记录：/g),
    ).toHaveLength(1)
    await story.chen.saysAll('698 0 3号道 李明', '不清楚', '否', '否')
    expect(await story.chen.says('提交')).not.toContain('继续刚才的')
    expect(await story.chen.says('返回')).toContain('现在没有正在填写的内容')
  })

  it('ends a dialogue once, and nobody is told that nothing was changed', async () => {
    await story.chen.taps('受理')
    await story.chen.taps('厂内核查')
    await story.chen.saysAll('698 0 3号道 李明', '不清楚', '否', '否')
    const card = story.chen.cards().at(-1)!
    const heard = (await pressedTwice(card, '提交')).map(textOf).join('\n')
    expect(heard.match(/✓ 已记录/g)).toHaveLength(1)
    expect(heard).not.toMatch(/没有改动任何内容|失效/)
    expect(story.chen.isReplaced(card)).toBe('已提交')
  })

  it('pushes once and says so once; what only shows something shows it once', async () => {
    await bot.until('2026-11-03', '15:30')
    const card = story.zhao.cards().findLast(({ button_list }) => button_list?.some(({ text }) => text === '催办'))!
    expect((await pressedBy(story.zhao, card, '催办')).map(textOf)).toEqual([expect.stringContaining('马上收到')])
    const shown = (await pressedBy(story.zhao, card, '查看详情')).map(textOf)
    expect(new Set(shown).size).toBe(shown.length)
  })
})
