/** Two whole bots on one database and one app in Stream mode: one of them is connected, and a member is answered once, whichever it is. */
import { afterAll, beforeAll, expect, it } from 'vitest'
import { connect } from '../../src/database/connect.js'
import { createMovableClock } from '../../src/simulator/clock.js'
import { databaseUri, freshName } from '../setup/database.js'
import { type Platform, type Replica, startPlatform, startReplica, sweepStreams } from '../setup/dingtalk.js'

const USER = 'wangqiang'
const TEMPLATE = '5b1c7e02-9a4f-4c3d-8e61-0f2a7d9c4b18.schema'
const clock = createMovableClock(() => Date.parse('2026-11-03T02:00:00Z'))
let platform: Platform
let replicas: readonly [Replica, Replica]
beforeAll(async () => {
  platform = await startPlatform(clock, { cardTemplate: TEMPLATE })
  const uri = databaseUri(freshName())
  replicas = [await startReplica(platform, await connect(uri), clock), await startReplica(platform, await connect(uri), clock)]
  for (const replica of replicas) await sweepStreams(replica)
})
afterAll(async () => {
  for (const { app } of replicas) await app.stop()
  await replicas[0].connection.dropDatabase()
  for (const { connection } of replicas) await connection.destroy()
  await platform.close()
})
const gateway = () => platform.simulator.gateway
const chat = () => platform.simulator.chat(USER)
const settled = async () => {
  for (const { app } of [...replicas, replicas[0]]) await app.settled()
}
/** @returns how many messages it was answered with */
async function says(text: string): Promise<number> {
  clock.moveBy(5_000)
  const before = chat().length + 1
  await gateway().bring(platform.simulator.says(USER, text))
  await settled()
  return chat().length - before
}
const reopened = async (count: number) => {
  await expect.poll(() => gateway().opened()).toBe(count)
  await settled()
}

it('opens one connection, and answers once what is brought twice', async () => {
  gateway().faults.duplicate = true
  expect([await says('我要投诉'), await says('取消')]).toEqual([1, 1])
  gateway().faults.duplicate = false
  expect([gateway().opened(), gateway().left()]).toEqual([1, 0])
})

it('changes a card in the acknowledgement of its press, and says the same to the same press once more', async () => {
  await says('投诉 结块')
  await says('宏基')
  clock.moveBy(60_000)
  const press = platform.simulator.presses(USER, '新增「宏基」')
  const shown = {
    cardUpdateOptions: { updateCardDataByKey: true },
    cardData: { cardParamMap: { buttons: '[]', done: expect.any(String) } },
  }
  expect(await gateway().bring(press)).toEqual({ response: shown })
  await settled()
  const heard = chat().length
  expect(await gateway().again()).toEqual({ response: shown })
  await settled()
  expect(chat()).toHaveLength(heard)
  await says('取消')
})

it('opens a lost connection again, brings what was not acknowledged, and goes on with what was being talked about', async () => {
  await says('我要投诉')
  clock.moveBy(120_000)
  gateway().dropConnections()
  await reopened(2)
  expect(await says('袋数不足')).toBeGreaterThan(0)
  await says('取消')
})

it('opens the connection that the platform wants in place of an old one', async () => {
  clock.moveBy(120_000)
  gateway().expire()
  await reopened(3)
  gateway().closeExpired()
  expect([await says('帮助'), gateway().opened()]).toEqual([1, 3])
})

it('asks who is who when somebody has left, once it is told so over the connection', async () => {
  expect(await gateway().event('user_leave_org', { userId: ['hepeng'] })).toEqual({ status: 'SUCCESS' })
  expect(replicas[0].lines.join('')).toContain('contactsChanged')
})

it('gives the connection to the other one when its holder stands still, which closes its own', async () => {
  const [first, second] = replicas
  await first.connection.collection('streams').updateMany({ lease: { $type: 'object' } }, { $set: { 'lease.until': new Date(0) } })
  await sweepStreams(second)
  await reopened(4)
  clock.moveBy(600_000)
  await sweepStreams(first)
  expect([await says('帮助'), gateway().opened()]).toEqual([1, 4])
})

it('is never said anything that the platform does not take, and writes no ticket, secret or sentence to its log', () => {
  expect(gateway().violations()).toEqual([])
  const log = replicas.flatMap(({ lines }) => lines).join('')
  for (const secret of [...gateway().tickets(), platform.simulator.app.clientSecret, '袋数不足', 'sendBySession'])
    expect(log).not.toContain(secret)
})
