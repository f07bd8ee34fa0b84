/** The process is killed between any two steps of a turn and started again; nothing acknowledged is lost and nothing happens twice. */
import { spawn } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { IncomingMessage } from '../../src/channels/channel.js'
import { createConversationStore } from '../../src/conversation/store.js'
import { type Bot, START, startBot } from '../setup/bot.js'
import { databaseUri, freshName } from '../setup/database.js'
import { endLeases } from '../setup/delivery.js'
import { CAKING } from '../setup/scripts.js'
import { expectReplayed } from '../setup/story.js'

const SCRIPT = fileURLToPath(new URL('./bot-process.ts', import.meta.url))
const text = (key: string, words: string, measured = false) => ({
  key,
  from: { channel: 'wecom' as const, userId: 'wangqiang' },
  content: { type: 'text' as const, text: words },
  measured,
})

interface Run {
  readonly acknowledged: string[]
  readonly commands: number
  readonly signal: string | null
}

function runProcess(bot: Bot, messages: readonly object[], killAt: number): Promise<Run> {
  const uri = databaseUri(bot.connection.name)
  const { corpId, agentId, secret, token, aesKey } = bot.simulator.corporation
  const child = spawn(
    process.execPath,
    [
      '--import',
      'tsx',
      SCRIPT,
      uri,
      `${bot.address}/simulator`,
      JSON.stringify({ corpId, agentId, secret, token, aesKey }),
      JSON.stringify(messages),
      String(killAt),
    ],
    { stdio: ['ignore', 'pipe', 'pipe'] },
  )
  let said = ''
  let complained = ''
  child.stdout.on('data', (chunk: Buffer) => {
    said += chunk
  })
  child.stderr.on('data', (chunk: Buffer) => {
    complained += chunk
  })
  return new Promise((resolve, reject) => {
    child.once('exit', (code, signal) => {
      if (code !== 0 && signal !== 'SIGKILL') return reject(new Error(`the process ended with ${code ?? signal}: ${complained}`))
      const lines = said
        .split('\n')
        .filter(Boolean)
        .map((line) => JSON.parse(line) as { acknowledged?: string; commands?: number })
      resolve({ acknowledged: lines.flatMap(({ acknowledged }) => acknowledged ?? []), commands: lines.at(-1)?.commands ?? 0, signal })
    })
  })
}

async function freshBot(): Promise<Bot> {
  return startBot({ databaseName: freshName() })
}
async function drop(bot: Bot): Promise<void> {
  await bot.connection.dropDatabase()
  await bot.stop()
}

/** Killed as soon as the last message is acknowledged. */
const ANSWERED = -1
/** Kill points spread over the turn: every one would take minutes, so they are sampled evenly with both ends. */
const sample = (commands: number, points: number) => [
  ...new Set(Array.from({ length: points }, (_, index) => 1 + Math.round((index * (commands - 1)) / (points - 1)))),
]

describe.each([
  ['an answer whose next question is a card', CAKING.slice(0, 1), '宏基', 8],
  ['the filing of a complaint', CAKING, '提交', 14],
] as const)('%s', (_name, before, last, points) => {
  let probe: Run
  let template: Bot
  beforeAll(async () => {
    template = await freshBot()
    probe = await runProcess(template, [...before.map((words, index) => text(`k${index}`, words)), text('last', last, true)], 0)
  })
  afterAll(() => drop(template))

  it('survives SIGKILL before and after its database commands', async () => {
    expect(probe.commands).toBeGreaterThanOrEqual(4)
    let killed = 0
    for (const killAt of [...sample(probe.commands, points), ANSWERED]) {
      const bot = await freshBot()
      const { signal, acknowledged } = await runProcess(
        bot,
        [...before.map((words, index) => text(`k${index}`, words)), text('last', last, true)],
        killAt,
      )
      // three reports recorded at once repeat their writes as chance has it, so the last points may lie behind the end
      if (signal === 'SIGKILL') killed++

      const isKept = async () =>
        last === '提交'
          ? (await bot.complaints()).length === 1
          : (await createConversationStore(bot.connection, bot.clock.now).read('wecom:wangqiang')).session?.step === 'reporter'
      if (killAt === ANSWERED) expect(acknowledged).toContain('last')
      if (acknowledged.includes('last')) expect(await isKept(), `acknowledged and lost, kill at ${killAt}`).toBe(true)

      // the platform delivers again what was not acknowledged, and sometimes what was
      const again: IncomingMessage = { ...text('last', last), at: START }
      await bot.app.handle(again, ({ type }) => type === 'text')
      await bot.app.handle(again, ({ type }) => type === 'text')
      await bot.app.settled()
      bot.clock.moveBy(40_000) // leases of the dead process run out
      await endLeases(bot)
      await bot.runJobs()
      await bot.runJobs()

      const { session, outbox } = await createConversationStore(bot.connection, bot.clock.now).read('wecom:wangqiang')
      expect(outbox, `kill at ${killAt}`).toEqual([])
      if (last === '提交') {
        expect(await bot.complaints(), `kill at ${killAt}`).toHaveLength(1)
        expect(session).toBeUndefined()
        for (const head of ['zhaojianguo', 'zhoumin', 'wudawei'])
          expect(bot.person(head).reportCards(), `${head}, kill at ${killAt}`).toHaveLength(1)
        expect(await bot.complaints()).toMatchObject([{ state: 'REPORTED', report: { sameDayOk: true } }])
        await expectReplayed(bot)
      } else {
        expect(session, `kill at ${killAt}`).toMatchObject({
          step: 'reporter',
          answers: { customer: { name: '渭南宏基商品混凝土有限公司' } },
        })
        expect(bot.person('wangqiang').cards(), `kill at ${killAt}`).toHaveLength(1)
      }
      await drop(bot)
    }
    expect(killed).toBeGreaterThanOrEqual(points - 2)
  }, 600_000)
})
