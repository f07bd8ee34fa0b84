import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { createDirectory } from '../../src/people/directory.js'
import { holdsRole } from '../../src/people/person.js'
import { type Bot, startBot } from '../setup/bot.js'
import { useDatabase } from '../setup/database.js'
import { exampleOrganisation } from '../setup/organisation.js'
import { staff } from '../setup/people.js'

describe('the directory', () => {
  const database = useDatabase()
  const now = () => new Date('2026-11-03T02:00:00Z')
  const departments = new Map([
    [3, ['liuna']],
    [4, ['wangqiang', 'Zhangsan']],
  ])
  const contacts = {
    usersOfDepartment: async (id: number) => (departments.get(id) ?? []).map((userid) => ({ userid, name: `name of ${userid}` })),
    tag: async (id: number) => ({ userlist: id === 1 ? [{ userid: 'chenjing', name: '陈静' }] : [], partylist: [] }),
    user: async (id: string) => ({ userid: id, name: `name of ${id}` }),
  }

  it('resolves users, departments and tags, and follows them when they change', async () => {
    const directory = await createDirectory({
      connection: database(),
      organisation: exampleOrganisation(),
      contacts: { wecom: contacts },
      now,
    })
    expect(await directory.refresh()).toMatchObject({ failed: [] })
    expect((await directory.holders('SALES')).map(({ id }) => id)).toEqual(['wecom:wangqiang', 'wecom:zhangsan'])
    expect((await directory.holders('QC', 'weinan')).map(({ id }) => id)).toEqual(['wecom:chenjing'])
    expect((await directory.holders('QC', 'tongchuan')).map(({ id }) => id)).toEqual([])
    expect((await directory.holders('MKT_HEAD', 'tongchuan')).map(({ id }) => id)).toEqual(['wecom:zhaojianguo'])
    departments.set(4, ['wangqiang'])
    const later = await createDirectory({
      connection: database(),
      organisation: exampleOrganisation(),
      contacts: { wecom: contacts },
      now: () => new Date('2026-11-03T03:00:00Z'),
    })
    await later.refresh()
    expect((await later.holders('SALES')).map(({ id }) => id)).toEqual(['wecom:wangqiang'])
    expect(await later.personOf('wecom:zhangsan')).toMatchObject({ roles: [] })
  })

  it('keeps whom it knew when the platform does not answer', async () => {
    const failing = { ...contacts, user: () => Promise.reject(new Error('60011')) }
    const directory = await createDirectory({
      connection: database(),
      organisation: exampleOrganisation(),
      contacts: { wecom: failing },
      now: () => new Date('2026-11-03T04:00:00Z'),
    })
    const { failed } = await directory.refresh()
    expect(failed.join('\n')).toContain('MKT_HEAD: 60011')
    expect((await directory.holders('MKT_HEAD')).map(({ id }) => id)).toEqual(['wecom:zhaojianguo'])
  })

  it('knows a member without a role, and remembers the name', async () => {
    const directory = await createDirectory({
      connection: database(),
      organisation: exampleOrganisation(),
      contacts: { wecom: contacts },
      vouches: (channel) => channel === 'wecom',
      now,
    })
    expect(await directory.personOf('wecom:newcomer')).toEqual({ ...staff('wecom:newcomer'), name: 'name of newcomer' })
  })

  it.each([
    [{ role: 'QC' as const, plant: 'weinan' }, 'weinan', true],
    [{ role: 'QC' as const, plant: 'weinan' }, 'tongchuan', false],
    [{ role: 'QC' as const }, 'tongchuan', true],
    [{ role: 'CS' as const }, 'weinan', false],
  ])('%o at %s: %s', (held, plant, expected) => {
    expect(holdsRole({ roles: [held] }, ['QC'], plant)).toBe(expected)
  })
})

describe('messages that cannot arrive', () => {
  let bot: Bot
  beforeEach(async () => {
    bot = await startBot()
  })
  afterEach(() => bot.stop())

  it('are listed for an administrator, who can send them again; nobody else may', async () => {
    await bot.app.delivery.enqueue([{ id: 'lost', to: 'wecom:nobody', message: { type: 'text', text: '您好' } }])
    await bot.app.settled()
    expect(await bot.person('wangqiang').says('未送达')).toContain('只有系统管理员')
    const lin = bot.person('linjing')
    expect(await lin.says('未送达')).toMatch(/81013[\s\S]*wecom:nobody/)
    expect(await lin.taps('重新发送')).toBe('')
    expect(lin.isReplaced(lin.cards()[0]!)).toBe('已重新发送。')
    await bot.app.settled()
    expect(await lin.says('未送达')).toContain('wecom:nobody') // it failed again
  })

  it('ask for a person outside any dialogue, too', async () => {
    expect(await bot.person('wangqiang').says('转人工')).toContain('已通知客服人员')
    expect(bot.person('liuna').heard()).toContain('王强 请求人工协助')
  })
})
