/** Every query that the bot runs while people use it goes by an index. */

import mongoose from 'mongoose'
import { describe, expect, it } from 'vitest'
import { createApp } from '../../src/app.js'
import { useBot } from '../setup/bot.js'
import { CAKING } from '../setup/scripts.js'

const bot = useBot()

type Explained = { queryPlanner?: { winningPlan?: object } }
const stagesOf = (plan: unknown): string[] =>
  typeof plan !== 'object' || plan === null
    ? []
    : [...('stage' in plan ? [String(plan.stage)] : []), ...Object.values(plan).flatMap(stagesOf)]

describe('queries', () => {
  it('use an index, each of them', async () => {
    const { simulator, connection, address, clock } = bot()
    const watched = await mongoose
      .createConnection(`${(connection.getClient() as unknown as { s: { url: string } }).s.url}`, {
        monitorCommands: true,
        autoIndex: false,
        ignoreUndefined: true,
      })
      .asPromise()
    const shapes = new Map<string, { collection: string; filter: object; sort?: object }>()
    watched.getClient().on('commandStarted', ({ commandName, command }) => {
      const note = (filter: object | undefined, sort?: object) => {
        if (!filter || Object.keys(filter).length === 0) return
        const collection = String(command[commandName])
        const shape = JSON.stringify([
          collection,
          Object.keys(filter).sort(),
          JSON.stringify(filter)
            .replace(/"(wecom|TS|t_)[^"]*"|\d+/g, 'x')
            .slice(0, 200),
        ])
        shapes.set(shape, { collection, filter, ...(sort && { sort }) })
      }
      if (commandName === 'find') note(command.filter, command.sort)
      if (commandName === 'aggregate') note(command.pipeline[0]?.$match)
      if (commandName === 'findAndModify') note(command.query, command.sort)
      if (commandName === 'update') for (const { q } of command.updates) note(q)
      if (commandName === 'delete') for (const { q } of command.deletes) note(q)
      if (commandName === 'distinct') note(command.query)
    })
    const app = await createApp({
      connection: watched,
      organisation: (await import('../setup/organisation.js')).exampleOrganisation(),
      wecom: { ...simulator.corporation, apiBase: `${address}/simulator` },
      publicUrl: address,
      defaultLanguage: 'zh-CN',
      now: clock.now,
      log: (await import('pino')).pino({ level: 'silent' }),
    })
    const say = (index: number, text: string, userId = 'wangqiang') =>
      app.handle(
        { key: `k${index}${userId}`, from: { channel: 'wecom', userId }, at: clock.now(), content: { type: 'text', text } },
        () => false,
      )
    const dialogue = [...CAKING, '提交', '我的投诉', '我的任务', '查 宏基']
    for (const [index, text] of dialogue.entries()) await say(index, text)
    await app.handle(
      {
        key: 'photo',
        from: { channel: 'wecom', userId: 'liuna' },
        at: clock.now(),
        content: { type: 'file', kind: 'image', mediaId: 'm1' },
      },
      () => false,
    )
    const asked = [
      '我的任务',
      '日报',
      '月报',
      '本月 结块 渭南',
      '本月 宏基',
      '逾期',
      '不满意',
      '重大',
      '台账 2026年',
      '记录 TS-20261103-001',
    ]
    for (const [index, text] of asked.entries()) await say(100 + index, text, 'zhaojianguo')
    for (const list of ['overdue', 'dueToday', 'dueTomorrow', 'major', 'dissatisfied'])
      await app.handle(
        {
          key: list,
          from: { channel: 'wecom', userId: 'qianweimin' },
          at: clock.now(),
          content: { type: 'tap', key: `do:showList:${list}.0`, card: 'c', selected: [] },
        },
        () => false,
      )
    await app.settled()
    clock.moveBy(25 * 3_600_000)
    for (const job of app.jobs) await job.run()
    await app.settled()

    expect(shapes.size).toBeGreaterThan(20)
    const scanned: string[] = []
    for (const { collection, filter, sort } of shapes.values()) {
      if (collection.startsWith('files.') || collection === 'members') continue // GridFS brings its own; the directory holds a few dozen people
      // once a night: an index on what every turn and delivery changes would cost each of them more
      if ((collection === 'mailboxes' && 'pending' in filter) || (collection === 'conversations' && 'activeAt' in filter)) continue
      const explained = (await watched.db!.command({
        explain: { find: collection, filter, ...(sort && { sort }) },
        verbosity: 'queryPlanner',
      })) as Explained
      const stages = stagesOf(explained.queryPlanner?.winningPlan)
      if (stages.includes('COLLSCAN') || stages.includes('SORT'))
        scanned.push(`${collection} ${JSON.stringify(filter)} ${JSON.stringify(sort)} ${stages}`)
    }
    expect(scanned).toEqual([])
    await app.stop()
    await watched.close()
  })
})
