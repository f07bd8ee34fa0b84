/** Who is in a company on DingTalk (dingtalk.md 9.1): people by their ids, in departments and with roles, and what becomes of those who leave. */
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { createDingtalkClient, type DingtalkClient } from '../../src/channels/dingtalk/client.js'
import { createDirectory } from '../../src/people/directory.js'
import { createMovableClock } from '../../src/simulator/clock.js'
import { useDatabase } from '../setup/database.js'
import { organisationOnDingtalk, type Platform, startPlatform } from '../setup/dingtalk.js'

const clock = createMovableClock(() => Date.parse('2026-11-03T02:00:00Z'))
const MANY = Array.from({ length: 230 }, (_, index) => ({ userid: `u${index}`, name: `员工${index}`, department: [20 + (index % 3)] }))
const DEPARTMENTS = [
  { id: 20, name: '生产', parentid: 1 },
  { id: 21, name: '包装', parentid: 20 },
  { id: 22, name: '装车', parentid: 21 },
]

let platform: Platform
let client: DingtalkClient
beforeEach(async () => {
  platform = await startPlatform(clock, {
    members: MANY,
    departments: DEPARTMENTS,
    roles: [{ id: 7, users: MANY.slice(0, 150).map(({ userid }) => userid) }],
  })
  client = createDingtalkClient({ ...platform.simulator.app, apiBase: platform.address, oapiBase: platform.address }, clock.now)
})
afterEach(() => platform.close())

describe('the contacts of the platform', () => {
  it('name a member, and nobody who is not there or has left', async () => {
    expect(await client.user('u7')).toEqual({ userid: 'u7', name: '员工7' })
    expect(await client.user('u999')).toBeUndefined()
    platform.simulator.faults.hasLeft.add('u7')
    expect(await client.user('u7')).toBeUndefined()
  })

  it('name everybody of a department and of those below it, page by page', async () => {
    expect(await client.usersOfDepartment(20)).toHaveLength(230)
    expect(new Set((await client.usersOfDepartment(21)).map(({ userid }) => Number(userid.slice(1)) % 3))).toEqual(new Set([1, 2]))
  })

  it('name everybody who holds a role', async () => {
    const { userlist, partylist } = await client.tag(7)
    expect([userlist.length, partylist]).toEqual([150, []])
  })

  it('say what is wrong where there is no such department or role, or the app may not read them', async () => {
    await expect(client.usersOfDepartment(99)).rejects.toMatchObject({ code: '60003' })
    await expect(client.tag(99)).rejects.toMatchObject({ code: '49008' })
    platform.simulator.faults.mayNotReadContacts = true
    await expect(client.user('u7')).rejects.toMatchObject({ code: '60011', reaction: 'configuration' })
  })
})

describe('a company on DingTalk', () => {
  const database = useDatabase()
  beforeEach(() => database().dropDatabase())

  async function directory() {
    const { simulator, address } = await company()
    const contacts = createDingtalkClient({ ...simulator.app, apiBase: address, oapiBase: address }, clock.now)
    const known = await createDirectory({
      connection: database(),
      organisation: organisationOnDingtalk(),
      contacts: { dingtalk: contacts },
      vouches: (channel) => channel === 'dingtalk',
      now: clock.now,
    })
    return { simulator, known }
  }

  async function company(): Promise<Platform> {
    await platform.close()
    platform = await startPlatform(clock)
    return platform
  }

  it('finds its people with their names, by id, department and role', async () => {
    const { known } = await directory()
    await known.refresh()
    const named = async (role: Parameters<typeof known.holders>[0]) => (await known.holders(role)).map(({ name }) => name)
    expect(await named('MKT_HEAD')).toEqual(['赵建国'])
    expect(await named('CS')).toEqual(['刘娜'])
    expect((await known.holders('QC', 'weinan')).map(({ id, name }) => `${id} ${name}`)).toEqual(['dingtalk:chenjing 陈静'])
    expect(await known.personOf('dingtalk:zhanggong')).toMatchObject({ name: '张工', side: 'staff' })
  })

  it('knows who has left, and tells of it', async () => {
    const { simulator, known } = await directory()
    await known.refresh()
    simulator.faults.hasLeft.add('liuna')
    await known.refresh()
    expect(await known.holders('CS')).toEqual([])
    expect((await known.parted()).map(({ person }) => person.name)).toEqual(['刘娜'])
  })

  it('that gives no answer for a while keeps everybody with their names, and whoever has left stays gone', async () => {
    const { simulator, known } = await directory()
    simulator.faults.hasLeft.add('songbo')
    await known.refresh()
    simulator.faults.isBanned = true
    await known.refresh()
    expect((await known.holders('MKT_HEAD')).map(({ id, name }) => `${id} ${name}`)).toEqual(['dingtalk:zhaojianguo 赵建国'])
    expect(await known.holders('PROD_TECH')).toEqual([])
    expect((await known.holders('CS')).map(({ name }) => name)).toEqual(['刘娜'])
  })

  it('that does not let the app read contacts has those whom the file names by their ids', async () => {
    const { simulator, known } = await directory()
    simulator.faults.mayNotReadContacts = true
    const { failed } = await known.refresh()
    expect(failed.join()).toContain('60011')
    expect((await known.holders('MKT_HEAD')).map(({ id }) => id)).toEqual(['dingtalk:zhaojianguo'])
    expect(await known.holders('CS')).toEqual([])
  })
})
