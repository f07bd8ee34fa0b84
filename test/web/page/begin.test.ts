/** What keeps a code that many have from being more than a way to begin: guesses, other sites, and whoever begins too often. */
import { afterAll, beforeAll, beforeEach, expect, it } from 'vitest'
import { type Bot, startBot } from '../../setup/bot.js'
import { begin, linkIn, scan, visit } from '../../setup/page.js'

let bot: Bot
let code: string
let elapsedMs = 0
beforeAll(async () => {
  bot = await startBot({ elapsed: () => elapsedMs })
  const wang = bot.person('wangqiang')
  await wang.says('客户码 宏基')
  await bot.pass(10_000)
  code = linkIn(wang.transcript())
})
afterAll(() => bot.stop())
beforeEach(() => {
  elapsedMs += 60_000
})

const statusOf = async (by: string, headers?: Record<string, string>) => (await begin(bot, by, headers)).status

it('nobody begins by a guess, nor by the key of a page', async () => {
  const [, id = '', secret = ''] = code.split('#')[1]!.split('.')
  const { key } = await scan(bot, code)
  for (const wrong of [`${id}.${'A'.repeat(32)}`, `${'A'.repeat(12)}.${secret}`, id, '', `new.${id}.${secret}`, key])
    expect(await statusOf(`#new.${wrong}`), wrong).toBe(401)
})

it('a code opens no page by itself', async () => {
  const by = visit(bot, `#${code.split('#new.')[1]}`)
  expect((await by.post('open', { key: 'some-key-or-other' })).status).toBe(401)
  expect((await by.post('messages', { key: 'some-key-or-other', type: 'text', text: '我要投诉' })).status).toBe(401)
})

it('nobody begins from another site', async () => {
  expect(await statusOf(code, { origin: 'https://evil.example' })).toBe(403)
  expect(await statusOf(code, { 'sec-fetch-site': 'cross-site' })).toBe(403)
})

it('from one address a few begin in a minute, and from others the same', async () => {
  const from = (address: string) => statusOf(code, { 'x-forwarded-for': `203.0.113.250, ${address}` })
  const statuses: number[] = []
  for (let index = 0; index < 22; index++) statuses.push(await from('203.0.113.1'))
  expect(statuses.filter((status) => status === 200)).toHaveLength(20)
  expect(statuses.slice(20)).toEqual([429, 429])
  expect(await from('203.0.113.2')).toBe(200)
  elapsedMs += 60_000
  expect(await from('203.0.113.1')).toBe(200)
})

it('what is refused has made nothing', async () => {
  const links = () => bot.connection.db!.collection('links').countDocuments()
  const before = await links()
  await statusOf(`#new.${'A'.repeat(12)}.${'A'.repeat(32)}`)
  expect(await links()).toBe(before)
})
