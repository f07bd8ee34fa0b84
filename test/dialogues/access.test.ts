/** What people try to see that is not theirs: customers, colleagues of other plants, people whose role has ended. */
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { complaintModels } from '../../src/complaints/collections.js'
import { type Bot, startBot, type TestPerson, textOf } from '../setup/bot.js'
import { setRoles } from '../setup/roles.js'
import { CAKING, FACTS } from '../setup/scripts.js'
import { expectReplayed, fileShortage, handle, investigate, verify } from '../setup/story.js'
import { xmlOf } from '../setup/word.js'

let bot: Bot
beforeEach(async () => {
  bot = await startBot()
})
afterEach(async () => {
  await expectReplayed(bot)
  await bot.stop()
})

const OTHERS = /宏远|众诚|秦北|关中环线|李会计|高厂长|1399130000[2-5]/

/** All that somebody was told. */
const told = (person: TestPerson) =>
  person
    .entries()
    .filter(({ from }) => from === 'app')
    .map(textOf)
    .join('\n')

/** Taps something that no card of theirs offers. */
async function forges(userid: string, key: string): Promise<string> {
  const person = bot.person(userid)
  const before = person.entries().length
  const from = { channel: 'wecom' as const, userId: userid }
  const content = { type: 'tap' as const, key, card: 'forged', selected: [] }
  await bot.app.handle({ key: `${key} ${before}`, from, at: bot.clock.now(), content }, () => false)
  await bot.app.settled()
  return person.entries().slice(before).map(textOf).join('\n')
}

describe('a customer who complains in chat', () => {
  it('is not asked which customer, sees no other one, and hears no names of ours', async () => {
    const zhang = bot.person('zhanggong')
    await zhang.saysAll('投诉 结块', 'PO42.5', 'HB2611-07 10月28日 昨天', '700袋 60袋', '工地料棚内', '能捏碎 已停用')
    await zhang.sendsPhoto()
    const summary = await zhang.saysAll('底层60袋结块，要求换货', '前进路12号工地')
    expect(summary).toMatch(/我替您填的，请看一眼：单位 渭南宏基商品混凝土有限公司、联系人 张工、联系电话 13991300001/)
    // what is ours to judge is not asked, and the chat is how we hear of it
    expect(zhang.transcript()).not.toMatch(/影响程度|初步等级|投诉方式|反映时间/)
    const filed = await zhang.says('提交')
    expect(filed).toContain('您好，您反映的问题已登记，编号 TS-20261103-001')
    expect(zhang.transcript()).not.toMatch(/哪个客户|请选择客户|赵建国|周敏|吴大为|请告诉客户/)
    expect(zhang.transcript()).not.toMatch(OTHERS)
    expect(await bot.complaints()).toMatchObject([{ customer: { name: '渭南宏基商品混凝土有限公司' }, source: 'WECOM', state: 'REPORTED' }])
  })

  it('finds only themselves where they correct the customer, and gets no numbers of others by name or phone', async () => {
    const zhang = bot.person('zhanggong')
    await zhang.saysAll('投诉 结块', '修改单位', '宏远')
    await zhang.saysAll('修改客户', '139913')
    expect(told(zhang)).toContain('单位：渭南宏基商品混凝土有限公司')
    expect(told(zhang)).not.toMatch(OTHERS)
    await zhang.says('取消')
    expect(await zhang.says('本月 中铁')).toContain('没有看懂「中铁」')
    expect(await zhang.says('本月 qb')).toContain('没有看懂「qb」')
    await zhang.says('查 宏远')
    expect(told(zhang)).not.toMatch(OTHERS)
  })

  it('is reminded of their own complaint about the same lot, in their words, and of nobody else’s', async () => {
    await bot.person('wangqiang').saysAll(...CAKING, '提交')
    const zhang = bot.person('zhanggong')
    await zhang.saysAll('投诉 结块', 'PO42.5', 'HB2611-07 10月28日 昨天', '700袋 60袋', '工地料棚内', '能捏碎 已停用', '暂无法提供')
    const hint = await zhang.saysAll('底层60袋结块，要求换货', '前进路12号工地')
    expect(hint).toContain('您反映过同一批货，正在处理：TS-20261103-001（已登记')
    expect(hint).not.toContain('已上报')
  })

  it('sees states in words of their own and no clocks, and of the photos those that they sent', async () => {
    const story = await fileShortage(bot)
    const zhang = bot.person('zhanggong')
    await zhang.saysAll(`查 ${story.no}`)
    await zhang.taps('现在补充')
    await zhang.sendsPhoto()
    await zhang.saysAll('这是签收单')
    const seen = [await zhang.says('本月'), await zhang.says('我的任务'), await zhang.says('我的投诉'), await zhang.says('查 宏基')].join(
      '\n',
    )
    expect(seen).toContain('本月：共 1 件')
    expect(seen).toContain('已登记')
    expect(seen).not.toMatch(/已上报|手里|超期|在办|第 1 轮|王强|时限/)
    expect(await zhang.says('逾期')).toContain('您可以回复「我的投诉」')
    expect(await zhang.says('为什么是这一天')).toContain('有进展我们会马上告诉您')
    expect(await forges('zhanggong', `do:explainDue:${story.no}`)).toContain(`没有找到 ${story.no}`)
    const photos = zhang.entries().filter(({ from, body }) => from === 'app' && body.msgtype === 'image').length
    await forges('zhanggong', `do:showPhotos:${story.no}`)
    expect(zhang.entries().filter(({ from, body }) => from === 'app' && body.msgtype === 'image').length - photos).toBe(1)
  })

  it('rates without a question or a summary of what is ours to decide, and the record still says who and how', async () => {
    const story = await fileShortage(bot)
    await verify(story)
    await handle(story)
    const zhang = bot.person('zhanggong')
    await zhang.taps('评价')
    const summary = await zhang.saysAll('已解决', '5', '5', '4', '满意', '跳过')
    expect(summary).not.toMatch(/建议开分析会|回访方式|被访人/)
    expect(await zhang.says('修改建议开分析会')).not.toContain('建议召开质量分析会吗')
    await zhang.says('提交')
    expect((await story.complaint()).events.findLast(({ type }) => type === 'calledBack')).toMatchObject({
      role: 'CUSTOMER',
      data: { overall: 4, respondent: '张工', method: 'WECOM' },
    })
    expect((await story.complaint()).state).toBe('CLOSED')
  })

  it('who registered it hears what customers hear, not what goes on inside', async () => {
    const zhang = bot.person('zhanggong')
    await zhang.saysAll('投诉 结块', 'PO42.5', 'HB2611-07 10月28日 昨天', '700袋 60袋', '工地料棚内', '能捏碎 已停用', '暂无法提供')
    await zhang.saysAll('底层60袋结块，要求换货', '前进路12号工地', '提交')
    await bot.person('chenjing').taps('受理')
    expect(await bot.complaints()).toMatchObject([{ state: 'INVESTIGATING' }])
    expect(zhang.transcript()).not.toMatch(/陈静|正在核实|手里/)
  })
})

describe('the customer archive', () => {
  it('is found by its exact name only by those who do not need it, and without contacts', async () => {
    const song = bot.person('songbo')
    const asked = await song.saysAll('投诉 结块', '宏')
    expect(asked).toContain('新增「宏」')
    expect(asked).not.toMatch(OTHERS)
    await song.says('取消')
    await song.saysAll('投诉 结块', '宏远建材')
    expect(song.heard()).toContain('客户那边谁反映的')
    expect(song.transcript()).not.toMatch(/李会计|13991300002/)
  })

  it('gives quality names but no contacts, and no name by a phone number', async () => {
    const chen = bot.person('chenjing')
    expect(await chen.saysAll('投诉 结块', '139913')).not.toMatch(OTHERS)
    await chen.says('取消')
    const asked = await chen.saysAll('投诉 结块', '宏远')
    expect(asked).toContain('客户那边谁反映的')
    expect(chen.transcript()).not.toContain('13991300002')
    expect((await bot.person('liuna').saysAll('投诉 结块', '宏远', '李会计', 'PO42.5')).length).toBeGreaterThan(0)
    expect(await bot.person('liuna').says('修改电话')).toContain('13991300002')
  })
})

it('who sees a complaint finds it by a part of its customer’s name, also where they may not search the archive', async () => {
  const { no } = await fileShortage(bot)
  const head = bot.person('qianweimin')
  expect(await head.says('查 宏基')).toContain(no)
  expect(await head.says('查 中铁')).not.toContain('中铁')
})

describe('a salesperson', () => {
  it('counts and finds the complaints of their own customers, whoever filed them', async () => {
    await bot.person('liuna').saysAll(...CAKING, '提交')
    const wang = bot.person('wangqiang')
    expect(await wang.says('本月')).toMatch(/本月：共 1 件[\s\S]*TS-20261103-001/)
    expect(await wang.says('查 宏基')).toContain('13991300001')
    expect(await wang.says('我的投诉')).toContain('您还没有登记过投诉')
  })
})

describe('a complaint of another plant', () => {
  it('is in no count, no list and no hint', async () => {
    const story = await fileShortage(bot)
    const feng = bot.person('fengyuan') // general manager of 铜川
    expect(await feng.says('本月 渭南')).toMatch(/本月 渭南厂：共 0 件(?![\s\S]*TS-)/)
    expect(await story.qian.says('本月 铜川')).toMatch(/本月 铜川厂：共 0 件(?![\s\S]*TS-)/)
    expect(await story.qian.says('本月 渭南')).toContain('TS-20261103-001')
    expect(await feng.says('本月 宏基')).toContain('没看懂「宏基」')
    expect(await story.qian.says('本月 宏基')).toContain('共 1 件')
    const he = bot.person('hepeng')
    await he.saysAll(
      '投诉 袋数不足',
      '宏基商混',
      '张工 13991300001',
      'PO42.5',
      'T2611-021 陕E12345 昨天 我方承运',
      '700 692',
      '老李点的',
      '暂无法提供',
    )
    expect(await he.saysAll('卸车少了8袋，要求补上', '前进路12号工地')).not.toContain('TS-20261103-001')
    await he.says('取消')
  })

  it('that somebody has sent there themselves is refused to them from then on, but not the same request again', async () => {
    const story = await fileShortage(bot)
    const request = {
      key: 'session.rerouted.1',
      by: await bot.app.directory.personOf('wecom:chenjing'),
      at: bot.clock.now(),
      channel: 'wecom',
      answers: { toPlant: 'tongchuan', reason: '提货单是铜川厂的。' },
      facts: { no: story.no },
    }
    const rerouted = bot.app.complaints.actions.rerouted
    const first = await rerouted!(request)
    expect(await rerouted!(request)).toMatchObject({ cardDone: first.cardDone! })
    expect((await story.complaint()).events.filter(({ type }) => type === 'rerouted')).toHaveLength(1)
    expect(await story.chen.says(`查 ${story.no}`)).toContain('您不能查看')
  })

  it('tells an outsider neither that it is there nor what it waits for, whatever they press', async () => {
    const { no } = await fileShortage(bot)
    for (const key of [
      'showComplaint:',
      'act:accepted.',
      'begin:deskCheck.',
      'begin:reroute.',
      'begin:withdraw.',
      'push:',
      'showPhotos:',
      'showMore:',
    ]) {
      const [there, missing] = [no, 'TS-20261103-999'].map((one) => (key === 'push:' ? `do:${key}${one}.accept` : `do:${key}${one}`))
      const refused = await forges('hepeng', there!)
      expect(refused, key).toContain('您不能查看')
      expect(refused, key).not.toMatch(/已上报|受理|现在是/)
      expect((await forges('hepeng', missing!)).replace('TS-20261103-999', no), key).toBe(refused)
    }
    expect(await complaintModels(bot.connection).refusals.countDocuments({ reference: no })).toBe(8)
  })
})

describe('a role that has ended', () => {
  it('takes with it what it let see: the report that came is no key for ever', async () => {
    const story = await fileShortage(bot)
    expect(await story.sun.says(`查 ${story.no}`)).toContain('当日上报')
    const [report] = story.sun.reportCards()
    await setRoles(bot, 'sunqiang')
    expect(await story.sun.says(`查 ${story.no}`)).toContain('您不能查看')
    expect(await story.sun.says(`导出 ${story.no}`)).toContain('您不能查看')
    expect(await story.sun.says('我的任务')).toContain('现在没有待办')
    expect(await story.sun.tapsOn(report!, '收到')).toContain('没有上报给您')
    expect((await story.complaint()).report.recipients.find(({ name }) => name === '孙强')).not.toHaveProperty('confirmedAt')
  })

  it('leaves whoever registered a complaint its state and their own words', async () => {
    const story = await fileShortage(bot)
    await investigate(story)
    await setRoles(bot, 'wangqiang')
    const seen = await story.wang.says(`查 ${story.no}`)
    expect(seen).toMatch(/核实完了，等客户确认[\s\S]*卸车少了8袋，要求补上/)
    expect(seen).not.toMatch(/赵建国|核实结论|计数器|时限|13991300001|处理经过|更多/)
    expect(await story.wang.says(`记录 ${story.no}`)).toContain('您不能查看')
    expect(await story.wang.says('为什么是这一天')).toContain('没有在计时的事项')
  })
})

describe('phone numbers', () => {
  const phones = async (person: TestPerson, no: string) => {
    const before = person.entries().length
    await person.says(`导出 ${no}`)
    const files = person
      .entries()
      .slice(before)
      .flatMap(({ body }) => (body.msgtype === 'file' ? [(body.file as { media_id: string }).media_id] : []))
    const texts = files.map((id) => xmlOf(bot.simulator.medium(id)!.bytes))
    return (await Promise.all(texts)).join('\n')
  }

  it('are masked in chat and on the printed form for whoever does not need them, and for nobody else', async () => {
    const wang = bot.person('wangqiang')
    await wang.saysAll('投诉 袋数不足', '宏基', '张工', 'PO42.5', 'T2611-021 陕E12345 昨天 我方承运', '700 692', '老李点的', '暂无法提供')
    await wang.saysAll('少了8袋，找李工 0913-2181234 核对', '补货', ...FACTS, '提交')
    const no = 'TS-20261103-001'
    const [liu, sun] = [bot.person('liuna'), bot.person('sunqiang')]
    expect(sun.reportCards()[0]?.sub_title_text).toContain('091****1234')
    expect(await liu.says(`查 ${no}`)).toMatch(/0913-2181234[\s\S]*13991300001/)
    const seen = await sun.says(`查 ${no}`)
    expect(seen).toMatch(/091\*\*\*\*1234[\s\S]*139\*\*\*\*0001/)
    expect(await phones(liu, no)).toMatch(/13991300001[\s\S]*0913-2181234/)
    const printed = await phones(sun, no)
    expect(printed).toMatch(/139\*\*\*\*0001[\s\S]*091\*\*\*\*1234/)
    expect(printed).not.toMatch(/13991300001|2181234/)
    expect(await phones(liu, no)).toContain('13991300001')
    expect(seen + sun.transcript()).not.toMatch(/13991300001|2181234/)
  })
})

describe('a list of tasks', () => {
  it('longer than a page says so and goes on, each task once', async () => {
    for (let index = 11; index <= 22; index++) await fileShortage(bot, `T2611-0${index}`)
    const chen = bot.person('chenjing')
    const numbers = (heard: string) => heard.match(/TS-\d{8}-\d{3}/g) ?? []
    const first = await chen.says('我的任务')
    expect(first).toMatch(/还有 2 件[\s\S]*更多/)
    const second = await chen.taps('更多')
    expect(second).not.toContain('还有')
    expect([first, second].map((heard) => numbers(heard).length)).toEqual([10, 2])
    expect(new Set([first, second].flatMap(numbers)).size).toBe(12)
  })
})

describe('similar complaints', () => {
  it('of a plant that nobody knows yet are those of no known plant, not those of every plant', async () => {
    const [wang, liu] = [bot.person('wangqiang'), bot.person('liuna')]
    await liu.saysAll(
      '投诉 袋数不足',
      '新来的客户',
      '1',
      '老王 13991300009',
      '铜川厂',
      'PO42.5',
      'T2611-030 陕E12345 昨天 我方承运',
      '700 692',
      '老李点的',
      '暂无法提供',
    )
    await liu.saysAll('卸车少了8袋，要求补上', ...FACTS, '提交')
    await wang.saysAll(
      '投诉 袋数不足',
      '另一个新客户',
      '1',
      '老张 13991300008',
      '不清楚',
      'PO42.5',
      'T2611-031 陕E12345 昨天 我方承运',
      '700 692',
      '老李点的',
      '暂无法提供',
    )
    await wang.saysAll('卸车少了8袋，要求补上', ...FACTS, '提交')
    expect((await bot.complaints()).map(({ plant }) => plant)).toEqual(['tongchuan', undefined])
    const result = await bot.app.complaints.actions.findSimilar!({
      key: 'k',
      by: await bot.app.directory.personOf('wecom:zhoumin'),
      at: bot.clock.now(),
      channel: 'wecom',
      answers: {},
      facts: { no: 'TS-20261103-002' },
    })
    expect(result.facts).toEqual({ hasSimilar: false, sameBatch: '—', similar: '—' })
  })
})

it('a measure is reported by the department that it was given to, and by no other that answers for the complaint', async () => {
  for (const delivery of ['T2611-041', 'T2611-042']) await fileShortage(bot, delivery)
  const story = await fileShortage(bot, 'T2611-043')
  await story.qian.taps('召集质量分析会')
  await story.qian.says('今天')
  await story.zhao.taps('写会议纪要')
  await story.zhao.saysAll('钱总、陈静', '计数器老化。', '完成', '提交')
  await story.zhao.taps('加改进措施')
  await story.zhao.saysAll('更换计数器。', '渭南厂生产部', '11月20日')
  const [given] = await story.cases('correctiveAction')
  expect((await story.complaint()).departments).toEqual(['weinan-packing'])
  expect(given).toMatchObject({ departments: ['weinan-production'], state: 'OPEN' })
  expect(await forges('sunqiang', `do:begin:measureDone.${given!._id}`)).toContain('您不能查看')
  expect(await story.cases('correctiveAction')).toEqual([given])
  const wu = bot.person('wudawei')
  await wu.taps('报告措施完成')
  await wu.saysAll('已更换，三班无差错。', '完成')
  expect(await story.cases('correctiveAction')).toMatchObject([{ state: 'DONE', fields: { result: '已更换，三班无差错。' } }])
})
