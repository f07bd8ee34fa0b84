/** Where a platform counts what is sent by the month: administrators hear of it while there is time to buy more (dingtalk.md 3.4). */
import { afterEach, beforeEach, expect, it } from 'vitest'
import { DINGTALK_LIMITS } from '../../src/channels/dingtalk/limits.js'
import { createChannelLoad } from '../../src/delivery/channel-load.js'
import { deliveryModels } from '../../src/delivery/model.js'
import { type Bot, startBot } from '../setup/bot.js'
import { organisationOnBoth } from '../setup/dingtalk.js'

let bot: Bot
beforeEach(async () => {
  bot = await startBot({ dingtalk: 'beside', organisation: organisationOnBoth() })
  await bot.person('linjing').says('你好')
})
afterEach(() => bot.stop())

const loads = () => deliveryModels(bot.connection).channelLoads
const monthsJob = async () => {
  await bot.app.jobs.find(({ name }) => name === 'months')!.run()
  await bot.app.settled()
}
const told = () =>
  bot
    .person('linjing')
    .transcript()
    .match(/钉钉这个月大约已经发了 \d+ 次/g) ?? []
const sent = (takenInMonth: number, month = '2026-11') =>
  loads().updateOne({ _id: 'dingtalk' }, { $set: { month, takenInMonth } }, { upsert: true })

it('counts what every replica takes, and begins anew with a month', async () => {
  const now = () => bot.clock.now()
  const [one, two] = [1, 2].map(() => createChannelLoad(loads(), () => DINGTALK_LIMITS.sendsAMinute, now))
  for (const load of [one!, two!, one!]) {
    await load.take('dingtalk')
    bot.clock.moveBy(2_000)
  }
  expect(await loads().findById('dingtalk').lean()).toMatchObject({ month: '2026-11', takenInMonth: 3 })
  bot.clock.moveBy(30 * 86_400_000)
  await one!.take('dingtalk')
  expect(await loads().findById('dingtalk').lean()).toMatchObject({ month: '2026-12', takenInMonth: 1 })
})

it('is told once when four fifths are used up, and again of the next larger amount', async () => {
  await sent(3_999)
  await monthsJob()
  expect(told()).toEqual([])
  await sent(4_000)
  await monthsJob()
  await monthsJob()
  expect(told()).toEqual(['钉钉这个月大约已经发了 4000 次'])
  expect(bot.person('wangqiang').transcript()).not.toContain('这个月大约已经发了')
  await sent(160_000)
  await monthsJob()
  expect(told()).toHaveLength(2)
})

it('is nothing of a month that is over', async () => {
  await sent(5_000, '2026-10')
  await monthsJob()
  expect(told()).toEqual([])
})
