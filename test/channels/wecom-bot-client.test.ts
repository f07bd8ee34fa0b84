/** The long connection by itself: what is refused, what is silent, what comes in pieces, and what a person would see twice. */
import { randomBytes } from 'node:crypto'
import { buffer } from 'node:stream/consumers'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import type { Channel, IncomingMessage, SendContext, Stream, StreamInlet, Take } from '../../src/channels/channel.js'
import { createBotClient } from '../../src/channels/wecom-bot/client.js'
import { createBotChannel } from '../../src/channels/wecom-bot/index.js'
import { openSocket } from '../../src/channels/wecom-bot/socket.js'
import { createMovableClock } from '../../src/simulator/clock.js'
import { createWecomBotSimulator, type WecomBotSimulator, wordsOf } from '../../src/simulator/wecom-bot/index.js'

const USER = 'wangqiang'
const MB = 1024 * 1024
const clock = createMovableClock(() => Date.parse('2026-11-03T02:00:00Z'))
let simulator: WecomBotSimulator
let url: string
let channel: Channel
let taken: IncomingMessage[]
let ends: string[]
beforeEach(async () => {
  simulator = createWecomBotSimulator({ botId: 'b1', secret: 'right', members: [{ userid: 'WangQiang', name: '王强' }], now: clock.now })
  url = await simulator.listen()
  await simulator.enters(USER)
  channel = channelOf('right')
  taken = []
  ends = []
})
afterEach(() => simulator.close())

function channelOf(secret: string, withinMs = 2_000): Channel {
  const config = { botId: 'b1', secret, url }
  return createBotChannel({ ...config, client: createBotClient(config, clock.now, withinMs), now: clock.now })
}
async function open(
  one = channel,
  take: Take = async (message) => {
    taken.push(message)
  },
): Promise<Stream> {
  const stream = await (one.inlets[0] as StreamInlet).open(take)
  void stream.ended.then((how) => ends.push(how))
  return stream
}
const context = (more: Partial<SendContext> = {}): SendContext => ({
  deliveryId: 'd1',
  readFile: () => Promise.reject(new Error('not used')),
  remember: async () => {},
  ...more,
})
const to = { channel: 'wecom-bot', userId: USER }
const said = () => simulator.chat(USER).filter(({ from }) => from === 'bot')

describe('a connection', () => {
  it('with a wrong secret is refused as a matter of configuration, and closed', async () => {
    await expect(open(channelOf('wrong'))).rejects.toMatchObject({ code: 853000, reaction: 'configuration' })
    await expect(channelOf('wrong', 50).send(to, { type: 'text', text: 'x' }, context())).rejects.toThrow('no usable answer')
  })

  it('to a platform that is away is not opened, and can be opened later', async () => {
    simulator.faults.isAway = true
    await expect(open()).rejects.toMatchObject({ name: 'ChannelNetworkError', retryable: true })
    expect(channel.canSend?.()).toBe(false)
    simulator.faults.isAway = false
    await open()
    expect(channel.canSend?.()).toBe(true)
  })

  it('that answers no ping any more is none', async () => {
    simulator.faults.isMute = true
    const socket = await openSocket({ url, answerWithinMs: 20, pingEveryMs: 20, onFrame: () => {} })
    await socket.ended
    expect(socket.isOpen()).toBe(false)
  })

  it('that a newer one replaces ends as replaced, and one that breaks as lost', async () => {
    await open()
    await open(channelOf('right'))
    await expect.poll(() => ends).toEqual(['replaced'])
    simulator.dropConnections()
    await expect.poll(() => ends).toEqual(['replaced', 'lost'])
  })
})

describe('an answer', () => {
  it('to a message goes under its id; the next ones, and what comes a day later, by themselves', async () => {
    await open()
    await simulator.says(USER, '你好')
    const { pass } = taken[0]!
    const text = '甲'.repeat(3_000)
    await channel.send(to, { type: 'text', text }, context({ pass: pass! }))
    expect(said().map(({ cmd }) => cmd)).toEqual(['aibot_respond_msg', 'aibot_send_msg'])
    clock.moveBy(25 * 3_600_000)
    await channel.send(to, { type: 'text', text: '一天后' }, context({ pass: pass! }))
    expect(said().at(-1)).toMatchObject({ cmd: 'aibot_send_msg' })
    expect(
      said()
        .map(({ body }) => wordsOf(body))
        .join(''),
    ).toBe(`${text}一天后`)
  })

  it('that the platform does not take under that id is sent by itself', async () => {
    await open()
    const pass = { code: 'never heard of', until: new Date(clock.now().getTime() + 60_000) }
    await channel.send(to, { type: 'text', text: '好' }, context({ pass }))
    expect(said().map(({ cmd }) => cmd)).toEqual(['aibot_send_msg'])
  })

  it('to somebody who has never written is refused for good', async () => {
    await open()
    await expect(channel.send({ ...to, userId: 'stranger' }, { type: 'text', text: '好' }, context())).rejects.toMatchObject({
      reaction: 'permanent',
    })
  })

  it('beyond thirty in a minute is put off', async () => {
    await open()
    for (let count = 0; count < 30; count++) await channel.send(to, { type: 'text', text: '好' }, context())
    await expect(channel.send(to, { type: 'text', text: '好' }, context())).rejects.toMatchObject({ reaction: 'backOff' })
  })
})

describe('a file', () => {
  it('of several pieces arrives whole, under its name', async () => {
    await open()
    const bytes = randomBytes(MB + 7)
    const file = { type: 'file', kind: 'file', fileId: 'f', name: '台账.xlsx' } as const
    await channel.send(to, file, context({ readFile: async () => ({ bytes, name: 'f' }) }))
    expect(said().at(-1)).toMatchObject({ body: { msgtype: 'file' }, fileName: '台账.xlsx' })
  })

  it.each([0, 1, 31, 32, 33, 100_000])('of %i bytes that a person sends is deciphered as it comes', async (size) => {
    await open()
    const bytes = randomBytes(size)
    await simulator.sends(USER, 'file', bytes, 'a.bin')
    const { content } = taken[0]!
    const { stream, name } = await channel.download(content.type === 'file' ? content.mediaId : '')
    expect(name).toBe('a.bin')
    expect((await buffer(stream)).equals(bytes)).toBe(true)
  })

  it.each(['批号.txt', 'a.json'])('named %s is none of the refusals', async (name) => {
    await open()
    await simulator.sends(USER, 'file', Buffer.from('{"errcode":1}'), name)
    const { content } = taken[0]!
    const medium = await channel.download(content.type === 'file' ? content.mediaId : '')
    expect([medium.name, (await buffer(medium.stream)).toString()]).toEqual([name, '{"errcode":1}'])
  })

  it('is gone for good after five minutes, and not while the platform is away', async () => {
    await open()
    await simulator.sends(USER, 'image', randomBytes(100), 'a.jpg')
    const { content } = taken[0]!
    const mediaId = content.type === 'file' ? content.mediaId : ''
    simulator.faults.isAway = true
    await expect(channel.download(mediaId)).rejects.toMatchObject({ name: 'ChannelNetworkError' })
    simulator.faults.isAway = false
    clock.moveBy(301_000)
    await expect(channel.download(mediaId)).rejects.toMatchObject({ reaction: 'permanent' })
  })
})
