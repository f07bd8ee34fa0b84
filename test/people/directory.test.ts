/** The directory under bad luck: refreshes at once on several replicas, clocks that disagree, a platform that answers half of what it is asked. */
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { type Connection, connect } from '../../src/database/connect.js'
import { ChannelApiError } from '../../src/errors.js'
import { type Contacts, createDirectory, type Directory } from '../../src/people/directory.js'
import { holdsRole, type Person } from '../../src/people/person.js'
import { type Bot, startBot } from '../setup/bot.js'
import { databaseUri, freshName } from '../setup/database.js'
import { exampleOrganisation } from '../setup/organisation.js'
import { staff } from '../setup/people.js'

const HOUR_MS = 3_600_000
const organisation = exampleOrganisation()
const vouches = (channel: string) => channel === 'wecom'

let connection: Connection
beforeEach(async () => {
  connection = await connect(databaseUri(freshName()))
})
afterEach(async () => {
  await connection.dropDatabase()
  await connection.destroy()
})

const DEPARTMENTS: Readonly<Record<number, readonly string[]>> = { 3: ['liuna'], 4: ['wangqiang'] }
const TAGS: Readonly<Record<number, readonly string[]>> = { 1: ['chenjing'], 2: ['hepeng'] }
const named = (userid: string) => ({ userid, name: `name of ${userid}` })

/** A platform that counts what it is asked, yields between answers and fails or empties where a test says so. */
function platform() {
  const broken = new Set<string>()
  const emptied = new Set<string>()
  let calls = 0
  async function answer<T>(key: string, value: T, empty: T): Promise<T> {
    calls++
    for (let turns = calls % 7; turns >= 0; turns--) await new Promise((resolve) => setImmediate(resolve))
    if (broken.has(key) || broken.has('everything')) throw new Error(`${key} is away`)
    return emptied.has(key) ? empty : value
  }
  const contacts: Contacts = {
    usersOfDepartment: (id) => answer(`department ${id}`, (DEPARTMENTS[id] ?? []).map(named), []),
    tag: (id) => answer(`tag ${id}`, { userlist: (TAGS[id] ?? []).map(named), partylist: [] }, { userlist: [], partylist: [] }),
    user: (id) => answer(`user ${id}`, named(id), named(id)),
  }
  return { contacts, broken, emptied, calls: () => calls }
}

/** Everybody of the example file with the roles that it gives them. */
const EXPECTED = [
  'chenjing QC@weinan',
  'fengyuan GM@tongchuan',
  'hepeng QC@tongchuan',
  'hepeng DEPT@tongchuan/tongchuan-packing',
  'hepeng DEPT@tongchuan/tongchuan-production',
  'linjing ADMIN',
  'liuna CS',
  'qianweimin GM@weinan',
  'songbo PROD_TECH',
  'sunqiang DEPT@weinan/weinan-packing',
  'wangqiang SALES',
  'wudawei DEPT@weinan/weinan-production',
  'zhaojianguo MKT_HEAD',
  'zhoumin QC_HEAD',
].sort()

const rolesOf = ({ id, roles }: Person) =>
  roles.map(({ role, plant, department }) =>
    [`${id.replace('wecom:', '')} ${role}`, plant && `@${plant}`, department && `/${department}`].filter(Boolean).join(''),
  )

async function everybody(directory: Pick<Directory, 'personOf'>): Promise<string[]> {
  const ids = [...new Set(EXPECTED.map((one) => `wecom:${one.split(' ')[0]}`))]
  return (await Promise.all(ids.map((id) => directory.personOf(id)))).flatMap(rolesOf).sort()
}

describe('refreshes at once', () => {
  it.each([
    ['whose clocks agree', 0],
    ['one of which is an hour ahead', HOUR_MS],
    ['one of which is a day behind', -24 * HOUR_MS],
  ])('on two replicas, %s: nobody loses a role, round after round', async (_name, skewMs) => {
    const { contacts } = platform()
    let at = new Date('2026-11-03T02:00:00Z').getTime()
    const one = await createDirectory({ connection, organisation, contacts: { wecom: contacts }, now: () => new Date(at++) })
    const two = await createDirectory({ connection, organisation, contacts: { wecom: contacts }, now: () => new Date(at++ + skewMs) })
    await one.refresh()
    for (let round = 0; round < 5; round++) {
      await Promise.all(Array.from({ length: 10 }, (_, index) => (index % 2 ? one : two).refresh()))
      const fresh = await createDirectory({ connection, organisation, contacts: { wecom: contacts }, now: () => new Date(at) })
      expect(await everybody(fresh), `round ${round}`).toEqual(EXPECTED)
    }
  })
})

describe('what cannot be resolved', () => {
  it('keeps its holders, and a plant’s general manager does not become the company’s', async () => {
    const { contacts, broken } = platform()
    const roles = [...organisation.roles, { role: 'GM' as const, wecom: { users: ['zongjingli'], departments: [], tags: [] } }]
    const directory = await createDirectory({
      connection,
      organisation: { ...organisation, roles },
      contacts: { wecom: contacts },
      now: () => new Date('2026-11-03T02:00:00Z'),
    })
    await directory.refresh()
    broken.add('user zongjingli')
    await directory.refresh()
    expect(rolesOf(await directory.personOf('wecom:qianweimin'))).toEqual(['qianweimin GM@weinan'])
    expect(holdsRole(await directory.personOf('wecom:qianweimin'), ['GM'], 'tongchuan')).toBe(false)
    expect(rolesOf(await directory.personOf('wecom:zongjingli'))).toEqual(['zongjingli GM'])
  })

  it('is dropped after a day, but never the heads who must get every report', async () => {
    const { contacts, broken } = platform()
    let now = new Date('2026-11-03T02:00:00Z')
    const directory = await createDirectory({ connection, organisation, contacts: { wecom: contacts }, now: () => now })
    await directory.refresh()
    broken.add('everything')
    now = new Date(now.getTime() + 23 * HOUR_MS)
    await directory.refresh()
    expect(await everybody(directory)).toEqual(EXPECTED)
    now = new Date(now.getTime() + 2 * HOUR_MS)
    await directory.refresh()
    expect(await everybody(directory)).toEqual(['zhaojianguo MKT_HEAD', 'zhoumin QC_HEAD'])
    broken.clear()
    await directory.refresh()
    expect(await everybody(directory)).toEqual(EXPECTED)
  })

  it('a head’s role that suddenly has nobody keeps who held it', async () => {
    const { contacts, emptied } = platform()
    const roles = organisation.roles.map((one) =>
      one.role === 'QC_HEAD' ? { ...one, wecom: { users: [], departments: [3], tags: [] } } : one,
    )
    const directory = await createDirectory({
      connection,
      organisation: { ...organisation, roles },
      contacts: { wecom: contacts },
      now: () => new Date('2026-11-03T02:00:00Z'),
    })
    await directory.refresh()
    emptied.add('department 3')
    await directory.refresh()
    expect((await directory.holders('QC_HEAD')).map(({ id }) => id)).toEqual(['wecom:liuna'])
    expect(await directory.holders('CS')).toEqual([])
  })
})

describe('what an earlier version has left', () => {
  it('is known to a bot that starts while the platform is away', async () => {
    const { contacts, broken } = platform()
    const members = connection.collection<{ _id: string; name: string; roles: object[]; refreshedAt: Date }>('members')
    const refreshedAt = new Date('2026-11-03T01:00:00Z')
    await members.insertOne({ _id: 'wecom:zhoumin', name: '周敏', roles: [{ role: 'QC_HEAD' }], refreshedAt })
    await members.insertOne({ _id: 'wecom:stranger', name: '路人', roles: [], refreshedAt })
    broken.add('everything')
    const directory = await createDirectory({
      connection,
      organisation,
      contacts: { wecom: contacts },
      vouches,
      now: () => new Date('2026-11-03T02:00:00Z'),
    })
    expect(await directory.holders('QC_HEAD')).toMatchObject([{ id: 'wecom:zhoumin', name: '周敏' }])
    await directory.refresh()
    expect(await directory.holders('QC_HEAD')).toMatchObject([{ id: 'wecom:zhoumin', name: '周敏' }])
    expect(await directory.personOf('wecom:stranger')).toEqual({ ...staff('wecom:stranger'), name: '路人' })
  })
})

it.each([
  [
    'whoever the file names by their id holds the role where an app needs permission to ask',
    { needsPermission: true },
    ['wecom:zhaojianguo'],
  ],
  ['nobody holds a role on the word of the file alone elsewhere', {}, []],
])('%s', async (_name, more, holders) => {
  const refuse = () => Promise.reject(new ChannelApiError('user/get', 60011, 'configuration'))
  const contacts: Contacts = { usersOfDepartment: refuse, tag: refuse, user: refuse, ...more }
  const directory = await createDirectory({ connection, organisation, contacts: { wecom: contacts }, now: () => new Date() })
  await directory.refresh()
  expect((await directory.holders('MKT_HEAD')).map(({ id }) => id)).toEqual(holders)
})

describe('somebody without a role who says something for the first time', () => {
  it('is not kept waiting by a platform that does not answer, and is asked about once', async () => {
    let asked = 0
    let answer = (_found: { userid: string; name: string }) => {}
    const contacts: Contacts = {
      ...platform().contacts,
      user: (id) => {
        asked++
        return new Promise((resolve) => {
          answer = () => resolve({ userid: id, name: '张工' })
        })
      },
    }
    const options = {
      connection,
      organisation: { ...organisation, roles: [] },
      contacts: { wecom: contacts },
      vouches,
      now: () => new Date(),
      namePatienceMs: 10,
    }
    const directory = await createDirectory(options)
    const person = { ...staff('wecom:zhanggong'), name: 'zhanggong' }
    expect(await Promise.all([directory.personOf(person.id), directory.personOf(person.id)])).toEqual([person, person])
    expect(await directory.personOf(person.id)).toEqual(person)
    expect(asked).toBe(1)
    answer({ userid: 'zhanggong', name: '张工' })
    await directory.settled()
    expect(await directory.personOf(person.id)).toMatchObject({ name: '张工' })
    expect(await (await createDirectory(options)).personOf(person.id)).toMatchObject({ name: '张工' })
    expect(asked).toBe(1)
  })

  it('is remembered when the platform refuses, on every replica, and asked about again an hour later', async () => {
    let now = new Date('2026-11-03T02:00:00Z')
    const { contacts, broken, calls } = platform()
    const options = { connection, organisation: { ...organisation, roles: [] }, contacts: { wecom: contacts }, vouches, now: () => now }
    broken.add('user zhanggong')
    for (const directory of [await createDirectory(options), await createDirectory(options)])
      expect(await directory.personOf('wecom:zhanggong')).toMatchObject({ name: 'zhanggong' })
    expect(calls()).toBe(1)
    broken.clear()
    now = new Date(now.getTime() + HOUR_MS)
    const directory = await createDirectory(options)
    await directory.refresh()
    expect(await directory.personOf('wecom:zhanggong')).toMatchObject({ name: 'name of zhanggong' })
  })
})

describe('changes of contacts', () => {
  let bot: Bot
  beforeEach(async () => {
    bot = await startBot()
  })
  afterEach(() => bot.stop())

  it('that come as fifty events cost one refresh, and nobody loses a role', async () => {
    const before = bot.simulator.stats().calls
    await bot.app.directory.refresh()
    const once = bot.simulator.stats().calls - before
    const changed = { at: bot.clock.now(), content: { type: 'contactsChanged' as const } }
    await Promise.all(Array.from({ length: 50 }, (_, index) => bot.app.handle({ ...changed, key: `change ${index}` }, () => false)))
    await bot.app.settled()
    expect(bot.simulator.stats().calls - before).toBe(2 * once)
    expect(await everybody(bot.app.directory)).toEqual(EXPECTED)
  })

  it('that leave a role to nobody are told to the administrator, once a day', async () => {
    const roles = organisation.roles.map((one) =>
      one.role === 'PROD_TECH' ? { role: one.role, wecom: { users: ['gone'], departments: [], tags: [] } } : one,
    )
    const replica = await startBot({
      databaseName: bot.connection.name,
      simulator: bot.simulator,
      clock: bot.clock,
      organisation: { ...organisation, roles },
    })
    const told = () =>
      bot
        .person('linjing')
        .transcript()
        .match(/「生产技术部」在企业微信里查不到人/g)?.length ?? 0
    const refreshPeople = async () => {
      for (const job of replica.app.jobs) if (job.name === 'people') await job.run()
      await replica.app.settled()
    }
    bot.clock.moveBy(25 * HOUR_MS) // until then 宋波 keeps it
    await refreshPeople()
    bot.clock.moveBy(HOUR_MS)
    await refreshPeople()
    expect(told()).toBe(1)
    bot.clock.moveBy(24 * HOUR_MS)
    await refreshPeople()
    expect(told()).toBe(2)
    await replica.stop()
  })
})
