/** Who has left, or holds a role no more: what they leave to do is told once; nothing is done by an open dialogue or an old card. */
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { complaintModels } from '../../src/complaints/collections.js'
import { type Connection, connect } from '../../src/database/connect.js'
import { createDue } from '../../src/database/due.js'
import type { Notification } from '../../src/delivery/notice.js'
import { createDirectory } from '../../src/people/directory.js'
import type { Contacts } from '../../src/people/holdings.js'
import { createTellParted } from '../../src/people/tell-parted.js'
import { type Bot, startBot } from '../setup/bot.js'
import { databaseUri, freshName } from '../setup/database.js'
import { exampleOrganisation } from '../setup/organisation.js'
import { setRoles } from '../setup/roles.js'
import { fileShortage } from '../setup/story.js'

const HOUR_MS = 3_600_000
const organisation = exampleOrganisation()
const members = (...users: string[]) => ({ users, departments: [], tags: [] })
const named = (userid: string) => ({ userid, name: userid })

describe('what the directory tells of who has gone', () => {
  let connection: Connection
  beforeEach(async () => {
    connection = await connect(databaseUri(freshName()))
  })
  afterEach(async () => {
    await connection.dropDatabase()
    await connection.destroy()
  })

  /** 王强 sells by department 4, 李明 by name; both wait for something. */
  async function rig() {
    const platform = { sellers: ['wangqiang'], isAway: false, hasLi: true, untellable: [] as string[] }
    let now = new Date('2026-11-03T02:00:00Z')
    const answer = async <T>(value: T): Promise<T> => {
      if (platform.isAway) throw new Error('the platform is away')
      return value
    }
    const contacts: Contacts = {
      usersOfDepartment: () => answer(platform.sellers.map(named)),
      tag: () => answer({ userlist: [], partylist: [] }),
      user: (id) => answer(id === 'liming' && !platform.hasLi ? undefined : named(id)),
    }
    const roles = [
      { role: 'SALES' as const, wecom: { users: ['liming'], departments: [4], tags: [] } },
      { role: 'ADMIN' as const, wecom: members('linjing') },
      { role: 'MKT_HEAD' as const, wecom: members('zhaojianguo') },
    ]
    const directory = await createDirectory({
      connection,
      organisation: { ...organisation, roles },
      contacts: { wecom: contacts },
      now: () => now,
    })
    const told: Notification[] = []
    const tellParted = createTellParted({
      directory,
      openTasks: async ({ id }) => (id === 'wecom:nothing' ? [] : [`TS of ${id}`]),
      notifier: {
        async notify(items) {
          if (items.some(({ id }) => platform.untellable.some((one) => id.includes(one)))) throw new Error('damaged')
          told.push(...items)
        },
      },
      due: createDue({ connection, now: () => now }),
    })
    await directory.refresh()
    return {
      platform,
      directory,
      told: () => told.splice(0).map(({ to, notice }) => `${to} ${notice.type === 'text' ? notice.text.values?.nos : ''}`),
      /** @param hours that pass before */
      async refresh(hours = 1) {
        now = new Date(now.getTime() + hours * HOUR_MS)
        await directory.refresh()
        await tellParted()
      },
      tellParted,
    }
  }

  it('keeps nobody else from being told of where it cannot be told itself, and is told later', async () => {
    const { platform, told, refresh } = await rig()
    platform.sellers = []
    platform.hasLi = false
    platform.untellable = ['liming']
    await refresh()
    expect(told()).toEqual(['wecom:linjing TS of wecom:wangqiang', 'wecom:zhaojianguo TS of wecom:wangqiang'])
    platform.untellable = []
    await refresh()
    expect(told()).toEqual(['wecom:linjing TS of wecom:liming', 'wecom:zhaojianguo TS of wecom:liming'])
  })

  it('is told once, to the administrators and to their head', async () => {
    const { platform, told, refresh } = await rig()
    platform.sellers = []
    await refresh()
    expect(told()).toEqual(['wecom:linjing TS of wecom:wangqiang', 'wecom:zhaojianguo TS of wecom:wangqiang'])
    await refresh()
    await refresh(30)
    expect(told()).toEqual([])
  })

  it('is told of a member named by their id whom the platform no longer knows, at once', async () => {
    const { platform, directory, told, refresh } = await rig()
    platform.hasLi = false
    await refresh()
    expect(told()).toEqual(['wecom:linjing TS of wecom:liming', 'wecom:zhaojianguo TS of wecom:liming'])
    expect((await directory.holders('SALES')).map(({ id }) => id)).toEqual(['wecom:wangqiang'])
  })

  it('is not told of somebody about whom the platform could not be asked, for however long, unless they are gone when it answers', async () => {
    const { platform, directory, told, refresh } = await rig()
    platform.isAway = true
    for (const hours of [1, 23, 2, 48]) await refresh(hours)
    expect(await directory.holders('SALES')).toEqual([])
    expect(told()).toEqual([])
    platform.isAway = false
    platform.hasLi = false
    await refresh()
    expect((await directory.holders('SALES')).map(({ id }) => id)).toEqual(['wecom:wangqiang'])
    expect(told()).toEqual(['wecom:linjing TS of wecom:liming', 'wecom:zhaojianguo TS of wecom:liming'])
  })

  it('is told later where the process ends between the refresh and the telling', async () => {
    const { platform, directory, told, tellParted } = await rig()
    platform.sellers = []
    await directory.refresh()
    await directory.refresh()
    await tellParted()
    expect(told()).toHaveLength(2)
    await tellParted()
    expect(told()).toEqual([])
  })

  it('says nothing of who has nothing to do', async () => {
    const { platform, told, refresh } = await rig()
    platform.sellers = ['wangqiang', 'nothing']
    await refresh()
    platform.sellers = ['wangqiang']
    await refresh()
    expect(told()).toEqual([])
  })
})

describe('somebody whose role has ended', () => {
  let bot: Bot
  beforeEach(async () => {
    bot = await startBot()
  })
  afterEach(() => bot.stop())

  const refusals = (reference: string) => complaintModels(bot.connection).refusals.find({ reference }).sort({ at: 1 }).lean()

  it('can finish no dialogue that they began while they held it, and the try is recorded', async () => {
    const { no, chen, complaint } = await fileShortage(bot)
    await chen.taps('受理')
    await chen.taps('厂内核查')
    await chen.saysAll('698 0 3号道 李明', '不清楚', '否', '否')
    await setRoles(bot, 'chenjing')
    expect(await chen.says('提交')).toContain('您不能查看')
    expect((await complaint()).events.some(({ type }) => type === 'deskChecked')).toBe(false)
    expect(await refusals(no)).toMatchObject([{ by: { id: 'wecom:chenjing' }, action: 'deskChecked', reason: 'complaint.notAllowed' }])
  })

  it('can do nothing by an old card, whatever its button begins, and the try is recorded', async () => {
    const { no, chen, complaint } = await fileShortage(bot)
    const [card] = chen.cards().filter((one) => one.main_title?.title?.includes('受理'))
    await setRoles(bot, 'chenjing')
    expect(await chen.tapsOn(card!, '受理')).toContain('您不能查看')
    expect((await complaint()).state).toBe('REPORTED')
    expect(await refusals(no)).toMatchObject([{ by: { id: 'wecom:chenjing' }, action: 'accepted' }])
  })

  it('can do nothing by an old card that is about no complaint, or by asking, and the try is recorded', async () => {
    await bot.app.delivery.enqueue([{ id: 'lost', to: 'wecom:nobody', message: { type: 'text', text: '您好' } }])
    await bot.app.settled()
    const lin = bot.person('linjing')
    await lin.says('未送达')
    await setRoles(bot, 'linjing')
    expect(await lin.taps('重新发送')).toContain('只有系统管理员')
    expect(await lin.says('异常')).toContain('只有系统管理员')
    expect(await lin.says('台账')).toContain('台账由')
    expect(await complaintModels(bot.connection).refusals.find().sort({ at: 1 }).lean()).toMatchObject([
      {
        by: { id: 'wecom:linjing', name: '林静' },
        action: 'retryDeadLetter',
        reference: 'lost',
        reason: 'staff.onlyAdmin',
        channel: 'wecom',
      },
      { action: 'listSetAside', reason: 'setAside.onlyAdmin' },
      { action: 'exportLedger', reason: 'ledger.notAllowed' },
    ])
  })

  it('leaves what waited for them to an administrator and their head, as it waits for nobody now', async () => {
    const { no } = await fileShortage(bot)
    const roles = organisation.roles.filter(({ role, plant }) => !(role === 'QC' && plant === 'weinan') && role !== 'SALES')
    const replica = await startBot({
      databaseName: bot.connection.name,
      simulator: bot.simulator,
      clock: bot.clock,
      organisation: { ...organisation, roles },
    })
    for (let round = 0; round < 2; round++) {
      for (const job of replica.app.jobs) if (job.name === 'people') await job.run()
      await replica.app.settled()
    }
    await replica.stop()
    const told = (userid: string) =>
      bot
        .person(userid)
        .transcript()
        .match(/.*已不再担任.*/g) ?? []
    expect(told('linjing')).toEqual([expect.stringContaining(`陈静 已不再担任「质检人员」，还有 1 件没办完：${no}。请安排人接手`)])
    expect(told('zhoumin')).toEqual(told('linjing'))
    expect(told('zhaojianguo')).toEqual([]) // 王强 has nothing to do
  })
})
