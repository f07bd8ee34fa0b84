/** What is answered in a turn takes no connection from what goes on beside, and the other way round. */
import { afterEach, beforeEach, expect, it } from 'vitest'
import { type Bot, startBot } from '../setup/bot.js'
import { freshName } from '../setup/database.js'
import { fileShortage } from '../setup/story.js'
import { type Command, watchedConnection } from '../setup/watched.js'

type Watched = Awaited<ReturnType<typeof watchedConnection>>
let turns: Watched
let background: Watched
let bot: Bot
beforeEach(async () => {
  const name = freshName()
  turns = await watchedConnection(name)
  background = await watchedConnection(name)
  bot = await startBot({ connection: turns.connection, background: background.connection })
})
afterEach(async () => {
  await bot.stop()
  await background.connection.destroy()
})

/** On which collections a connection works meanwhile. */
async function touched({ onCommand }: Watched, work: () => Promise<unknown>): Promise<Set<unknown>> {
  const collections = new Set<unknown>()
  onCommand(({ commandName, command }: Command) => collections.add(command[commandName]))
  await work()
  onCommand()
  return collections
}

it('lists, figures, lookups and requests are answered by the pool of the turns', async () => {
  const { no } = await fileShortage(bot)
  const liu = bot.person('liuna')
  const beside = await touched(background, async () => {
    for (const words of ['本月 宏基', '我的任务', `查 ${no}`, `记录 ${no}`, '查 宏基', '逾期']) await liu.says(words)
    await bot.person('linjing').says('异常')
  })
  expect(beside).not.toContain('cases')
  expect(beside).not.toContain('customers')
  expect(beside).not.toContain('setasides')
})

it('what is fetched, made and swept is done by the other one', async () => {
  const { no, liu } = await fileShortage(bot)
  const inTurns = await touched(turns, async () => {
    for (const job of bot.app.jobs) await job.run()
    await bot.app.settled()
  })
  for (const name of ['cases', 'customers', 'attachments', 'filerequests', 'setasides', 'mailboxes', 'files.chunks'])
    expect(inTurns).not.toContain(name)
  const made = await touched(turns, () => liu.says(`导出 ${no}`))
  expect(made).toContain('filerequests')
  expect(made).not.toContain('files.chunks')
  expect(made).not.toContain('filenames')
})
