/**
 * A whole bot dies between any two steps of what it was brought over a connection; the platform brings again what was not acknowledged, to the next one.
 * Nothing is lost and nothing is done twice.
 */
import { afterAll, beforeAll, expect, it } from 'vitest'
import type { Conversation } from '../../src/conversation/store.js'
import { createMovableClock } from '../../src/simulator/clock.js'
import { freshName } from '../setup/database.js'
import { endLeases } from '../setup/delivery.js'
import { type Platform, type Replica, startPlatform, startReplica, sweepStreams } from '../setup/dingtalk.js'
import { watchedConnection } from '../setup/watched.js'

const USER = 'wangqiang'
/** The second is a customer that is not on file: were it taken twice, that would be asked twice. */
const SAID = ['投诉 结块', '宏基'] as const
/** Every point would take minutes; these lie evenly between the first and the last. */
const POINTS = 8
const MINUTE_MS = 60_000

let platform: Platform
const clock = createMovableClock(() => Date.parse('2026-11-03T02:00:00Z'))
beforeAll(async () => {
  platform = await startPlatform(clock)
})
afterAll(() => platform.close())

interface Outcome {
  readonly talk: object
  readonly heard: readonly string[]
  readonly isAllAcknowledged: boolean
  readonly commands: number
}

/** @param nth command at which the first bot loses its database and the platform for good; 0: it lives */
async function outcomeOf(nth: number): Promise<Outcome> {
  const databaseName = freshName()
  const { simulator } = platform
  const from = simulator.chat(USER).length
  const dying = await watchedConnection(databaseName)
  const first = await startReplica(platform, dying.connection, clock)
  await sweepStreams(first)
  let commands = 0
  const died = new Promise<void>((resolve) =>
    dying.onCommand(() => {
      if (++commands !== nth) return
      void dying.connection.getClient().close(true)
      // what it had said by then arrives
      void simulator.gateway.ping().then(() => {
        simulator.gateway.dropConnections()
        resolve()
      })
    }),
  )
  const brought = Promise.all(SAID.map((text) => simulator.gateway.bring(simulator.says(USER, text))))
  await Promise.race([died, brought.then(() => first.app.settled())])
  dying.onCommand()
  await brought
  await end(first)
  const next = await startReplica(platform, (await watchedConnection(databaseName)).connection, clock)
  await takeOver(next)
  const talk = await next.connection.collection('conversations').findOne<Conversation>({ _id: `dingtalk:${USER}` as never })
  const { step, answers, failures } = talk?.session ?? {}
  await next.connection.dropDatabase()
  await end(next)
  const heard = simulator
    .chat(USER)
    .slice(from)
    .filter(({ from }) => from === 'robot')
    .map(({ seen }) => ('text' in seen ? seen.text : ''))
  return { talk: { step, answers, failures }, heard, isAllAcknowledged: simulator.gateway.left() === 0, commands }
}

async function end({ app, connection }: Replica): Promise<void> {
  await app.stop().catch(() => {})
  await connection.destroy().catch(() => {})
}

/** As if the first had died long ago. */
async function takeOver(next: Replica): Promise<void> {
  for (let minute = 0; minute < 3; minute++) {
    await endLeases(next)
    await next.connection.collection('streams').updateMany({ lease: { $type: 'object' } }, { $set: { 'lease.until': new Date(0) } })
    clock.moveBy(MINUTE_MS)
    await sweepStreams(next)
    await platform.simulator.gateway.bringAgain()
    for (const { run } of next.app.jobs.filter(({ name }) => ['outbox', 'deliveries'].includes(name))) await run()
    await next.app.settled()
  }
}

it('loses nothing of what was said, and takes nothing of it twice', async () => {
  const undisturbed = await outcomeOf(0)
  expect(undisturbed).toMatchObject({ talk: { step: 'customer', answers: { kind: 'CAKING' } }, isAllAcknowledged: true })
  expect(undisturbed.commands).toBeGreaterThan(10)
  for (let point = 0; point < POINTS; point++) {
    const nth = 1 + Math.round((point * (undisturbed.commands - 1)) / (POINTS - 1))
    const { talk, heard, isAllAcknowledged } = await outcomeOf(nth)
    expect({ talk, isAllAcknowledged }, `after command ${nth}`).toEqual({ talk: undisturbed.talk, isAllAcknowledged: true })
    // what was on its way when the bot died may be said twice, never left out
    expect([...new Set(heard)], `after command ${nth}`).toEqual([...new Set(undisturbed.heard)])
  }
})
