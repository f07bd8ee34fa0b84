import { randomBytes } from 'node:crypto'
import type { IncomingMessage, Stream } from '../../src/channels/channel.js'
import { createBotClient } from '../../src/channels/wecom-bot/client.js'
import { createBotChannel } from '../../src/channels/wecom-bot/index.js'
import { createMovableClock } from '../../src/simulator/clock.js'
import { optionsOf } from '../../src/simulator/hands.js'
import { type BotEntry, type Brought, cardIn, createWecomBotSimulator, type Mishap, wordsOf } from '../../src/simulator/wecom-bot/index.js'
import { channelContract } from '../contracts/channel.js'
import type { Arrived, CreateStage, Deed, Outcome } from '../contracts/stage.js'

const USER = 'wangqiang'
const WITHIN_MS = 2_000
/** What the platform does where a message does not go through. */
const MISHAPS: Partial<Record<Outcome, Mishap>> = {
  retry: { errcode: -1, errmsg: 'system busy' },
  backOff: { errcode: 846607, errmsg: 'aibot send msg frequency limit exceeded' },
  permanent: { errcode: 93006, errmsg: 'invalid chatid' },
  configuration: { errcode: 48002, errmsg: 'api forbidden' },
  away: 'drop',
  silent: 'drop',
  nonsense: 'nonsense',
  slow: 'slow',
}
const IS_MESSAGE = ['aibot_send_msg', 'aibot_respond_msg']

const create: CreateStage = async () => {
  const clock = createMovableClock(() => Date.parse('2026-11-03T02:00:00Z'))
  const options = { botId: 'aibTK2vQx8cR5', secret: randomBytes(24).toString('hex'), members: [{ userid: 'WangQiang', name: '王强' }] }
  const simulator = createWecomBotSimulator({ ...options, now: clock.now })
  Object.assign(simulator.faults, { aMinute: Number.POSITIVE_INFINITY, anHour: Number.POSITIVE_INFINITY }) // the clock stands still
  const outcomes: Outcome[] = []
  simulator.faults.mishap = (cmd) => (IS_MESSAGE.includes(cmd) ? MISHAPS[outcomes.shift() ?? 'ok'] : undefined)
  const wecomBot = { botId: options.botId, secret: options.secret, url: await simulator.listen() }
  await simulator.enters(USER) // nobody is there yet; from now on the bot may write to them
  const client = createBotClient(wecomBot, clock.now, WITHIN_MS)
  const channel = createBotChannel({ ...wecomBot, client, now: clock.now })
  const taken: IncomingMessage[] = []
  const brought = new Map<string, Promise<Brought>>()

  /** Again whenever it is lost, until a whole bot has it. */
  async function connect(): Promise<void> {
    const [inlet] = channel.inlets
    if (inlet?.type !== 'stream') throw new Error('there is no connection')
    const stream: Stream = await inlet.open(async (message) => void taken.push(message))
    void stream.ended.then((how) => (how === 'lost' ? connect().catch(() => {}) : undefined))
  }
  await connect()

  function act(deed: Deed): Promise<Brought> {
    switch (deed.does) {
      case 'says':
        return simulator.says(USER, deed.text)
      case 'sends':
        return simulator.sends(USER, deed.kind as 'image' | 'file' | 'video', deed.bytes, `${deed.kind}.bin`)
      case 'presses':
        return simulator.presses(USER, deed.labels)
      case 'stands':
        throw new Error('a bot gets no places')
    }
  }
  const said = () => simulator.chat(USER).filter(({ from }) => from === 'bot')

  return {
    channel,
    person: { channel: 'wecom-bot', userId: USER },
    clock,
    has: { place: false, media: ['image', 'video', 'file'] },
    async brings(id, deed) {
      const before = brought.get(id)
      const count = taken.length
      if (before) await simulator.again((await before).msgid)
      else {
        brought.set(id, act(deed))
        await brought.get(id)
      }
      return taken.slice(count)
    },
    arrived: () => said().map(seen),
    changed(card) {
      const title = simulator.doneOf(card)?.main_title as { title: string } | undefined
      return title?.title
    },
    next: (...more) => void outcomes.push(...more),
    endTokens: simulator.forgetSubscription,
    tokens: simulator.subscriptions,
    secrets: () => [options.secret],
    options: { wecomBot },
    close: simulator.close,
  }
}

function seen({ body }: BotEntry): Arrived {
  const card = cardIn(body)
  return { text: wordsOf(body), labels: card ? optionsOf(card) : [] }
}

channelContract('wecom-bot', create)
