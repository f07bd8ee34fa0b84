/** A stranger, whom no channel vouches for and no archive knows: may complain and see that complaint, and nothing else. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { Values } from '../../src/dialogue/session.js'
import { UserFacingError } from '../../src/errors.js'
import type { Person } from '../../src/people/person.js'
import { type Bot, startBot } from '../setup/bot.js'
import { fileShortage } from '../setup/story.js'

let bot: Bot
let stranger: Person
let own: string
let other: string
beforeAll(async () => {
  bot = await startBot()
  stranger = await bot.app.directory.personOf('wecom-kf:wmAnybody')
  other = (await fileShortage(bot)).no
  const answers = { kind: 'CAKING', customer: { name: '宏基商混', isNew: true }, description: '水泥结块' }
  own = (await bot.app.complaints.filePartly(requestOf('session.partly', {}, answers))).no
})
afterAll(() => bot.stop())

const requestOf = (key: string, facts: Values = {}, answers: Values = {}) => ({
  key,
  by: stranger,
  at: bot.clock.now(),
  channel: 'wecom-kf',
  answers,
  facts,
})
const run = (action: string, reference: string) =>
  ({ ...bot.app.cases.actions, ...bot.app.complaints.actions })[action]!({ ...requestOf(`card.${action}`), reference })

describe('a stranger', () => {
  it('is known by what the channel says, whoever they say they are', () => {
    expect(stranger).toMatchObject({ side: 'stranger', roles: [] })
  })

  it('sees their own complaint in the words of customers, and nothing of what goes on inside', async () => {
    const { say = [] } = await run('showComplaint', own)
    expect(say).toMatchObject([{ type: 'card', subtitle: { key: 'complaint.customerState' } }])
    const complaint = (await bot.complaints()).find(({ _id }) => _id === own)!
    expect(await bot.app.complaints.seats.peopleOn('REGISTRAR', complaint)).toEqual([])
    expect(
      await bot.app.complaints.seats.peopleOn('REGISTRAR', { ...complaint, registeredBy: { id: 'wecom:wangqiang', name: '王强' } }),
    ).toEqual([{ id: 'wecom:wangqiang', name: '王强' }])
  })

  it.each(['showRecord', 'showMore', 'begin:deskCheck.', 'act:accepted.'])('may not %s, not even of their own', async (what) => {
    const [action = '', before = ''] = what.split(':')
    await expect(run(action, `${before}${own}`)).rejects.toThrow(UserFacingError)
  })

  it.each(['showComplaint', 'showPhotos', 'startSupplement'])('may not %s of another', async (action) => {
    await expect(run(action, other)).rejects.toMatchObject({ key: 'complaint.notAllowed' })
  })

  it('finds no customer, not even by the exact name, and complains for themselves', async () => {
    const { finder } = bot.app.complaints
    const lookup = (text: string) => finder.lookup(text, stranger, { facts: {}, channel: 'wecom-kf' })
    expect(await lookup('渭南宏基商品混凝土有限公司')).toMatchObject([{ id: 'new' }])
    for (const text of ['PO42.5', 'T2611-021 昨天', '13991300001', '少了8袋']) expect(await lookup(text)).toEqual([])
    expect((await finder.meetReporter(requestOf('meet'))).facts).toEqual({
      isCustomer: true,
      ownCustomer: null,
      foundByWords: [],
      ownContact: null,
      usualSource: 'WECHAT',
    })
  })
})
