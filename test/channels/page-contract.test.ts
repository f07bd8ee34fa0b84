/** Our own page has no platform behind it; what people can do on it is what they can do on any channel. */
import { describe, expect, it } from 'vitest'
import { contactOf, type OutgoingMessage } from '../../src/channels/channel.js'
import { pageOf, readPage } from '../../src/channels/page/contact.js'
import { createPageChannel } from '../../src/channels/page/index.js'
import { PAGE_LIMITS } from '../../src/channels/page/limits.js'
import { ChannelApiError, ChannelNetworkError } from '../../src/errors.js'
import { createLinks } from '../../src/people/links.js'
import { createMovableClock } from '../../src/simulator/clock.js'
import { botContract } from '../contracts/channel-bot.js'
import type { CreateStage, Deed } from '../contracts/stage.js'
import { labelsOf, shownIn, Visitor } from '../setup/page.js'

const NOBODY = async (): Promise<never> => {
  throw new ChannelApiError('upload', 'gone', 'permanent')
}
const channelOf = (given: Partial<Parameters<typeof createPageChannel>[0]>) =>
  createPageChannel({ isOpen: async () => true, show: async () => {}, download: NOBODY, ...given })
const CONTEXT = { deliveryId: 'd1', readFile: NOBODY, remember: async () => {} }
const person = contactOf(pageOf('wecom-kf:wmLi', 'TS-20261103-001'))

const create: CreateStage = async () => {
  const clock = createMovableClock(() => Date.parse('2026-11-03T02:00:00Z'))
  let key = ''
  let visitor: Visitor | undefined
  const at = (address: string) => {
    visitor ??= new Visitor({ address }, key)
    return visitor
  }

  function does(page: Visitor, id: string, deed: Deed): Promise<Response> {
    const own = `${id}-of-the-stage-it-is`
    switch (deed.does) {
      case 'says':
        return page.post('messages', { key: own, type: 'text', text: deed.text })
      case 'presses':
        return page.post('messages', { key: own, type: 'tap', ...page.pressing(...deed.labels) })
      case 'sends':
        return page.sendsFile('照片.png', Buffer.concat([Buffer.from('89504e470d0a1a0a', 'hex'), deed.bytes]), own)
      case 'stands':
        throw new Error('a page has no places')
    }
  }

  return {
    channel: channelOf({}),
    person,
    clock,
    has: { place: false, media: ['image'] },
    async prepare(connection) {
      const madeFor = { contact: pageOf('wecom-kf:wmLi', 'TS-20261103-001'), person: 'wecom-kf:wmLi', only: 'TS-20261103-001' }
      const expiresAt = new Date(clock.now().getTime() + 30 * 86_400_000)
      key = await createLinks(connection, clock.now).make({ ...madeFor, name: '李会计', madeBy: 'test', expiresAt })
    },
    async brings(id, deed, bot = '') {
      const { status } = await does(at(bot), id, deed)
      if (status !== 200) throw new Error(`the bot answered ${status}`)
      return []
    },
    looks: async (bot) => void (await at(bot).looks()),
    arrived: () =>
      (visitor?.said() ?? []).map((message) => ({ text: shownIn(message), labels: labelsOf(message).map(({ label }) => label) })),
    changed: (card) => visitor?.changed(card),
    next: () => {},
    endTokens: () => {},
    tokens: () => 0,
    secrets: () => [key.split('.')[1] ?? ''],
    options: { elapsed: () => clock.now().getTime() },
    close: async () => {},
  }
}

describe('a page, with a whole bot', () => botContract(create))

describe('a page by itself', () => {
  const text: OutgoingMessage = { type: 'text', text: '您好' }

  it('stands for one person and one case, whatever stands in the id of the person', () => {
    for (const contact of ['wecom-kf:wmLi_-1', 'dingtalk:a:b', 'page:Xy_1', 'x:a/b'])
      expect(readPage(contactOf(pageOf(contact, 'TS-20261103-001')))).toEqual({ contact, only: 'TS-20261103-001' })
    for (const userId of ['Xy_1', '/x', 'x/']) expect(readPage({ userId }), userId).toBeUndefined()
  })

  it('has no window', () => {
    expect(PAGE_LIMITS.replyWindow).toBeUndefined()
  })

  it('closes what is said where no link opens it', async () => {
    await expect(channelOf({ isOpen: async () => false }).send(person, text, CONTEXT)).rejects.toMatchObject({ reaction: 'closed' })
  })

  it('is tried again where it cannot be written on', async () => {
    const away = async (): Promise<never> => {
      throw new Error('the database is away')
    }
    for (const given of [{ isOpen: away }, { show: away }])
      await expect(channelOf(given).send(person, text, CONTEXT)).rejects.toThrow(ChannelNetworkError)
  })
})
