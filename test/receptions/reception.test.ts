/** 接待客户 (R11): from the appointment to the record, and what is reminded of on the way. */
import { describe, expect, it } from 'vitest'
import { allCases } from '../../src/cases/collection.js'
import { type TestPerson, useBot } from '../setup/bot.js'

const bot = useBot()
const numberFrom = (heard: string): string => /JD-\d{8}-\d{3}/.exec(heard)?.[0] ?? heard
const titles = (person: TestPerson): string[] => person.cards().map(({ main_title }) => main_title?.title ?? '')
const read = (no: string) => allCases(bot().connection).findById(no).lean()

/** 渭南宏基 comes; what is given differs from a visit on Friday at 10:00. */
async function plan(person: TestPerson, { customer = '宏基', at = '周五上午10点' } = {}): Promise<string> {
  await person.saysAll(
    '接待客户',
    '预约',
    customer,
    '马建军，项目经理，称马经理',
    '看 PO42.5 的生产线，谈明年供货',
    at,
    '二楼会议室，陈工陪同',
  )
  return numberFrom(await person.says('提交'))
}

/** 更多 on the card that shows it, and then one of the buttons there. */
async function more(person: TestPerson, no: string, button: string): Promise<string> {
  await person.says(`查 ${no}`)
  await person.taps('更多')
  return person.taps(button)
}

describe('接待客户', () => {
  it('is planned, reminded of with the checklist the day before and an hour before, and recorded with the new contact', async () => {
    const wang = bot().person('wangqiang')
    const no = await plan(wang)
    expect(wang.heard()).toBe(
      `✓ 已记录 ${no}：安排接待：马建军，项目经理，称马经理。来意：看 PO42.5 的生产线，谈明年供货。安排：二楼会议室，陈工陪同`,
    )
    expect(await wang.says('我的任务')).toMatch(/待办：写接待记录[\s\S]*单位：渭南宏基商品混凝土有限公司[\s\S]*时间：11月6日 10:00/)

    await bot().until('2026-11-05', '08:55')
    expect(titles(wang).filter((title) => title.startsWith('客户要来了'))).toEqual([])
    await bot().until('2026-11-05', '09:05')
    const before = wang.entries().at(-1)!
    expect(titles(wang).at(-1)).toBe('客户要来了：渭南宏基商品混凝土有限公司')
    expect(JSON.stringify(before.body)).toMatch(/11月6日 10:00 到。请核对：.*☐ 访客姓名、职务、称呼.*☐ 手机静音.*☐ 起身送客，交换联系方式"/)
    await bot().until('2026-11-06', '09:05')
    expect(titles(wang).at(-1)).toBe('一小时后接待：渭南宏基商品混凝土有限公司')

    await wang.taps('写接待记录')
    await wang.saysAll('参观了 2 号线，问了低碱水泥的价格。', '周三前寄两份检验报告', '下周回访', '是', '马建军 13992300088 项目经理')
    const heard = await wang.says('提交')
    expect(heard).toContain('接待记录：参观了 2 号线，问了低碱水泥的价格。\n承诺：周三前寄两份检验报告\n下一步：下周回访')
    expect(heard).toContain('✓ 马建军 13992300088 已在「渭南宏基商品混凝土有限公司」的客户档案里。')
    expect(titles(bot().person('liuna')).at(-1)).toBe('接待客户｜已接待')

    const [customer] = await bot().app.customers.search('13992300088')
    expect(customer?.contacts.filter(({ phone }) => phone === '13992300088')).toEqual([
      { name: '马建军', phone: '13992300088', title: '项目经理' },
    ])
    expect(await read(no)).toMatchObject({ state: 'RECEIVED', isOpen: false, fields: { promises: '周三前寄两份检验报告' } })
    await bot().until('2026-11-09', '09:30')
    expect(titles(wang).filter((title) => title.startsWith('请补接待记录'))).toEqual([])
  })

  it('keeps a contact once, whoever saves it and however often', async () => {
    const { customers } = bot().app
    const id = (await customers.search('宏远'))[0]!._id
    const contact = { name: '马建军', phone: '0913-2181234' }
    await Promise.all([customers.addContact(id, contact), customers.addContact(id, contact), customers.addContact(id, contact)])
    expect((await customers.byId(id))?.contacts.filter(({ phone }) => phone === contact.phone)).toEqual([contact])
    expect((await customers.search('09132181234')).map(({ _id }) => _id)).toEqual([id])
  })

  it('asks a walk-in for identity, form of address and purpose first, and for the record on the next working day (R11.1)', async () => {
    const chen = bot().person('chenjing')
    await bot().until('2026-11-09', '10:00')
    await chen.saysAll('来访登记', '临时来访', '西安鸿达建材')
    await chen.taps('新增「西安鸿达建材」')
    expect(chen.heard()).toContain('请先问明来人是什么身份')
    expect(await chen.says('材料员，第一次来')).toContain('写姓名、职务和称呼')
    expect(await chen.says('李静，女，称李工')).toContain('来办什么事')
    await chen.saysAll('问散装水泥能不能送到工地', '跳过')
    const no = numberFrom(await chen.says('提交'))
    expect(await read(no)).toMatchObject({
      fields: { arrival: 'WALK_IN', identity: '材料员，第一次来' },
      customer: { name: '西安鸿达建材' },
    })
    const asked = () => titles(chen).filter((title) => title?.startsWith('请补接待记录')).length
    const before = asked()
    await bot().until('2026-11-10', '08:55')
    expect(asked()).toBe(before)
    await bot().until('2026-11-10', '09:05')
    expect(titles(chen).at(-1)).toBe('请补接待记录：西安鸿达建材')
    expect(JSON.stringify(chen.entries().at(-1)!.body)).toContain('还没有接待记录')
    await chen.taps('写接待记录')
    await chen.saysAll('介绍了散装车的要求。', '跳过', '跳过', '否', '提交')
    expect((await read(no))?.state).toBe('RECEIVED')
  })

  it('is moved: the old reminders are dropped and the new ones come', async () => {
    const wang = bot().person('wangqiang')
    const liu = bot().person('liuna')
    await bot().until('2026-11-10', '10:00')
    const no = await plan(wang, { customer: '关中环线', at: '11月12日上午10点' })
    await more(wang, no, '改时间')
    expect(await wang.says('11月16日下午3点')).toContain('把来访时间改到 11月16日 15:00')
    await bot().until('2026-11-12', '09:30')
    expect(titles(wang).filter((title) => title.endsWith('中铁关中环线项目部') && title.startsWith('一小时'))).toEqual([])
    await bot().until('2026-11-13', '09:05') // Friday: the working day before Monday
    expect(titles(wang).at(-1)).toBe('客户要来了：中铁关中环线项目部')
    await more(liu, no, '取消接待')
    expect(await liu.says('客户临时出差')).toContain('现在：已取消')
    expect(titles(wang).at(-1)).toBe('接待客户｜已取消')
    await bot().until('2026-11-17', '10:00')
    expect(titles(wang).filter((title) => title.startsWith('请补接待记录：中铁'))).toEqual([])
  })

  it('is seen by customer service, the head, the manager, whoever planned it and the salesperson, and by nobody else', async () => {
    const no = await plan(bot().person('liuna'), { at: '11月20日上午10点' })
    for (const id of ['liuna', 'zhaojianguo', 'qianweimin', 'wangqiang'])
      expect(await bot().person(id).says(`查 ${no}`)).toContain(`接待 ${no}`)
    for (const id of ['sunqiang', 'fengyuan', 'linjing', 'chenjing']) {
      const refused = await bot().person(id).says(`查 ${no}`)
      expect(refused).toBe(`没有找到 ${no}，或者您不能查看。请核对编号。`)
      expect(await bot().person(id).says('查 JD-20200101-001')).toBe(refused.replace(no, 'JD-20200101-001'))
    }
    const liu = bot().person('liuna')
    expect(await liu.says(`查 ${no.toLowerCase().replaceAll('-', '')}`)).toContain(`接待 ${no}`)
    const story = await liu.says(`记录 ${no}`)
    expect(story).toContain(`接待 ${no} 的经过`)
    expect(story).toContain('孙强 尝试「查看」，没有执行')
    expect(await bot().person('sunqiang').says('接待')).toContain('接待客户由销售员、客服人员、市场营销部负责人')
  })
})
