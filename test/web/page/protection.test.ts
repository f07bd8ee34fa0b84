/** What keeps others away from a page: other sites, whoever asks too often, and what is on the way. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type Bot, startBot } from '../../setup/bot.js'
import { giveLink, type Visitor } from '../../setup/page.js'
import { fileShortage, type Story } from '../../setup/story.js'

let bot: Bot
let story: Story
let li: Visitor
let elapsedMs = 0
beforeAll(async () => {
  bot = await startBot({ elapsed: () => elapsedMs })
  story = await fileShortage(bot)
  li = await giveLink(bot, story)
  await li.opens()
})
afterAll(() => bot.stop())

const post = (headers: Record<string, string>, body = '{"key":"some-key-or-other"}') =>
  li.call('open', { method: 'POST', body, headers: { 'content-type': 'application/json', ...headers } })

it('the page is the same for everybody, loads nothing from elsewhere and tells nobody where one came from', async () => {
  const response = await fetch(`${bot.address}/c`)
  const headers = Object.fromEntries(response.headers)
  expect(headers).toMatchObject({
    'referrer-policy': 'no-referrer',
    'cache-control': 'no-store',
    'x-content-type-options': 'nosniff',
    'x-frame-options': 'DENY',
    'x-robots-tag': 'noindex',
  })
  expect(headers['content-security-policy']).toMatch(
    /^default-src 'none'; script-src 'sha256-[^']+'; style-src 'sha256-[^']+'; img-src blob: data:; connect-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'$/,
  )
  expect(headers['set-cookie']).toBeUndefined()
  const html = await response.text()
  expect(html).not.toMatch(/https?:\/\//)
  expect(html).not.toMatch(/ on\w+=|style="/)
  for (const language of ['zh-CN', 'zh-TW', 'en']) expect(html).toContain(`"${language}":{`)
  expect(html).not.toContain('page.') // every word is there
})

describe('a post', () => {
  it.each([
    ['of another site', { origin: 'https://evil.example' }, 403],
    ['of another program on this machine', { origin: 'http://127.0.0.1:9', 'sec-fetch-site': 'same-site' }, 403],
    ['that a browser says comes from elsewhere', { 'sec-fetch-site': 'cross-site' }, 403],
    ['as a form would send it', { 'content-type': 'text/plain' }, 415],
    ['without the key of a link', { authorization: '' }, 401],
    ['with the key in another scheme', { authorization: 'Basic YTpi' }, 401],
    ['of its own', {}, 200],
  ])('%s is answered %s', async (_what, headers, status) => {
    expect((await post(headers as Record<string, string>)).status).toBe(status)
  })

  it('says nothing by its address', async () => {
    const headers = { authorization: '' }
    expect((await li.call(`messages?after=0&key=${li.key}`, { headers })).status).toBe(401)
  })

  it.each([
    ['no JSON', '{'],
    ['no key', '{}'],
    ['a key that is short', '{"key":"1"}'],
    ['an operator of the database', '{"key":{"$ne":null}}'],
  ])('of %s is refused', async (_what, body) => {
    expect((await post({}, body)).status).toBe(400)
  })
})

it('what a page posts too often is refused for a minute, and another link is not', async () => {
  const say = (visitor: Visitor, index: number) =>
    visitor.post('messages', { key: `a-key-with-number-${index}`, type: 'tap', card: 'x', pressed: 'y' })
  const statuses: number[] = []
  for (let index = 0; index < 45; index++) statuses.push((await say(li, index)).status)
  expect(statuses.filter((status) => status === 429)).toHaveLength(5)
  const other = await giveLink(bot, story)
  expect((await say(other, 0)).status).toBe(409)
  elapsedMs += 60_000
  expect((await say(li, 0)).status).toBe(409)
})

it('what is asked for too often is refused before anything is looked up', async () => {
  elapsedMs += 60_000
  const wrong = `${'B'.repeat(12)}.${'B'.repeat(32)}`
  const statuses = new Set<number>()
  for (let index = 0; index < 601; index++)
    statuses.add((await li.call('messages', { headers: { authorization: `Bearer ${wrong}` } })).status)
  expect([...statuses]).toEqual([401, 429])
})

it('a message that is too long, or empty, is refused; a turn that could not be committed is tried again', async () => {
  elapsedMs += 60_000
  const say = (text: string) => li.post('messages', { key: 'one-key-of-a-page', type: 'text', text })
  expect([(await say('')).status, (await say('字'.repeat(4_001))).status]).toEqual([400, 400])
  const big = await li.call('messages', { method: 'POST', body: JSON.stringify({ text: '字'.repeat(40_000) }) })
  expect(big.status).toBe(413)
  bot.app.stopTaking()
  expect((await say('在吗')).status).toBe(503)
})
