/** The queries that the bot runs while people use it go by an index. */

import mongoose from 'mongoose'
import { describe, expect, it } from 'vitest'
import type { IncomingMessage } from '../../src/channels/channel.js'
import { START } from '../setup/bot.js'
import { databaseUri, freshName } from '../setup/database.js'
import { startTestPlayground, type TestPlayground } from '../setup/playground.js'
import { CAKING } from '../setup/scripts.js'

type Explained = { queryPlanner?: { winningPlan?: object } }
const stagesOf = (plan: unknown): string[] =>
  typeof plan !== 'object' || plan === null
    ? []
    : [...('stage' in plan ? [String(plan.stage)] : []), ...Object.values(plan).flatMap(stagesOf)]

interface Shape {
  readonly collection: string
  readonly filter: object
  readonly sort?: object
}

/** Notes every different query that goes over the connection, by what it looks for and not by the values. */
function watchQueries(connection: mongoose.Connection): ReadonlyMap<string, Shape> {
  const shapes = new Map<string, Shape>()
  connection.getClient().on('commandStarted', ({ commandName, command }) => {
    const note = (filter: object | undefined, sort?: object) => {
      if (!filter || Object.keys(filter).length === 0) return
      const collection = String(command[commandName])
      const values = JSON.stringify(filter).replace(/"(wecom|TS|t_)[^"]*"|\d+/g, 'x')
      shapes.set(JSON.stringify([collection, Object.keys(filter).sort(), values.slice(0, 200)]), {
        collection,
        filter,
        ...(sort && { sort }),
      })
    }
    if (commandName === 'find') note(command.filter, command.sort)
    if (commandName === 'aggregate') note(command.pipeline[0]?.$match)
    if (commandName === 'findAndModify') note(command.query, command.sort)
    if (commandName === 'update') for (const { q } of command.updates) note(q)
    if (commandName === 'delete') for (const { q } of command.deletes) note(q)
    if (commandName === 'distinct') note(command.query)
  })
  return shapes
}

const LISTS = ['overdue', 'dueToday', 'dueTomorrow', 'major', 'dissatisfied']
const ASKED = ['我的任务', '日报', '周报', '月报', '本月 结块 渭南', '本月 宏基', '逾期', '不满意', '重大', '台账 2026年', '未送达']

describe('queries', () => {
  it('use an index, every one of a complaint from filing to closed, of looking up, of lists, reports and exports, and of the jobs', async () => {
    const options = { monitorCommands: true, autoIndex: false, ignoreUndefined: true }
    const watched = await mongoose.createConnection(databaseUri(freshName()), options).asPromise()
    const shapes = watchQueries(watched)
    const playground = await startTestPlayground(watched)
    const { app } = playground
    const no = await playStory(playground)
    let count = 0
    const send = (userId: string, content: IncomingMessage['content']) =>
      app.handle({ key: `k${count++}`, from: { channel: 'wecom', userId }, at: START, content }, () => false)
    for (const text of [...CAKING, '提交', '我的投诉', '我的任务', `查 宏基`]) await send('wangqiang', { type: 'text', text })
    await send('liuna', { type: 'file', kind: 'image', mediaId: 'm1' })
    for (const text of [...ASKED, `查 ${no}`, `记录 ${no}`, `导出 ${no}`, `为什么 ${no}`]) await send('zhaojianguo', { type: 'text', text })
    for (const list of LISTS) await send('qianweimin', { type: 'tap', key: `do:showList:${list}.0`, card: 'c', selected: [] })
    const open = await app.complaints.models.complaints.findOne({ isOpen: true }).lean<{ _id: string }>()
    await send('liuna', { type: 'tap', key: `do:begin:merge.${open?._id}`, card: 'c', selected: [] })
    for (const text of ['宏基', no]) await send('liuna', { type: 'text', text })
    await app.settled()
    await playground.post('clock', { minutes: 25 * 60 })
    await app.settled()

    expect(shapes.size).toBeGreaterThan(100)
    const scanned: string[] = []
    for (const { collection, filter, sort } of shapes.values()) {
      if (collection.startsWith('files.') || collection === 'members') continue // GridFS brings its own; the directory holds a few dozen people
      if (collection === 'pullaccounts') continue // one for an account of customer service, found by its id; of several the one that is due first
      // once a night: an index on what every turn and delivery changes would cost each of them more
      if ((collection === 'mailboxes' && 'pending' in filter) || (collection === 'conversations' && 'activeAt' in filter)) continue
      // the few that are major, or that somebody was dissatisfied with of late, and once a morning what is new for a person, are put in order in memory
      if (collection === 'cases' && /"major":\{"\$in"|"(callbacks|events)":\{"\$elemMatch"/.test(JSON.stringify(filter))) continue
      const find = { find: collection, filter, ...(sort && { sort }) }
      const { queryPlanner } = (await watched.db!.command({ explain: find, verbosity: 'queryPlanner' })) as Explained
      const stages = stagesOf(queryPlanner?.winningPlan)
      if (stages.includes('COLLSCAN') || stages.includes('SORT'))
        scanned.push(`${collection} ${JSON.stringify(filter)} ${JSON.stringify(sort)} ${stages}`)
    }
    expect(scanned).toEqual([])
    await playground.stop()
  }, 120_000)
})

/** Everybody plays a whole complaint. */
async function playStory({ app, post }: TestPlayground): Promise<string> {
  expect((await post('play', { pauseMs: 0 })).status).toBe(200)
  const [complaint] = await app.complaints.models.complaints.find().lean<{ _id: string; state: string }[]>()
  expect(complaint?.state).toBe('CLOSED')
  return complaint!._id
}
