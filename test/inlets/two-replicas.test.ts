/** Two whole bots on one database and one account: whoever fetches, a customer is answered once, and in order. */
import { afterAll, beforeAll, expect, it } from 'vitest'
import { type Bot, startBot } from '../setup/bot.js'
import { freshName } from '../setup/database.js'
import { LI, shownIn } from '../setup/kf.js'

let first: Bot
let second: Bot
beforeAll(async () => {
  const databaseName = freshName()
  first = await startBot({ kf: true, databaseName })
  second = await startBot({ kf: first.kf!, simulator: first.simulator, clock: first.clock, databaseName })
})
afterAll(async () => {
  await first.connection.dropDatabase()
  await first.stop()
  await second.stop()
})

it('messages that are told of twice, and looked for by both, are each answered once', async () => {
  const kf = first.kf!
  const sweep = ({ app }: Bot) => app.jobs.find(({ name }) => name === 'pulls')!.run()
  const settled = async () => {
    await kf.settled()
    for (const { app } of [first, second, first]) await app.settled()
  }
  kf.faults.duplicate = true
  for (const text of ['我要投诉', '袋数不足', 'PO42.5']) {
    first.clock.moveBy(61_000)
    await Promise.all([kf.says(LI, text), sweep(first), sweep(second)])
    await settled()
    await Promise.all([sweep(first), sweep(second)])
    await settled()
  }
  const said = kf.chat(LI).map((entry) => (entry.from === 'customer' ? '>' : '<') + shownIn(entry).split('\n')[0])
  expect(said).toEqual([
    '>我要投诉',
    expect.stringMatching(/^</),
    '>袋数不足',
    '<✓ 问题类别：袋数不足',
    '>PO42.5',
    // a stranger is asked for their company first
    '<请写一下贵单位的名称，写简称也行，如 宏基商混；个人买的，写您的姓名。',
  ])
  const [{ cursor }] = (await first.connection.collection('pullaccounts').find().toArray()) as unknown as [{ cursor: string }]
  expect(Buffer.from(cursor, 'base64url').toString()).toBe('kf:3')
})
