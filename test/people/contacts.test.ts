/** A person is not a contact: one may have several, and who a contact is comes from the channel and the file, never from what is typed. */
import { describe, expect, it } from 'vitest'
import { createIdentify } from '../../src/customers/identify.js'
import { createDirectory } from '../../src/people/directory.js'
import type { Organisation } from '../../src/people/organisation.js'
import { useDatabase } from '../setup/database.js'
import { exampleOrganisation } from '../setup/organisation.js'

const database = useDatabase()
const organisation: Organisation = {
  ...exampleOrganisation(),
  people: [
    { name: '赵建国', contacts: { wecom: ['ZhaoJianguo'], 'wecom-kf': ['wmZhao'] } },
    { id: 'song', name: '宋波', contacts: { dingtalk: ['0123'], wecom: ['songbo'] } },
    { name: '路人', contacts: { wecom: ['luren'], 'wecom-kf': ['wmLuren'] } },
  ],
}
const asked: string[] = []
const named = (userid: string) => ({ userid, name: `name of ${userid}` })
const contacts = {
  usersOfDepartment: async () => [],
  tag: async () => ({ userlist: [], partylist: [] }),
  async user(id: string) {
    asked.push(id)
    return named(id)
  },
}

async function directoryOf() {
  const directory = await createDirectory({
    connection: database(),
    organisation,
    contacts: { wecom: contacts },
    vouches: (channel) => channel === 'wecom',
    now: () => new Date('2026-11-03T02:00:00Z'),
  })
  await directory.refresh()
  return directory
}

describe('a person of several contacts', () => {
  it('is the same person with the same roles by each of them, and by their id', async () => {
    const { personOf, holders } = await directoryOf()
    const zhao = {
      id: 'wecom:zhaojianguo',
      name: '赵建国',
      side: 'staff',
      contacts: ['wecom:zhaojianguo', 'wecom-kf:wmZhao'],
      roles: [{ role: 'MKT_HEAD' }],
    }
    expect(await personOf('wecom:zhaojianguo')).toEqual(zhao)
    expect(await personOf('wecom-kf:wmZhao')).toEqual(zhao)
    expect(await holders('MKT_HEAD')).toEqual([zhao])
    expect(await personOf('song')).toMatchObject({ id: 'song', name: '宋波', roles: [{ role: 'PROD_TECH' }] })
    expect(await personOf('dingtalk:0123')).toEqual(await personOf('wecom:songbo'))
  })

  it('is staff where the channel they come by knows its members, or while they hold a role', async () => {
    const { personOf } = await directoryOf()
    expect(await personOf('wecom:luren')).toMatchObject({ side: 'staff', roles: [] })
    expect(await personOf('wecom-kf:wmLuren')).toMatchObject({ id: 'wecom:luren', side: 'stranger', roles: [] })
  })
})

describe('whoever no channel vouches for', () => {
  it('is a stranger, about whom the platform of the staff is not asked', async () => {
    const { personOf } = await directoryOf()
    asked.length = 0
    expect(await personOf('wecom-kf:wmAnybody')).toEqual({
      id: 'wecom-kf:wmAnybody',
      name: 'wmAnybody',
      side: 'stranger',
      contacts: ['wecom-kf:wmAnybody'],
      roles: [],
    })
    expect(asked).toEqual([])
  })

  it('is a customer where the archive holds one of their contacts', async () => {
    const directory = await directoryOf()
    const archived = { _id: 'c1', contacts: [{ name: '张工', phone: '', chatId: 'wecom-kf:wmZhang' }] } as never
    const ofContacts = async (ids: readonly string[]) => (ids.includes('wecom-kf:wmZhang') ? archived : null)
    const identify = createIdentify(directory, { ofContacts })
    expect(await identify('wecom-kf:wmZhang')).toMatchObject({ name: '张工', side: 'customer', customer: 'c1' })
    expect(await identify('wecom-kf:wmOther')).toMatchObject({ side: 'stranger' })
    // who holds a role is no customer, whatever the archive says
    expect(await identify('wecom-kf:wmZhao')).toMatchObject({ side: 'staff' })
  })
})
