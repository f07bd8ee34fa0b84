/** What the company has set, changed while the program runs: kept for ever, seen by every replica, refused where it does not fit. */
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { OWN_RULES } from '../../src/app.js'
import { type Connection, connect } from '../../src/database/connect.js'
import { ConfigError, UserFacingError } from '../../src/errors.js'
import type { Organisation } from '../../src/people/organisation.js'
import { rulesIn } from '../../src/people/rule-list.js'
import { type CompanySettings, createSettings } from '../../src/people/settings.js'
import { databaseUri, freshName } from '../setup/database.js'
import { exampleOrganisation } from '../setup/organisation.js'

let connection: Connection
let now: Date
let elapsed: number
beforeEach(async () => {
  connection = await connect(databaseUri(freshName()))
  now = new Date('2026-11-03T02:00:00Z')
  elapsed = 0
})
afterEach(async () => {
  await connection.dropDatabase()
  await connection.destroy()
})

const example = exampleOrganisation()
const fileWith = (rules: Partial<Organisation['rules']>): Organisation => ({ ...example, rules: { ...example.rules, ...rules } })
const replica = (file = example): Promise<CompanySettings> =>
  createSettings({ connection, file, kinds: OWN_RULES, now: () => now, elapsed: () => elapsed })

const zhao = { id: 'wecom:zhaojianguo', name: '赵建国' }
let requests = 0
const set = (settings: CompanySettings, path: string, before: unknown, after: unknown, more: { from?: Date; key?: string } = {}) =>
  settings.change({
    key: `request${++requests}`,
    at: now,
    from: now,
    by: zhao,
    reason: '例会决定',
    settings: [{ path, before, after }],
    ...more,
  })
const refusalOf = (change: Promise<unknown>) =>
  change.then(
    () => 'done',
    (error: unknown) => (error instanceof UserFacingError ? error.key : error),
  )

describe('a change', () => {
  it('holds at once, and on another replica within a second', async () => {
    const [one, two] = [await replica(), await replica()]
    await two.refresh()
    await set(one, 'rules.planDays', 3, 5)
    expect(one.organisation.rules.planDays).toBe(5)
    expect(two.organisation.rules.planDays).toBe(3)
    elapsed += 1_000
    await two.refresh()
    expect(two.organisation.rules.planDays).toBe(5)
  })

  it('says who, when, what, why and from when', async () => {
    const settings = await replica()
    await set(settings, 'rules.gift.limitYuan', undefined, 500)
    expect(settings.organisation.rules).toMatchObject({ gift: { limitYuan: 500, sameRecipientMonths: 12 } })
    await set(settings, 'rules.gift.limitYuan', 500, undefined)
    expect(settings.organisation.rules).toMatchObject({ gift: { sameRecipientMonths: 12 } })
    expect(await settings.history()).toMatchObject([
      { by: zhao, settings: [{ path: 'rules.gift.limitYuan', before: 500 }] },
      { at: now, from: now, by: zhao, reason: '例会决定', settings: [{ path: 'rules.gift.limitYuan', after: 500 }] },
    ])
  })

  it('is made once by one request', async () => {
    const [one, two] = [await replica(), await replica()]
    const made = await Promise.all([one, two, one].map((settings) => set(settings, 'rules.planDays', 3, 5, { key: 'the same' })))
    expect(new Set(made.map(({ _id }) => _id)).size).toBe(1)
    expect(await one.history()).toHaveLength(1)
  })

  it('of two at once one is made; the other is told to look again, and both of different things are kept', async () => {
    const [one, two] = [await replica(), await replica()]
    const outcomes = await Promise.all([refusalOf(set(one, 'rules.planDays', 3, 5)), refusalOf(set(two, 'rules.planDays', 3, 4))])
    expect(outcomes.sort()).toEqual(['done', 'settings.changedMeanwhile'])
    await Promise.all([set(one, 'rules.callbackDays', 2, 3), set(two, 'rules.visitDays', 1, 2)])
    expect((await replica()).organisation.rules).toMatchObject({ callbackDays: 3, visitDays: 2 })
  })

  it('that does not fit is refused, and nothing is lost', async () => {
    const settings = await replica()
    const officeHours = example.rules.officeHours
    expect(await refusalOf(set(settings, 'rules.officeHours', officeHours, [['18:00', '08:30']]))).toBe('settings.unfit.hoursBackwards')
    expect(
      await refusalOf(
        set(settings, 'rules.officeHours', officeHours, [
          ['08:30', '12:00'],
          ['11:00', '18:00'],
        ]),
      ),
    ).toBe('settings.unfit.hoursOverlap')
    expect(await refusalOf(set(settings, 'rules.officeHours', officeHours, [['08:30', '08:35']]))).toBe('settings.unfit.hoursFew')
    expect(await refusalOf(set(settings, 'rules.quietHours', ['22:00', '07:00'], ['07:00', '07:00']))).toBe('settings.unfit.noTime')
    expect(await settings.history()).toEqual([])
    expect(settings.organisation.rules).toEqual((await replica()).organisation.rules)
  })

  it('of a sentence stands beside the organisation, needs no reason, and is taken back like any other', async () => {
    const [one, two] = [await replica(), await replica()]
    const path = 'sentences.zh-CN.complaint.steps.kind.ask'
    const kept = { text: '哪一类？', written: '是哪一类投诉？', formerly: [] }
    await one.change({ key: 'first', at: now, from: now, by: zhao, settings: [{ path, after: kept }] })
    elapsed += 1_000
    await two.refresh()
    expect([...two.sentences()]).toEqual([['zh-CN.complaint.steps.kind.ask', kept]])
    // every turn asks for them: they are worked out once
    expect(two.sentences()).toBe(two.sentences())
    expect(await refusalOf(set(two, path, undefined, { ...kept, text: '什么问题？' }))).toBe('settings.changedMeanwhile')
    await set(two, path, kept, undefined)
    expect(two.sentences().size).toBe(0)
    expect(await two.history()).toMatchObject([{ settings: [{ path, before: kept }] }, { settings: [{ path, after: kept }] }])
    expect((await replica(fileWith({ planDays: 4 }))).sentences().size).toBe(0)
  })

  it('may be planned: until its day the rules stay as they are', async () => {
    const settings = await replica()
    await set(settings, 'rules.planDays', 3, 5, { from: new Date('2026-11-30T16:00:00Z') })
    await set(settings, 'rules.callbackDays', 2, 4)
    const before = settings.ruleBook.present()
    expect(before.rules).toMatchObject({ planDays: 3, callbackDays: 4 })
    now = new Date('2026-11-30T16:00:00Z')
    const after = settings.ruleBook.present()
    expect(after.rules).toMatchObject({ planDays: 5, callbackDays: 4 })
    expect(await settings.ruleBook.of({ rulesVersion: before.version })).toEqual(before.rules)
    expect(await settings.ruleBook.of({ rulesVersion: after.version })).toEqual(after.rules)
  })
})

describe('the rules of a case', () => {
  it('stay those of its version, on a replica too that has not seen it yet', async () => {
    const [one, two] = [await replica(), await replica()]
    await two.refresh()
    const { version } = one.ruleBook.present()
    await set(one, 'rules.planDays', 3, 5)
    const newest = one.ruleBook.present().version
    expect(await two.ruleBook.of({ rulesVersion: newest })).toMatchObject({ planDays: 5 })
    expect(await one.ruleBook.of({ rulesVersion: version })).toMatchObject({ planDays: 3 })
  })

  it('are those of the file for what is older than any version', async () => {
    const settings = await replica(fileWith({ planDays: 4 }))
    await set(settings, 'rules.planDays', 4, 5)
    expect(await settings.ruleBook.of({})).toMatchObject({ planDays: 4 })
  })
})

describe('the file', () => {
  it('that is changed later is a change too: the newest word counts, and cases keep their version', async () => {
    const first = await replica()
    await set(first, 'rules.planDays', 3, 5)
    await set(first, 'rules.callbackDays', 2, 4)
    const { version } = first.ruleBook.present()
    now = new Date('2026-11-04T02:00:00Z')
    const later = await replica(fileWith({ planDays: 7 }))
    expect(later.organisation.rules).toMatchObject({ planDays: 7, callbackDays: 4 })
    const [change] = await later.history()
    expect(change).toMatchObject({ at: now, settings: [{ path: 'rules.planDays', before: 3, after: 7 }] })
    expect(change).not.toHaveProperty('by')
    expect(await later.ruleBook.of({ rulesVersion: version })).toMatchObject({ planDays: 5, callbackDays: 4 })
    expect(await (await replica(fileWith({ planDays: 7 }))).history()).toHaveLength(3)
  })

  it('leaves a department that was added in chat, and is refused where it does not fit it', async () => {
    const people = [{ wecom: { users: ['hepeng'], departments: [], tags: [] } }]
    await set(await replica(), 'departments.quarry', undefined, { name: '铜川厂矿山', plant: 'tongchuan', kinds: [], people })
    const { organisation } = await replica(fileWith({ planDays: 4 }))
    expect(organisation.departments.map(({ id }) => id)).toEqual([...example.departments.map(({ id }) => id), 'quarry'])
    expect(organisation.roles).toContainEqual({ role: 'DEPT', department: 'quarry', ...people[0] })
    const isOfTongchuan = ({ plant }: { readonly plant?: string | undefined }) => plant === 'tongchuan'
    const smaller: Organisation = {
      ...example,
      plants: example.plants.filter(({ id }) => id !== 'tongchuan'),
      departments: example.departments.filter((one) => !isOfTongchuan(one)),
      roles: example.roles.filter((one) => !isOfTongchuan(one)),
    }
    await expect(replica(smaller)).rejects.toThrow(ConfigError)
    expect((await replica()).organisation.departments.map(({ id }) => id)).toContain('quarry')
  })

  it('read by several replicas at once is noted once', async () => {
    const replicas = await Promise.all([1, 2, 3].map(() => replica()))
    expect(new Set(replicas.map(({ ruleBook }) => ruleBook.present().version))).toEqual(new Set([0]))
    expect(await connection.collection('settingchanges').countDocuments()).toBe(1)
  })
})

describe('what is kept', () => {
  it('serves everybody beside a change that is damaged', async () => {
    const settings = await replica()
    await set(settings, 'rules.planDays', 3, 5)
    await connection.collection<{ _id: number }>('settingchanges').updateOne({ _id: 1 }, { $set: { settings: 'lost' } })
    const later = await replica()
    expect(later.organisation.rules.planDays).toBe(3)
    await set(later, 'rules.planDays', 3, 6)
    expect((await replica()).organisation.rules.planDays).toBe(6)
  })

  it('is told without what this version cannot read', async () => {
    const settings = await replica()
    await set(settings, 'rules.planDays', 3, 5)
    await set(settings, 'rules.callbackDays', 2, 4)
    const lost = [
      { path: 'rules.planDays', before: 3, after: 'weeks' },
      { path: 'departments.weinan-production', after: { name: 7 } },
      { path: 'sentences.zh-CN.common.cardDone', after: { text: '' } },
    ]
    await connection.collection<{ _id: number }>('settingchanges').updateOne({ _id: 1 }, { $set: { settings: lost } })
    expect((await (await replica()).history()).map(({ _id }) => _id)).toEqual([2])
  })

  it('of a rule that this version takes no more is as the file has it', async () => {
    const settings = await replica()
    await set(settings, 'rules.planDays', 3, 5)
    await set(settings, 'rules.callbackDays', 2, 4)
    await connection.collection<{ _id: number }>('settingchanges').updateOne({ _id: 1 }, { $set: { 'settings.0.after': 5_000 } })
    expect((await replica()).organisation.rules).toMatchObject({ planDays: 3, callbackDays: 4 })
  })
})

it('every rule of the file may be changed in chat, under a name of its own', () => {
  const rules = rulesIn(OWN_RULES)
  expect(new Set(rules.map(({ id }) => id)).size).toBe(rules.length)
  const inFile = Object.entries(example.rules).flatMap(([name, value]) =>
    name === 'retention' || name === 'gift' ? Object.keys(value as object).map((inner) => `rules.${name}.${inner}`) : [`rules.${name}`],
  )
  expect(rules.map(({ path }) => path)).toEqual(expect.arrayContaining(inFile))
})
