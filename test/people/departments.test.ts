/** 部门, 增加部门, 修改部门 and 部门记录: lists of the company, changed in chat by those whose they are (section 8). */
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { OWN_RULES } from '../../src/app.js'
import { refusalModel } from '../../src/cases/refusals.js'
import { createDepartmentActions } from '../../src/people/department-actions.js'
import { createSettings } from '../../src/people/settings.js'
import { type Bot, startBot } from '../setup/bot.js'
import { freshName } from '../setup/database.js'
import { exampleOrganisation } from '../setup/organisation.js'
import { setRoles } from '../setup/roles.js'
import { more } from '../setup/stories.js'
import { confirmFacts, fileShortage, investigate } from '../setup/story.js'

let bot: Bot
beforeEach(async () => {
  bot = await startBot()
})
afterEach(() => bot.stop())

const person = (id: string) => bot.person(id)
const REASON = '按部门调整的通知'
/** 物流运输部 of the whole company, which answers where it is named: 何鹏. */
const addTransport = (by = 'liuna') => person(by).saysAll('增加部门', '物流运输部', '跳过', '跳过', '何鹏', REASON, '提交')

describe('the departments', () => {
  it('are listed with what they answer for and who does', async () => {
    expect(await person('chenjing').says('部门')).toContain(
      '· 渭南厂包装发运部（渭南厂）：袋数不足、袋重异议、破损过大、散装亏吨超标；孙强',
    )
  })

  it('are none of a customer’s business, nor of somebody’s who holds no role', async () => {
    for (const words of ['部门', '部门记录', '修改部门'])
      expect(await person('zhanggong').says(words)).not.toMatch(/孙强|部门记录|哪个部门/)
    await setRoles(bot, 'wudawei')
    expect(await person('wudawei').says('部门')).toContain('部门只给有岗位的同事看')
  })
})

describe('a department that is added', () => {
  it('is said back, kept in the record, and offered at once to whoever gives a complaint away', async () => {
    const heard = await addTransport()
    expect(heard).toContain('✓ 已记录，马上生效：物流运输部（全公司）：只在点名时负责；何鹏')
    expect(person('linjing').heard()).toContain('刘娜 改了部门：物流运输部')
    expect(await person('sunqiang').says('部门记录')).toContain(`刘娜 改 物流运输部（全公司）：只在点名时负责；何鹏（${REASON}）`)
    const story = await fileShortage(bot)
    await more(story, story.chen, '转给其他部门')
    await story.chen.saysAll('物流运输部', '是运输途中丢的。')
    expect(person('hepeng').transcript()).toContain('新投诉：袋数不足')
    expect(await story.liu.says(`记录 ${story.no}`)).toContain('物流运输部')
  })

  it('may be of somebody who holds no role yet, by their account', async () => {
    await setRoles(bot, 'wudawei')
    expect(await person('liuna').saysAll('增加部门', '物流运输部', '跳过', '跳过', '没有这个人')).toContain('没有找到「没有这个人」')
    await person('liuna').saysAll('wudawei', REASON, '提交')
    expect(await person('liuna').says('部门')).toContain('物流运输部（全公司）：只在点名时负责；吴大为')
    expect((await bot.app.directory.personOf('wecom:wudawei')).roles).toMatchObject([{ role: 'DEPT' }, { role: 'DEPT' }])
  })

  it('is added once by one request', async () => {
    const { directory } = bot.app
    const settings = await createSettings({ connection: bot.connection, file: exampleOrganisation(), kinds: OWN_RULES, now: bot.clock.now })
    const notifier = { notify: async () => {} }
    const { departmentAdded } = createDepartmentActions({ settings, directory, notifier, refreshPeople: () => {} })
    const request = {
      key: 'session.departmentAdded',
      by: await directory.personOf('wecom:liuna'),
      at: bot.clock.now(),
      channel: 'wecom',
      answers: { name: '物流运输部', people: [{ id: 'wecom:hepeng', name: '何鹏' }], reason: REASON },
      facts: {},
    }
    for (let times = 0; times < 2; times++)
      expect(await departmentAdded(request)).toMatchObject({ say: [{ text: { key: 'departments.changed' } }] })
    expect(await settings.history()).toHaveLength(1)
  })

  it('has a name of its own', async () => {
    expect(await person('liuna').saysAll('增加部门', '渭南厂 生产部', '渭南厂', '跳过', '何鹏', REASON, '提交')).toContain(
      '已经有一个部门叫',
    )
  })
})

describe('a department that is changed', () => {
  it('to other people: they get what is reported from then on, and what was said before stays in the record', async () => {
    const heard = await person('liuna').saysAll('修改部门 渭南厂包装发运部', '负责人', '吴大为', REASON, '提交')
    expect(heard).toContain('渭南厂包装发运部（渭南厂）：袋数不足、袋重异议、破损过大、散装亏吨超标；吴大为')
    expect(heard).toContain('原来是：渭南厂包装发运部（渭南厂）：袋数不足、袋重异议、破损过大、散装亏吨超标；孙强')
    await fileShortage(bot)
    expect(person('wudawei').transcript()).toContain('新投诉：袋数不足')
    expect(person('sunqiang').transcript()).not.toContain('新投诉：袋数不足')
  })

  it('to another name, by which it is called everywhere', async () => {
    await person('liuna').saysAll('修改部门 渭南厂生产部', '部门名称', '渭南厂制造部', REASON, '提交')
    const story = await fileShortage(bot)
    await more(story, story.chen, '转给其他部门')
    expect(story.chen.heard()).toContain('渭南厂制造部')
    expect(story.chen.heard()).not.toContain('渭南厂生产部')
  })

  it('but never so that nobody answers for a kind: that is refused, and nothing is lost', async () => {
    expect(await person('liuna').saysAll('修改部门 渭南厂生产部', '负责类别', '水泥质量', REASON, '提交')).toContain(
      '渭南厂没有部门负责受潮结块、其他了，没有改动',
    )
    await person('liuna').says('取消')
    expect(await person('liuna').says('部门')).toContain('· 渭南厂生产部（渭南厂）：受潮结块、水泥质量、其他；吴大为')
    expect(await person('liuna').says('部门记录')).toContain('部门还没有改过')
  })

  it('is offered to nobody who may change none', async () => {
    const heard = await person('sunqiang').says('修改部门')
    expect(heard).toContain('部门由客服人员、系统管理员修改')
    expect(heard).not.toContain('改哪个部门')
  })

  it('by customer service and the administrator alone; others are told so, and it is logged', async () => {
    for (const id of ['zhaojianguo', 'sunqiang', 'qianweimin']) {
      expect(await addTransport(id)).not.toContain('已记录')
      expect(person(id).transcript()).toContain('部门由客服人员、系统管理员修改，没有改动')
    }
    expect(await person('zhoumin').says('修改部门 渭南厂生产部')).toContain('部门由客服人员、系统管理员修改')
    expect(await refusalModel(bot.connection).countDocuments({ reason: 'departments.notAllowed' })).toBe(4)
    expect(await addTransport('linjing')).toContain('已记录')
  })
})

it('a liability is given to departments of the plant or of the whole company, and to no other plant’s', async () => {
  await addTransport()
  const story = await fileShortage(bot)
  await investigate(story)
  await confirmFacts(story)
  await story.chen.taps('责任判定')
  const asked = await story.chen.says('我方')
  expect(asked).toContain('渭南厂包装发运部')
  expect(asked).toContain('物流运输部')
  expect(asked).not.toContain('铜川厂')
  expect(await story.chen.says('铜川厂生产部')).not.toContain('责任判定：')
  expect(await story.chen.says('3')).toContain('责任部门：物流运输部')
})

it('another replica offers a department that was added within a second', async () => {
  const databaseName = freshName()
  let elapsed = 0
  const one = await startBot({ databaseName })
  const two = await startBot({ databaseName, elapsed: () => elapsed, clock: one.clock })
  try {
    await two.person('linjing').says('部门')
    await one.person('liuna').saysAll('增加部门', '物流运输部', '跳过', '跳过', '何鹏', REASON, '提交')
    elapsed += 1_000
    expect(await two.person('linjing').saysAll('修改部门 物流运输部', '部门名称', '物流部', REASON, '提交')).toContain('物流部（全公司）')
    expect(await one.connection.collection('flowrevisions').countDocuments({ flow: 'redirect' })).toBe(2)
  } finally {
    await two.stop()
    await one.connection.dropDatabase()
    await one.stop()
  }
})
